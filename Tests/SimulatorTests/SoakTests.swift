import FloorCore
import FloorModel
import Simulators
import Testing

@Suite("Fault plans")
struct FaultPlanTests {
  private func plan(_ seed: UInt64) throws -> FaultPlan {
    FaultPlan(seed: seed, site: try Package.site("small"), within: .minutes(30))
  }

  @Test("a plan follows from its seed, in order of time")
  func seeded() throws {
    #expect(try plan(7) == plan(7))
    #expect(try plan(7) != plan(8))
    for seed in 0..<20 as Range<UInt64> {
      let times = try plan(seed).faults.map(\.at)
      #expect(times == times.sorted())
      #expect(times.allSatisfy { $0 >= .zero && $0 < .minutes(30) })
    }
  }

  @Test("a hundred seeds think of every kind of fault, and describe it")
  func complete() throws {
    let site = try Package.site("small")
    let plans = try (0..<100 as Range<UInt64>).map { try plan($0) }
    let kinds = Set(plans.flatMap(\.faults).map { "\($0.kind)".prefix { $0 != "(" } })
    let expected: Set<Substring> = [
      "partition", "reboot", "crash", "retainedAgain", "staleWill", "deviceClock", "daemonClock", "slowStorage",
      "failingStorage", "lie", "withdrawal", "pause",
    ]
    #expect(kinds == expected)
    let links = plans.map(\.link)
    #expect(links.contains { $0.loss > 0 } && links.contains { $0.loss == 0 })
    #expect(links.contains { $0.repetition > 0 } && links.contains { $0.jitter > .zero })
    #expect(links.contains { $0.lateness > 0 && $0.latest > .zero })
    #expect(plans.contains { $0.people.late > 0 } && plans.contains { $0.people.never > 0 })
    #expect(plans.contains { $0.hasContradictions } && plans.contains { !$0.hasContradictions })
    var points: Set<String> = []
    var scopes: Set<Substring> = []
    for fault in plans.flatMap(\.faults) {
      #expect(!fault.text(on: site).contains("FloorModel"))
      if case .crash(let point, _) = fault.kind { points.insert("\(point)") }
      if case .partition(let scope, _, _) = fault.kind { scopes.insert("\(scope)".prefix { $0 != "(" }) }
    }
    #expect(points.count == Fault.CrashPoint.allCases.count)
    #expect(scopes.count == 3)
  }
}

@Suite("Soak")
struct SoakTests {
  /// Seeds that found something once: positions that came late to a new daemon, routes of a dead one, lies, promises that
  /// nobody kept, orders of a dead daemon that came after those of the next, a pick that was done twice, an update
  /// that outlived the cancellation of its route, a stow that was refused after it had been taken back.
  @Test(
    "shifts full of faults break nothing and are finished",
    arguments: [2, 43, 57, 64, 236, 474, 498, 624, 712, 764, 891, 1293, 1353, 1771, 1856] as [UInt64])
  func fixedSet(seed: UInt64) throws {
    var soak = Soak(site: try Package.site("small"), trouble: .minutes(30))
    soak.patience = .minutes(25)
    let outcome = try soak.run(seed: seed)
    #expect(outcome.violations == [], "drover soak Config/sites/small.yaml --seed \(seed) --minutes 30 --calm 25")
    #expect(outcome.unfinished == [], "drover soak Config/sites/small.yaml --seed \(seed) --minutes 30 --calm 25")
    #expect(outcome.shipped > 0 && outcome.entries > 100 && !outcome.plan.faults.isEmpty)
  }

  @Test(
    "units that are called back while all goes wrong are lost, doubled and sold nowhere",
    arguments: [104, 105, 109, 113, 120, 166] as [UInt64])
  func calledBack(seed: UInt64) throws {
    var soak = Soak(site: try Package.site("small"), trouble: .minutes(30))
    soak.site.demand.defectRate = 0.5
    soak.site.demand.inboundPerHour = 140
    soak.site.demand.suppliers = ["Acme"]
    soak.patience = .minutes(25)
    let shift = try VirtualShift(site: soak.site, options: soak.options(seed: seed))
    shift.run()
    #expect(shift.recorder.report.violations == [])
    #expect(shift.unfinished == [])
    let called = shift.journal.filter { if case .calledBack = $0.record { true } else { false } }
    #expect(!called.isEmpty)
  }

