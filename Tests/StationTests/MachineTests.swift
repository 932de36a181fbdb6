import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// What the machines do to the world, and what they refuse to do.
@Suite struct MachineTests {
  @Test func aStowIntoAPodThatIsNotThereIsRefused() {
    var bench = Bench(.json, twins: ShiftTests.faultless)
    bench.putInTote("LP1")
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(20))
    // The right pod with the wrong face is as wrong.
    bench.bringPod(to: TestSite.stow, showing: TestSite.backBin)
    bench.send(TestSite.stow("LP1", task: 2))
    bench.run(for: .seconds(20))
    #expect(
      bench.journal == [
        .stowRefused(task: ID(1), reason: .wrongPod), .stowRefused(task: ID(2), reason: .wrongPod),
      ])
    #expect(bench.failed(TestSite.stow) == ["stow-1: WRONG_POD", "stow-2: WRONG_POD"])
    #expect(bench.reports[TestSite.stow]?.failed == [CommandID(.stow, 1), CommandID(.stow, 2)])
    #expect(bench.world.stowTotes[TestSite.stow.index].count == 1)
    bench.send(TestSite.stow("LP1", task: 3, into: TestSite.backBin))
    bench.run(for: .seconds(20))
    #expect(bench.journal.last == .stowed(task: ID(3), bin: TestSite.backBin))
  }

  @Test func aPodThatLeavesDuringTheWorkStopsIt() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.putInTote("LP1")
    bench.bringPod(to: TestSite.stow)
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(2))
    bench.bringPod(to: TestSite.pick)
    bench.run(for: .seconds(20))
    #expect(bench.journal == [.stowRefused(task: ID(1), reason: .wrongPod)])
    #expect(bench.world.stowedPlates.isEmpty)
  }

  @Test func aUnitThatDoesNotFitStaysInTheTote() {
    var habits = StowMachine.Habits()
    habits.misfit = 1
    let machine = StowMachine(device: TestSite.stow, names: TestSite.names, seed: 1, habits: habits)
    var bench = Bench(.json, twins: { $0 == TestSite.stow ? ShiftTests.twin(machine, $0) : nil })
    bench.putInTote("LP1")
    bench.bringPod(to: TestSite.stow)
    bench.send(TestSite.stow("LP1", task: 1), times: 3)
    bench.run(for: .seconds(60))
    // The answer has used the id up: it is not tried again.
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(60))
    #expect(bench.journal == [.stowRefused(task: ID(1), reason: .doesNotFit)])
    #expect(bench.world.stowTotes[TestSite.stow.index].map(\.plate) == ["LP1"])
  }

  @Test func aPickFindsWhatIsThereNotWhatWasAskedFor() {
    var bench = Bench(.json)
    bench.bringPod(to: TestSite.pick)
    bench.world.put(2, of: TestSite.tea, into: TestSite.frontBin)
    bench.world.put(5, of: TestSite.cup, into: TestSite.frontBin)
    bench.send(TestSite.pick(task: 1, order: 9, 3), times: 2)
    bench.run(for: .seconds(30))
    #expect(bench.journal == [.picked(task: ID(1), bin: TestSite.frontBin, quantity: 2)])
    #expect(bench.world.orderTotes[9] == [TestSite.tea, TestSite.tea])
    #expect(bench.world.quantity(of: TestSite.cup, in: TestSite.frontBin) == 5)
  }

  /// There is no event for it, so the same command may come again when the pod is there.
  @Test func aPickThatCannotBeReachedFailsAndMayBeRepeated() {
    var bench = Bench(.json)
    bench.world.put(1, of: TestSite.tea, into: TestSite.frontBin)
    bench.send(TestSite.pick(task: 1, order: 9, 1))
    bench.run(for: .seconds(5))
    #expect(bench.failed(TestSite.pick) == ["pick-1: the bin cannot be reached"])
    #expect(bench.reports[TestSite.pick]?.failed == [CommandID(.pick, 1)])
    bench.bringPod(to: TestSite.pick)
    bench.send(TestSite.pick(task: 1, order: 9, 1))
    bench.run(for: .seconds(3))
    #expect(bench.reports[TestSite.pick] == StationReport(state: .execute, open: [CommandID(.pick, 1)]))
    bench.run(for: .seconds(10))
    #expect(bench.journal == [.picked(task: ID(1), bin: TestSite.frontBin, quantity: 1)])
    #expect(bench.reports[TestSite.pick] == StationReport(state: .idle))
  }

  @Test func nothingIsPickedIntoAToteThatHasLeft() {
    var bench = Bench(.typed)
    bench.bringPod(to: TestSite.pick)
    bench.world.put(2, of: TestSite.tea, into: TestSite.frontBin)
    bench.send(TestSite.pick(task: 1, order: 9, 1))
    bench.send(TestSite.close(order: 9))
    bench.send(TestSite.pick(task: 2, order: 9, 1))
    bench.run(for: .seconds(20))
    #expect(bench.failed(TestSite.pick) == ["pick-2: the tote has left"])
    bench.send(TestSite.close(order: 9, to: TestSite.otherPack, attempt: 1))
    bench.run(for: .seconds(20))
    #expect(bench.failed(TestSite.pick).last == "close-9.1: the tote has left for another pack station")
    #expect(bench.world.toteDestinations[9] == TestSite.pack)
  }

  @Test(arguments: [0, -5, 1001] as [Int32])
  func quantitiesThatMakeNoSenseAreNotPicked(quantity: Int32) {
    var bench = Bench(.json)
    bench.bringPod(to: TestSite.pick)
    bench.world.put(2000, of: TestSite.tea, into: TestSite.frontBin)
    bench.send(TestSite.pick(task: 1, order: 9, quantity))
    bench.run(for: .hours(2))
    #expect(bench.failed(TestSite.pick) == ["pick-1: no such quantity"])
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 2000)
  }

  @Test func aUnitThatIsStowedIsNotStowedElsewhere() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.putInTote("LP1")
    bench.bringPod(to: TestSite.stow)
    bench.send(TestSite.stow("LP1", task: 1))
    bench.send(TestSite.stow("LP1", task: 2, into: TestSite.backBin))
    bench.run(for: .seconds(20))
    #expect(bench.journal == [.stowed(task: ID(1), bin: TestSite.frontBin)])
    #expect(bench.failed(TestSite.stow) == ["stow-2: the unit lies in another bin"])
  }

  @Test func aTunnelSaysWhatWaitsAndTakesItInTheOrderThatItIsTold() {
    for wire in Bench.Wire.allCases {
      var bench = Bench(wire)
      let plates = (0..<8).map { "LP\($0)" }
      bench.world.docks[TestSite.tunnel.index] = plates.map { World.Arrival(plate: $0, key: TestSite.tea, defect: nil) }
      bench.run(for: .seconds(3))
      func told() -> [String]? {
        bench.sent.last { $0.channel == Tunnel.dockChannel }.flatMap { ($0.body as? TunnelDock)?.waiting.map(\.plate) }
      }
      #expect(told() == bench.world.docks[TestSite.tunnel.index].map(\.plate))
      let line = TestSite.command(CommandID(.lineUp, 0), TestSite.tunnel, .lineUp(["LP6", "LP99", "LP4"]))
      bench.send(line)
      bench.run(for: .seconds(1))
      let rest = plates.filter { bench.world.docks[TestSite.tunnel.index].map(\.plate).contains($0) }
      #expect(
        bench.world.docks[TestSite.tunnel.index].map(\.plate) == ["LP6", "LP4"]
          + rest.filter { $0 != "LP6" && $0 != "LP4" })
      // The same command again holds again: it is no work that is done once.
      bench.send(TestSite.command(CommandID(.lineUp, 0), TestSite.tunnel, .lineUp(["LP7"])))
      bench.run(for: .seconds(1))
      #expect(bench.world.docks[TestSite.tunnel.index].first?.plate == "LP7")
      #expect(bench.failed(TestSite.tunnel).isEmpty && bench.reports[TestSite.tunnel]?.open.isEmpty == true)
      let said = bench.sent.count { $0.channel == Tunnel.dockChannel }
      bench.world.docks[TestSite.tunnel.index] = []
      bench.run(for: .minutes(2))
      #expect(told() == [])
      #expect(bench.sent.count { $0.channel == Tunnel.dockChannel } == said + 1, "an empty dock is told of once")
    }
  }

  /// A person has looked at the unit on the hold shelf and lets it pass: a new attempt of the same divert.
  @Test func aHeldUnitGoesOnWhenItIsSentAgain() {
    var bench = Bench(.json)
    bench.world.docks[TestSite.tunnel.index].append(World.Arrival(plate: "LP1", key: TestSite.tea, defect: .dent))
    bench.run(for: .seconds(10))
    bench.send(TestSite.divert("LP1", to: .hold, number: 1))
    bench.run(for: .seconds(10))
    #expect(bench.world.holdShelf.map(\.plate) == ["LP1"])
    #expect(bench.world.belts[TestSite.tunnel.index].isEmpty)
    bench.send(TestSite.divert("LP1", to: .stow(TestSite.otherStow), number: 1, attempt: 1))
    bench.run(for: .seconds(10))
    #expect(bench.world.holdShelf.isEmpty)
    #expect(bench.world.stowTotes[TestSite.otherStow.index].map(\.plate) == ["LP1"])
    #expect(
      bench.journal.dropFirst() == [
        .diverted(plate: "LP1", lane: .hold), .diverted(plate: "LP1", lane: .stow(TestSite.otherStow)),
      ])
  }

  /// A person brings a unit out of a stow station's tote; a late command of before does not take it there.
  @Test func aUnitInAToteIsBroughtBackWhenThatIsTold() {
    var bench = Bench(.json)
    let lane = Lane.stow(TestSite.stow)
    bench.world.docks[TestSite.tunnel.index].append(World.Arrival(plate: "LP1", key: TestSite.tea, defect: .dent))
    bench.run(for: .seconds(10))
    bench.send(TestSite.divert("LP1", to: lane, number: 1))
    bench.run(for: .seconds(10))
    bench.send(TestSite.divert("LP1", to: .hold, number: 1, attempt: 1))
    bench.run(for: .seconds(10))
    #expect(bench.world.stowTotes[TestSite.stow.index].map(\.plate) == ["LP1"])
    let back = Lane.returned(from: TestSite.stow)
    bench.send(TestSite.divert("LP1", to: back, number: 1, attempt: 2))
    bench.run(for: .seconds(10))
    #expect(bench.world.stowTotes[TestSite.stow.index].isEmpty)
    #expect(bench.world.holdShelf.map(\.plate) == ["LP1"])
    #expect(bench.journal.dropFirst() == [.diverted(plate: "LP1", lane: lane), .diverted(plate: "LP1", lane: back)])
  }

  @Test func aTunnelRefusesUnitsThatItDoesNotHave() {
    var bench = Bench(.json)
    bench.send(TestSite.divert("LP9", to: .hold, number: 1))
    bench.run(for: .seconds(10))
    #expect(bench.failed(TestSite.tunnel) == ["divert-1: no such unit here"])
    #expect(bench.journal == [])
  }

  @Test func aTunnelHasOnlyTheLanesOfItsPlace() {
    var bench = Bench(.typed)
    bench.world.docks[TestSite.tunnel.index].append(World.Arrival(plate: "LP1", key: TestSite.tea, defect: nil))
    bench.run(for: .seconds(10))
    bench.send(TestSite.divert("LP1", to: .stow(TestSite.pick), number: 1))
    bench.run(for: .seconds(10))
    #expect(bench.failed(TestSite.tunnel) == ["divert-1: no such lane"])
    #expect(bench.world.belts[TestSite.tunnel.index].count == 1)
  }

  @Test func aUnitIsDivertedOnlyAfterItWasPresented() {
    var bench = Bench(.typed)
    bench.world.docks[TestSite.tunnel.index].append(World.Arrival(plate: "LP1", key: TestSite.tea, defect: nil))
    bench.run(for: .seconds(3))
    #expect(bench.world.belts[TestSite.tunnel.index].count == 1)
    bench.send(TestSite.divert("LP1", to: .hold, number: 1))
    bench.run(for: .seconds(1))
    #expect(bench.failed(TestSite.tunnel) == ["divert-1: no such unit here"])
  }

  @Test func aBeltWithoutDivertsFillsAndStops() {
    var bench = Bench(.typed)
    for plate in 0..<10 {
      bench.world.docks[TestSite.tunnel.index].append(
        World.Arrival(plate: "LP\(plate)", key: TestSite.tea, defect: nil))
    }
    bench.run(for: .minutes(5))
    #expect(bench.world.belts[TestSite.tunnel.index].map(\.plate) == ["LP0", "LP1", "LP2"])
    #expect(bench.journal.count == 3)
  }

  @Test func twoCommandsForOneUnitAreBothAnswered() {
    var bench = Bench(.typed)
    bench.world.docks[TestSite.tunnel.index].append(World.Arrival(plate: "LP1", key: TestSite.tea, defect: nil))
    bench.run(for: .seconds(10))
    let lane = Lane.stow(TestSite.stow)
    bench.send(TestSite.divert("LP1", to: lane, number: 1))
    bench.send(TestSite.divert("LP1", to: lane, number: 1, attempt: 1))
    bench.run(for: .seconds(10))
    #expect(bench.journal.suffix(2) == [.diverted(plate: "LP1", lane: lane), .diverted(plate: "LP1", lane: lane)])
    #expect(bench.world.stowTotes[TestSite.stow.index].count == 1)
  }

  @Test func nothingIsPackedBeforeTheToteHasCome() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.world.orderTotes[3] = [TestSite.tea]
    bench.world.totesUnderWay[TestSite.pack.index] = [3]
    bench.send(TestSite.pack(parcel: 1, order: 3, [TestSite.tea]))
    bench.run(for: .seconds(15))
    #expect(bench.failed(TestSite.pack) == ["pack-1: the tote is not here"])
    bench.run(for: .seconds(30))
    #expect(bench.journal == [.toteArrived(order: ID(3))])
    bench.send(TestSite.pack(parcel: 1, order: 3, [TestSite.tea]))
    bench.run(for: .seconds(30))
    #expect(bench.world.parcelContents[1] == [TestSite.tea])
  }

  @Test func contentsThatDoNotFitStayInTheTote() {
    var habits = PackMachine.Habits()
    habits.misfit = 1
    let machine = PackMachine(device: TestSite.pack, names: TestSite.names, seed: 1, habits: habits)
    var bench = Bench(.json, twins: { $0 == TestSite.pack ? ShiftTests.twin(machine, $0) : nil })
    bench.world.orderTotes[3] = [TestSite.tea, TestSite.cup]
    bench.world.totesAt[TestSite.pack.index] = [3]
    bench.run(for: .seconds(5))
    bench.send(TestSite.pack(parcel: 1, order: 3, [TestSite.tea]))
    bench.run(for: .seconds(30))
    #expect(bench.deeds == [.toteArrived(order: ID(3)), .packRefused(parcel: ID(1), reason: .doesNotFit)])
    #expect(bench.world.orderTotes[3] == [TestSite.tea, TestSite.cup])
    // An order is refused once; two parcels empty the tote.
    bench.send(TestSite.pack(parcel: 2, order: 3, [TestSite.cup]))
    bench.send(TestSite.pack(parcel: 3, order: 3, [TestSite.cup]))
    bench.send(TestSite.pack(parcel: 4, order: 3, [TestSite.tea]))
    bench.run(for: .seconds(60))
    #expect(bench.failed(TestSite.pack).last == "pack-3: the contents are not in the tote")
    #expect(bench.world.orderTotes[3] == nil && bench.world.totesAt[TestSite.pack.index].isEmpty)
    #expect(bench.world.parcelContents[2] == [TestSite.cup] && bench.world.parcelContents[4] == [TestSite.tea])
    #expect(bench.world.induction[TestSite.sorter.index] == [ID(2), ID(4)])
  }

  /// Its order is planned anew, so the other parcels of the old plan must not be packed: not later, not on a repeated command.
  @Test func aRefusedParcelVoidsTheOtherPackCommandsOfItsOrder() {
    var habits = PackMachine.Habits()
    habits.misfit = 1
    let machine = PackMachine(device: TestSite.pack, names: TestSite.names, seed: 1, habits: habits)
    var bench = Bench(.json, twins: { $0 == TestSite.pack ? ShiftTests.twin(machine, $0) : nil })
    bench.world.orderTotes = [3: [TestSite.tea, TestSite.cup], 4: [TestSite.tea]]
    bench.world.totesAt[TestSite.pack.index] = [3, 4]
    bench.run(for: .seconds(5))
    bench.send(TestSite.pack(parcel: 1, order: 3, [TestSite.tea]))
    bench.send(TestSite.pack(parcel: 2, order: 3, [TestSite.cup]))
    bench.send(TestSite.pack(parcel: 3, order: 4, [TestSite.tea]))
    bench.run(for: .seconds(18))
    #expect(bench.journal.last == .packRefused(parcel: ID(1), reason: .doesNotFit))
    #expect(bench.reports[TestSite.pack]?.open == [CommandID(.pack, 3)])
    bench.send(TestSite.pack(parcel: 2, order: 3, [TestSite.cup]))
    bench.run(for: .minutes(2))
    #expect(bench.world.orderTotes[3] == [TestSite.tea, TestSite.cup])
    #expect(bench.journal.last == .packRefused(parcel: ID(3), reason: .doesNotFit))
  }

  @Test func aDroppedParcelLiesBeforeTheArmAgain() {
    var habits = SortMachine.Habits()
    habits.drop = 1
    let machine = SortMachine(device: TestSite.sorter, names: TestSite.names, seed: 1, habits: habits)
    var bench = Bench(.json, twins: { $0 == TestSite.sorter ? ShiftTests.twin(machine, $0) : nil })
    bench.world.parcelContents[4] = [TestSite.tea]
    bench.world.induction[TestSite.sorter.index] = [ID(4)]
    bench.run(for: .seconds(5))
    bench.send(TestSite.sort(parcel: 4, chute: 0), times: 2)
    bench.run(for: .seconds(10))
    bench.send(TestSite.sort(parcel: 4, chute: 0, attempt: 1))
    bench.run(for: .seconds(10))
    #expect(
      bench.journal == [
        .inducted(parcel: ID(4)), .sortRefused(parcel: ID(4), reason: .dropped),
        .sortRefused(parcel: ID(4), reason: .dropped),
      ])
    #expect(bench.world.induction[TestSite.sorter.index] == [ID(4)])
    #expect(bench.world.shipped.isEmpty)
  }

  @Test func anArmSeesOnlyTheHeadOfItsLane() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.world.induction[TestSite.sorter.index] = (1...10).map { ID($0) }
    bench.run(for: .seconds(5))
    #expect(bench.journal == (1...8).map { .inducted(parcel: ID($0)) })
    bench.send(TestSite.sort(parcel: 9, chute: 0))
    bench.run(for: .seconds(1))
    #expect(bench.failed(TestSite.sorter) == ["sort-9: no such parcel here"])
    for parcel in 1...8 { bench.send(TestSite.sort(parcel: parcel, chute: 0)) }
    bench.run(for: .minutes(1))
    #expect(bench.journal.contains(.inducted(parcel: ID(9))) && bench.journal.contains(.inducted(parcel: ID(10))))
    bench.send(TestSite.sort(parcel: 9, chute: 1))
    bench.run(for: .seconds(10))
    #expect(bench.journal.last == .sorted(parcel: ID(9), chute: 1))
    #expect(bench.world.shipped.map(\.parcel) == (1...9).map { ID($0) })
  }

  @Test func aParcelBeyondTheGripperIsRefused() {
    var bench = Bench(.typed)
    bench.world.parcelContents[4] = Array(repeating: TestSite.cup, count: 51)
    bench.world.induction[TestSite.sorter.index] = [ID(4)]
    bench.run(for: .seconds(5))
    bench.send(TestSite.sort(parcel: 4, chute: 0))
    bench.run(for: .seconds(10))
    #expect(bench.journal.last == .sortRefused(parcel: ID(4), reason: .tooHeavy))
  }

  @Test func aParcelFallsIntoOneChuteOnly() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.world.induction[TestSite.sorter.index] = [ID(4)]
    bench.run(for: .seconds(5))
    bench.send(TestSite.sort(parcel: 4, chute: 0))
    bench.send(TestSite.sort(parcel: 4, chute: 1, attempt: 1))
    bench.run(for: .seconds(20))
    #expect(bench.journal == [.inducted(parcel: ID(4)), .sorted(parcel: ID(4), chute: 0)])
    #expect(bench.failed(TestSite.sorter) == ["sort-4.1: the parcel is in another chute"])
  }

  @Test func moreCommandsThanAStationHoldsAreRefusedAndMayComeAgain() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.bringPod(to: TestSite.stow)
    for plate in 1...70 { bench.putInTote("LP\(plate)") }
    for task in 1...70 { bench.send(TestSite.stow("LP\(task)", task: task)) }
    bench.run(for: .seconds(1))
    #expect(bench.reports[TestSite.stow]?.open.count == 64)
    #expect(bench.reports[TestSite.stow]?.failed == (65...70).map { CommandID(.stow, $0) })
    bench.run(for: .minutes(15))
    for task in 65...70 { bench.send(TestSite.stow("LP\(task)", task: task)) }
    bench.run(for: .minutes(2))
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 70)
    #expect(bench.journal.count == 70)
  }

  @Test func aPokeMakesAStationLookAtOnce() {
    var bench = Bench(.typed)
    bench.run(for: .milliseconds(500))
    bench.world.induction[TestSite.sorter.index] = [ID(4)]
    bench.poke(TestSite.sorter)
    bench.run(for: .milliseconds(50))
    #expect(bench.journal == [.inducted(parcel: ID(4))])
  }

  @Test func aTwinIgnoresWhatIsNotMeantForIt() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.bringPod(to: TestSite.stow)
    bench.putInTote("LP1")
    bench.run(for: .seconds(1))
    var message = bench.hub.perform(TestSite.stow("LP1", task: 1), at: bench.now)[0]
    var twin = bench.twins[TestSite.stow]!
    guard var body = message.body as? StationCommand<StowWork> else {
      Issue.record("not a stow command")
      return
    }
    for spoil in [\StationHeader.version, \StationHeader.site!, \StationHeader.device!] {
      var spoilt = body
      spoilt.header[keyPath: spoil] = "2.0.0"
      #expect(twin.receive(spoilt, on: "command", at: bench.now, world: &bench.world).isEmpty)
    }
    body.content = .unreadable
    message.body = body
    let out = twin.receive(body, on: "command", at: bench.now, world: &bench.world)
    guard case .publish("state", let state as StationState) = out.first else {
      Issue.record("no state")
      return
    }
    #expect(state.actions == [StationAction(commandID: "stow-1", status: .failed, reason: "not understood")])
  }
}
