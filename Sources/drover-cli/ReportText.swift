import Foundation
import Simulators

/// A shift in a few lines, for a terminal.
enum ReportText {
  static func summary(_ report: ShiftReport) -> String {
    let orders = report.orders
    let units = report.units
    var lines = [
      "Shift of \(number(report.virtualSeconds / 3600)) h on \(report.site), seed \(report.seed), vision: \(report.vision)"
        + (report.traceHash.isEmpty ? "" : ", trace \(report.traceHash)"),
      "  orders   \(orders.received) received, \(orders.shippedOnTime) shipped on time, \(orders.shippedLate) late, "
        + "\(orders.open) open",
      "  units    \(units.initial) initial + \(units.inbound) inbound = \(units.onHand) on hand + \(units.held) held + "
        + "\(units.shipped) shipped + \(units.missing) missing",
      "  travel   \(report.travel.cells) cells, \(number(report.travel.cellsPerLine)) a pick, "
        + "\(number(report.travel.picksPerVisit)) picks a pod visit",
      "  safety   \(report.collisions) collisions, \(report.deadlocksResolved) deadlocks resolved",
    ]
    if report.wallSeconds > 0 {
      lines.append(
        "  speed    \(report.events) events in \(number(report.wallSeconds)) s: "
          + "\(Int(report.virtualSeconds / report.wallSeconds)) times real time")
    }
    for violation in report.violations { lines.append("  BROKEN   \(violation)") }
    return lines.joined(separator: "\n")
  }

  static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
