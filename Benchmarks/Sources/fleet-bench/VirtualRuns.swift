import FloorConfig
import FloorCore
import FloorModel
import Foundation
import Simulators

/// Shifts of big sites in virtual time: what the floor itself can do, without broker and network.
enum VirtualRuns {
  /// One line of the capacity table.
  static func capacity(_ sizes: [Int], minutes: Double, in directory: URL, config: URL) throws {
    print("one core, virtual time, \(minutes) min a size; a message is one state, order or event on the wire")
    print(
      "  units    pods    floor cells   at work   pods/h   messages/s   CPU ms per floor s   memory MB   collisions")
    for units in sizes {
      // The memory of one run must not count for the next.
      let site = try SiteReader.read(path: BigSite(units: units).write(to: directory, config: config))
      let shift = try VirtualShift(site: site, options: ShiftOptions(seed: 7, duration: .minutes(minutes)))
      let start = ProcessUse.own()
      shift.run()
      let end = ProcessUse.own()
      let seconds = minutes * 60
      let report = shift.recorder.report
      let busy = shift.floor.fleet.units.count { $0.job != .idle }
      print(
        String(
          format: "%7d %7d %14d %9d %8.0f %12.0f %20.1f %11.0f %12d", units, site.pods.count, site.grid.count, busy,
          Double(report.travel.podVisits) * 3600 / seconds, Double(report.messages) / seconds,
          (end.seconds - start.seconds) * 1000 / seconds, end.megabytes, report.collisions))
      for violation in report.violations.prefix(3) { print("  BROKEN \(violation)") }
    }
  }

  /// The daemon is killed while all are at work, and its floor made anew from the journal.
  static func restart(units: Int, in directory: URL, config: URL) throws {
    let site = try SiteReader.read(path: BigSite(units: units).write(to: directory, config: config))
    let moment = Span.minutes(6)
    let before = try VirtualShift(site: site, options: ShiftOptions(seed: 7, duration: moment))
    before.run()
    let atWork = before.floor.fleet.units.count { $0.job != .idle }
    var options = ShiftOptions(seed: 7, duration: moment + .minutes(6))
    options.restartAt = [moment]
    options.restartTakes = .seconds(10)
    let shift = try VirtualShift(site: site, options: options)
    shift.run()
    let report = shift.recorder.report
    let driven = shift.floor.fleet.units.count { $0.travelled > 0 }
    let stuck = shift.floor.alarms.standing.filter { if case .noProgress = $0.cause { true } else { false } }.count
    print("\(units) units, daemon killed at \(moment.seconds) s and away for \(options.restartTakes.seconds) s")
    print("  at the kill      \(atWork) at work")
    print("  six minutes on   \(driven) have driven since, \(stuck) are stuck now")
    print("  pod visits       \(before.recorder.report.travel.podVisits) before, \(report.travel.podVisits) in all")
    print("  collisions       \(report.collisions); invariants broken: \(report.violations.count)")
    for violation in report.violations.prefix(5) { print("  BROKEN \(violation)") }
  }
}
