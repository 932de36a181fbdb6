import FloorClock
import FloorMQTT
import FloorModel
import Foundation
import Synchronization

/// The bare broker's round trip in the same run: a message of an order's size to itself, ten times a second, at QoS 0.
final class Probe: Sendable {
  private static let topic = "probe/round-trip"
  private let client: MQTTClient
  private let latencies: Shared
  private let stopping = Mutex(false)

  private final class Shared: Sendable {
    let latencies = Mutex(Latencies())
  }

  init(port: UInt16) throws {
    let shared = Shared()
    latencies = shared
    let options = MQTTOptions(host: "127.0.0.1", port: port, clientID: "probe", retrySeed: 1)
    client = MQTTClient(
      options: options,
      handlers: MQTTHandlers(onMessage: { message in
        let now = FloorClock.monotonic()
        let sent = message.payload.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        shared.latencies.withLock { $0.note(nanoseconds: now &- sent) }
      }))
    try client.subscribe([MQTTSubscription(Self.topic, .atMostOnce)])
    client.connect()
  }

  /// Call on a thread of its own.
  func run() {
    while !stopping.withLock({ $0 }) {
      Thread.sleep(forTimeInterval: 0.1)
      let now = FloorClock.monotonic()
      var payload = (0..<8).map { UInt8(truncatingIfNeeded: now >> (56 - 8 * UInt64($0))) }
      payload += Array(repeating: 0, count: 504)
      _ = try? client.publish(Self.topic, payload: payload, qos: .atMostOnce)
    }
    _ = client.disconnect()
  }

  func reset() { latencies.latencies.withLock { $0 = Latencies() } }
  func stop() { stopping.withLock { $0 = true } }
  var result: Latencies { latencies.latencies.withLock { $0 } }
}
