import Devices
import FloorCore
import FloorModel
import Foundation
import Testing

@Suite struct SampleTests {
  @Test(arguments: Samples.names("minimal", "full"))
  func aSampleSurvivesDecodingAndEncoding(name: String) throws {
    let body = try Samples.body(name)
    let again = try WireCoding.decode(Samples.channel(of: name), WireCoding.encode(body))
    #expect(WireCoding.encode(again) == WireCoding.encode(body))
  }

  @Test func samplesAndWhatWeMakeOfThemAreValid() throws {
    var messages: [(String, Data)] = []
    for name in Samples.names("minimal", "full") {
      let channel = Samples.channel(of: name).name
      messages.append((channel, try Samples.data(name)))
      messages.append((channel, WireCoding.encode(try Samples.body(name))))
    }
    guard let errors = try Samples.schemaErrors(in: messages) else { return }
    #expect(errors == [])
  }

  @Test func theSchemasSeeMalformedSamples() throws {
    let names = ["state.malformed", "order.malformed", "connection.malformed", "instantActions.malformed"]
    for name in names {
      guard let errors = try Samples.schemaErrors(in: [(Samples.channel(of: name).name, Samples.data(name))]) else {
        return
      }
      #expect(errors != [], "\(name) is valid")
    }
  }

  @Test(
    arguments: [
      ("state.malformed", RefusalReason.malformed), ("connection.malformed", .malformed),
      ("factsheet.malformed", .malformed), ("visualization.malformed", .malformed),
      ("state.wrongVersion", .wrongVersion),
      ("state.impossible", .impossible), ("state.unknownReference", .unknownReference),
      ("state.unknownDevice", .unknownDevice),
    ])
  func aBadMessageFromAUnitIsRefusedForAReason(name: String, reason: RefusalReason) throws {
    var hub = try DeviceHub(site: Rig.site, catalog: [DriveUnits.self])
    let topic = "uagv/v2/drover/u1/\(Samples.channel(of: name).name)"
    #expect(
      try hub.receive(topic: topic, payload: Samples.data(name), at: .zero) == [.refused(Rig.unit, reason: reason)])
  }

  @Test(arguments: ["order.malformed", "instantActions.malformed"])
  func aBadMessageToAUnitCannotBeRead(name: String) throws {
    #expect(throws: RefusalReason.malformed) { try Samples.body(name) }
  }

  @Test func aFullStateIsReadFieldByField() throws {
    let state = try Samples.state("full")
    #expect(state.header.timestamp == Instant(milliseconds: 41_250))
    #expect(state.header.headerID == 41)
    #expect((state.orderID, state.orderUpdateID) == ("r12", 3))
    #expect((state.lastNodeID, state.lastNodeSequenceID) == ("x2y0", 4))
    #expect(state.nodeStates.map(\.sequenceID) == [6, 8] && state.nodeStates.map(\.released) == [true, false])
    #expect(state.edgeStates.map(\.edgeID) == ["x2y0e", "x3y0e"])
    #expect(state.driving && state.newBaseRequest == true && state.paused == false)
    #expect(state.position == DriveUnits.Position(x: 2.8, y: 5.5, theta: 0.01, mapID: "hall"))
    #expect(state.loads == [DriveUnits.Load(loadID: "p1", loadType: "pod")])
    #expect(state.actionStates.map(\.status) == [.finished, .finished])
    #expect(state.battery == DriveUnits.Battery(charge: 63.4))
    #expect(state.errors[0].reference("orderId") == "r11" && state.errors[0].level == .warning)
    #expect(state.safety == DriveUnits.Safety())
  }

  /// Times without zone, nulls, missing optionals, fields that nobody knows, no manufacturer.
  @Test func aSloppyStateIsUnderstood() throws {
    var hub = try DeviceHub(site: Rig.site, catalog: [DriveUnits.self])
    let events = try hub.receive(topic: "uagv/v2/drover/u1/state", payload: Samples.data("state.lenient"), at: .zero)
    let report = DriveReport(cell: Rig.cell(0, 0), heading: .east, batteryPermille: 800)
    #expect(events == [.connection(Rig.unit, .online), .drive(Rig.unit, report)])
    #expect(try Samples.state("lenient").header.timestamp == Instant(milliseconds: 2000))
  }

  @Test func theOldNameOfInstantActionsIsUnderstood() throws {
    let text = String(decoding: try Samples.data("instantActions.minimal"), as: UTF8.self)
    let old = Data(text.replacing("\"actions\"", with: "\"instantActions\"").utf8)
    let channel = Samples.channel(of: "instantActions.minimal")
    let body = try WireCoding.decode(channel, old) as? DriveUnits.InstantActions
    #expect(body?.actions.map(\.actionType) == ["stateRequest"])
    #expect(body?.actions.map(\.blockingType) == [DriveUnits.BlockingType.none])
  }

  @Test func wordsToComeAreReadOnTheSafeSide() throws {
    let text = String(decoding: try Samples.data("state.full"), as: UTF8.self)
    let changed = text.replacing("\"AUTOMATIC\"", with: "\"DREAMING\"").replacing("\"WARNING\"", with: "\"DREADFUL\"")
      .replacing("\"NONE\"", with: "\"SOMEHOW\"").replacing("\"FINISHED\"", with: "\"PAUSED\"")
    let state = try WireCoding.decode(Samples.channel(of: "state.full"), Data(changed.utf8)) as! DriveUnits.State
    #expect(state.operatingMode == .service)
    #expect(state.errors[0].level == .fatal)
    #expect(state.safety.emergencyStop == .manual)
    #expect(state.actionStates.allSatisfy { $0.status == .running })
  }

  @Test func ourIdsNeedNoAllocation() {
    let map = DriveMap(Rig.site)
    #expect(map.nodeID(of: Rig.cell(11, 5)) == "x11y5")
    #expect(map.edgeID(from: Rig.cell(11, 5), to: Rig.cell(10, 5)).utf8.count <= 15)
    #expect(map.cell(nodeID: "x11y5") == Rig.cell(11, 5))
    for stranger in ["x12y0", "x0y6", "x1y", "1y2", "x1y2z", "", "x-1y0", "x9999999999y0"] {
      #expect(map.cell(nodeID: stranger) == nil)
    }
  }

  @Test func theMapIsTheGridUpsideDown() {
    let map = DriveMap(Rig.site)
    #expect(map.centre(of: Rig.cell(0, 0)) == (0.5, 5.5))
    #expect(map.centre(of: Rig.cell(11, 5)) == (11.5, 0.5))
    for index in 0..<Rig.site.grid.count {
      let (x, y) = map.centre(of: Cell(index))
      #expect(map.cell(x: x, y: y) == Cell(index))
    }
    for heading in Heading.allCases {
      let theta = DriveMap.theta(of: heading)
      #expect(DriveMap.heading(theta: theta) == heading)
      #expect(DriveMap.heading(theta: theta + 4 * .pi - 0.7) == heading)
    }
    #expect(DriveMap.theta(of: .north) > 0)
    #expect(map.cell(x: 12, y: 0.5) == nil && map.cell(x: -0.01, y: 0.5) == nil)
    #expect(map.cell(x: .nan, y: 0.5) == nil && map.cell(x: 1, y: .infinity) == nil)
    #expect(DriveMap.heading(theta: .nan) == nil)
  }
}
