import FloorModel
import Testing

@testable import FloorCore

@Suite("Charging")
struct ChargingTests {
  /// Empty in six hours of driving, full in one.
  private static let plan = ChargingPlan(
    energy: Energy(driving: .init(permille: 1000, hours: 6), charging: .init(permille: 1000, hours: 1)), reserve: 250,
    full: 900)

  private func isTight(_ permille: [Int32], taken: [Int32] = [], free: Int) -> Bool {
    let units = permille.map { ChargingPlan.Unit(permille: $0, way: 20) }
    return Self.plan.isTight(units, order: Self.plan.order(units), taken: taken, free: free)
  }

  @Test("a fleet that began full goes to few chargers early, to many late")
  func early() {
    // Each charge takes 39 minutes. With one charger for six, the last would wait for 3.25 h; 600 permille last 2.1 h.
    #expect(isTight(Array(repeating: 600, count: 6), free: 1))
    #expect(!isTight(Array(repeating: 900, count: 6), free: 1))
    #expect(!isTight(Array(repeating: 600, count: 6), free: 6))
    #expect(isTight(Array(repeating: 280, count: 6), free: 6))
  }

  @Test("a charger that is taken counts from when it is free, and without any nothing is asked for")
  func taken() {
    #expect(!isTight([400, 400], taken: [800], free: 1))
    #expect(isTight([400, 400], taken: [300], free: 0))
    #expect(!isTight([0, 0], free: 0))
    #expect(!isTight([], free: 2))
  }

  @Test("the emptiest goes first; of two that are alike, the one with the longer way")
  func order() {
    let units = [(500, 10), (300, 10), (300, 200), (900, 10)].map { ChargingPlan.Unit(permille: $0, way: $1) }
    #expect(Self.plan.order(units) == [2, 1, 0, 3])
  }

  @Test("rates are learnt from reports: while it drives, and while it charges")
  func rates() {
    var energy = Energy()
    var unit = Unit(device: Tiny.unit, place: DriveUnitPlace(start: Tiny.cell(0, 3), heading: .east))
    unit.isKnown = true
    unit.isDriving = true
    unit.batteryPermille = 500
    for _ in 0..<99 {
      energy.note(
        DriveReport(cell: Tiny.cell(0, 3), heading: .east, batteryPermille: 400), after: unit, at: .zero + .hours(1))
    }
    #expect(abs(energy.driving.perHour - 101.5) < 0.01)
    #expect(energy.charging == Energy().charging)
    unit.isCharging = true
    let full = DriveReport(cell: Tiny.cell(0, 3), heading: .east, batteryPermille: 1000, isCharging: true)
    energy.note(full, after: unit, at: .zero + .hours(1))
    #expect(energy.charging == Energy().charging, "when it became full is not known")
  }

  /// Four units beside one charger, all as empty as given, standing.
  private static func rig(_ levels: [Int32]) -> (rig: Rig, devices: [Device.ID]) {
    let site = Tiny.site(units: levels.count)
    var rig = Rig(site)
    let devices = site.devices(.drive)
    for (index, device) in devices.enumerated() {
      rig.drive(DriveReport(cell: Tiny.cell(index, 3), heading: .east, batteryPermille: levels[index]), device)
    }
    return (rig, devices)
  }

  private func called(_ rig: Rig) -> [Int] {
    rig.floor.fleet.units.indices.filter { rig.floor.fleet.units[$0].charger != nil }
  }

  @Test("one unit a charger, the emptiest; the others do not queue")
  func oneEach() {
    var (rig, _) = Self.rig([200, 150, 240, 900])
    rig.wait(.seconds(6))
    #expect(called(rig) == [1])
    #expect(rig.floor.fleet.units[1].job == .charge(cell: Tiny.cell(5, 3)))
    #expect(rig.floor.fleet.units[1].target == Tiny.cell(5, 3))
  }

  @Test("an idle unit uses an idle charger, unless it is nearly full")
  func topUp() {
    var (rig, _) = Self.rig([820, 780])
    rig.wait(.seconds(6))
    #expect(called(rig) == [1])
    (rig, _) = Self.rig([820, 810])
    rig.wait(.seconds(6))
    #expect(called(rig) == [])
  }

  @Test("a unit that is charged fairly makes room for one that has need, and goes back to work that waits for it")
  func makesRoom() {
    func charging(_ level: Int32, other: Int32, order: Bool = false) -> [Command] {
      var (rig, devices) = Self.rig([other])
      let site = Tiny.site(units: 2)
      rig = Rig(site)
      devices = site.devices(.drive)
      rig.drive(DriveReport(cell: Tiny.cell(0, 3), heading: .east, batteryPermille: other), devices[0])
      let report = DriveReport(cell: Tiny.cell(5, 3), heading: .east, batteryPermille: level, isCharging: true)
      rig.drive(report, devices[1])
      if order { rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)]))) }
      return rig.wait(.seconds(11)).routes.filter { command in
        guard case .route(let update) = command.work else { return false }
        return command.device == devices[1] && update.nodes.last?.action == .stopCharging
      }
    }
    #expect(charging(700, other: 200).count >= 1)
    #expect(charging(550, other: 200) == [])
    #expect(charging(700, other: 700) == [])
    #expect(charging(900, other: 700).count >= 1, "full")
    // The other is too empty to work, so this one does.
    #expect(charging(700, other: 240, order: true).count >= 1)
  }

  @Test("a charger that does not charge is left alone for a while")
  func faulty() {
    var rig = Rig()
    let devices = [Tiny.unit]
    rig.drive(DriveReport(cell: Tiny.cell(5, 3), heading: .east, batteryPermille: 200))
    rig.tick(after: .zero)
    var tried = 0
    for _ in 0..<100 where called(rig) == [0] {
      for command in rig.tick().routes {
        guard case .route(let update) = command.work, update.nodes.last?.action == .startCharging else { continue }
        tried += 1
        var report = DriveReport(cell: Tiny.cell(5, 3), heading: .east, batteryPermille: 200)
        report.route = update.route
        report.update = update.update
        report.action = .failed
        rig.drive(report, devices[0])
      }
    }
    #expect(tried == Fleet.pauseAttemptLimit)
    #expect(called(rig) == [])
    #expect(rig.floor.alarms.standing.contains { $0.cause == .driveFault(devices[0], .hardware) })
  }

  @Test("who is out of service or dead gives its charger back")
  func givesBack() {
    var (rig, devices) = Self.rig([200, 210])
    rig.wait(.seconds(6))
    #expect(called(rig) == [0])
    rig.handle(.intervention(.withdrawNow(devices[0]), by: "ann"))
    rig.drive(DriveReport(cell: Tiny.cell(1, 3), heading: .east, batteryPermille: 210), devices[1])
    rig.wait(.seconds(6))
    #expect(called(rig) == [1])
  }
}
