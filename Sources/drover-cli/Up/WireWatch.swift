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
  static let user = "monitor"
  static let rules = [BrokerUser.Rule("fc/v1/#", .read), BrokerUser.Rule("uagv/#", .read)]

  private let notes: WireNotes
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
    let notes = WireNotes(stock: String(StockTopic.filter(site: site).dropLast()), file: file)
    self.notes = notes
    client = MQTTClient(options: options, handlers: MQTTHandlers(onMessage: { notes.take($0) }))
    let wanted = capture == nil ? [StockTopic.filter(site: site)] : Self.rules.map(\.pattern)
    try client.subscribe(wanted.map { MQTTSubscription($0, .atLeastOnce) })
    client.connect()
  }

  /// What the retained topics say now, by bin name.
  var bins: [String: StockTopic] { notes.bins }

  /// Why the capture is not whole; nil when it is.
  var fault: String? { notes.fault }

  func stop() {
    _ = client.disconnect()
    notes.close()
  }
}

/// What has been heard so far.
private final class WireNotes: Sendable {
  private struct State {
    /// By bin name.
    var bins: [String: StockTopic] = [:]
    var file: FileHandle?
    var fault: String?
  }

  /// What the topics of bins begin with.
  private let stock: String
  private let state: Mutex<State>

  init(stock: String, file: FileHandle?) {
    self.stock = stock
    state = Mutex(State(file: file))
  }

  var bins: [String: StockTopic] { state.withLock { $0.bins } }
  var fault: String? { state.withLock { $0.fault } }

  func close() {
    state.withLock {
      try? $0.file?.close()
      $0.file = nil
    }
  }

  func take(_ message: MQTTMessage) {
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
