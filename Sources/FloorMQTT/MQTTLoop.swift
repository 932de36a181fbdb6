internal import CMosquitto
internal import FloorModel
internal import Glibc

/// The life of one client's thread: connect, serve the connection, wait, connect again.
///
/// Only this thread touches the `mosquitto` handle, and the handle is destroyed before the thread lets go of `self`, so the
/// `void *` that libmosquitto carries around always points to a living object.
///
/// libmosquitto's own thread (`mosquitto_loop_start`) is not used, for four reasons found in its 2.0.11 source: it ends for
/// good, without a word, on a protocol or TLS error; it waits whole seconds without jitter and reports no failed attempt;
/// it connects blocking, so that it cannot be stopped in the meantime; and it uses `select`, which aborts a process that has
/// more than 1,024 files open.
final class MQTTLoop {
  /// How long the last packet may take to leave.
  static let goodbyeLimit: Span = .seconds(1)
  /// A connection must have held so long before the retries start small again, or two clients that throw each other
  /// out under one name would do so as fast as they can.
  private static let provenAfter: Span = .seconds(5)

  enum Ending {
    case lost(String)
    case refused(String)
    case left
    case aborted
    /// libmosquitto cannot work with the options at all.
    case hopeless(String)
  }

  let core: MQTTCore
  var mosquitto: OpaquePointer?
  /// Publishes handed to libmosquitto, by its message id.
  var flight: [Int32: (ticket: PublishTicket, qos: QoS)] = [:]
  /// Filters that the broker has not answered yet, by message id.
  var subscribing: [Int32: String] = [:]
  /// The broker has said yes to this connection.
  var isAccepted = false
  /// What the broker said about our session, while nobody has been told that we are connected.
  var unannouncedSession: Bool?
  var refusal: String?
  var lossReason: String?
  /// Connections announced by one life of the thread.
  var connections = 0
  /// Monotonic milliseconds; nil until the connection is announced.
  var connectedSince: Int64?

  init(core: MQTTCore) {
    self.core = core
  }

  func run() {
    core.state.with { $0.thread = pthread_self() }
    var backoff = Backoff(
      first: core.options.firstRetry, longest: core.options.longestRetry, seed: core.options.retrySeed)
    var ending = open()
    var attempt = 0
    while ending == nil {
      attempt += 1
      core.handlers.onState(.connecting(attempt: attempt))
      let outcome = converse()
      let wasConnected = connectedSince != nil
      if let since = connectedSince, Monotonic.milliseconds() - since >= Self.provenAfter.milliseconds {
        backoff.reset()
      }
      if wasConnected { attempt = 0 }
      forgetConnection()
      switch outcome {
      case .lost(let reason):
        core.handlers.onState(.disconnected(reason: reason))
        ending = pause(backoff.next())
      case .refused(let reason):
        core.handlers.onState(.refused(reason: reason))
        ending = pause(core.options.longestRetry)
      case .left, .aborted, .hopeless:
        ending = outcome
      }
    }
    // Destroying the handle closes the socket without a goodbye, which is just what an abort wants.
    mosquitto_destroy(mosquitto)
    mosquitto = nil
    finish(ending ?? .aborted)
  }

