import FloorModel
import Foundation
import Testing

@testable import FloorMQTT

/// What this machine offers to tests of a real broker.
enum Machine {
  static let hasBroker = missing.isEmpty
  static let whyNot: Comment = "no \(missing.joined(separator: ", ")) on this machine"

  static let whyNoTLS: Comment = "no mosquitto or no openssl on this machine"

  private static let missing = ["mosquitto", "mosquitto_passwd", "setpriv"].filter { !has($0) }

  static func has(_ program: String) -> Bool {
    (try? Child.find(program, package: "")) != nil
  }
}

/// Everything that a client told its handlers, in order.
final class Transcript: Sendable {
  struct Lines {
    var states: [MQTTState] = []
    var messages: [MQTTMessage] = []
    var outcomes: [PublishTicket: PublishOutcome] = [:]
  }

  /// So long a test waits for what must happen, before it says that it did not.
  static let patience: Span = .seconds(20)

  private let lines = Guarded(Lines())

  var handlers: MQTTHandlers {
    MQTTHandlers(
      onState: { [self] state in note { $0.states.append(state) } },
      onMessage: { [self] message in note { $0.messages.append(message) } },
      onOutcome: { [self] ticket, outcome in note { $0.outcomes[ticket] = outcome } })
  }

  var states: [MQTTState] { lines.with { $0.states } }
  var messages: [MQTTMessage] { lines.with { $0.messages } }
  var topics: [String] { messages.map(\.topic) }
  var outcomes: [PublishTicket: PublishOutcome] { lines.with { $0.outcomes } }

  /// Waits until the transcript has what `body` looks for.
  func wait<Result>(_ body: (Lines) -> Result?) -> Result? {
    lines.wait(upTo: Self.patience) { body($0) }
  }

  func waitForMessage(on topic: String) -> MQTTMessage? {
    wait { lines in lines.messages.first { $0.topic == topic } }
  }

  func waitUntilConnected(times: Int = 1) -> Bool {
    wait { lines in
      let connections = lines.states.filter { if case .connected = $0 { true } else { false } }
      return connections.count >= times ? true : nil
    } ?? false
  }

  private func note(_ body: (inout Lines) -> Void) {
    lines.with { body(&$0) }
    lines.wake()
  }
}

/// A private broker and clients for it.
final class Rig: Sendable {
  let broker: PrivateBroker
  let users: [BrokerUser]

  static let everything = BrokerUser(name: "floor", allow: [.init("#", .readwrite)])

  init(
    _ users: [BrokerUser] = [Rig.everything], _ change: (inout PrivateBroker.Options) -> Void = { _ in }
  ) throws {
    self.users = users
    var options = try Self.options(users)
    change(&options)
    broker = try PrivateBroker(options)
  }

  static func options(_ users: [BrokerUser]) throws -> PrivateBroker.Options {
    let template = try BrokerTemplate.find(from: URL(fileURLWithPath: #filePath).deletingLastPathComponent())
    return PrivateBroker.Options(template: template, users: users, parent: NSTemporaryDirectory())
  }

  func options(_ id: String, as name: String? = nil) -> MQTTOptions {
    let user = users.first { $0.name == name } ?? users[0]
    var options = MQTTOptions(host: broker.host, port: broker.port, clientID: id, retrySeed: 7)
    options.username = user.name
    options.password = user.password
    options.firstRetry = .milliseconds(20)
    options.longestRetry = .milliseconds(200)
    return options
  }

  /// A client that is connected and whose subscriptions the broker has.
  func client(
    _ id: String, as name: String? = nil, to filters: [MQTTSubscription] = [],
    _ change: (inout MQTTOptions) -> Void = { _ in }
  ) throws -> (MQTTClient, Transcript) {
    var options = options(id, as: name)
    change(&options)
    let transcript = Transcript()
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    try client.subscribe(filters)
    client.connect()
    try #require(transcript.waitUntilConnected(), "\(id): \(transcript.states)")
    return (client, transcript)
  }
}
