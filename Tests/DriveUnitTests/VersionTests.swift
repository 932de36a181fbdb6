import Devices
import FloorCore
import FloorModel
import Foundation
import Simulators
import Testing

/// One model, three versions on the wire.
@Suite struct VersionTests {
  /// A unit that fetches a pod, is stopped, cancelled, refused and charged.
  private func conversation(in version: VDA5050Version) throws -> Rig {
    var rig = try Rig(visualization: .seconds(5), version: version)
    rig.asBytes = true
    rig.start()
    rig.world.podPlaces[1] = .cell(Rig.cell(1, 0))
    rig.send(.report)
    rig.send(Rig.route(1, [(0, 0), (1, 0)]))
    rig.run { $0.sequence == 1 }
    rig.send(Rig.route(2, [(1, 0)], action: .lift(ID(1))))
    rig.run { $0.action == .finished }
    rig.send(Rig.route(3, [(1, 0), (2, 0), (3, 0), (4, 0)], horizon: 3))
    rig.run(.seconds(1))
    rig.send(.stop, number: 1, attempt: 1)
    rig.run(.seconds(10))
    rig.send(.go, number: 2)
    rig.run(.seconds(1))
    rig.send(.cancelRoute, number: 3)
    rig.run(.seconds(10))
    rig.send(Rig.route(4, [(9, 1), (9, 2)]))
    rig.send(.cancelRoute, number: 4)
    rig.run(.seconds(20))
    let will = try #require(DriveUnits.lastWill(of: Rig.unit, names: rig.hub.names))
    rig.pass(will.body, on: will.channel)
    return rig
  }

  @Test(arguments: VDA5050Version.allCases)
  func allThatIsSaidIsValid(version: VDA5050Version) throws {
    let rig = try conversation(in: version)
    #expect(rig.refusals == [])
    #expect(Set(rig.said.map(\.channel)).count == 6, "every kind of message")
    guard let errors = try Samples.schemaErrors(in: rig.said, version: version) else { return }
    #expect(errors == [])
  }

  /// Nothing of what the floor decides on depends on the version.
  @Test(arguments: VDA5050Version.allCases)
  func theFloorHearsTheSameInEveryVersion(version: VDA5050Version) throws {
    let rig = try conversation(in: version)
    let expected = try conversation(in: .v2_1)
    #expect(rig.reports == expected.reports)
    #expect(rig.connections == expected.connections && rig.connections.last == .broken)
    #expect(rig.reports.contains { $0.fault == .orderRejected })
  }

  @Test(arguments: VDA5050Version.allCases)
  func topicsCarryTheMajorVersion(version: VDA5050Version) throws {
    let rig = try Rig(version: version)
    #expect(rig.hub.topicPrefix(of: Rig.unit) == (version == .v3_0 ? "uagv/v3/drover/u1" : "uagv/v2/drover/u1"))
  }

  /// Sent in one version, the schemas of the others find fault: the codecs differ where the standard does.
  @Test func theVersionsAreNotTheSame() throws {
    let rig = try conversation(in: .v3_0)
    guard let errors = try Samples.schemaErrors(in: rig.said, version: .v2_1) else { return }
    #expect(errors.contains { $0.contains("batteryState") } && errors.contains { $0.contains("CONNECTION_BROKEN") })
  }

  @Test func wordsOfVersion3AreUnderstood() throws {
    var hub = try Rig(version: .v3_0).hub
    func receive(_ change: (inout [String: Any]) -> Void) throws -> DriveReport? {
      var state: [String: Any] = [
        "headerId": 1000, "version": "3.0.0", "orderId": "", "orderUpdateId": 0, "lastNodeId": "",
        "lastNodeSequenceId": 0,
        "nodeStates": [], "edgeStates": [], "driving": false, "actionStates": [], "instantActionStates": [],
        "powerSupply": ["stateOfCharge": 42, "charging": true], "operatingMode": "AUTOMATIC", "errors": [],
        "safetyState": ["activeEmergencyStop": "NONE", "fieldViolation": false],
        "mobileRobotPosition": ["x": 1.5, "y": 5.5, "theta": 0, "mapId": "hall", "localized": true],
      ]
      change(&state)
      let data = try JSONSerialization.data(withJSONObject: state)
      var fresh = hub
      let events = fresh.receive(topic: "uagv/v3/drover/u1/state", payload: data, at: .zero)
      guard case .drive(_, let report)? = events.last else { return nil }
      return report
    }
    let plain = try #require(try receive { _ in })
    #expect(
      (plain.cell, plain.batteryPermille, plain.isCharging, plain.isAutomatic) == (Rig.cell(1, 0), 420, true, true))
    #expect(try receive { $0["operatingMode"] = "STARTUP" }?.isAutomatic == false)
    #expect(try receive { $0["operatingMode"] = "INTERVENED" }?.isAutomatic == false)
    #expect(try receive { $0["operatingMode"] = "TEACH_IN" }?.isAutomatic == false)
    #expect(try receive { $0["safetyState"] = ["activeEmergencyStop": "REMOTE"] }?.fault == .emergencyStop)
    #expect(try receive { $0["errors"] = [["errorType": "hot", "errorLevel": "URGENT"]] }?.fault == nil)
    #expect(try receive { $0["errors"] = [["errorType": "hot", "errorLevel": "CRITICAL"]] }?.fault == .hardware)
    let sleeping = Data(#"{"headerId": 1001, "version": "3.0.0", "connectionState": "HIBERNATING"}"#.utf8)
    #expect(
      hub.receive(topic: "uagv/v3/drover/u1/connection", payload: sleeping, at: .zero) == [
        .connection(Rig.unit, .offline)
      ])
  }

  /// Version 3 answers a repeated order with an error that is no rejection.
  @Test func aRepeatedOrderIsNoRejectedOne() {
    #expect(!DriveUnits.FaultType.isRejection("SAME_ORDER_UPDATE_ID"))
    for word in ["INVALID_ORDER", "OTHER_ORDER_ACTIVE", "orderError"] {
      #expect(DriveUnits.FaultType.isRejection(word))
    }
  }

  @Test func aVersionThatTheTopicDoesNotCarryIsRefused() throws {
    var hub = try Rig(version: .v3_0).hub
    let data = Data(#"{"headerId": 2, "version": "2.1.0", "connectionState": "ONLINE"}"#.utf8)
    #expect(
      hub.receive(topic: "uagv/v3/drover/u1/connection", payload: data, at: .zero)
        == [.refused(Rig.unit, reason: .wrongVersion)])
  }
}
