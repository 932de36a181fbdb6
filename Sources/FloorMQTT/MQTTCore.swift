internal import CMosquitto
internal import FloorModel
internal import Foundation
internal import Glibc

/// What the callers of a client and its thread share.
final class MQTTCore: Sendable {
  /// How long to wait for the thread to end, after it should have: it may hang in the resolver.
  static let stopLimit: Span = .seconds(5)
  private static let stackBytes = 512 << 10

  enum Intent: Equatable {
    case run
    /// Deliver what is accepted until the deadline (monotonic milliseconds), then say goodbye.
    case leave(deadline: Int64)
    case abort
  }

  struct State {
    var intent = Intent.run
    /// The thread, while it lives.
    var thread: pthread_t?
    var isRunning = false
    var isConnected = false
    var socket: Int32 = -1
    var outbox: Outbox
    var subscriptions: [MQTTSubscription] = []
    /// So many of `subscriptions`, from the front, have been sent on this connection.
    var subscriptionsSent = 0
    var counters = MQTTCounters()
    var lostAtStop = 0
    var isWakePending = false
  }

  let options: MQTTOptions
  let handlers: MQTTHandlers
  let state: Guarded<State>
  /// Readable when there is word for the thread.
  let bell: Int32
  private let bellButton: Int32

  init(options: MQTTOptions, handlers: MQTTHandlers) {
    self.options = options
    self.handlers = handlers
    state = Guarded(State(outbox: Outbox(limit: options.outboxLimit)))
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    precondition(socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0, "no file descriptors left for an MQTT client")
    (bell, bellButton) = (ends[0], ends[1])
  }

  deinit {
    close(bell)
    close(bellButton)
  }

  func start() {
    let isNew = state.with { state in
      guard !state.isRunning else { return false }
      state.isRunning = true
      state.intent = .run
      state.lostAtStop = 0
      return true
    }
    guard isNew else { return }
    let thread = Thread { MQTTLoop(core: self).run() }
    thread.stackSize = Self.stackBytes
    thread.name = "mqtt \(options.clientID)"
    thread.start()
  }

  func subscribe(_ wanted: [MQTTSubscription]) throws(SubscribeRefusal) {
    let limit = options.subscriptionLimit
    try state.with { (state) throws(SubscribeRefusal) in
      var all = state.subscriptions
      var sent = state.subscriptionsSent
      for subscription in wanted {
        if let index = all.firstIndex(where: { $0.filter == subscription.filter }) {
          all.remove(at: index)
          if index < sent { sent -= 1 }
        }
        all.append(subscription)
      }
      guard all.count <= limit else { throw .tooMany(limit: limit) }
      state.subscriptions = all
      state.subscriptionsSent = sent
    }
    ring()
  }

  func publish(
    _ topic: String, _ payload: [UInt8], _ qos: QoS, retain: Bool
  ) throws(PublishRefusal) -> PublishTicket {
    let isTopicGood = Self.isGood(topic)
    let ticket = try state.with { (state) throws(PublishRefusal) in
      do throws(PublishRefusal) {
        guard isTopicGood else { throw .badTopic(topic) }
        guard payload.count <= options.payloadLimit else {
          throw .payloadTooLong(bytes: payload.count, limit: options.payloadLimit)
        }
        guard state.isRunning, state.intent == .run else { throw .stopped }
        guard qos != .atMostOnce || state.isConnected else { throw .notConnected }
        return try state.outbox.accept(topic, payload, qos, retain: retain)
      } catch {
        state.counters.refused += 1
        throw error
      }
    }
    ring()
    return ticket
  }

  /// Leaves word for the thread. An abort overrides a goodbye, never the other way round.
  func ask(_ intent: Intent) {
    state.with { state in
      if state.intent != .abort { state.intent = intent }
    }
    ring()
  }

  /// - Returns: false when something accepted was lost, or the thread did not end in time.
  func waitUntilStopped(upTo limit: Span) -> Bool {
    let mine = pthread_self()
    let isInHandler = state.with { $0.thread.map { pthread_equal($0, mine) != 0 } ?? false }
    guard !isInHandler else { return state.with { $0.outbox.isEmpty } }
    return state.wait(upTo: limit) { $0.isRunning ? nil : $0.lostAtStop == 0 } ?? false
  }

  func isNoDelaySet() -> Bool? {
    state.with { state in
      guard state.socket >= 0 else { return nil }
      var flag: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      guard getsockopt(state.socket, Int32(IPPROTO_TCP), TCP_NODELAY, &flag, &size) == 0 else { return nil }
      return flag != 0
    }
  }

  /// One byte is enough, however many things there are to tell.
  private func ring() {
    let isFirst = state.with { state in
      defer { state.isWakePending = true }
      return !state.isWakePending
    }
    if isFirst {
      var byte: UInt8 = 1
      _ = write(bellButton, &byte, 1)
    }
  }

  /// Takes the byte out again. What is told from now on rings again.
  func answerBell() {
    var byte: UInt8 = 0
    while read(bell, &byte, 1) > 0 {}
    state.with { $0.isWakePending = false }
  }

  private static func isGood(_ topic: String) -> Bool {
    !topic.isEmpty && topic.utf8.count <= 65_535 && !topic.utf8.contains(0)
      && mosquitto_pub_topic_check(topic) == MOSQ_ERR_SUCCESS.code
  }
}

extension mosq_err_t {
  /// libmosquitto declares its errors as one type and returns them as another.
  var code: Int32 { Int32(rawValue) }
}
