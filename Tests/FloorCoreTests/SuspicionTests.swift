import FloorModel
import Testing

@testable import FloorCore

/// Words that come late, from an earlier life, or are not true.
@Suite("Suspicion")
struct SuspicionTests {
  private func report(
    _ cell: Cell, route: Int32 = 0, update: Int32 = 0, sequence: Int32 = 0, ahead: [Cell] = [], driving: Bool = false
  ) -> DriveReport {
    DriveReport(
      cell: cell, heading: .east, route: route, update: update, sequence: sequence, ahead: ahead, isDriving: driving)
  }

  private func route(_ effects: [Effect]) -> RouteUpdate? {
    if case .route(let update)? = effects.routes.first?.work { update } else { nil }
  }

  // MARK: Stations

  @Test("a unit cannot have been stowed into a bin of a pod that was not there")
  func wrongPod() {
    var rig = Rig()
    let (item, task) = rig.stowing("L1")
    let planned = rig.floor.books.tasks[task.index].bin
    let before = rig.floor.books.ledger
    rig.report(Tiny.stow, .stowed(task: task, bin: Bin.ID((planned.index + 2) % 4)))
    #expect(rig.floor.books.ledger == before)
    #expect(rig.floor.books.items[item.index].stage == .stowing(task: task))
    rig.report(Tiny.stow, .stowed(task: task, bin: planned))
    #expect(rig.floor.books.items[item.index].stage == .stowed, "the truth is still believed")
  }

