import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// Driver and twin together: what a route looks like from both ends.
@Suite struct DrivingTests {
  @Test(arguments: [false, true])
  func aRouteIsDrivenNodeByNode(asBytes: Bool) throws {
    var rig = try Rig()
    rig.asBytes = asBytes
    #expect(rig.connections == [.online])
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)]))
    #expect(rig.report.isDriving)
    #expect(rig.report.ahead == [Rig.cell(1, 0), Rig.cell(2, 0), Rig.cell(3, 0)])
    #expect(rig.run { $0.sequence == 3 })
    // 3 m at 1 m/s² up to 1.5 m/s: 1.125 m to get there, as much to stop, 0.75 m between.
    #expect(rig.now == Instant(milliseconds: 3500))
    #expect(rig.states.dropFirst(2).map(\.state.lastNodeID) == ["x1y0", "x2y0", "x3y0"])
    #expect(!rig.report.isDriving && rig.report.ahead.isEmpty && rig.report.route == 1)
    #expect(rig.world.unitCells == [Rig.cell(3, 0)])
    #expect(rig.refusals.isEmpty)
  }

  @Test func cornersAreTurnedStanding() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (1, 1)], heading: .north))
    rig.run { $0.sequence == 1 }
    // A metre from standing to standing: 0.5 m speeding up, 0.5 m braking.
    #expect(rig.now == Instant(milliseconds: 2000))
    #expect(rig.report.heading == .east && rig.report.isDriving)
    rig.run { $0.heading == .south }
    #expect(rig.now == Instant(milliseconds: 2625))
    rig.run { $0.sequence == 2 }
    #expect(rig.now == Instant(milliseconds: 4625))
    rig.run { $0.heading == .north }
    // Half a turn takes two quarters.
    #expect(rig.now == Instant(milliseconds: 5875))
    #expect(!rig.report.isDriving)
  }

  @Test func aFaceRouteTurnsOnTheSpot() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0)], heading: .south))
    #expect(rig.report.isDriving && rig.report.heading == .east)
    rig.run { !$0.isDriving }
    #expect((rig.report.heading, rig.report.cell, rig.report.route) == (.south, Rig.cell(0, 0), 1))
  }

  @Test func theHorizonIsNotEntered() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)], horizon: 2))
    #expect(rig.report.ahead == [Rig.cell(1, 0)])
    rig.run(.minutes(5))
    #expect(rig.world.unitCells == [Rig.cell(1, 0)])
    #expect(rig.states.last?.state.nodeStates.map(\.released) == [false, false])
    #expect(rig.states.last?.state.newBaseRequest == true)
  }

  @Test func anUpdateInMotionSavesTheStop() throws {
    var whole = try Rig()
    whole.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]))
    whole.run { $0.sequence == 5 }

    var pieces = try Rig()
    pieces.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)], horizon: 3))
    // It brakes for the end of the base from 1 m on, at 1 s.
    pieces.run(until: Instant(milliseconds: 900))
    pieces.send(Rig.route(1, update: 1, from: 2, [(2, 0), (3, 0), (4, 0), (5, 0)]))
    #expect(pieces.report.update == 1 && pieces.report.ahead.count == 5)
    pieces.run { $0.sequence == 5 }
    #expect(pieces.now.milliseconds - whole.now.milliseconds <= 1)

    var late = try Rig()
    late.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)], horizon: 3))
    late.run(until: Instant(milliseconds: 2500))
    late.send(Rig.route(1, update: 1, from: 2, [(2, 0), (3, 0), (4, 0), (5, 0)]))
    late.run { $0.sequence == 5 }
    #expect(late.now > whole.now)
    #expect(late.world.unitCells == [Rig.cell(5, 0)])
  }

  @Test func anUpdateMayTakeTheHorizonBack() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0)], horizon: 2))
    rig.run { $0.sequence == 1 }
    rig.send(Rig.route(1, update: 1, from: 1, [(1, 0)]))
    #expect(rig.states.last?.state.nodeStates.isEmpty == true)
    rig.send(Rig.route(2, [(1, 0), (1, 1)]))
    rig.run { $0.sequence == 1 && $0.route == 2 }
    #expect(rig.world.unitCells == [Rig.cell(1, 1)] && rig.report.fault == nil)
  }

  @Test func aFinishedRouteMayGoOn() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0)]))
    rig.run { $0.sequence == 1 }
    rig.send(Rig.route(1, update: 1, from: 1, [(1, 0), (2, 0)]))
    #expect(rig.run { $0.sequence == 2 })
  }

  @Test func statesComeEvenWhenNothingHappens() throws {
    var rig = try Rig()
    rig.run(.minutes(10))
    let gaps = zip(rig.states, rig.states.dropFirst()).map { $1.at - $0.at }
    #expect(gaps.allSatisfy { $0 <= DriveUnitTwin.heartbeat })
    #expect(rig.states.count <= 42)
  }

  @Test func aDriveNeedsFewTimersAndStates() throws {
    var rig = try Rig()
    let before = rig.states.count
    rig.send(Rig.route(1, (0..<11).map { ($0, 0) }))
    rig.run { $0.sequence == 10 }
    // One for the order, one a node.
    #expect(rig.states.count - before <= 12)
  }

  @Test func visualizationIsSentWhenAskedFor() throws {
    var rig = try Rig(visualization: .milliseconds(500))
    rig.asBytes = true
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)]))
    rig.run(until: Instant(milliseconds: 2000))
    let places = rig.others.compactMap { ($0 as? DriveUnits.Visualization)?.position?.x }
    #expect(places == [0.625, 1.0, 1.625, 2.375])
    #expect(rig.refusals.isEmpty)
  }
}
