import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// Crashes and bad habits: what the floor sees of them through the driver.
@Suite struct HabitTests {
  @Test func aCrashLosesTheOrderAndKeepsThePlace() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)]))
    rig.run { $0.sequence == 1 }
    rig.run(.milliseconds(200))
    let position = rig.world.unitCells
    rig.start()
    #expect(rig.connections == [.online, .online])
    #expect((rig.report.route, rig.report.cell, rig.report.isDriving) == (0, Rig.cell(1, 0), false))
    rig.run(.minutes(2))
    #expect(rig.world.unitCells == position)
    rig.send(Rig.route(2, [(1, 0), (2, 0)]))
    #expect(rig.run { $0.route == 2 && $0.sequence == 1 })
    #expect(rig.refusals.isEmpty)
  }

  @Test func aCrashKeepsThePodOnTheUnit() throws {
    var rig = try Rig()
    rig.world.podPlaces[1] = .cell(Rig.cell(0, 0))
    rig.send(Rig.route(1, [(0, 0)], action: .lift(ID(1))))
    rig.run { $0.load == ID(1) }
    rig.start()
    #expect(rig.report.load == ID(1) && rig.report.action == .none)
  }

  @Test func aCrashInALiftLeavesThePodDown() throws {
    var rig = try Rig()
    rig.world.podPlaces[1] = .cell(Rig.cell(0, 0))
    rig.send(Rig.route(1, [(0, 0)], action: .lift(ID(1))))
    rig.run(.seconds(1))
    rig.start()
    rig.run(.minutes(1))
    #expect(rig.report.load == nil && rig.world.podPlaces[1] == .cell(Rig.cell(0, 0)))
  }

  @Test func theLastWillIsSeenAndOutlived() throws {
    var rig = try Rig()
    rig.run(.minutes(2))
    let will = try #require(DriveUnits.lastWill(of: Rig.unit, names: Rig.names))
    rig.pass(will.body, on: will.channel)
    #expect(rig.connections == [.online, .broken])
    rig.start()
    #expect(rig.connections == [.online, .broken, .online])
    // The broker is late.
    rig.run(.seconds(20))
    rig.pass(will.body, on: will.channel)
    #expect(rig.connections.count == 3 && rig.refusals == [.stale])
  }

  @Test func headerIdsThatStartAgainAreNoTrouble() throws {
    var rig = try Rig(habits: [.restartsHeaderIDs])
    rig.run(.minutes(5))
    rig.start()
    rig.send(Rig.route(1, [(0, 0), (1, 0)]))
    #expect(rig.run { $0.sequence == 1 } && rig.refusals.isEmpty)
  }

  @Test func aUnitThatComesBackWithoutAWordIsOnline() throws {
    var rig = try Rig(habits: [.skipsOnline, .restartsHeaderIDs])
    rig.run(.minutes(2))
    let will = try #require(DriveUnits.lastWill(of: Rig.unit, names: Rig.names))
    rig.pass(will.body, on: will.channel)
    rig.run(.seconds(1))
    rig.start()
    #expect(rig.connections == [.online, .broken, .online] && rig.refusals.isEmpty)
  }

  @Test func aMuteUnitSaysNothingButOnline() throws {
    var rig = try Rig(habits: [.mute])
    rig.run(.hours(1))
    #expect(rig.states.isEmpty && rig.connections == [.online])
  }

  @Test func refusedUpdatesAreSeen() throws {
    var rig = try Rig(habits: [.rejectsUpdates])
    rig.send(Rig.route(1, [(0, 0), (1, 0)]))
    rig.send(Rig.route(1, update: 1, from: 1, [(1, 0), (2, 0)]))
    #expect(rig.report.fault == .orderRejected && rig.report.update == 0)
  }

  @Test func ignoredUpdatesAreSeenByWhatIsMissing() throws {
    var rig = try Rig(habits: [.ignoresUpdates])
    rig.send(Rig.route(1, [(0, 0), (1, 0)]))
    rig.send(Rig.route(1, update: 1, from: 1, [(1, 0), (2, 0)]))
    rig.run(.minutes(1))
    #expect((rig.report.update, rig.report.fault, rig.report.cell) == (0, nil, Rig.cell(1, 0)))
  }

  @Test func errorsThatStayAreNotTakenForNewOnes() throws {
    var rig = try Rig(habits: [.keepsErrors])
    rig.send(Rig.route(1, [(5, 0), (6, 0)]))
    #expect(rig.report.fault == .orderRejected)
    rig.send(Rig.route(2, [(0, 0), (1, 0)]))
    #expect(rig.report.fault == nil)
    rig.run { $0.sequence == 1 }
    rig.send(Rig.route(3, [(1, 0), (2, 0)]))
    #expect(rig.report.fault == nil && rig.states.last?.state.errors.count == 1)
  }

  @Test func aUnitThatEntersItsHorizonIsSeenThere() throws {
    var rig = try Rig(habits: [.entersHorizon])
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0)], horizon: 2))
    rig.run(.minutes(1))
    #expect((rig.report.cell, rig.report.sequence) == (Rig.cell(2, 0), 2))
  }

  /// Same seed, same messages; another seed, other moments for heartbeats.
  @Test func aTwinIsItsSeed() {
    func outputs(seed: UInt64) -> String {
      var world = World(site: Rig.site, openingStock: [])
      var twin = DriveUnits.makeTwin(of: Rig.unit, names: Rig.names, seed: seed)
      return "\(twin.start(at: .zero, world: &world))"
    }
    #expect(outputs(seed: 1) == outputs(seed: 1))
    #expect(Set((1...9).map { outputs(seed: $0) }).count > 1)
  }
}
