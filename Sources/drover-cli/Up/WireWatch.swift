import Devices
import FloorMQTT
import FloorModel
import Foundation
import Synchronization

/// A listener on the broker: keeps what the bins' retained topics say, and writes down every message when asked to.
///
/// A line of the capture is `{"topic": …, "qos": …, "retained": …, "payload": …}`; the payload is the message's JSON, or a
/// string when it is none. Lines stand in the order in which the broker sent them.
final class WireWatch: Sendable {
  private struct State {
    /// By bin name.
    var bins: [String: StockTopic] = [:]
    var file: FileHandle?
    var fault: String?
  }

  static let user = "monitor"
  static let rules = [BrokerUser.Rule("fc/v1/#", .read), BrokerUser.Rule("uagv/#", .read)]

  private let state: Mutex<State>
  private let client: MQTTClient

  /// - Parameter capture: a file to write; one that exists is replaced.
  init(_ options: MQTTOptions, site: String, capture: String?) throws {
    var file: FileHandle?
    if let capture {
      guard FileManager.default.createFile(atPath: capture, contents: nil),
        let opened = FileHandle(forWritingAtPath: capture)
      else { throw RigFault(description: "\(capture) cannot be written; give --capture another path") }
      file = opened
    }
    state = Mutex(State(file: file))
    let stock = String(StockTopic.filter(site: site).dropLast())
    let take = Weak()
    client = MQTTClient(
      options: options, handlers: MQTTHandlers(onMessage: { take.watch?.take($0, stock: stock) }))
    take.set(self)
    let wanted = capture == nil ? [StockTopic.filter(site: site)] : Self.rules.map(\.pattern)
    try client.subscribe(wanted.map { MQTTSubscription($0, .atLeastOnce) })
    client.connect()
  }

  /// What the retained topics say now, by bin name.
  var bins: [String: StockTopic] { state.withLock { $0.bins } }

  /// Why the capture is not whole; nil when it is.
  var fault: String? { state.withLock { $0.fault } }

  func stop() {
    _ = client.disconnect()
    state.withLock {
      try? $0.file?.close()
      $0.file = nil
    }
  }

  private func take(_ message: MQTTMessage, stock: String) {
    state.withLock { state in
      if message.topic.hasPrefix(stock) {
        let content = try? JSONDecoder().decode(StockTopic.self, from: Data(message.payload))
        state.bins[String(message.topic.dropFirst(stock.count))] = content
      }
      guard let file = state.file else { return }
      do {
        try file.write(contentsOf: Self.line(message))
      } catch {
        state.fault = "the capture cannot be written on: \(error)"
        state.file = nil
      }
    }
  }

  private static func line(_ message: MQTTMessage) throws -> Data {
    let payload = Data(message.payload)
    let isJSON = (try? JSONSerialization.jsonObject(with: payload)) != nil
    let head = Head(topic: message.topic, qos: message.qos.rawValue, retained: message.retained)
    var line = try JSONEncoder().encode(head)
    line.removeLast()
    line.append(contentsOf: Data(",\"payload\":".utf8))
    line.append(isJSON ? payload : try JSONEncoder().encode(String(decoding: payload, as: UTF8.self)))
    line.append(contentsOf: Data("}\n".utf8))
    return line
  }

  private struct Head: Encodable {
    var topic: String
    var qos: Int32
    var retained: Bool
  }
}

/// Breaks the circle between the watch and the client that feeds it.
private final class Weak: Sendable {
  private struct Reference { weak var watch: WireWatch? }
  private let state = Mutex(Reference())
  var watch: WireWatch? { state.withLock { $0.watch } }
  func set(_ watch: WireWatch) { state.withLock { $0.watch = watch } }
}
