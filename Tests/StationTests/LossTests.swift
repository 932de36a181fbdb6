import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// What a bad link, and a station that loses power, must not change.
@Suite struct LossTests {
  private static func benchWithTote(_ wire: Bench.Wire) -> Bench {
    var bench = Bench(wire, twins: ShiftTests.faultless)
    bench.bringPod(to: TestSite.stow)
    bench.putInTote("LP1")
    bench.putInTote("LP2")
    return bench
  }

  private static let bothStowed: [DeviceEvent.Body] = [
    .stowed(task: ID(1), bin: TestSite.frontBin), .stowed(task: ID(2), bin: TestSite.frontBin),
  ]

  @Test(arguments: Bench.Wire.allCases)
  func eventsAreRepeatedUntilAcknowledged(wire: Bench.Wire) {
    var bench = Self.benchWithTote(wire)
    bench.link = { message, _ in message.channel == "ack" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(28))
    let repeats = bench.events(from: TestSite.stow).count
    #expect(repeats >= 4)
    bench.link = { _, _ in .delivered }
    bench.run(for: .seconds(10))
    let settled = bench.events(from: TestSite.stow).count
    bench.run(for: .minutes(5))
    #expect(bench.events(from: TestSite.stow).count == settled, "acknowledged, and still repeated")
    #expect(bench.journal == [.stowed(task: ID(1), bin: TestSite.frontBin)])
  }

  @Test(arguments: Bench.Wire.allCases)
  func aLostEventComesAgainBeforeThoseAfterIt(wire: Bench.Wire) {
    var bench = Self.benchWithTote(wire)
    var isFirst = true
    bench.link = { message, _ in
      guard message.channel == "event", isFirst else { return .delivered }
      isFirst = false
      return .lost
    }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.send(TestSite.stow("LP2", task: 2))
    bench.run(for: .seconds(40))
    #expect(bench.journal == Self.bothStowed)
  }

