import FloorCore
import FloorModel
import Testing
import Traffic

@Suite("Fleet")
struct FleetTests {
  private func at(_ x: Int, _ y: Int, _ heading: Heading = .east) -> DriveReport {
    DriveReport(cell: Tiny.cell(x, y), heading: heading)
  }

  private func route(_ effects: [Effect]) -> RouteUpdate? {
    if case .route(let update)? = effects.routes.first?.work { update } else { nil }
  }

  @Test("nothing drives until every unit has said where it is; the alarm ends when the last has")
  func unheard() {
    var fleet = TestFleet(units: 3, seed: 1)
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    #expect(fleet.rig.wait(.seconds(39)).alarms == [], "vehicles have 30 s to say where they are")
    #expect(fleet.rig.wait(.seconds(5)).routes == [])
    #expect(fleet.rig.floor.alarms.standing.map(\.cause) == [.waitingForReports])
    for unit in fleet.units.dropLast() { fleet.rig.handle(unit.event) }
    #expect(fleet.rig.wait(.seconds(5)).routes == [])
    #expect(fleet.rig.floor.alarms.standing.map(\.cause) == [.waitingForReports])
    fleet.rig.handle(fleet.units[2].event)
    #expect(!fleet.rig.wait(.seconds(5)).routes.isEmpty)
    #expect(fleet.rig.floor.alarms.standing == [])
  }

  @Test("a unit out of service is not waited for, and gets no work")
  func withdrawn() {
    var fleet = TestFleet(units: 2, seed: 1)
    fleet.rig.handle(.intervention(.withdraw(fleet.units[0].device), by: "ann"))
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.rig.handle(fleet.units[1].event)
    let effects = fleet.rig.wait(.seconds(5))
    #expect(Set(effects.routes.map(\.device)) == [fleet.units[1].device])
    fleet.reportAll()
    #expect(!fleet.rig.wait(.seconds(30)).routes.contains { $0.device == fleet.units[0].device })
  }

