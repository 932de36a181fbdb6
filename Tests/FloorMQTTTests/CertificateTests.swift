import FloorModel
import Foundation
import Testing

@testable import FloorMQTT

/// A broker that knows everybody by certificate. One authority for all tests: none of them needs another.
@Suite("Certificates at the broker", .enabled(if: Machine.hasBroker && Machine.has("openssl"), Machine.whyNoTLS))
final class CertificateTests {
  private let directory = NSTemporaryDirectory() + "/drover-certificates-\(UUID().uuidString)"
  private let authority: SiteAuthority
  private let rig: Rig

  private static func device(_ name: String) -> BrokerUser {
    BrokerUser(name: name, allow: [.init("state/\(name)", .write), .init("command/\(name)", .read)])
  }

  private static let daemon = BrokerUser(name: "daemon", allow: [.init("state/#", .read), .init("command/#", .write)])
  private static let users = [daemon, device("d1"), device("d2")]

  init() throws {
    let authority = try SiteAuthority(directory: directory, site: "test")
    try authority.enrol(["daemon", "d1", "d2", "stranger"])
    try authority.enrol(["broker"], for: .server(hosts: ["127.0.0.1", "localhost"]))
    self.authority = authority
    rig = try Rig(Self.users) { $0.identity = .certificates(authority, broker: "broker") }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private func show(_ name: String?, _ options: inout MQTTOptions) {
    options.username = nil
    options.password = nil
    let files = name.map { authority.files(of: $0) }
    options.tls = .init(caFile: authority.certificate, certFile: files?.certificate, keyFile: files?.key)
  }

  private func client(
    _ name: String, to filters: [MQTTSubscription] = []
  ) throws -> (MQTTClient, Transcript) {
    try rig.client(name, to: filters) { show(name, &$0) }
  }

  /// Tries to connect, and returns why that did not work.
  private func refusal(_ id: String, _ change: (inout MQTTOptions) -> Void) -> String? {
    var options = rig.options(id)
    change(&options)
    let transcript = Transcript()
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    client.connect()
    defer { client.abort() }
    return transcript.wait { lines in
      lines.states.lazy.compactMap { state in
        switch state {
        case .disconnected(let reason), .refused(let reason), .stopped(let reason): reason
        case .connected: ""
        default: nil
        }
      }.first
    }
  }

  @Test("A device publishes under its own topics, and under no other's, whatever name it gives itself")
  func ownTopics() throws {
    let (daemon, heard) = try client("daemon", to: [.init("state/#", .atLeastOnce)])
    // Another device's client id and user name help nothing: the certificate says who this is.
    let (device, _) = try rig.client("d2") {
      show("d1", &$0)
      $0.username = "d2"
      $0.password = rig.users[2].password
    }
    try device.publish("state/d2", payload: [2], qos: .atLeastOnce)
    try device.publish("command/d2", payload: [2], qos: .atLeastOnce)
    try device.publish("$SYS/broker/version", payload: [2], qos: .atLeastOnce)
    try device.publish("state/d1", payload: [1], qos: .atLeastOnce)
    #expect(heard.waitForMessage(on: "state/d1")?.payload == [1])
    #expect(heard.topics == ["state/d1"])
    for client in [device, daemon] { client.disconnect() }
  }

  @Test("A device hears its own commands alone")
  func ownCommands() throws {
    let (curious, heard) = try client("d1", to: [.init("#", .atLeastOnce), .init("command/d2", .atLeastOnce)])
    let (meant, told) = try client("d2", to: [.init("command/d2", .atLeastOnce)])
    let (daemon, _) = try client("daemon")
    try daemon.publish("command/d2", payload: [2], qos: .atLeastOnce)
    try daemon.publish("command/d1", payload: [1], qos: .atLeastOnce)
    #expect(told.waitForMessage(on: "command/d2") != nil && heard.waitForMessage(on: "command/d1") != nil)
    #expect(Set(heard.topics) == ["command/d1"])
    for client in [curious, meant, daemon] { client.disconnect() }
  }

  @Test("Without a certificate, without TLS, with one of another authority or with another's key nobody comes in")
  func strangers() throws {
    let other = try SiteAuthority(directory: directory + "/other", site: "test")
    try other.enrol(["d1"])
    #expect(refusal("x") { show(nil, &$0) } != "")
    #expect(refusal("x") { _ in } != "")
    #expect(
      refusal("x") {
        show(nil, &$0)
        $0.tls?.certFile = other.files(of: "d1").certificate
        $0.tls?.keyFile = other.files(of: "d1").key
      } != "")
    #expect(
      refusal("x") {
        show("d1", &$0)
        $0.tls?.keyFile = self.authority.files(of: "d2").key
      } != "")
  }

  @Test("A certificate without an entry in the access list opens no topic")
  func withoutEntry() throws {
    let (daemon, heard) = try client("daemon", to: [.init("state/#", .atLeastOnce)])
    let (stranger, _) = try client("stranger")
    try stranger.publish("state/stranger", payload: [], qos: .atLeastOnce)
    try stranger.publish("state/d1", payload: [], qos: .atLeastOnce)
    #expect(stranger.disconnect())
    let (device, _) = try client("d1")
    try device.publish("state/d1", payload: [1], qos: .atLeastOnce)
    #expect(heard.waitForMessage(on: "state/d1")?.payload == [1])
    for client in [device, daemon] { client.disconnect() }
  }

  @Test("A revoked device is silenced at once, comes in no more, and nobody else notices")
  func revoked() throws {
    let (daemon, heard) = try client("daemon", to: [.init("state/#", .atLeastOnce)])
    let (lost, _) = try client("d1")
    try lost.publish("state/d1", payload: [1], qos: .atLeastOnce)
    #expect(heard.waitForMessage(on: "state/d1") != nil)
    // As a thief would have them.
    let copy = directory + "/copy"
    for (from, to) in [
      (authority.files(of: "d1").certificate, copy + ".pem"), (authority.files(of: "d1").key, copy + ".key"),
    ] {
      try FileManager.default.copyItem(atPath: from, toPath: to)
    }
    #expect(try authority.revoke("d1") == 1)
    try rig.broker.reload(users: [Self.daemon, Self.device("d2")])
    let reason = refusal("thief") {
      show(nil, &$0)
      $0.tls?.certFile = copy + ".pem"
      $0.tls?.keyFile = copy + ".key"
      // The signal may reach the broker later than this client.
      while !rig.broker.lastWords.contains("Reloading config") { usleep(10_000) }
    }
    #expect(reason != nil && reason != "")
    try lost.publish("state/d1", payload: [2], qos: .atLeastOnce)
    #expect(lost.disconnect())
    let (other, _) = try client("d2")
    try other.publish("state/d2", payload: [], qos: .atLeastOnce)
    #expect(heard.waitForMessage(on: "state/d2") != nil)
    #expect(heard.topics == ["state/d1", "state/d2"])
    for client in [other, daemon] { client.disconnect() }
  }

  @Test("A device's certificate cannot pose as the broker")
  func impostor() throws {
    let posing = try Rig(Self.users) { $0.identity = .certificates(authority, broker: "d1") }
    var options = posing.options("d2")
    show("d2", &options)
    let transcript = Transcript()
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    client.connect()
    defer { client.abort() }
    let state = transcript.wait { lines in
      lines.states.first { if case .connecting = $0 { false } else { true } }
    }
    #expect(state == .disconnected(reason: "A TLS error occurred."))
  }

  @Test("A broker at an address that its certificate does not name gets no connection")
  func wrongHost() throws {
    try authority.enrol(["elsewhere"], for: .server(hosts: ["broker.example"]))
    let elsewhere = try Rig(Self.users) { $0.identity = .certificates(authority, broker: "elsewhere") }
    var options = elsewhere.options("d2")
    show("d2", &options)
    let transcript = Transcript()
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    client.connect()
    defer { client.abort() }
    #expect(
      transcript.wait { lines in lines.states.contains(.disconnected(reason: "A TLS error occurred.")) ? true : nil }
        == true)
  }
}
