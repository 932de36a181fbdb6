import FloorModel
import Testing

@testable import FloorMQTT

@Suite("Who may do what at the private broker", .enabled(if: Machine.hasBroker, Machine.whyNot))
struct AccessTests {
  private static func device(_ name: String) -> BrokerUser {
    BrokerUser(name: name, allow: [.init("state/\(name)", .write), .init("command/\(name)", .read)])
  }

  private static let users = [
    BrokerUser(name: "daemon", allow: [.init("state/#", .read), .init("command/#", .write)]), device("d1"),
    device("d2"),
  ]

  @Test(
    "Nobody comes in without the right password, and hears why", arguments: ["anonymous", "wrong password", "unknown"])
  func refused(who: String) throws {
    let rig = try Rig(Self.users)
    var options = rig.options("x", as: "d1")
    switch who {
    case "anonymous": (options.username, options.password) = (nil, nil)
    case "wrong password": options.password = .random()
    default: options.username = "nobody"
    }
    let transcript = Transcript()
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    client.connect()
    let reason = transcript.wait { lines in
      lines.states.lazy.compactMap { if case .refused(let reason) = $0 { reason } else { nil } }.first
    }
    #expect(reason?.lowercased().contains("not authorised") == true)
    // It goes on asking: somebody may be correcting the password just now.
    #expect(transcript.wait { $0.states.contains(.connecting(attempt: 2)) ? true : nil } == true)
    #expect(!client.isConnected)
    client.abort()
  }

  @Test("A client that nobody lets in can be stopped at once")
  func stopRefused() throws {
    let rig = try Rig(Self.users)
    let transcript = Transcript()
    var options = rig.options("x", as: "d1")
    options.password = .random()
    options.longestRetry = .minutes(10)
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    client.connect()
    #expect(transcript.wait { $0.states.count > 1 ? true : nil } == true)
    client.abort()
    #expect(transcript.states.last == .stopped(reason: "aborted"))
  }

  @Test("A device cannot speak for another one")
  func publishAsAnother() throws {
    let rig = try Rig(Self.users)
    let (daemon, heard) = try rig.client("daemon", as: "daemon", to: [.init("state/#", .atLeastOnce)])
    let (device, _) = try rig.client("d1", as: "d1")
    // MQTT 3.1.1 has no word for a forbidden publish: the broker acknowledges and drops it.
    try device.publish("state/d2", payload: [], qos: .atLeastOnce)
    try device.publish("state/d1", payload: [], qos: .atLeastOnce)
    #expect(heard.waitForMessage(on: "state/d1") != nil)
    #expect(heard.topics == ["state/d1"])
    #expect(device.disconnect())
    daemon.disconnect()
  }

  @Test("A device cannot read another one's commands")
  func readAnothers() throws {
    let rig = try Rig(Self.users)
    let filters: [MQTTSubscription] = [.init("command/d2", .atLeastOnce), .init("#", .atLeastOnce)]
    let (curious, heard) = try rig.client("d1", as: "d1", to: filters)
    let (addressee, meant) = try rig.client("d2", as: "d2", to: [.init("command/d2", .atLeastOnce)])
    let (daemon, _) = try rig.client("daemon", as: "daemon")
    try daemon.publish("command/d2", payload: [2], qos: .atLeastOnce)
    try daemon.publish("command/d1", payload: [1], qos: .atLeastOnce)
    #expect(meant.waitForMessage(on: "command/d2")?.payload == [2])
    #expect(heard.waitForMessage(on: "command/d1")?.payload == [1])
    #expect(Set(heard.topics) == ["command/d1"])
    for client in [curious, addressee, daemon] { client.disconnect() }
  }
}
