import FloorCore
import FloorModel
import Testing
import Traffic

/// People stop, withdraw and close; rejections are borne.
@Suite("Stops")
struct StopTests {
  private func commands(_ effects: [Effect], to device: Device.ID) -> [Command.Work] {
    effects.commands.filter { $0.device == device }.map(\.work)
  }

  /// A unit under way with work.
  private static func driving(units: Int = 1, seed: UInt64 = 1) -> TestFleet {
    var fleet = TestFleet(units: units, seed: seed)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    for _ in 0..<6 { fleet.step() }
    return fleet
  }

  @Test("a stopped unit stands, is told nothing, and goes on where it was")
  func one() {
    var fleet = Self.driving()
    let told = fleet.rig.handle(.intervention(.stop(Tiny.unit), by: "ann"))
    #expect(commands(told, to: Tiny.unit) == [.stop])
    fleet.deliver(told)
    let cell = fleet.units[0].report.cell
    for _ in 0..<30 {
      #expect(fleet.rig.tick().routes == [])
      fleet.units[0].step(on: fleet.rig.floor.site.grid)
      fleet.reportAll()
    }
    #expect(fleet.units[0].report.cell == cell)
    #expect(fleet.rig.floor.why(device: Tiny.unit).state == "stopped")
    let go = fleet.rig.handle(.intervention(.go(Tiny.unit), by: "ann"))
    #expect(commands(go, to: Tiny.unit).first == .go)
    fleet.deliver(go)
    fleet.run(untilDone: 1)
  }

  @Test("a stop that was lost is told again until the unit stands")
  func lostStop() {
    var fleet = Self.driving()
    fleet.rig.handle(.intervention(.stop(Tiny.unit), by: "ann"))
    var report = fleet.units[0].report
    report.isDriving = true
    var told: [Command] = []
    for _ in 0..<24 {
      told += fleet.rig.tick().commands.filter { $0.work == .stop }
      fleet.rig.drive(report)
    }
    #expect(told.count == 2 && Set(told.map(\.id)).count == 1)
    report.isDriving = false
    fleet.rig.drive(report)
    #expect(fleet.rig.wait(.seconds(20)).commands.filter { $0.work == .stop } == [])
  }

  @Test("all stop at once and all go on; a stop outlasts the daemon")
  func all() {
    var fleet = Self.driving(units: 3)
    let told = fleet.rig.handle(.intervention(.stopAll, by: "ann"))
    #expect(told.commands.map(\.work) == [.stop, .stop, .stop])
    fleet.deliver(told)
    fleet.rig.restart()
    for _ in 0..<20 {
      fleet.reportAll()
      #expect(fleet.rig.tick().routes == [])
    }
    let go = fleet.rig.handle(.intervention(.resumeAll, by: "ann"))
    #expect(go.commands.filter { $0.work == .go }.count == 3)
    fleet.deliver(go)
    fleet.run(untilDone: 1)
  }

  @Test("no unit drives into a stopped zone; who is in it stands; then all goes on")
  func zone() {
    var fleet = Self.driving()
    // Both rows of aisle between the unit and the station.
    let zone = Zone(x: 0, y: 1, width: 6, height: 1)
    fleet.deliver(fleet.rig.handle(.intervention(.stopZone(zone), by: "ann")))
    let inside = Set(zone.cells(of: fleet.rig.floor.site.grid))
    let wasInside = fleet.rig.floor.fleet.units[0].trail.contains { $0.released && inside.contains($0.cell) }
    for _ in 0..<60 {
      fleet.step()
      #expect(wasInside || !inside.contains(fleet.units[0].report.cell))
    }
    #expect(fleet.rig.floor.books.tasks[0].stage == .open)
    fleet.deliver(fleet.rig.handle(.intervention(.goZone(zone), by: "ann")))
    fleet.run(untilDone: 1)
  }

