import Foundation

/// What came of one run.
struct Report {
  private let bench: Case
  private let steps: Int
  /// Tasks a step that nothing could exceed.
  var bound: Double?
  /// Processor time of each step, ms: other programs on the machine do not count.
  var times: [Double] = []
  /// Tasks finished up to each step.
  var perStep: [Int] = []
  var violations = 0
  /// MiB.
  var peakMemory = 0

  init(_ bench: Case, steps: Int) {
    self.bench = bench
    self.steps = steps
    bound = bench.bound
  }

  static let header =
    "case                units  tasks/step    bound  % of bound  goal/step   2nd half   ms p50     p99     max   peak MiB  conflicts"

  var line: String {
    let sorted = times.sorted()
    let rate = Double(perStep.last ?? 0) / Double(steps)
    let half = perStep.count / 2
    let late = Double((perStep.last ?? 0) - perStep[max(0, half - 1)]) / Double(steps - half)
    func column(_ value: Double?, _ width: Int, _ digits: Int) -> String {
      let text = value.map { String(format: "%.\(digits)f", $0) } ?? "-"
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return bench.name.padding(toLength: 19, withPad: " ", startingAt: 0) + column(Double(bench.units), 6, 0)
      + column(rate, 12, 3) + column(bound, 9, 3) + column(bound.map { rate / $0 * 100 }, 12, 1)
      + column(bench.goal, 11, 3) + column(late, 11, 3) + column(sorted[sorted.count / 2], 9, 2)
      + column(sorted[sorted.count * 99 / 100], 8, 2) + column(sorted[sorted.count - 1], 8, 1)
      + column(Double(peakMemory), 11, 0) + column(Double(violations), 11, 0)
  }

  /// What this thread has used so far, ms.
  static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }

  /// The most memory that this process held since `forgetPeakMemory`, MiB.
  static var peakMemoryNow: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) / 1024
  }

  /// Starts the measuring of memory anew (5: "reset the peak resident set size", proc(5)).
  static func forgetPeakMemory() { try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8) }
}