  @Test("the same seed is the same shift, also with every message as bytes")
  func repeatable() throws {
    var soak = Soak(site: try Package.site("small"), trouble: .minutes(8))
    soak.patience = .minutes(4)
    let first = try soak.run(seed: 11)
    soak.isWired = true
    let second = try soak.run(seed: 11)
    #expect(first.hash == second.hash && first.events == second.events && first.plan == second.plan)
    #expect(first.hash != (try soak.run(seed: 12)).hash)
  }

  @Test("each fault alone: the floor gets over it", arguments: SingleFault.all)
  func alone(_ fault: SingleFault) throws {
    let site = try Package.site("small")
    var options = ShiftOptions(seed: 3, duration: .minutes(32))
    options.plan.faults = [8.0, 9.5].map { Fault(at: .minutes($0), fault.kind(site)) }
    options.calmAfter = .minutes(14)
    options.isAudited = true
    let shift = try VirtualShift(site: site, options: options)
    shift.run()
    #expect(shift.recorder.report.violations == [])
    #expect(shift.unfinished == [])
    #expect(shift.shipped > 0)
  }

  @Test("auditing changes nothing in a shift")
  func silent() throws {
    let site = try Package.site("small")
    let plain = try VirtualShift.run(site, seed: 4, .minutes(30))
    let audited = try VirtualShift.run(site, seed: 4, .minutes(30)) { $0.isAudited = true }
    #expect(plain.hash == audited.hash)
  }
}

/// One kind of fault with a name that a failing test can show.
struct SingleFault: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var kind: @Sendable (Site) -> Fault.Kind

  static let all: [SingleFault] = [
    SingleFault("partition of a unit") {
      .partition(.device($0.devices(.drive)[0]), lasting: .seconds(50), isHeld: false)
    },
    SingleFault("partition of a zone, messages kept") {
      .partition(.zone($0.grid.cell(x: 0, y: 0), $0.grid.cell(x: 11, y: 3)), lasting: .seconds(70), isHeld: true)
    },
    SingleFault("the broker") { _ in .partition(.broker, lasting: .seconds(45), isHeld: false) },
    SingleFault("a pick station forgets") { .reboot($0.devices(.pick)[0], takes: .seconds(30), forgets: true) },
    SingleFault("a tunnel remembers") { .reboot($0.devices(.inspect)[0], takes: .seconds(90), forgets: false) },
    SingleFault("crash before journaling") { _ in .crash(.beforeJournal, takes: .seconds(2)) },
    SingleFault("crash between journal and effects") { _ in .crash(.betweenJournalAndEffects, takes: .seconds(2)) },
    SingleFault("crash amid effects") { _ in .crash(.amidEffects, takes: .zero) },
    SingleFault("retained messages again") { .retainedAgain($0.devices(.pack)[0]) },
    SingleFault("a stale will") { .staleWill($0.devices(.drive)[1]) },
    SingleFault("a unit's clock goes back") { .deviceClock($0.devices(.drive)[2], by: .minutes(-20)) },
    SingleFault("the daemon's clock jumps") { _ in .daemonClock(by: .minutes(10)) },
    SingleFault("slow storage") { _ in .slowStorage(each: .seconds(3), lasting: .seconds(60)) },
    SingleFault("failing storage") { _ in .failingStorage(lasting: .seconds(40)) },
    SingleFault("a unit lies") { .lie($0.devices(.drive)[1], lasting: .seconds(20)) },
    SingleFault("a stow station lies") { .lie($0.devices(.stow)[0], lasting: .seconds(1)) },
    SingleFault("the pick station is withdrawn") { .withdrawal($0.devices(.pick)[0], lasting: .seconds(100)) },
    SingleFault("the floor is paused") { _ in .pause(lasting: .seconds(60)) },
  ]

  private init(_ name: String, _ kind: @escaping @Sendable (Site) -> Fault.Kind) {
    testDescription = name
    self.kind = kind
  }
}