  /// One connection, from the first packet to its end.
  private func converse() -> Ending {
    errno = 0
    let options = core.options
    let code = mosquitto_connect_async(
      mosquitto, options.host, Int32(options.port), Int32(clamping: options.keepAlive.milliseconds / 1000))
    guard code == MOSQ_ERR_SUCCESS.code else {
      let reason = Self.describe(code, errno)
      return code == MOSQ_ERR_INVAL.code ? .hopeless(reason) : .lost(reason)
    }
    let socket = mosquitto_socket(mosquitto)
    // A program that we start must not hold our connection open when we have dropped it.
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    core.state.with { $0.socket = socket }
    let connectDeadline = Monotonic.milliseconds() + options.connectTimeout.milliseconds
    var goodbyeDeadline: Int64?
    while mosquitto_socket(mosquitto) >= 0 {
      let now = Monotonic.milliseconds()
      switch core.state.with({ ($0.intent, $0.outbox.isEmpty) }) {
      case (.abort, _): return .aborted
      case (.leave(let deadline), let isDone):
        if let goodbyeDeadline, now > goodbyeDeadline { return .left }
        if goodbyeDeadline == nil, isDone || now > deadline || !isAccepted {
          // Even before the broker has answered our hello: it will read the two in order, and keep the will to itself.
          goodbyeDeadline = now + Self.goodbyeLimit.milliseconds
          mosquitto_disconnect(mosquitto)
        }
      case (.run, _): break
      }
      if connectedSince == nil, now > connectDeadline {
        return .lost("no answer within \(options.connectTimeout.seconds) s")
      }
      if isAccepted, goodbyeDeadline == nil { send() }
      serve()
    }
    if goodbyeDeadline != nil { return .left }
    if let refusal { return .refused(refusal) }
    return .lost(lossReason ?? "the connection was closed")
  }

  /// Waits before the next attempt. Returns an ending when the client is to stop instead.
  private func pause(_ span: Span) -> Ending? {
    let deadline = Monotonic.milliseconds() + span.milliseconds
    while true {
      switch core.state.with({ $0.intent }) {
      case .run: break
      case .leave: return .left
      case .abort: return .aborted
      }
      let left = deadline - Monotonic.milliseconds()
      guard left > 0 else { return nil }
      var bell = pollfd(fd: core.bell, events: Int16(POLLIN), revents: 0)
      poll(&bell, 1, Int32(clamping: left))
      if bell.revents != 0 { core.answerBell() }
    }
  }

  /// What holds for one connection only. Messages of QoS 1 and 2 stay with libmosquitto, which sends them again.
  private func forgetConnection() {
    isAccepted = false
    unannouncedSession = nil
    refusal = nil
    lossReason = nil
    connectedSince = nil
    subscribing = [:]
    let unwritten = flight.filter { $0.value.qos == .atMostOnce }
    for id in unwritten.keys { flight[id] = nil }
    let dropped = core.state.with { state in
      state.isConnected = false
      state.socket = -1
      state.subscriptionsSent = 0
      state.outbox.settle(unwritten.count)
      return state.outbox.dropUnpromised()
    }
    tellLost(unwritten.values.map(\.ticket) + dropped.map(\.ticket), reason: "the connection was lost")
  }

  private func finish(_ ending: Ending) {
    let reason =
      switch ending {
      case .left: "disconnected"
      case .aborted: "aborted"
      case .lost(let reason), .refused(let reason), .hopeless(let reason): reason
      }
    let flying = flight.values.map(\.ticket)
    flight = [:]
    let dropped = core.state.with { state in
      state.isConnected = false
      state.outbox.settle(flying.count)
      let dropped = state.outbox.dropAll().map(\.ticket)
      state.lostAtStop = flying.count + dropped.count
      return dropped
    }
    tellLost(flying + dropped, reason: reason)
    core.handlers.onState(.stopped(reason: reason))
    core.state.with { state in
      state.isRunning = false
      state.thread = nil
    }
    core.state.wake()
  }

  func tellLost(_ tickets: [PublishTicket], reason: String) {
    guard !tickets.isEmpty else { return }
    core.state.with { $0.counters.lost += tickets.count }
    for ticket in tickets.sorted(by: { $0.number < $1.number }) {
      core.handlers.onOutcome(ticket, .lost(reason: reason))
    }
  }

  static func describe(_ code: Int32, _ error: Int32) -> String {
    switch code {
    case MOSQ_ERR_ERRNO.code where error != 0: String(cString: strerror(error))
    case MOSQ_ERR_EAI.code: String(cString: gai_strerror(error))
    default: String(cString: mosquitto_strerror(code))
    }
  }
}