  @Test("a unit drives no further than it is released, and is released on only by its own report")
  func releases() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    let effects = fleet.rig.wait(.seconds(2))
    #expect(route(effects)?.route == 1 && route(effects)?.update == 0)
    #expect(route(effects)?.nodes.first == RouteNode(sequence: 0, cell: Tiny.cell(0, 3), released: true))
    #expect(fleet.rig.floor.fleet.units[0].trail.count <= Fleet.lead + 1)
  }

  @Test("a lost route is sent again under the same update")
  func lostRoute() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    let sent = fleet.rig.wait(.seconds(3)).routes
    fleet.reportAll()
    let again = fleet.rig.wait(.seconds(7)).routes
    #expect(!sent.isEmpty && !again.isEmpty)
    #expect(again.last?.id == sent.last?.id)
    // What is told again begins where the unit says that its base ends, so that it can take it in.
    fleet.deliver(again.suffix(1).map { .command($0) })
    #expect(fleet.units[0].report.update == fleet.rig.floor.fleet.units[0].update)
    #expect(fleet.units[0].isBusy)
  }

  @Test("no cell is ever released to two units, whatever is lost or late", arguments: 1...12 as ClosedRange<UInt64>)
  func exclusive(seed: UInt64) {
    var fleet = TestFleet(units: 3, seed: seed)
    fleet.loss = seed % 3 == 0 ? 0 : 10
    fleet.pace = 40 + Int(seed % 4) * 20
    for number in 0..<6 {
      fleet.rig.handle(.order(Tiny.order("S\(number)", [(number % 3 == 0 ? Tiny.cup : Tiny.tea, 1)])))
    }
    for _ in 0..<1_200 {
      fleet.step()
      #expect(fleet.doublyReleased == [])
      #expect(fleet.sharedCells == 0)
      if fleet.rig.floor.books.tasks.count(where: { $0.stage == .done }) == 6 { break }
    }
    #expect(fleet.rig.floor.fleet.collisions == 0)
    #expect(fleet.rig.floor.books.tasks.count { $0.stage == .done } == 6, "all was picked")
    fleet.rig.expectBalance()
  }

  @Test(
    "in a pause nothing more is released; what is released finishes; then it goes on",
    arguments: Array(stride(from: 4, to: 40, by: 2)))
  func pause(steps: Int) {
    var fleet = TestFleet(units: 3, seed: 4)
    for number in 0..<4 { fleet.rig.handle(.order(Tiny.order("S\(number)", [(number == 1 ? Tiny.cup : Tiny.tea, 1)]))) }
    for _ in 0..<steps { fleet.step() }
    fleet.rig.handle(.intervention(.pauseAll, by: "ann"))
    for _ in 0..<40 {
      let effects = fleet.rig.tick()
      for index in fleet.units.indices { fleet.units[index].step(on: fleet.rig.floor.site.grid) }
      let told = fleet.units.flatMap { fleet.rig.handle($0.event) }
      #expect((effects + told).routes == [])
    }
    #expect(!fleet.units.contains { $0.isBusy })
    var restarted = fleet
    fleet.rig.handle(.intervention(.resumeAll, by: "ann"))
    fleet.run(untilDone: 4)

    // A pause outlasts the daemon.
    restarted.rig.restart()
    for _ in 0..<20 {
      restarted.reportAll()
      #expect(restarted.rig.tick().routes == [])
    }
    restarted.rig.handle(.intervention(.resumeAll, by: "ann"))
    restarted.run(untilDone: 4)
  }

  @Test("a silent unit's cells are closed to others until it speaks")
  func stale() {
    var rig = Rig()
    rig.drive(at(0, 3))
    #expect(!rig.wait(.seconds(39)).alarms.contains(.stale(Tiny.unit)))
    #expect(rig.wait(.seconds(3)).alarms == [.stale(Tiny.unit)])
    #expect(rig.floor.fleet.terrain.closed[Tiny.cell(0, 3).index])
    rig.drive(at(0, 3))
    #expect(!rig.floor.fleet.terrain.closed[Tiny.cell(0, 3).index])
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .stale(Tiny.unit) })
  }

  @Test("a unit that is not where it was told to be is lost, and gets no further until it is back")
  func lost() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.deliver(fleet.rig.wait(.seconds(3)))
    var report = fleet.units[0].report
    let right = report
    report.cell = Tiny.cell(4, 1)
    report.isDriving = true
    #expect(fleet.rig.drive(report).alarms == [.positionDiffers(Tiny.unit)])
    #expect(fleet.rig.floor.fleet.units[0].isLost)
    #expect(fleet.rig.floor.why(device: Tiny.unit).state == "lost")
    let before = fleet.rig.floor.fleet.units[0].trail
    fleet.rig.wait(.seconds(3))
    #expect(fleet.rig.floor.fleet.units[0].trail == before)
    fleet.rig.drive(right)
    #expect(!fleet.rig.floor.fleet.units[0].isLost)
  }

  @Test("a unit that was pushed aside and stands in a free cell is believed")
  func moved() {
    var rig = Rig()
    rig.drive(at(0, 3))
    rig.drive(at(2, 3))
    #expect(!rig.floor.fleet.units[0].isLost)
    #expect(rig.floor.fleet.units[0].trail.map(\.cell) == [Tiny.cell(2, 3)])
  }

  @Test("a stuck unit's plans are taken back; what is released stays")
  func jam() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.rig.wait(.seconds(3))
    let released = fleet.rig.floor.fleet.units[0].trail.filter(\.released)
    #expect(released.count > 1)
    var alarms: [Alarm.Cause] = []
    for _ in 0..<4 {
      alarms += fleet.rig.wait(.seconds(9)).alarms
      fleet.reportAll()
    }
    #expect(alarms.contains(.noProgress(Tiny.unit)))
    #expect(fleet.rig.floor.fleet.jamsFound > 0 && fleet.rig.floor.fleet.deadlocksResolved == 0)
    #expect(Array(fleet.rig.floor.fleet.units[0].trail.filter(\.released).prefix(released.count)) == released)
  }

  @Test("a unit that takes a lift in and does not do it is an alarm until it has done it")
  func forgottenLift() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.pace = 100
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    for _ in 0..<200 where fleet.rig.floor.fleet.units[0].pause == nil { fleet.step() }
    #expect(fleet.rig.floor.fleet.units[0].pause != nil)
    fleet.pace = 0
    func stands() -> Bool { fleet.rig.floor.alarms.standing.contains { $0.cause == .noProgress(Tiny.unit) } }
    for _ in 0..<110 { fleet.step() }
    #expect(!stands(), "it is given a minute")
    for _ in 0..<20 { fleet.step() }
    #expect(stands())
    fleet.pace = 100
    for _ in 0..<4 { fleet.step() }
    #expect(!stands())
    #expect(fleet.rig.floor.fleet.jamsFound == 0 && fleet.rig.floor.fleet.deadlocksResolved == 0)
    fleet.run(untilDone: 1)
  }

  @Test("the pod that a silent or withdrawn unit was to fetch is fetched by another", arguments: [true, false])
  func takenOver(isSilent: Bool) throws {
    var fleet = TestFleet(units: 2, seed: 1)
    fleet.reportAll()
    if isSilent {
      // It goes silent with only a cell or two released to it; were it the pod's own, that would be out of reach.
      fleet.rig.handle(.intervention(.pauseAll, by: "ann"))
      fleet.rig.wait(.seconds(39))
      fleet.rig.handle(fleet.units[0].event)
      fleet.rig.handle(.intervention(.resumeAll, by: "ann"))
    }
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 1)])))
    fleet.rig.tick()
    let first = try #require(fleet.rig.floor.fleet.units.firstIndex { if case .fetch = $0.job { true } else { false } })
    if !isSilent { fleet.rig.handle(.intervention(.withdraw(fleet.units[first].device), by: "ann")) }
    for _ in 0..<400 {
      fleet.deliver(
        fleet.rig.tick().filter { effect in
          if case .command(let command) = effect { command.device != fleet.units[first].device } else { true }
        })
      fleet.units[1 - first].step(on: fleet.rig.floor.site.grid)
      fleet.deliver(fleet.rig.handle(fleet.units[1 - first].event))
    }
    #expect(fleet.rig.floor.books.tasks.map(\.stage) == [.done])
  }

  @Test("a pod on a silent unit keeps no other from its station")
  func podOutOfReach() {
    var fleet = TestFleet(units: 2, seed: 3)
    fleet.reportAll()
    // One after the other, so that the tea comes from the pod that has no cups.
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.rig.tick()
    fleet.rig.handle(.order(Tiny.order("S2", [(Tiny.cup, 1)])))
    fleet.rig.wait(.seconds(1))
    // The second unit has the tea's pod, goes out of service, and the daemon starts again without a word from it.
    var report = fleet.units[1].report
    report.cell = Tiny.homeA
    report.load = Tiny.podA
    fleet.rig.drive(report, fleet.units[1].device)
    fleet.rig.handle(.intervention(.withdraw(fleet.units[1].device), by: "ann"))
    fleet.rig.restart()
    for _ in 0..<600 {
      fleet.deliver(fleet.rig.tick())
      fleet.units[0].step(on: fleet.rig.floor.site.grid)
      fleet.deliver(fleet.rig.handle(fleet.units[0].event))
    }
    let done = fleet.rig.floor.books.tasks.filter { $0.stage == .done }
    #expect(done.map(\.key) == [Tiny.cup])
  }

  @Test("a loaded unit that went silent keeps no other from the station that it was on its way to")
  func deadInLine() {
    var fleet = TestFleet(units: 2, seed: 3)
    fleet.reportAll()
    // One after the other, so that the tea comes from the pod that has no cups.
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    fleet.rig.tick()
    fleet.rig.handle(.order(Tiny.order("S2", [(Tiny.cup, 1)])))
    fleet.rig.tick()
    // The second unit dies two cells from the station, with the tea's pod; the first comes from further away.
    var dead = fleet.units[1].report
    dead.cell = Tiny.cell(2, 1)
    dead.load = Tiny.podA
    fleet.rig.drive(dead, fleet.units[1].device)
    for _ in 0..<600 {
      fleet.deliver(fleet.rig.tick())
      fleet.units[0].step(on: fleet.rig.floor.site.grid)
      fleet.deliver(fleet.rig.handle(fleet.units[0].event))
    }
    #expect(fleet.rig.floor.fleet.units[1].isStale)
    // The cup by the other unit; and the tea from another pod, once the first is taken for dead.
    #expect(fleet.rig.floor.books.tasks.filter { $0.stage == .done }.map(\.key) == [Tiny.cup, Tiny.tea])
  }
}
