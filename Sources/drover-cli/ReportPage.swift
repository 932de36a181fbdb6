import Foundation
import Simulators

/// A shift's report as one page that needs nothing else: no script, no font, no picture from outside.
struct ReportPage {
  private let report: ShiftReport

  init(_ report: ShiftReport) { self.report = report }

  var html: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Shift on \(escape(report.site))</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><style>\(Self.style)</style></head><body>
    <h1>Shift on \(escape(report.site))</h1>
    <p class="sub">\(facts)</p>
    \(verdict)
    <section class="tiles">\(tiles)</section>
    <section class="charts">
    \(Chart.bars("Picks an hour by station", work("pick-station"), unit: "picks"))
    \(Chart.bars("Stows an hour by station", work("stow-station"), unit: "units"))
    \(Chart.bars("Inspections an hour by tunnel", work("tunnel"), unit: "units"))
    \(Chart.bars("Parcels packed an hour by station", work("pack-station"), unit: "parcels"))
    \(Chart.bars("Parcels sorted an hour by sorter", work("arm-sorter"), unit: "parcels"))
    \(lines("Orders", ["orders waiting", "orders in work"]))
    \(lines("Queues", ["units waiting for stow", "pods in station lines", "reviews open"]))
    \(lines("Drive units at work", ["drive units at work"]))
    \(lines("Lowest battery", ["lowest battery %"]))
    \(Chart.shares("Box mix", report.boxes))
    \(Chart.shares("Verdicts of the tunnels", report.verdicts))
    \(Chart.shares("Findings", report.findings))
    \(Chart.shares("Alarms", report.alarms))
    </section>
    \(waits)
    </body></html>
    """
  }

  private var facts: String {
    let speed = report.wallSeconds > 0 ? " at \(Int(report.virtualSeconds / report.wallSeconds)) times real time" : ""
    return
      "\(ReportText.number(report.virtualSeconds / 3600)) hours\(speed), seed \(report.seed), \(report.mode) time, "
      + "vision: \(report.vision), \(report.events) events, trace \(report.traceHash)"
  }

  private var verdict: String {
    guard !report.violations.isEmpty || report.collisions > 0 else {
      return "<p class=\"good\">Books balance, no two drive units in one cell, every invariant held.</p>"
    }
    return "<ul class=\"bad\">" + report.violations.map { "<li>\(escape($0))</li>" }.joined() + "</ul>"
  }

  private var tiles: String {
    let orders = report.orders
    let units = report.units
    let done = orders.shippedOnTime + orders.shippedLate
    let onTime = done > 0 ? 100 * Double(orders.shippedOnTime) / Double(done) : 0
    let facts: [(String, String, String)] = [
      ("Orders shipped", "\(done)", "of \(orders.received) received, \(orders.open) open"),
      ("On time", ReportText.number(onTime) + " %", late(orders)),
      ("Units shipped", "\(units.shipped)", "\(units.inbound) inbound, \(units.onHand) on hand"),
      ("Held / missing", "\(units.held) / \(units.missing)", "of \(units.initial + units.inbound) in all"),
      ("Travel a pick", ReportText.number(report.travel.cellsPerLine), "cells; \(report.travel.cells) in all"),
      ("Picks a pod visit", ReportText.number(report.travel.picksPerVisit), "\(report.travel.podVisits) visits"),
      ("Collisions", "\(report.collisions)", "\(report.deadlocksResolved) deadlocks resolved"),
    ]
    return facts.map {
      "<div class=\"tile\"><b>\(escape($0.1))</b><span>\(escape($0.0))</span><i>\(escape($0.2))</i></div>"
    }.joined()
  }

  private func late(_ orders: ShiftReport.Orders) -> String {
    guard let worst = orders.lateBecause.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return "\(orders.shippedLate) late"
    }
    return "\(orders.shippedLate) late, \(worst.value) of them by “\(worst.key)”"
  }

  private func work(_ family: String) -> [(name: String, values: [Double])] {
    report.stations.filter { $0.family == family }.map { ($0.device, $0.perHour.map(Double.init)) }
  }

  private func lines(_ title: String, _ names: [String]) -> String {
    let series = report.series.filter { names.contains($0.name) }
    return Chart.lines(title, series.map { ($0.name, $0.values) }, interval: series.first?.interval ?? 60)
  }

  private var waits: String {
    let rows = report.waits.sorted { $0.key < $1.key }.map { name, spread in
      "<tr><td>\(escape(name))</td><td>\(spread.count)</td>"
        + [spread.mean, spread.p50, spread.p90, spread.longest].map { "<td>\(Int($0))</td>" }.joined() + "</tr>"
    }
    return "<h2>How long orders spent where, in seconds</h2><table><tr><th>stage</th><th>orders</th><th>mean</th>"
      + "<th>median</th><th>p90</th><th>longest</th></tr>\(rows.joined())</table>"
  }

  private static let style = """
    :root{color-scheme:light dark;--ink:#1d2733;--soft:#66758a;--line:#d8dfe8;--bg:#f5f7fa;--card:#fff}
    @media(prefers-color-scheme:dark){:root{--ink:#e6ecf3;--soft:#93a1b5;--line:#2c3846;--bg:#11161d;--card:#1a212b}}
    body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:1180px;padding:0 1rem;color:var(--ink);
    background:var(--bg)}h1{margin:0}h2{font-size:1.05rem}.sub{color:var(--soft)}.good{color:#0a7d43}.bad{color:#c22}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:.8rem;margin:1rem 0}
    .tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem}
    .tile b{font-size:1.5rem;display:block}.tile span{display:block}.tile i{color:var(--soft);font-size:.8rem}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(340px,1fr));gap:.8rem}
    figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem}
    figcaption{font-weight:600;margin-bottom:.4rem}svg{width:100%;height:auto}text{fill:var(--soft);font-size:11px}
    table{border-collapse:collapse;background:var(--card)}td,th{padding:.3rem .8rem;border:1px solid var(--line);
    text-align:right}td:first-child,th:first-child{text-align:left}
    """
}

/// Makes text safe inside HTML and SVG.
func escape(_ text: String) -> String {
  text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
}
