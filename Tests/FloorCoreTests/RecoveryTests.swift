import FloorCore
import FloorModel
import Testing

@Suite("Recovery")
struct RecoveryTests {
  /// An order and an inbound unit, step by step; after each step, what a new process would do.
  static let steps: [@Sendable (inout Rig) -> Void] = [
    { $0.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea)) },
    { $0.handle(.inspected(ID(0), Inspection(findings: [Finding(kind: .dent, permille: 500)]))) },
    { $0.report(Tiny.tunnel, .diverted(plate: "L1", lane: .hold)) },
    { $0.handle(.review(ID(0), .pass, by: "ann")) },
    { $0.report(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow))) },
    { $0.wait(.seconds(130)) },
    { $0.handle(.order(Tiny.order("S1", [(Tiny.tea, 2)]))) },
    { $0.wait(.seconds(6)) },
    { $0.report(Tiny.pick, .picked(task: ID(1), bin: Tiny.teaBin, quantity: 2)) },
    { $0.report(Tiny.pick, .toteClosed(order: ID(0))) },
    { $0.report(Tiny.pack, .toteArrived(order: ID(0))) },
    {
      let plan = ParcelPlan(box: Tiny.small, contents: [Tiny.tea, Tiny.tea], placements: [])
      $0.handle(.cartonized(ID(0), .parcels([plan])))
    },
    { $0.report(Tiny.pack, .packRefused(parcel: ID(0), reason: .doesNotFit)) },
    { $0.handle(.review(ID(1), .useBox(Tiny.large), by: "ann")) },
    { _ = $0.pack(ID(1), Tiny.large) },
    { $0.report(Tiny.sorter, .inducted(parcel: ID(1))) },
    { $0.report(Tiny.sorter, .sortRefused(parcel: ID(1), reason: .dropped)) },
    { $0.report(Tiny.sorter, .sorted(parcel: ID(1), chute: 0)) },
    { $0.handle(.velocity([VelocityLine(sku: ID(0), unitsPerDay: 3)])) },
    { $0.handle(.intervention(.withdraw(Tiny.unit), by: "ann")) },
  ]

  @Test("after any step a new process has the same books, and owes the same commands under the same ids")
  func restart() {
    var rig = Rig()
    var sent: [Command] = []
    var asked: [Effect] = []
    for (number, step) in Self.steps.enumerated() {
      let entries = rig.journal.count
      step(&rig)
      #expect(number == 5 || number == 7 || rig.journal.count > entries, "step \(number) was journaled")
      var reborn = rig
      let effects = reborn.restart()
      #expect(reborn.floor.books == rig.floor.books, "step \(number)")
      #expect(effects.work.count == rig.floor.unansweredCount, "step \(number)")
      for command in effects.work { #expect(!sent.contains { $0.id == command.id && $0 != command }) }
      sent += effects.work
      asked += effects.filter {
        switch $0 {
        case .inspect, .look, .cartonize: true
        case .journal, .acknowledge, .command, .alarm, .binsChanged: false
        }
      }
      // The reborn floor is as good as the old: it goes on instead of it.
      if number % 2 == 1 { rig = reborn }
    }
    #expect(rig.floor.books.orders[0].shippedAt != nil)
    #expect(Set(sent.map(\.id.kind)) == [.divert, .closeTote, .pack, .sort])
    #expect(asked.count == 2, "the inspection and the boxes that had not been answered")
    #expect(rig.floor.books.invalidRecords == 0)
    rig.expectBalance()
  }

  @Test("every device is asked how it is")
  func asksForReports() {
    var rig = Rig()
    let reports = rig.restart().commands.filter { $0.work == .report }.map(\.device)
    #expect(reports == rig.floor.site.devices.indices.map { ID($0) })
  }

  @Test("a replayed journal gives the same changes and the same books")
  func replay() {
    var rig = Rig()
    for step in Self.steps { step(&rig) }
    var books = Books(site: rig.floor.site)
    for (index, entry) in rig.journal.enumerated() {
      #expect(entry.number == Int64(index + 1))
      #expect(books.apply(entry.record, at: entry.at, site: rig.floor.site) == entry.changes)
    }
    #expect(books == rig.floor.books)
    let sequences = rig.journal.flatMap { $0.changes.map(\.sequence) }
    #expect(sequences == (1...Int64(sequences.count)).map { $0 })
  }

  @Test("a command that has no answer is sent again, the same, until it has")
  func repeats() {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    let sent = rig.handle(.inspected(ID(0), Inspection(findings: []))).work
    #expect(sent.count == 1)
    #expect(rig.wait(Floor.commandRepeat).work == [])
    #expect(rig.wait(.seconds(1)).work == sent)
    #expect(rig.wait(.seconds(30)).work == sent)
    rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow)))
    #expect(rig.wait(.seconds(60)).work == [])
  }

  @Test("a station that is back hears at once what it may have missed")
  func reconnect() {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    let sent = rig.handle(.inspected(ID(0), Inspection(findings: []))).work
    #expect(rig.handle(.connection(Tiny.tunnel, .broken)).alarms == [.linkLost(Tiny.tunnel)])
    rig.handle(.connection(Tiny.tunnel, .online))
    #expect(rig.floor.alarms.standing == [])
    #expect(rig.wait(.seconds(1)).work == sent)
  }

  @Test("a unit that carries a pod goes on with it after a restart")
  func carrying() {
    var fleet = TestFleet(units: 2, seed: 2)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    for _ in 0..<200 where !fleet.units.contains(where: { $0.report.load != nil }) { fleet.step() }
    #expect(fleet.units.contains { $0.report.load == Tiny.podA })
    for _ in 0..<3 { fleet.step() }
    fleet.rig.restart()
    for _ in 0..<300 {
      fleet.step()
      #expect(fleet.doublyReleased == [] && fleet.sharedCells == 0)
    }
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.done])
    #expect(!fleet.units.contains { $0.report.load != nil }, "and the pod is stored again")
  }

  @Test("a unit is taken in only when what it is doing where it stands is over")
  func lifting() {
    var rig = Rig()
    rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 1)])))
    var report = DriveReport(cell: Tiny.homeA, heading: .east, route: 3, action: .running)
    rig.drive(report)
    #expect(rig.wait(.seconds(5)).routes == [])
    report.action = .finished
    report.load = Tiny.podA
    let effects = rig.drive(report)
    #expect(rig.floor.books.pods[0] == .carried(by: Tiny.unit, offset: Heading.north.relative(to: .east)))
    #expect(!(effects + rig.wait(.seconds(5))).routes.isEmpty, "it has a pod that nobody asked for, and stores it")
  }
}
