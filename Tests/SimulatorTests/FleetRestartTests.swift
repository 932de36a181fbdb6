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
    let atWork = before.floor.fleet.units.indices.filter { before.floor.fleet.units[$0].job != .idle }
    #expect(atWork.count >= 10, "\(atWork.count) are at work when the daemon dies")
    let shift = try VirtualShift.run(site, seed: 5, .minutes(3)) {
      $0.restartAt = [moment]
      $0.restartTakes = .seconds(10)
    }
    expectSound(shift, "restart")
    let driven = atWork.filter { shift.floor.fleet.units[$0].travelled > 0 }
    #expect(driven.count * 10 >= atWork.count * 8, "\(driven.count) of \(atWork.count) have driven since")
    #expect(shift.recorder.report.travel.podVisits > before.recorder.report.travel.podVisits + 5)
  }
}
