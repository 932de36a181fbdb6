internal import CMosquitto

/// What libmosquitto reports, always on the client's own thread.
extension MQTTLoop {
  /// MQTT's mark for a subscription that the broker did not grant.
  private static let notGranted: Int32 = 0x80

  func answered(_ code: Int32, isSessionPresent: Bool) {
    guard code == 0 else {
      refusal = String(cString: mosquitto_connack_string(code))
      return
    }
    isAccepted = true
    unannouncedSession = isSessionPresent
    send()
    announce()
  }

  /// Says that we are connected, once the broker has answered every subscription: from then on, whatever anybody
  /// publishes reaches us.
  private func announce() {
    guard let isSessionPresent = unannouncedSession, subscribing.isEmpty else { return }
    unannouncedSession = nil
    connectedSince = Monotonic.milliseconds()
    connections += 1
    core.state.with { state in
      state.isConnected = true
      if connections > 1 { state.counters.reconnects += 1 }
    }
    core.handlers.onState(.connected(sessionPresent: isSessionPresent))
  }

  func delivered(_ id: Int32) {
    guard let sent = flight.removeValue(forKey: id) else { return }
    core.state.with { state in
      state.outbox.settle(1)
      state.counters.delivered += 1
    }
    core.handlers.onOutcome(sent.ticket, .delivered)
  }

  func received(_ message: mosquitto_message) {
    let payload = [UInt8](UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen)))
    core.state.with { state in
      state.counters.received += 1
      state.counters.bytesReceived += payload.count
    }
    core.handlers.onMessage(
      MQTTMessage(
        topic: String(cString: message.topic), payload: payload, qos: QoS(rawValue: message.qos) ?? .atMostOnce,
        retained: message.retain))
  }

  func subscribed(_ id: Int32, _ granted: UnsafeBufferPointer<Int32>) {
    guard let filter = subscribing.removeValue(forKey: id) else { return }
    if granted.contains(Self.notGranted) { core.handlers.onState(.subscriptionRefused(filter: filter)) }
    announce()
  }
}
