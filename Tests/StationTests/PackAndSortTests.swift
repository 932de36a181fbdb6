import Cartons
import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// What pack stations and arms see, and what goes wrong with them.
@Suite struct PackAndSortTests {
  private func packing(_ habits: PackMachine.Habits) -> Bench {
    let machine = PackMachine(device: TestSite.pack, names: TestSite.names, seed: 1, habits: habits)
    var bench = Bench(.json, twins: { $0 == TestSite.pack ? ShiftTests.twin(machine, $0) : nil })
    bench.world.orderTotes[3] = [TestSite.tea, TestSite.cup]
    bench.world.totesAt[TestSite.pack.index] = [3]
    bench.run(for: .seconds(5))
    return bench
  }

  private func sorting(_ habits: SortMachine.Habits, parcels: Int) -> Bench {
    let machine = SortMachine(device: TestSite.sorter, names: TestSite.names, seed: 1, habits: habits)
    var bench = Bench(.json, twins: { $0 == TestSite.sorter ? ShiftTests.twin(machine, $0) : nil })
    bench.world.induction[TestSite.sorter.index] = (1...parcels).map { ID($0) }
    bench.run(for: .seconds(5))
    return bench
  }

  private var steady: PackMachine.Habits {
    var habits = PackMachine.Habits()
    habits.misfit = 0
    habits.missing = 0
    return habits
  }

  @Test func everyUnitIsScannedMeasuredAndWeighedBeforeTheBoxIsClosed() throws {
    var bench = packing(steady)
    bench.send(TestSite.pack(parcel: 1, order: 3, [TestSite.tea, TestSite.cup]), times: 2)
    bench.run(for: .seconds(40))
    #expect(bench.deeds.count == 3, "the tote came, one parcel was packed, and lay before the arm")
    guard case .packChecked(ID(1), let check) = bench.journal[1], case .packed(ID(1), _, _, _) = bench.journal[2] else {
      Issue.record("\(bench.journal)")
      return
    }
    #expect(check.units.map(\.sku) == [TestSite.tea.sku, TestSite.cup.sku])
    #expect(check.fill == 120)
    let tea = try #require(check.units.first)
    let size = try #require(tea.size)
    #expect(abs(size.length - 80) <= 3 && abs(size.width - 60) <= 3 && abs(size.height - 120) <= 3)
    #expect((247...253).contains(try #require(tea.mass)))
  }

  @Test func aProductThatIsHigherThanItsRecordIsSeenAndDoesNotFit() throws {
    var bench = packing(steady)
    bench.world.distort(TestSite.tea.sku, permille: 1_500)
    bench.send(TestSite.pack(parcel: 1, order: 3, [TestSite.tea]))
    bench.run(for: .seconds(40))
    guard case .packChecked(ID(1), let check) = bench.journal[1] else {
      Issue.record("\(bench.journal)")
      return
    }
    #expect(check.fill == 180)
    #expect(try #require(check.units.first?.size).height >= 177)
    #expect(bench.journal[2] == .packRefused(parcel: ID(1), reason: .doesNotFit))
    #expect(bench.world.orderTotes[3]?.count == 2)
  }

  @Test func manyUnitsAreToldOfInParts() {
    var bench = packing(steady)
    bench.world.orderTotes[3] = Array(repeating: TestSite.tea, count: 60)
    bench.send(TestSite.pack(parcel: 1, order: 3, Array(repeating: TestSite.tea, count: 60)))
    bench.run(for: .minutes(4))
    let counts = bench.journal.compactMap { body -> Int? in
      if case .packChecked(_, let check) = body { check.units.count } else { nil }
    }
    #expect(counts == [25, 25, 10])
  }

  @Test func aBoxThatIsNotThereIsReplacedByAnAlternativeOrReported() {
    var habits = steady
    habits.missing = 1
    var bench = packing(habits)
    bench.send(TestSite.pack(parcel: 1, order: 3, [TestSite.tea]))
    bench.run(for: .seconds(40))
    #expect(bench.deeds.last == .packRefused(parcel: ID(1), reason: .boxMissing))
    var other = packing(habits)
    var command = TestSite.pack(parcel: 2, order: 3, [TestSite.cup])
    if case .pack(var work) = command.work {
      work.alternatives = [TestSite.smallBox]
      command.work = .pack(work)
    }
    other.send(command)
    other.run(for: .seconds(40))
    let isPacked = other.deeds.contains {
      if case .packed(ID(2), TestSite.smallBox, _, _) = $0 { true } else { false }
    }
    #expect(isPacked, "\(other.deeds)")
  }

  @Test func anArmThatGripsAnotherParcelOrTwoPutsThemBack() {
    for (isDouble, reason) in [(false, SortFailure.mispick), (true, .doublePick)] {
      var habits = SortMachine.Habits()
      habits.drop = 0
      habits.mispick = isDouble ? 0 : 1
      habits.doublePick = isDouble ? 1 : 0
      var bench = sorting(habits, parcels: 2)
      bench.send(TestSite.sort(parcel: 1, chute: 0))
      bench.run(for: .seconds(10))
      #expect(bench.journal.last == .sortRefused(parcel: ID(1), reason: reason))
      #expect(bench.world.induction[TestSite.sorter.index] == [ID(1), ID(2)])
      // A parcel that lies alone cannot be mistaken.
      bench.world.induction[TestSite.sorter.index] = [ID(1)]
      bench.send(TestSite.sort(parcel: 1, chute: 0, attempt: 1))
      bench.run(for: .seconds(10))
      #expect(bench.journal.last == .sorted(parcel: ID(1), chute: 0))
    }
  }

  @Test func aCartIsChangedOnceHoweverOftenItIsAsked() {
    var habits = SortMachine.Habits()
    habits.drop = 0
    var bench = sorting(habits, parcels: 1)
    bench.world.carts[TestSite.sorter.index][1] = 77
    let command = TestSite.command(CommandID(.cart, 1, attempt: 1), TestSite.sorter, .changeCart(chute: 1))
    bench.send(command, times: 3)
    bench.run(for: .seconds(60))
    #expect(bench.journal == [.inducted(parcel: ID(1)), .cartChanged(chute: 1)])
    #expect(bench.world.carts[TestSite.sorter.index] == [0, 0])
  }
}
