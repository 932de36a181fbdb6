import FloorClock
import FloorMQTT
import Foundation
import Synchronization

/// One device that says its last state again and again, many thousand times a second.
final class Flood: Sendable {
  private let client: MQTTClient
  private let perSecond: Int
  private let heard: Heard
  private let stopping = Mutex(false)
  private let said = Mutex(0)

  private final class Heard: Sendable {
    let message = Mutex<(topic: String, payload: [UInt8])?>(nil)
  }

  /// - Parameter device: a drive unit, by its name.
  init(port: UInt16, device: String, perSecond: Int) throws {
    let heard = Heard()
    self.heard = heard
    self.perSecond = perSecond
    client = MQTTClient(
      options: MQTTOptions(host: "127.0.0.1", port: port, clientID: "flood", retrySeed: 2),
      handlers: MQTTHandlers(onMessage: { message in
        heard.message.withLock { $0 = ($0 ?? (message.topic, Array(message.payload))) }
      }))
    try client.subscribe([MQTTSubscription("uagv/+/+/\(device)/state", .atMostOnce)])
    client.connect()
  }

  var count: Int { said.withLock { $0 } }

  /// Call on a thread of its own.
  func run() {
    let began = FloorClock.monotonic()
    while !stopping.withLock({ $0 }) {
      Thread.sleep(forTimeInterval: 0.002)
      guard let (topic, payload) = heard.message.withLock({ $0 }) else { continue }
      let due = Int(Double(FloorClock.monotonic() - began) / 1e9 * Double(perSecond))
      while count < due {
        _ = try? client.publish(topic, payload: payload, qos: .atMostOnce)
        said.withLock { $0 += 1 }
      }
    }
    _ = client.disconnect()
  }

  func stop() { stopping.withLock { $0 = true } }
}
