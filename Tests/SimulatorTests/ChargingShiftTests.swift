import FloorCore
import FloorModel
import Simulators
import Testing

/// Shifts on the small site with batteries that last twelve minutes and one charger for all four units.
@Suite("Charging over a shift")
struct ChargingShiftTests {
  private static func site(chargers: Int) throws -> Site {
    var site = try Package.site("small")
    var left = chargers
    var kinds = site.grid.kinds
    for cell in kinds.indices where kinds[cell] == .charger {
      left -= 1
      if left < 0 { kinds[cell] = .aisle }
    }
    let grid = site.grid
    site.grid = Grid(width: grid.width, height: grid.height, kinds: kinds) { grid.mayLeave($0, $1) }
    return site
  }

  private static func run(chargers: Int) throws -> VirtualShift {
    try VirtualShift.run(site(chargers: chargers), seed: 9, .minutes(90)) {
      var mechanics = DriveMechanics()
      mechanics.drivingTime = .minutes(12)
      mechanics.standingTime = .minutes(120)
      mechanics.chargingTime = .minutes(4)
      $0.mechanics = mechanics
    }
  }

  private func lowest(_ shift: VirtualShift) throws -> Double {
    try #require(shift.recorder.report.series.first { $0.name.contains("battery") }?.values.min())
  }

  @Test("no unit strands and none comes near to it, though one charger serves all")
  func oneCharger() throws {
    let shift = try Self.run(chargers: 1)
    expectSound(shift, "one charger")
    #expect(try lowest(shift) >= 20)
    #expect(shift.recorder.report.alarms["lowBattery"] == nil)
    let plenty = try Self.run(chargers: 3)
    #expect(shift.shipped * 100 >= plenty.shipped * 95, "\(shift.shipped) shipped; \(plenty.shipped) with three")
  }
}
