import FloorModel
import Foundation
import Glibc
import Testing

@testable import FloorMQTT

@Suite("A client and a real broker", .enabled(if: Machine.hasBroker, Machine.whyNot))
struct ClientTests {
  @Test("A message comes back as it was sent, at each quality of service", arguments: QoS.allCases)
  func roundTrip(qos: QoS) throws {
    let rig = try Rig()
    let (client, transcript) = try rig.client("a", to: [.init("echo/#", qos)])
    let payload = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    let empty = try client.publish("echo/empty", payload: [], qos: qos)
    let long = try client.publish("echo/long", payload: payload, qos: qos)

    #expect(
      transcript.waitForMessage(on: "echo/long")
        == MQTTMessage(topic: "echo/long", payload: payload, qos: qos, retained: false))
    #expect(transcript.messages.first?.payload == [])
    #expect(transcript.wait { $0.outcomes.count == 2 ? true : nil } == true)
    #expect(transcript.outcomes == [empty: .delivered, long: .delivered])
    #expect(client.disconnect())
    #expect(client.counters.sent == 2 && client.counters.delivered == 2 && client.counters.received == 2)
    #expect(client.counters.bytesSent == 70_000 && client.counters.bytesReceived == 70_000)
    #expect(transcript.states.last == .stopped(reason: "disconnected"))
  }

  @Test("A burst far larger than the window arrives whole and in order")
  func burst() throws {
    let rig = try Rig()
    let (client, transcript) = try rig.client("a", to: [.init("n", .atLeastOnce)]) { $0.maxInflight = 5 }
    let n = 1_000
    for i in 0..<n { try client.publish("n", payload: Array("\(i)".utf8), qos: .atLeastOnce) }
    #expect(transcript.wait { $0.messages.count == n ? true : nil } == true)
    #expect(transcript.messages.map { String(decoding: $0.payload, as: UTF8.self) } == (0..<n).map(String.init))
    #expect(client.disconnect())
  }

  @Test("A retained message says that it is one")
  func retained() throws {
    let rig = try Rig()
    let (writer, _) = try rig.client("writer")
    try writer.publish("bin/7", payload: [1], qos: .atLeastOnce, retain: true)
    #expect(writer.disconnect())
    let (reader, transcript) = try rig.client("reader", to: [.init("bin/#", .atLeastOnce)])
    #expect(transcript.waitForMessage(on: "bin/7")?.retained == true)
    reader.disconnect()
  }

  @Test("The will is published after an abort, and not after a disconnect")
  func will() throws {
    let rig = try Rig()
    let (watcher, transcript) = try rig.client("watcher", to: [.init("#", .atLeastOnce)])
    for id in ["polite", "crashed"] {
      let (client, _) = try rig.client(id) {
        $0.will = .init(topic: "will/\(id)", payload: [9], qos: .atLeastOnce, retain: false)
      }
      if id == "polite" { client.disconnect() } else { client.abort() }
    }
    #expect(transcript.waitForMessage(on: "will/crashed")?.payload == [9])
    try watcher.publish("end", payload: [], qos: .atLeastOnce)
    #expect(transcript.waitForMessage(on: "end") != nil)
    #expect(!transcript.topics.contains("will/polite"))
    watcher.disconnect()
  }

  @Test("A client that is let go of takes its connection and its thread with it")
  func forgotten() throws {
    let rig = try Rig()
    let (watcher, transcript) = try rig.client("watcher", to: [.init("will", .atLeastOnce)])
    weak var gone: MQTTClient?
    do {
      let (client, _) = try rig.client("forgotten") {
        $0.will = .init(topic: "will", payload: [], qos: .atLeastOnce, retain: false)
      }
      gone = client
    }
    #expect(gone == nil)
    #expect(transcript.waitForMessage(on: "will") != nil)
    watcher.disconnect()
  }

  @Test(
    "After the broker was killed and came back, the client is connected and subscribed again, and nothing accepted is lost"
  )
  func reconnect() throws {
    let rig = try Rig()
    let (client, transcript) = try rig.client("a", to: [.init("before/#", .atLeastOnce)])
    rig.broker.kill()
    #expect(
      transcript.wait { lines in
        lines.states.contains { if case .disconnected = $0 { true } else { false } } ? true : nil
      } == true)

    #expect(throws: PublishRefusal.notConnected) { try client.publish("before/x", payload: [], qos: .atMostOnce) }
    let ticket = try client.publish("before/y", payload: [1], qos: .atLeastOnce)
    try rig.broker.restart()

    #expect(transcript.waitUntilConnected(times: 2))
    #expect(transcript.waitForMessage(on: "before/y")?.payload == [1])
    #expect(transcript.wait { $0.outcomes[ticket] } == .delivered)
    #expect(client.counters.reconnects == 1)
    #expect(client.disconnect())
  }

  @Test("QoS 0 caught in a dying connection is reported lost and makes room for what comes after")
  func caughtInTheSocket() throws {
    let rig = try Rig()
    let (client, transcript) = try rig.client("a") {
      $0.outboxLimit = 4
      $0.payloadLimit = 16 << 20
    }
    kill(try #require(rig.broker.pid), SIGSTOP)
    // More than the socket's buffers take while the broker does not read.
    for _ in 0..<4 { try client.publish("x", payload: .init(repeating: 0, count: 16 << 20), qos: .atMostOnce) }
    #expect(throws: PublishRefusal.outboxFull(limit: 4)) { try client.publish("x", payload: [], qos: .atMostOnce) }
    rig.broker.kill()
    #expect(transcript.wait { $0.outcomes.count == 4 ? true : nil } == true)
    #expect(client.counters.lost + client.counters.delivered == 4 && client.counters.lost > 0)
    try rig.broker.restart()
    #expect(transcript.waitUntilConnected(times: 2))
    for _ in 0..<4 { try client.publish("x", payload: [], qos: .atLeastOnce) }
    #expect(client.disconnect())
  }

  @Test("A connection that goes nowhere is reported, tried again, and can be stopped")
  func noBroker() throws {
    let rig = try Rig()
    rig.broker.kill()
    let transcript = Transcript()
    let client = MQTTClient(options: rig.options("a"), handlers: transcript.handlers)
    client.connect()
    #expect(transcript.wait { $0.states.contains(.connecting(attempt: 3)) ? true : nil } == true)
    #expect(transcript.states.prefix(2) == [.connecting(attempt: 1), .disconnected(reason: "Connection refused")])
    let ticket = try client.publish("x", payload: [], qos: .atLeastOnce)
    #expect(!client.disconnect(draining: .zero))
    #expect(transcript.outcomes == [ticket: .lost(reason: "disconnected")])
    #expect(client.counters.lost == 1)
  }

  @Test("A stopped client connects again when asked to")
  func secondLife() throws {
    let rig = try Rig()
    let (client, transcript) = try rig.client("a", to: [.init("x", .atLeastOnce)])
    client.abort()
    #expect(throws: PublishRefusal.stopped) { try client.publish("x", payload: [], qos: .atLeastOnce) }
    client.connect()
    #expect(transcript.waitUntilConnected(times: 2))
    try client.publish("x", payload: [], qos: .atLeastOnce)
    #expect(transcript.waitForMessage(on: "x") != nil)
    client.disconnect()
  }

  @Test("A handler may publish and stop its own client")
  func insideHandler() throws {
    let rig = try Rig()
    let (watcher, transcript) = try rig.client("watcher", to: [.init("answer", .atLeastOnce)])
    let own = Transcript()
    let holder = Guarded<MQTTClient?>(nil)
    var handlers = own.handlers
    handlers.onMessage = { _ in
      let client = holder.with { $0 }
      _ = try? client?.publish("answer", payload: [], qos: .atLeastOnce)
      client?.disconnect()
    }
    let client = MQTTClient(options: rig.options("a"), handlers: handlers)
    holder.with { $0 = client }
    try client.subscribe([.init("question", .atLeastOnce)])
    client.connect()
    #expect(own.waitUntilConnected())
    try watcher.publish("question", payload: [], qos: .atLeastOnce)
    #expect(transcript.waitForMessage(on: "answer") != nil)
    #expect(own.wait { $0.states.contains(.stopped(reason: "disconnected")) ? true : nil } == true)
    holder.with { $0 = nil }
    watcher.disconnect()
  }

  @Test("What cannot be sent is refused with the reason and counted")
  func refusals() throws {
    let transcript = Transcript()
    var options = MQTTOptions(host: "127.0.0.1", port: 1, clientID: "a", retrySeed: 1)
    options.outboxLimit = 2
    options.payloadLimit = 3
    options.subscriptionLimit = 2
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    func publish(_ topic: String, _ bytes: Int) throws {
      try client.publish(topic, payload: .init(repeating: 0, count: bytes), qos: .atLeastOnce)
    }

    #expect(throws: PublishRefusal.stopped) { try publish("x", 1) }
    client.connect()
    #expect(throws: PublishRefusal.badTopic("a/+")) { try publish("a/+", 1) }
    #expect(throws: PublishRefusal.badTopic("")) { try publish("", 1) }
    #expect(throws: PublishRefusal.badTopic("a\0b")) { try publish("a\0b", 1) }
    #expect(throws: PublishRefusal.payloadTooLong(bytes: 4, limit: 3)) { try publish("x", 4) }
    try publish("x", 3)
    try publish("x", 3)
    #expect(throws: PublishRefusal.outboxFull(limit: 2)) { try publish("x", 3) }
    #expect(client.counters.refused == 6)

    #expect(throws: SubscribeRefusal.badFilter("a#")) { try client.subscribe([.init("a#", .atMostOnce)]) }
    try client.subscribe([.init("a", .atMostOnce), .init("b", .atMostOnce), .init("a", .atLeastOnce)])
    #expect(throws: SubscribeRefusal.tooMany(limit: 2)) { try client.subscribe([.init("c", .atMostOnce)]) }
    client.abort()
  }

  @Test("Options that libmosquitto refuses stop the client with the reason")
  func hopeless() {
    let transcript = Transcript()
    var options = MQTTOptions(host: "127.0.0.1", port: 1, clientID: "a", retrySeed: 1)
    options.tls = .init(caFile: "/nowhere/ca.pem")
    MQTTClient(options: options, handlers: transcript.handlers).connect()
    let reason = transcript.wait { lines -> String? in
      if case .stopped(let reason) = lines.states.last { reason } else { nil }
    }
    #expect(reason?.contains("options refused") == true)
  }

  @Test("Nagle's algorithm is off at the client's end unless asked for", arguments: [true, false])
  func noDelay(wanted: Bool) throws {
    let rig = try Rig()
    let (client, _) = try rig.client("a") { $0.tcpNoDelay = wanted }
    #expect(client.isNoDelaySet == wanted)
    client.disconnect()
    #expect(client.isNoDelaySet == nil)
  }

  @Test("A process with thousands of open files can still connect")
  func manyFiles() async throws {
    await #expect(processExitsWith: .success) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      limit.rlim_cur = min(limit.rlim_max, 4_096)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      // `select`, which libmosquitto's own loop uses, cannot count beyond 1,024.
      while dup(0) < 1_100 {}
      let rig = try Rig()
      let (client, transcript) = try rig.client("a", to: [.init("x", .atLeastOnce)])
      try client.publish("x", payload: [], qos: .atLeastOnce)
      let didArrive = transcript.waitForMessage(on: "x") != nil
      client.disconnect()
      rig.broker.stop()
      exit(didArrive ? EXIT_SUCCESS : EXIT_FAILURE)
    }
  }
}
