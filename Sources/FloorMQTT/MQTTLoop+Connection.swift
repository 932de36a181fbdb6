internal import CMosquitto
internal import Glibc

/// libmosquitto wants to be initialised once in a process, before anything else.
private let library: Int32 = mosquitto_lib_init()

extension MQTTLoop {
  /// Keep-alive is checked so often, in milliseconds; everything else wakes the thread.
  private static let tick: Int32 = 1_000
  /// Packets read in one go, before what waits to be written gets its turn.
  private static let readBurst = 64

  /// Makes the handle. Returns a reason when libmosquitto refuses the options.
  func open() -> Ending? {
    guard library == MOSQ_ERR_SUCCESS.code else { return .hopeless(Self.describe(library, errno)) }
    let options = core.options
    let me = Unmanaged.passUnretained(self).toOpaque()
    guard let handle = mosquitto_new(options.clientID, options.cleanSession, me) else {
      return .hopeless("client id refused: \(String(cString: strerror(errno)))")
    }
    mosquitto = handle
    var codes = [
      // Packets are queued and written by `serve`, never from inside a call: an acknowledgement leaves after the handler.
      mosquitto_threaded_set(handle, true),
      mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, options.tcpNoDelay ? 1 : 0),
      mosquitto_max_inflight_messages_set(handle, UInt32(clamping: options.maxInflight)),
    ]
    if let username = options.username {
      codes.append(mosquitto_username_pw_set(handle, username, options.password?.reveal()))
    }
    if let will = options.will {
      let length = Int32(clamping: will.payload.count)
      codes.append(mosquitto_will_set(handle, will.topic, length, will.payload, will.qos.rawValue, will.retain))
    }
    if let tls = options.tls {
      codes.append(mosquitto_tls_set(handle, tls.caFile, nil, tls.certFile, tls.keyFile, nil))
    }
    if let failure = codes.first(where: { $0 != MOSQ_ERR_SUCCESS.code }) {
      return .hopeless("options refused: \(Self.describe(failure, errno))")
    }
    listen(handle)
    return nil
  }

  private func listen(_ handle: OpaquePointer) {
    mosquitto_connect_with_flags_callback_set(handle) { _, me, code, flags in
      MQTTLoop.from(me).answered(code, isSessionPresent: flags & 1 != 0)
    }
    mosquitto_disconnect_callback_set(handle) { _, me, code in
      let error = errno
      MQTTLoop.from(me).lossReason = MQTTLoop.describe(code, error)
    }
    mosquitto_publish_callback_set(handle) { _, me, id in MQTTLoop.from(me).delivered(id) }
    mosquitto_message_callback_set(handle) { _, me, message in
      if let message { MQTTLoop.from(me).received(message.pointee) }
    }
    mosquitto_subscribe_callback_set(handle) { _, me, id, count, granted in
      MQTTLoop.from(me).subscribed(id, UnsafeBufferPointer(start: granted, count: Int(count)))
    }
  }

  fileprivate static func from(_ pointer: UnsafeMutableRawPointer?) -> MQTTLoop {
    Unmanaged<MQTTLoop>.fromOpaque(pointer.unsafelyUnwrapped).takeUnretainedValue()
  }

  /// Hands what waits to libmosquitto, as far as the window allows: it walks its whole list for every new message, so
  /// that a long queue there would cost the square of its length.
  func send() {
    let (subscriptions, publishes) = core.state.with { state in
      let unsent = Array(state.subscriptions[state.subscriptionsSent...])
      state.subscriptionsSent = state.subscriptions.count
      return (unsent, state.outbox.handOver(window: core.options.maxInflight))
    }
    for subscription in subscriptions {
      var id: Int32 = 0
      let code = mosquitto_subscribe(mosquitto, &id, subscription.filter, subscription.qos.rawValue)
      if code == MOSQ_ERR_SUCCESS.code {
        subscribing[id] = subscription.filter
      } else {
        core.handlers.onState(.subscriptionRefused(filter: subscription.filter))
      }
    }
    for entry in publishes { hand(over: entry) }
  }

  private func hand(over entry: Outbox.Entry) {
    var id: Int32 = 0
    let length = Int32(entry.payload.count)
    let code = mosquitto_publish(
      mosquitto, &id, entry.topic, length, entry.payload, entry.qos.rawValue, entry.retain)
    guard code == MOSQ_ERR_SUCCESS.code else {
      core.state.with { $0.outbox.settle(1) }
      return tellLost([entry.ticket], reason: Self.describe(code, errno))
    }
    core.state.with { state in
      state.counters.sent += 1
      state.counters.bytesSent += entry.payload.count
    }
    // After 65,535 messages an id comes again; should the old one still be unanswered, it will never be answered now.
    if let old = flight.updateValue((entry.ticket, entry.qos), forKey: id) {
      core.state.with { $0.outbox.settle(1) }
      tellLost([old.ticket], reason: "the broker never answered")
    }
  }

  /// Waits for the socket or for word from the callers, and does what is due.
  func serve() {
    let wantsWrite = mosquitto_want_write(mosquitto)
    let events = Int16(POLLIN) | (wantsWrite ? Int16(POLLOUT) : 0)
    var files = (
      pollfd(fd: mosquitto_socket(mosquitto), events: events, revents: 0),
      pollfd(fd: core.bell, events: Int16(POLLIN), revents: 0)
    )
    let ready = withUnsafeMutablePointer(to: &files) { pair in
      pair.withMemoryRebound(to: pollfd.self, capacity: 2) { poll($0, 2, Self.tick) }
    }
    if ready > 0 {
      if files.1.revents != 0 { core.answerBell() }
      let isWritable = Int32(files.0.revents) & POLLOUT != 0
      // libmosquitto goes on with a TLS handshake only when asked to read, even when it waits to write.
      if Int32(files.0.revents) & ~POLLOUT != 0 || (isWritable && core.options.tls != nil) { readBurst() }
      if isWritable, mosquitto_socket(mosquitto) >= 0 { mosquitto_loop_write(mosquitto, 1) }
    }
    if mosquitto_socket(mosquitto) >= 0 { mosquitto_loop_misc(mosquitto) }
  }

  private func readBurst() {
    for _ in 0..<Self.readBurst where mosquitto_socket(mosquitto) >= 0 {
      errno = 0
      let code = mosquitto_loop_read(mosquitto, 1)
      guard code == MOSQ_ERR_SUCCESS.code else {
        // A failed TLS handshake closes the socket without calling anybody.
        lossReason = lossReason ?? Self.describe(code, errno)
        return
      }
      if errno == EAGAIN, !hasDecrypted { return }
    }
  }

  /// Bytes that TLS has taken from the socket and that nobody has read: `poll` cannot see those.
  private var hasDecrypted: Bool {
    guard core.options.tls != nil, let mosquitto, let tls = mosquitto_ssl_get(mosquitto) else { return false }
    return (sslPending?(tls) ?? 0) > 0
  }
}

/// From the libssl that libmosquitto has brought along; asking the loader spares a second library to link.
private let sslPending: (@convention(c) (UnsafeMutableRawPointer) -> Int32)? = dlsym(nil, "SSL_pending").map {
  unsafeBitCast($0, to: (@convention(c) (UnsafeMutableRawPointer) -> Int32).self)
}
