import FloorCore
import FloorModel
import Simulators
import Testing

/// The daemon dies while a whole fleet drives. `fleet-bench restart` does the same with 1,000 units.
@Suite("Restart with a fleet in motion")
struct FleetRestartTests {
  @Test("nobody meets anybody, and all who had work go on")
  func inMotion() throws {
    let site = try Package.site("demo")
    let moment = Span.seconds(90)
    let before = try VirtualShift.run(site, seed: 5, moment)
    let moving = before.floor.fleet.units.indices.filter { before.floor.fleet.units[$0].isDriving }
    #expect(moving.count >= 5, "\(moving.count) drive when the daemon dies")
    let shift = try VirtualShift.run(site, seed: 5, .minutes(3)) {
      $0.restartAt = [moment]
      $0.restartTakes = .seconds(10)
    }
    expectSound(shift, "restart")
    for unit in moving {
      #expect(shift.floor.fleet.units[unit].travelled > 0, "unit \(unit) has driven since")
    }
    #expect(shift.recorder.report.travel.podVisits > before.recorder.report.travel.podVisits + 5)
  }
}