  @Test(arguments: Bench.Wire.allCases)
  func aLostCommandMayBeSentAgainAtAnyTime(wire: Bench.Wire) {
    var bench = Self.benchWithTote(wire)
    bench.link = { message, _ in message.channel == "command" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(30))
    #expect(bench.journal == [])
    bench.link = { message, _ in message.channel == "command" ? .doubled : .delivered }
    for _ in 0..<5 {
      bench.send(TestSite.stow("LP1", task: 1))
      bench.run(for: .seconds(9))
    }
    #expect(bench.journal == [.stowed(task: ID(1), bin: TestSite.frontBin)])
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 1)
  }

  @Test(arguments: Bench.Wire.allCases)
  func aRebootWithMemoryKeepsStreamEventsAndCommands(wire: Bench.Wire) {
    var bench = Self.benchWithTote(wire)
    bench.link = { message, isUp in isUp && message.channel == "event" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.send(TestSite.stow("LP2", task: 2))
    // The first is done and nobody knows; the second is in the worker's hand.
    bench.run(for: .seconds(9))
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 1)
    bench.reboot(TestSite.stow, remembering: true)
    bench.link = { _, _ in .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(30))
    #expect(bench.journal == Self.bothStowed)
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 2)
    #expect(Set(streams(bench)).count == 1)
  }

  @Test(arguments: Bench.Wire.allCases)
  func aRebootWithoutMemoryBeginsANewStreamAndDoesNothingTwice(wire: Bench.Wire) {
    var bench = Self.benchWithTote(wire)
    bench.link = { message, isUp in isUp && message.channel == "event" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.send(TestSite.stow("LP2", task: 2))
    bench.run(for: .seconds(9))
    bench.reboot(TestSite.stow, remembering: false)
    bench.link = { _, _ in .delivered }
    bench.run(for: .seconds(60))
    #expect(bench.journal == [], "it knows of no command and of no event")
    bench.send(TestSite.stow("LP1", task: 1))
    bench.send(TestSite.stow("LP2", task: 2))
    bench.run(for: .seconds(30))
    #expect(bench.journal == Self.bothStowed)
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 2)
    #expect(Set(streams(bench)).count == 2)
  }

  /// Whatever a station did before it lost its memory, the same command is answered with what is so, and not done again.
  @Test func everyFamilyFindsItsFinishedWorkAgain() {
    var bench = Bench(.json, twins: ShiftTests.faultless)
    bench.world.docks[TestSite.tunnel.index].append(World.Arrival(plate: "LP1", key: TestSite.cup, defect: nil))
    bench.run(for: .seconds(10))
    bench.bringPod(to: TestSite.stow)
    let census = bench.world.census()
    let steps: [(Command, Span)] = [
      (TestSite.divert("LP1", to: .stow(TestSite.stow), number: 1), .seconds(10)),
      (TestSite.stow("LP1", task: 1, key: TestSite.cup), .seconds(10)),
      (TestSite.pick(task: 2, order: 3, 1, key: TestSite.cup), .seconds(10)),
      (TestSite.close(order: 3), .seconds(60)),
      (TestSite.pack(parcel: 4, order: 3, [TestSite.cup]), .seconds(30)),
      (TestSite.sort(parcel: 4, chute: 0), .seconds(20)),
    ]
    for (command, span) in steps {
      if command.device == TestSite.pick { bench.bringPod(to: TestSite.pick) }
      bench.send(command)
      bench.run(for: span)
      let told = bench.journal.count
      let last = bench.journal.last { answers($0, command) }
      #expect(last != nil, "\(command) was not answered")
      forgetAll(&bench)
      bench.run(for: .seconds(10))
      bench.send(command)
      bench.run(for: span)
      let again = bench.journal.dropFirst(told).last { answers($0, command) }
      #expect(again != nil, "\(command) was not answered after the crash")
      #expect(bench.world.census() == census)
    }
    #expect(bench.world.shipped.map(\.keys) == [[TestSite.cup]])
  }

  private func answers(_ body: DeviceEvent.Body, _ command: Command) -> Bool {
    switch (command.work, body) {
    case (.divert(let plate, let lane), .diverted(let other, let at)): plate == other && lane == at
    case (.stow(let task, _, _, let bin), .stowed(let other, let at)): task == other && bin == at
    case (.pick(let task, _, _, _, let quantity, _), .picked(let other, _, let taken)):
      task == other && quantity == taken
    case (.closeTote(let order, _), .toteClosed(let other)): order == other
    case (.pack(let pack), .packed(let parcel, _, _, _)): pack.parcel == parcel
    case (.sort(let parcel, let chute), .sorted(let other, let at)): parcel == other && chute == at
    default: false
    }
  }

  private func forgetAll(_ bench: inout Bench) {
    for device in TestSite.stations { bench.reboot(device, remembering: false) }
  }

  private func streams(_ bench: Bench) -> [Int64] {
    bench.events(from: TestSite.stow).compactMap { ($0.body as? StationEvent<StowHappening>)?.stream }
  }

  /// Units before the cameras, totes at the bench and parcels before the arm are told of again.
  @Test func afterACrashWithoutMemoryAStationTellsWhatLiesBeforeIt() {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.world.docks[TestSite.tunnel.index].append(World.Arrival(plate: "LP1", key: TestSite.tea, defect: nil))
    bench.world.orderTotes[3] = [TestSite.tea]
    bench.world.totesAt[TestSite.pack.index] = [3]
    bench.world.induction[TestSite.sorter.index] = [ID(8), ID(9)]
    bench.run(for: .seconds(20))
    let first = bench.journal
    #expect(first.count == 4)
    forgetAll(&bench)
    bench.run(for: .seconds(20))
    let again = bench.journal.dropFirst(4)
    #expect(again.count == 4)
    #expect(first.allSatisfy { again.contains($0) })
  }

  @Test(arguments: Bench.Wire.allCases)
  func reportMakesAStationSayEverythingAgain(wire: Bench.Wire) {
    var bench = Self.benchWithTote(wire)
    bench.link = { message, isUp in isUp && message.channel == "event" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(9))
    let before = bench.sent.count
    bench.link = { _, _ in .delivered }
    bench.send(Command(id: CommandID(.report, 1), device: TestSite.stow, work: .report), times: 2)
    bench.run(for: .milliseconds(50))
    let said = bench.sent.dropFirst(before).filter { $0.device == TestSite.stow }.map(\.channel)
    #expect(said == ["connection", "factsheet", "event", "state", "connection", "factsheet", "event", "state"])
    #expect(bench.journal == [.stowed(task: ID(1), bin: TestSite.frontBin)])
  }

  /// A third of all messages lost, doubled or late, and every station rebooted now and then; then the faults end.
  @Test(arguments: 1...12)
  func whatTheLinkDoesNeverChangesWhatIsDone(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    var bench = Bench(seed % 2 == 0 ? .typed : .json, seed: seed, twins: ShiftTests.faultless)
    let fates = FateDraw(seed: seed)
    bench.link = { _, _ in fates.next() }
    bench.bringPod(to: TestSite.stow)
    for plate in 1...12 { bench.putInTote("LP\(plate)") }
    let census = bench.world.census()
    var missing = Set(1...12)
    for round in 0..<200 where !missing.isEmpty {
      if round == 60 { bench.link = { _, _ in .delivered } }
      for task in 1...12 where missing.contains(task) { bench.send(TestSite.stow("LP\(task)", task: task)) }
      bench.run(for: .seconds(7))
      if round < 60, chance.chance(0.1) {
        bench.reboot(TestSite.stow, remembering: chance.chance(0.5))
      }
      for case .stowed(let task, _) in bench.journal { missing.remove(task.index) }
    }
    #expect(missing.isEmpty, "seed \(seed): tasks \(missing.sorted()) were never confirmed")
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 12)
    #expect(bench.world.census() == census)
  }

  /// A link's closure is not mutating, so the draw is kept in a box.
  private final class FateDraw {
    private var chance: SeededGenerator

    init(seed: UInt64) { chance = SeededGenerator(seed: seed, stream: 1) }

    func next() -> Bench.Fate {
      switch chance.pick(weights: [6, 1, 1, 1]) {
      case 1: .lost
      case 2: .doubled
      case 3: .late
      default: .delivered
      }
    }
  }
}
