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
    isConnected = true
    core.state.with { $0.isConnected = true }
    // Subscribe before anybody hears that we are connected: whoever then publishes a question gets the answer.
    send()
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
    guard let filter = subscribing.removeValue(forKey: id), granted.contains(Self.notGranted) else { return }
    core.handlers.onState(.subscriptionRefused(filter: filter))
  }
}
