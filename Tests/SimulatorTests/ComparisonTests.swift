import FloorModel
import Testing

@testable import Simulators

@Suite("Comparisons")
struct ComparisonTests {
  private func report(cells: Double, late: Int) -> ShiftReport {
    var report = ShiftReport()
    report.travel.cellsPerLine = cells
    report.orders.shippedLate = late
    return report
  }

  @Test("differences are paired by seed, with Student's interval")
  func intervals() throws {
    let pairs = [(50.0, 45.0), (60, 54), (40, 36)].map {
      (before: report(cells: $0.0, late: 1), after: report(cells: $0.1, late: 1))
    }
    let comparison = ShiftComparison(before: "a", after: "b", hours: 1, seeds: [1, 2, 3], pairs: pairs)
    let row = try #require(comparison.rows.first)
    #expect(row.name == "travel per line" && row.before == 50 && row.after == 45 && row.difference == -5)
    // Differences −5, −6, −4: deviation 1, so 4.303 / √3.
    #expect(abs(row.halfWidth - 2.4843) < 1e-3 && row.isSignificant)
    let late = try #require(comparison.rows.first { $0.name == "orders shipped late" })
    #expect(late.difference == 0 && !late.isSignificant)
  }

  @Test("Student's t, against tables")
  func studentT() {
    for (degrees, value) in [(1, 12.706), (4, 2.776), (9, 2.262), (19, 2.093), (100, 1.984)] {
      #expect(abs(ShiftComparison.studentT(degrees) - value) < 5e-4 * value)
    }
  }

  @Test("a floor that is told other velocities decides otherwise about the same demand, and stays sound")
  func blind() throws {
    let site = try Package.site("small")
    let aware = try VirtualShift.run(site, seed: 3, .hours(1)) { $0.keepsJournal = true }
    let blind = try VirtualShift.run(site, seed: 3, .hours(1)) {
      $0.keepsJournal = true
      $0.plannedVelocity = Array(repeating: 1, count: site.velocity.count)
    }
    #expect(aware.recorder.report.orders.received == blind.recorder.report.orders.received)
    #expect(aware.hash != blind.hash)
    expectSound(aware, "aware")
    expectSound(blind, "blind")
    let stows = try #require(aware.recorder.report.waits["stow to available"])
    #expect(stows.count > 0 && stows.mean > 0 && aware.recorder.report.travel.lines > 0)
  }
}