  @Test("a closed zone is driven around, or waited for; it stays closed over a restart")
  func closedZone() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    let zone = Zone(x: 2, y: 0, width: 1, height: 3)
    fleet.rig.handle(.intervention(.closeZone(zone), by: "ann"))
    fleet.rig.restart()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 1)])))
    for _ in 0..<200 {
      fleet.step()
      #expect(!zone.cells(of: fleet.rig.floor.site.grid).contains(fleet.units[0].report.cell))
      if fleet.rig.floor.books.tasks.first?.stage == .done { break }
    }
    #expect(fleet.rig.floor.books.tasks.first?.stage == .done)
    fleet.rig.handle(.intervention(.openZone(zone), by: "ann"))
    #expect(!fleet.rig.floor.fleet.terrain.closed.contains(true))
  }

  @Test(
    "a zone that is none is refused",
    arguments: [
      Zone(x: 0, y: 0, width: 7, height: 1), Zone(x: -1, y: 0, width: 1, height: 1),
      Zone(x: 0, y: 0, width: 0, height: 1),
      Zone(x: .max, y: 0, width: .max, height: 1),
    ])
  func badZone(zone: Zone) {
    var rig = Rig()
    #expect(rig.handle(.intervention(.closeZone(zone), by: "ann")) == [])
    #expect(rig.handle(.intervention(.stopZone(zone), by: "ann")) == [])
    #expect(rig.handle(.intervention(.openZone(zone), by: "ann")) == [])
    #expect(rig.floor.refusals[Int(RefusalReason.impossible.rawValue)] == 3)
  }

  @Test("a unit withdrawn with a pod stores it before it rests; another does its work")
  func withdrawLoaded() throws {
    var fleet = TestFleet(units: 2, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 1)])))
    for _ in 0..<300 where !fleet.units.contains(where: { $0.report.load != nil }) { fleet.step() }
    let first = try #require(fleet.units.firstIndex { $0.report.load != nil })
    fleet.deliver(fleet.rig.handle(.intervention(.withdraw(fleet.units[first].device), by: "ann")))
    fleet.run(untilDone: 1)
    #expect(fleet.units[first].report.load == nil)
    #expect(fleet.rig.floor.fleet.units[first].job == .idle)
    #expect(fleet.rig.floor.books.fleet.heldPods == [false, false])
  }

  @Test("a unit withdrawn by force forgets its route; what it carries is held until it is restored")
  func withdrawNow() throws {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 1)])))
    for _ in 0..<300 where fleet.units[0].report.load == nil || !fleet.units[0].isBusy { fleet.step() }
    let told = fleet.rig.handle(.intervention(.withdrawNow(Tiny.unit), by: "ann"))
    #expect(commands(told, to: Tiny.unit) == [.cancelRoute])
    #expect(told.alarms == [.withdrawnNow(Tiny.unit)])
    #expect(fleet.rig.floor.books.isHeld(Tiny.cupBin, on: fleet.rig.floor.site))
    // The first word of it is lost.
    #expect(fleet.rig.floor.fleet.units[0].isCancelling)
    for _ in 0..<40 {
      fleet.reportAll()
      let effects = fleet.rig.tick()
      #expect(effects.routes == [])
      fleet.deliver(effects)
    }
    #expect(!fleet.rig.floor.fleet.units[0].isCancelling)
    #expect(fleet.rig.floor.fleet.units[0].trail.count == 1)
    fleet.rig.handle(.intervention(.restore(Tiny.unit), by: "ann"))
    #expect(!fleet.rig.floor.books.isHeld(Tiny.cupBin, on: fleet.rig.floor.site))
    #expect(fleet.rig.floor.alarms.standing == [])
    fleet.run(untilDone: 1)
  }

  @Test("a unit that stands is not taken to have forgotten its route while an update may still come")
  func cancelledBeforeTheUpdateCame() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 1)])))
    for _ in 0..<300 where fleet.units[0].report.load == nil || !fleet.units[0].isBusy { fleet.step() }
    fleet.rig.handle(.intervention(.withdrawNow(Tiny.unit), by: "ann"))
    var standing = fleet.units[0].report
    (standing.update, standing.ahead, standing.isDriving) = (-1, [], false)
    fleet.rig.tick()
    fleet.rig.drive(standing)
    #expect(fleet.rig.floor.fleet.units[0].isCancelling, "the last update has not come")
    // It comes after the cancellation, which had found nothing to cancel.
    var driving = fleet.units[0].report
    driving.isDriving = true
    fleet.rig.drive(driving)
    #expect(fleet.rig.floor.fleet.units[0].isCancelling)
    #expect(Set(fleet.rig.floor.fleet.units[0].trail.map(\.cell)).isSuperset(of: driving.ahead))
    standing.action = .cancelled
    fleet.rig.drive(standing)
    #expect(!fleet.rig.floor.fleet.units[0].isCancelling)
  }

  @Test("a unit that never says that it has forgotten its route is believed in the end")
  func cancelledWithoutAWord() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 1)])))
    for _ in 0..<300 where fleet.units[0].report.load == nil || !fleet.units[0].isBusy { fleet.step() }
    var told = fleet.rig.handle(.intervention(.withdrawNow(Tiny.unit), by: "ann"))
    var standing = fleet.units[0].report
    (standing.update, standing.ahead, standing.isDriving) = (-1, [], false)
    for _ in 0..<60 where fleet.rig.floor.fleet.units[0].isCancelling {
      told += fleet.rig.tick()
      fleet.rig.drive(standing)
    }
    #expect(!fleet.rig.floor.fleet.units[0].isCancelling)
    #expect(told.commands.count { $0.work == .cancelRoute } == Fleet.cancelsBelieved)
  }

  @Test("a unit that stands before the rest of an order of which an action has failed gets the rest as a new order")
  func standsAfterFailure() throws {
    var fleet = Self.driving()
    var standing = fleet.units[0].report
    try #require(!standing.ahead.isEmpty)
    (standing.action, standing.isDriving) = (.failed, false)
    var told: [Effect] = []
    for _ in 0..<20 { told += fleet.rig.drive(standing) + fleet.rig.tick() }
    #expect(commands(told, to: Tiny.unit).contains(.cancelRoute))
    (standing.action, standing.ahead) = (.cancelled, [])
    for _ in 0..<20 { told += fleet.rig.drive(standing) + fleet.rig.tick() }
    let next = try #require(told.routes.last?.work)
    guard case .route(let update) = next else { return }
    #expect(update.route > standing.route && update.nodes.first?.cell == standing.cell && update.nodes.count > 1)
  }

  @Test("a unit that rejects is told again ever more rarely, then nothing more until a person restores it")
  func rejections() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    var report = fleet.units[0].report
    var routes: [Command] = []
    var cancels = 0
    var alarms: [Alarm.Cause] = []
    for _ in 0..<1_200 {
      var effects = fleet.rig.tick()
      routes += effects.routes
      report.fault = routes.isEmpty ? nil : .orderRejected
      effects += fleet.rig.drive(report)
      cancels += effects.commands.count { $0.work == .cancelRoute }
      alarms += effects.alarms
    }
    #expect(routes.count == Int(Fleet.rejectionLimit), "ten minutes of nothing but rejections")
    #expect(Set(routes.map(\.id)).count == routes.count, "each attempt has a number of its own")
    #expect(cancels == 1, "something may be left of an earlier order")
    #expect(alarms == [.routeRejected(Tiny.unit), .quarantined(Tiny.unit)])
    #expect(fleet.rig.floor.view(at: fleet.rig.now).numbers.routesRejected == Int(Fleet.rejectionLimit))
    #expect(fleet.rig.floor.why(device: Tiny.unit).state == "quarantined")
    fleet.rig.handle(.intervention(.restore(Tiny.unit), by: "ann"))
    #expect(fleet.rig.floor.alarms.standing == [])
    fleet.run(untilDone: 1)
  }

  @Test("units that move again after they were stuck are a resolved deadlock, once")
  func deadlock() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.deliver(fleet.rig.wait(.seconds(3)))
    for _ in 0..<4 {
      fleet.rig.wait(.seconds(9))
      fleet.reportAll()
    }
    #expect(fleet.rig.floor.alarms.standing.map(\.cause) == [.noProgress(Tiny.unit)])
    #expect(fleet.rig.floor.fleet.deadlocksResolved == 0)
    fleet.run(untilDone: 1)
    #expect(fleet.rig.floor.alarms.standing.map(\.cause) == [.deadlockResolved])
    let numbers = fleet.rig.floor.view(at: fleet.rig.now).numbers
    #expect(numbers.deadlocksResolved == 1 && numbers.jamsFound == 1)
  }
}
