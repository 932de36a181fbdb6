import FloorCore
import FloorModel
import Testing
import Traffic

/// Units that die with work in hand, and what becomes of the work.
@Suite("Lost units")
struct LostUnitTests {
  /// The second unit has lifted a pod, and never speaks again.
  private static func dead(with pod: Pod.ID, at cell: Cell, _ lines: [(StockKey, Int32)]) -> TestFleet {
    var fleet = TestFleet(units: 2, seed: 3)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", lines)))
    fleet.rig.tick()
    var report = fleet.units[1].report
    report.cell = cell
    report.load = pod
    fleet.rig.drive(report, fleet.units[1].device)
    return fleet
  }

  /// Half seconds in which only the first unit speaks.
  private static func run(_ fleet: inout TestFleet, _ steps: Int) -> [Effect] {
    var effects: [Effect] = []
    for _ in 0..<steps {
      let news = fleet.rig.tick()
      fleet.deliver(news)
      fleet.units[0].step(on: fleet.rig.floor.site.grid)
      let answers = fleet.rig.handle(fleet.units[0].event)
      fleet.deliver(answers)
      effects += news + answers
    }
    return effects
  }

  @Test("what a dead unit holds is held, and its picks are done from elsewhere")
  func picksMove() throws {
    var fleet = Self.dead(with: Tiny.podA, at: Tiny.cell(2, 1), [(Tiny.tea, 1)])
    let first = try #require(fleet.rig.floor.books.tasks.first)
    #expect(first.bin == Tiny.teaBin)
    let effects = Self.run(&fleet, 600)
    let device = fleet.units[1].device
    #expect(effects.alarms.contains(.unitLost(device)))
    #expect(fleet.rig.floor.books.isHeld(Tiny.teaBin, on: fleet.rig.floor.site))
    #expect(!fleet.rig.floor.books.isHeld(Tiny.otherTeaBin, on: fleet.rig.floor.site))
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.cancelled, .done])
    #expect(fleet.rig.floor.books.tasks[1].bin == Tiny.otherTeaBin)
    let numbers = fleet.rig.floor.view(at: fleet.rig.now).numbers
    #expect(numbers.unitsOutOfReach == 5 && numbers.unitsDead == 1)
    #expect(fleet.rig.floor.why(device: device).state == "dead")
    fleet.rig.expectBalance()
    // It was only asleep.
    let report = fleet.rig.floor.fleet.units[1].cell
    var awake = fleet.units[1].report
    awake.cell = report
    awake.load = Tiny.podA
    fleet.rig.drive(awake, device)
    #expect(!fleet.rig.floor.books.isHeld(Tiny.teaBin, on: fleet.rig.floor.site))
    #expect(!fleet.rig.floor.alarms.standing.contains { $0.cause == .unitLost(device) })
  }

  @Test("a pick that was moved and had been done all the same calls the other off")
  func lateWordOfAMovedPick() {
    var fleet = Self.dead(with: Tiny.podA, at: Tiny.cell(2, 1), [(Tiny.tea, 1)])
    for _ in 0..<600 where fleet.rig.floor.books.tasks.count == 1 { _ = Self.run(&fleet, 1) }
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.cancelled, .open])
    fleet.rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: 1))
    #expect(fleet.rig.floor.books.tasks[1].stage == .cancelled)
    #expect(fleet.rig.floor.books.orders[0].picked == [Tiny.tea])
    #expect(fleet.rig.floor.books.velocities.demand.picked(of: Tiny.tea.sku) == 1)
    #expect(fleet.rig.floor.books.unmet(ID(0)) == [0])
    if case .toteClosing = fleet.rig.floor.books.orders[0].stage {} else { Issue.record("the tote is not closed") }
    #expect(fleet.rig.floor.inconsistencies() == [])
    fleet.rig.expectBalance()
  }

  /// A pick in a pod that was under way when the daemon died, and the unit beneath it with it.
  private static func restarted() -> (fleet: TestFleet, effects: [Effect]) {
    var fleet = Self.dead(with: Tiny.podA, at: Tiny.cell(2, 1), [(Tiny.tea, 1)])
    fleet.deliver(fleet.rig.restart())
    fleet.rig.handle(.station(Tiny.pick, StationReport(state: .idle)))
    let device = fleet.units[1].device
    var report = DriveReport(cell: Tiny.cell(2, 1), heading: .east, load: Tiny.podA)
    if case .route(let fence)? = fleet.rig.drive(report, device).routes.first?.work {
      (report.route, report.update) = (fence.route, fence.update)
    }
    fleet.rig.drive(report, device)
    let effects = fleet.rig.handle(.intervention(.withdrawNow(device), by: "ann"))
    return (fleet, effects)
  }

  private static let pick = CommandID(.pick, 0)

  @Test("what the daemon before may have told a station of is asked about, and moved when the station could not do it")
  func askedAfterRestart() {
    var (fleet, effects) = Self.restarted()
    #expect(fleet.rig.floor.books.isHeld(Tiny.teaBin, on: fleet.rig.floor.site))
    effects += Self.run(&fleet, 20)
    #expect(effects.commands.contains { $0.id == Self.pick })
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.open], "it may be doing it")
    fleet.rig.handle(.station(Tiny.pick, StationReport(state: .execute, open: [Self.pick], failed: [Self.pick])))
    fleet.rig.tick()
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.open], "it is at it again")
    fleet.rig.handle(.station(Tiny.pick, StationReport(state: .idle, failed: [Self.pick])))
    _ = Self.run(&fleet, 20)
    #expect(fleet.rig.floor.books.tasks.first?.stage == .cancelled)
    #expect(fleet.rig.floor.books.tasks.dropFirst().first?.bin == Tiny.otherTeaBin)
  }

  @Test("what had been done before the restart is done once")
  func doneBeforeRestart() {
    var (fleet, _) = Self.restarted()
    _ = Self.run(&fleet, 20)
    fleet.rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: 1))
    _ = Self.run(&fleet, 20)
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.done])
    #expect(fleet.rig.floor.books.orders[0].picked == [Tiny.tea])
    fleet.rig.expectBalance()
  }

  @Test("what is nowhere else waits, and says for whom")
  func picksWait() throws {
    var fleet = Self.dead(with: Tiny.podB, at: Tiny.cell(2, 1), [(Tiny.cup, 2)])
    _ = Self.run(&fleet, 400)
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.open])
    let why = fleet.rig.floor.why(order: ID(0))
    #expect(why.reasons.first?.contains("out of reach with unit-1, last seen at (2, 1)") == true)
    // No new order is promised what nobody can get at.
    fleet.rig.handle(.order(Tiny.order("S2", [(Tiny.cup, 1)])))
    _ = Self.run(&fleet, 20)
    #expect(fleet.rig.floor.books.orders[1].stage == .waiting)
  }

  /// Six units are to be stowed, the first of them into a pod that the second unit has lifted, which never speaks again.
  private static func deadBeforeStows() throws -> (fleet: TestFleet, pod: Pod.ID) {
    var fleet = TestFleet(units: 2, seed: 3)
    fleet.reportAll()
    for number in 0..<6 { _ = fleet.rig.inTote("P\(number)") }
    fleet.rig.tick()
    let task = try #require(fleet.rig.floor.books.tasks.first)
    let pod = fleet.rig.floor.site.bins[task.bin.index].pod
    var report = fleet.units[1].report
    report.cell = Tiny.cell(2, 1)
    report.load = pod
    fleet.rig.drive(report, fleet.units[1].device)
    return (fleet, pod)
  }

  @Test("a station's late word that it could not do what was taken back is no contradiction, and plans nothing twice")
  func lateRefusal() throws {
    var (fleet, _) = try Self.deadBeforeStows()
    func recalled() -> [WorkTask.ID] {
      fleet.rig.floor.books.tasks.indices.map { WorkTask.ID($0) }
        .filter { fleet.rig.floor.books.tasks[$0.index].stage == .cancelled }
    }
    for _ in 0..<900 where recalled().isEmpty { _ = Self.run(&fleet, 1) }
    let tasks = recalled()
    #expect(!tasks.isEmpty)
    var effects: [Effect] = []
    for task in tasks { effects += fleet.rig.report(Tiny.stow, .stowRefused(task: task, reason: .wrongPod)) }
    #expect(!effects.alarms.contains(.invalidEvent(Tiny.stow, .impossible)))
    _ = Self.run(&fleet, 900)
    #expect(fleet.rig.floor.books.tasks.count { $0.stage == .done } == 6)
    #expect(fleet.rig.floor.books.tasks.count { $0.stage == .open } == 0)
    #expect(fleet.rig.floor.books.invalidRecords == 0)
    fleet.rig.expectBalance()
    fleet.rig.forget(Tiny.stow)
    fleet.rig.report(Tiny.stow, .stowRefused(task: try #require(tasks.first), reason: .wrongPod))
    #expect(fleet.rig.floor.books.invalidRecords == 1, "once is late; twice is wrong")
  }

  @Test("units that were to be stowed into a dead unit's pod are planned anew")
  func stowsMove() throws {
    var (fleet, pod) = try Self.deadBeforeStows()
    _ = Self.run(&fleet, 900)
    let stowed = fleet.rig.floor.books.tasks.filter { $0.stage == .done }
    #expect(stowed.count == 6)
    #expect(stowed.allSatisfy { fleet.rig.floor.site.bins[$0.bin.index].pod != pod })
    fleet.rig.expectBalance()
  }

  @Test("a dead unit's cell stays closed, also after a restart, until a person has seen that it is clear")
  func cellsStayClosed() {
    var fleet = Self.dead(with: Tiny.podA, at: Tiny.cell(2, 1), [(Tiny.cup, 1)])
    _ = Self.run(&fleet, 400)
    let device = fleet.units[1].device
    fleet.rig.handle(.intervention(.withdraw(device), by: "ann"))
    fleet.rig.restart()
    #expect(fleet.rig.floor.fleet.terrain.closed[Tiny.cell(2, 1).index])
    #expect(fleet.rig.floor.alarms.standing.contains { $0.cause == .unitLost(device) })
    #expect(fleet.rig.floor.books.isHeld(Tiny.teaBin, on: fleet.rig.floor.site))
    fleet.rig.handle(.intervention(.declareClear(device), by: "ann"))
    #expect(!fleet.rig.floor.fleet.terrain.closed[Tiny.cell(2, 1).index])
    #expect(fleet.rig.floor.books.isHeld(Tiny.teaBin, on: fleet.rig.floor.site), "its pod went with it")
    fleet.rig.restart()
    #expect(!fleet.rig.floor.fleet.terrain.closed[Tiny.cell(2, 1).index])
  }

  @Test("nobody waits for a dead unit after a restart")
  func restart() {
    var fleet = Self.dead(with: Tiny.podA, at: Tiny.cell(2, 1), [(Tiny.tea, 1), (Tiny.cup, 1)])
    _ = Self.run(&fleet, 350)
    fleet.rig.restart()
    _ = Self.run(&fleet, 600)
    #expect(fleet.rig.floor.books.tasks.filter { $0.stage == .open } == [])
  }

  @Test("little charge is told of once, and is over when it charges")
  func battery() {
    var rig = Rig()
    func level(_ permille: Int32, charging: Bool = false) -> DriveReport {
      DriveReport(cell: Tiny.cell(0, 3), heading: .east, batteryPermille: permille, isCharging: charging)
    }
    #expect(rig.drive(level(151)).alarms == [])
    #expect(rig.drive(level(150)).alarms == [.lowBattery(Tiny.unit)])
    #expect(rig.drive(level(149)).alarms == [])
    rig.drive(level(149, charging: true))
    #expect(rig.floor.alarms.standing == [])
    #expect(rig.drive(level(149)).alarms == [.lowBattery(Tiny.unit)])
    rig.drive(level(260))
    #expect(rig.floor.alarms.standing == [])
  }
}