  @Test("what one station was to do, no other has done")
  func wrongStation() {
    var rig = Rig()
    let (_, stow) = rig.stowing("L1")
    rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 2)])))
    rig.wait(.seconds(6))
    let pick = WorkTask.ID(rig.floor.books.tasks.count - 1)
    let before = rig.floor.books
    rig.report(Tiny.pick, .stowed(task: stow, bin: before.tasks[stow.index].bin))
    rig.report(Tiny.pick, .stowRefused(task: stow, reason: .doesNotFit))
    rig.report(Tiny.stow, .picked(task: pick, bin: before.tasks[pick.index].bin, quantity: 2))
    #expect(rig.floor.books.ledger.bins == before.ledger.bins)
    #expect(rig.floor.books.ledger.totals == before.ledger.totals)
    #expect(rig.floor.books.tasks == before.tasks)
    #expect(rig.floor.books.invalidRecords == before.invalidRecords + 3)
  }

  // MARK: Places

  @Test("a unit that contradicts its own route is not believed, and keeps its cells until it is right again")
  func offBase() {
    var rig = Rig()
    let home = Tiny.cell(0, 3)
    rig.drive(report(home, route: 4, update: 2, sequence: 7))
    rig.drive(report(Tiny.cell(4, 1), route: 4, update: 2, sequence: 7))
    #expect(rig.floor.fleet.units[0].isLost)
    #expect(rig.floor.fleet.units[0].trail.map(\.cell) == [home])
    #expect(rig.floor.fleet.claims.holder(of: home) == 0)
    #expect(rig.floor.alarms.standing.map(\.cause) == [.positionDiffers(Tiny.unit)])
    rig.drive(report(home, route: 4, update: 2, sequence: 7))
    #expect(!rig.floor.fleet.units[0].isLost)
    #expect(rig.floor.inconsistencies() == [])
  }

  @Test("a place off the base frees none of the cells behind the unit")
  func offBaseDriving() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.deliver(fleet.rig.wait(.seconds(3)))
    let trail = fleet.rig.floor.fleet.units[0].trail
    #expect(trail.count > 1)
    var lie = fleet.units[0].report
    lie.sequence += 1
    lie.cell = Tiny.cell(5, 0)
    fleet.rig.drive(lie)
    #expect(fleet.rig.floor.fleet.units[0].trail == trail)
    #expect(fleet.rig.floor.inconsistencies() == [])
  }

  @Test("a unit that says first of all that it is where another stands is not taken in")
  func twoInOneCell() {
    var fleet = TestFleet(units: 2, seed: 1)
    let there = fleet.units[0].report.cell
    fleet.rig.handle(fleet.units[0].event)
    fleet.rig.drive(report(there), fleet.units[1].device)
    #expect(fleet.rig.floor.alarms.standing.map(\.cause).contains(.positionDiffers(fleet.units[1].device)))
    #expect(!fleet.rig.floor.fleet.units[1].isKnown)
    #expect(fleet.rig.wait(.seconds(5)).routes == [], "one of the two is wrong, and who knows which")
    fleet.rig.handle(fleet.units[1].event)
    #expect(fleet.rig.floor.fleet.units[1].isKnown)
    #expect(fleet.rig.floor.inconsistencies() == [])
  }

  @Test("a unit that drove on and then forgot its route has left what lies behind it")
  func forgotten() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.deliver(fleet.rig.wait(.seconds(3)))
    let next = fleet.rig.floor.fleet.units[0].trail[1]
    #expect(next.released)
    fleet.rig.drive(report(next.cell))
    #expect(fleet.rig.floor.fleet.units[0].trail.first?.cell == next.cell)
    #expect(!fleet.rig.floor.fleet.units[0].isLost)
    #expect(fleet.rig.floor.inconsistencies() == [])
    #expect(route(fleet.rig.wait(.seconds(8)))?.nodes.first?.cell == next.cell, "and is told again from there")
  }

  @Test("a unit that lost sight of where it was to store its pod, because of an old order, goes there all the same")
  func astray() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    var goal: (pod: Pod.ID, cell: Cell)?
    for _ in 0..<600 where goal == nil {
      fleet.step()
      if case .store(let pod, let cell) = fleet.rig.floor.fleet.units[0].job { goal = (pod, cell) }
    }
    // What taking in an unknown route does.
    fleet.rig.floor.fleet.units[0].target = fleet.rig.floor.fleet.units[0].plannedCell
    for _ in 0..<600 where fleet.rig.floor.fleet.units[0].load != nil { fleet.step() }
    guard let goal, case .stored(let cell, _) = fleet.rig.floor.books.pods[goal.pod.index] else {
      Issue.record("the pod was never stored")
      return
    }
    #expect(cell == goal.cell)
  }

  // MARK: An earlier daemon

  /// A floor whose predecessor journaled something.
  private func successor() -> Rig {
    var rig = Rig()
    rig.handle(.velocity([VelocityLine(sku: ID(0), unitsPerDay: 3)]))
    rig.restart()
    return rig
  }

  @Test("after a restart no unit counts before it has taken in an update that no earlier daemon can have sent")
  func fence() throws {
    var rig = successor()
    let here = report(Tiny.cell(0, 3), route: 4, update: 2, sequence: 7, ahead: [Tiny.cell(1, 3)], driving: true)
    let fence = try #require(route(rig.drive(here)))
    #expect(fence.route == 4 && fence.update > 1_000)
    #expect(fence.nodes == [RouteNode(sequence: 8, cell: Tiny.cell(1, 3), released: true)], "it changes nothing")
    #expect(!rig.floor.fleet.units[0].isKnown)

    // What the earlier daemon had on its way comes first: the base has grown, so the fence was refused.
    let further = report(
      Tiny.cell(0, 3), route: 4, update: 3, sequence: 7, ahead: [Tiny.cell(1, 3), Tiny.cell(2, 3)], driving: true)
    rig.wait(.seconds(3))
    let second = try #require(route(rig.drive(further)))
    #expect(second.update > fence.update && second.nodes.map(\.cell) == [Tiny.cell(2, 3)])
    #expect(!rig.floor.fleet.units[0].isKnown)

    var accepted = further
    accepted.update = second.update
    rig.drive(accepted)
    #expect(rig.floor.fleet.units[0].isKnown)
    #expect(rig.floor.fleet.units[0].trail.map(\.cell) == [Tiny.cell(0, 3), Tiny.cell(1, 3), Tiny.cell(2, 3)])
  }

  @Test("an order of the earlier daemon that gets through all the same is the unit's own")
  func lateOrder() {
    var rig = Rig()
    rig.drive(report(Tiny.cell(0, 3), route: 4, update: 2, sequence: 7))
    rig.drive(report(Tiny.cell(0, 3), route: 5, ahead: [Tiny.cell(1, 3), Tiny.cell(2, 3)], driving: true))
    #expect(rig.floor.fleet.units[0].trail.map(\.cell) == [Tiny.cell(0, 3), Tiny.cell(1, 3), Tiny.cell(2, 3)])
    #expect(rig.floor.fleet.claims.holder(of: Tiny.cell(2, 3)) == 0)
    #expect(rig.floor.inconsistencies() == [])
  }

  @Test("a pod is not set where a unit that contradicts its route says that it is")
  func podOffBase() {
    var rig = Rig()
    var carrying = report(Tiny.homeA, route: 3)
    carrying.load = Tiny.podA
    rig.drive(carrying)
    let place = rig.floor.books.pods[Tiny.podA.index]
    var lie = report(Tiny.free, route: 3)
    rig.drive(lie)
    #expect(rig.floor.books.pods[Tiny.podA.index] == place)
    lie.cell = Tiny.homeA
    rig.drive(lie)
    #expect(rig.floor.books.pods[Tiny.podA.index] == .stored(Tiny.homeA, heading: .north))
  }

  @Test("a unit without a route is given one that ends where it stands, under a number not used before")
  func fenceWithoutRoute() throws {
    var rig = successor()
    let fence = try #require(route(rig.drive(report(Tiny.cell(0, 3)))))
    #expect(fence.nodes == [RouteNode(sequence: 0, cell: Tiny.cell(0, 3), released: true)])
    #expect(fence.route > 1 && fence.update == 0)
    #expect(route(rig.drive(report(Tiny.cell(0, 3)))) == nil, "not again at once")
    rig.wait(.seconds(3))
    let again = try #require(route(rig.drive(report(Tiny.cell(0, 3)))))
    #expect(again.route >= fence.route)
    rig.drive(report(Tiny.cell(0, 3), route: again.route))
    #expect(rig.floor.fleet.units[0].isKnown)
  }

  @Test("a unit whose order was cancelled before the restart takes no update of it, and gets an order of its own")
  func fenceAfterCancel() throws {
    var rig = successor()
    var refusing = report(Tiny.cell(0, 3), route: 4, update: 2, sequence: 7)
    let fence = try #require(route(rig.drive(refusing)))
    #expect(fence.route == 4)
    refusing.fault = .orderRejected
    rig.wait(.seconds(3))
    let fresh = try #require(route(rig.drive(refusing)))
    #expect(fresh.route != 4 && fresh.update == 0)
    #expect(fresh.nodes == [RouteNode(sequence: 0, cell: Tiny.cell(0, 3), released: true)])
    rig.drive(report(Tiny.cell(0, 3), route: fresh.route))
    #expect(rig.floor.fleet.units[0].isKnown)
  }

  @Test("who is waited for is asked again, and a first daemon builds no fence")
  func asking() {
    var rig = successor()
    #expect(rig.wait(.seconds(20)).commands.count { $0.work == .report && $0.device == Tiny.unit } >= 3)
    var first = Rig()
    #expect(first.drive(report(Tiny.cell(0, 3))).routes == [])
    #expect(first.floor.fleet.units[0].isKnown)
    #expect(first.wait(.seconds(20)).commands.allSatisfy { $0.work != .report })
  }

  @Test("a unit that is still lifting keeps no storage cell for itself before it is taken in")
  func promises() {
    var rig = Rig()
    var carrying = report(Tiny.homeA, route: 3)
    carrying.load = Tiny.podA
    carrying.action = .running
    rig.drive(carrying)
    rig.drive(carrying)
    #expect(rig.floor.inconsistencies() == [])
    carrying.action = .finished
    rig.drive(carrying)
    #expect(rig.floor.inconsistencies() == [])
    #expect(rig.floor.fleet.units[0].job != .idle)
  }

  @Test("a unit out of service that nobody has heard of stops no planning, wherever others stand")
  func unheard() {
    var fleet = TestFleet(units: 2, seed: 1)
    fleet.rig.handle(.intervention(.withdraw(fleet.units[0].device), by: "ann"))
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    // By the site file the other unit would stand here.
    fleet.rig.drive(report(Tiny.cell(0, 3)), fleet.units[1].device)
    #expect(!fleet.rig.wait(.seconds(5)).routes.isEmpty)
  }

  @Test("what a unit carries tells whether a lift or a set is over, also when it calls it failed")
  func failedWithNothingToDo() {
    var rig = Rig()
    rig.drive(report(Tiny.homeA, route: 3))
    rig.floor.fleet.units[0].pause = .set(Tiny.podA)
    var news = report(Tiny.homeA, route: 3)
    (news.action, news.load) = (.failed, Tiny.podA)
    #expect(rig.floor.fleet.take(news, from: 0, at: rig.now) == .nothing)
    rig.floor.fleet.units[0].pause = .set(Tiny.podA)
    news.load = nil
    #expect(rig.floor.fleet.take(news, from: 0, at: rig.now) == .finished(.set(Tiny.podA)))
    rig.floor.fleet.units[0].pause = .lift(Tiny.podA)
    news.load = Tiny.podA
    #expect(rig.floor.fleet.take(news, from: 0, at: rig.now) == .finished(.lift(Tiny.podA)))
  }

  @Test("a unit that has not yet begun its route and names another place than the last one's end is not believed")
  func liesBeforeItBegins() {
    var rig = Rig()
    rig.drive(report(Tiny.homeA, route: 3, update: 1, sequence: 2))
    rig.floor.fleet.units[0].route = 4
    rig.drive(report(Tiny.free, route: 3, update: 1, sequence: 2))
    #expect(rig.floor.fleet.units[0].isLost)
    #expect(rig.floor.fleet.claims.holder(of: Tiny.homeA) == 0, "its cell is nobody else's")
  }

  // MARK: The floor against itself

  @Test("lists and counts that contradict the books are found")
  func inconsistencies() {
    var rig = Rig()
    rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    rig.wait(.seconds(6))
    #expect(rig.floor.inconsistencies() == [])
    func faults(_ change: (inout Floor) -> Void) -> Int {
      var floor = rig.floor
      change(&floor)
      return floor.inconsistencies().count
    }
    #expect(faults { $0.openTasks[0] = [] } > 0)
    #expect(faults { $0.podsWithWork = [] } > 0)
    #expect(faults { $0.waitingOrders = [ID(0)] } > 0)
    #expect(faults { $0.activeOrders[Tiny.pick.index] = [] } > 0)
    #expect(faults { $0.packLoad[Tiny.pack.index] = 1 } > 0)
    #expect(faults { $0.stowLoad[Tiny.stow.index] = 1 } > 0)
    #expect(faults { $0.totes[Tiny.stow.index] = [ID(0)] } > 0)
    #expect(faults { $0.porters[0] = 0 } > 0)
    #expect(faults { $0.promised[3] = true } > 0)
    #expect(faults { $0.lines[Tiny.pick.index] = [0] } > 0)
    #expect(faults { $0.fleet.claims.append(0, sequence: 9, at: Tiny.free) } > 0)
  }
}
