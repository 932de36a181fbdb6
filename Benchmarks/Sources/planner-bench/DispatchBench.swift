import FloorCore
import Foundation

/// Weighted tardiness on one machine: how far above the exact optimum each rule is.
struct DispatchBench {
  private struct Case: Decodable {
    var p: [Double]
    var w: [Double]
    var d: [Double]
    var optimum: Double

    var jobs: [DispatchOrder.Job] {
      p.indices.map { DispatchOrder.Job(work: p[$0], due: d[$0], weight: w[$0]) }
    }
  }

  private let cases: [Case]

  init(anchors: Anchors) throws { cases = try anchors.json("dispatch/wt16.json", as: [Case].self) }

  func run() {
    print("dispatch: \(cases.count) cases of 16 jobs, weighted tardiness above the exact optimum")
    print("  rule                  sum of costs   mean of cases with optimum > 0   worst")
    row("first come") { Array($0.indices) }
    row("earliest due") { jobs in jobs.indices.sorted { (jobs[$0].due, $0) < (jobs[$1].due, $1) } }
    row("index", DispatchOrder.byIndex)
    row("index and insertion", DispatchOrder.planned)
  }

  private func row(_ name: String, _ rule: ([DispatchOrder.Job]) -> [Int]) {
    var (sum, best) = (0.0, 0.0)
    var gaps: [Double] = []
    for entry in cases {
      let cost = DispatchOrder.cost(of: rule(entry.jobs), entry.jobs)
      sum += cost
      best += entry.optimum
      if entry.optimum > 0 { gaps.append(cost / entry.optimum - 1) }
    }
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    print(
      "  " + name.padding(toLength: 22, withPad: " ", startingAt: 0)
        + String(
          format: "%9.2f %%   %9.2f %%                    %9.2f %%", 100 * (sum / best - 1), 100 * mean,
          100 * (gaps.max() ?? 0)))
  }
}
