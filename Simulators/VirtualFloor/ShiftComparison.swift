/// Two ways of running the same shifts, held against each other over many seeds: each seed gives both the same goods and
/// the same orders, so what differs is what was decided.
public struct ShiftComparison: Codable, Sendable {
  /// One figure under both, with the difference and its confidence interval.
  public struct Row: Codable, Sendable, Equatable {
    public var name: String
    public var unit: String
    /// Means over the seeds.
    public var before: Double
    public var after: Double
    /// Mean of the differences, after less before, and half the width of its 95 % interval (Student's t over the seeds).
    public var difference: Double
    public var halfWidth: Double
    /// Whether more of it is better.
    public var moreIsBetter: Bool

    /// Whether the interval lies on one side of zero.
    public var isSignificant: Bool { abs(difference) > halfWidth }
  }

  public var before: String
  public var after: String
  public var hours: Double
  public var seeds: [UInt64]
  public var rows: [Row]
  /// Invariants that were broken in any of the shifts.
  public var violations: [String]

  private struct Measure {
    var name: String
    var unit: String
    var moreIsBetter: Bool
    var value: @Sendable (ShiftReport) -> Double
  }

  private static let measures = [
    Measure(name: "travel per line", unit: "cells", moreIsBetter: false) { $0.travel.cellsPerLine },
    Measure(name: "pile-on", unit: "picks a visit", moreIsBetter: true) { $0.travel.picksPerVisit },
    Measure(name: "lines per hour", unit: "lines", moreIsBetter: true) {
      Double($0.travel.lines) / max($0.virtualSeconds / 3_600, 1e-9)
    },
    Measure(name: "orders shipped late", unit: "orders", moreIsBetter: false) { Double($0.orders.shippedLate) },
    Measure(name: "orders open at the end", unit: "orders", moreIsBetter: false) { Double($0.orders.open) },
    Measure(name: "stow to available, mean", unit: "s", moreIsBetter: false) {
      $0.waits["stow to available"]?.mean ?? 0
    },
    Measure(name: "same, fastest fifth of products", unit: "s", moreIsBetter: false) {
      $0.waits["stow to available, fast"]?.mean ?? 0
    },
    Measure(name: "dock to available, fastest fifth", unit: "s", moreIsBetter: false) {
      $0.waits["dock to available, fast"]?.mean ?? 0
    },
  ]

  /// - Parameters:
  ///   - pairs: reports of the same seed, before and after.
  public init(
    before: String, after: String, hours: Double, seeds: [UInt64], pairs: [(before: ShiftReport, after: ShiftReport)]
  ) {
    self.before = before
    self.after = after
    self.hours = hours
    self.seeds = seeds
    rows = Self.measures.map { measure in
      let values = pairs.map { (measure.value($0.before), measure.value($0.after)) }
      let differences = values.map { $0.1 - $0.0 }
      let count = Double(max(1, values.count))
      return Row(
        name: measure.name, unit: measure.unit, before: values.reduce(0) { $0 + $1.0 } / count,
        after: values.reduce(0) { $0 + $1.1 } / count, difference: differences.reduce(0, +) / count,
        halfWidth: Self.halfWidth(differences), moreIsBetter: measure.moreIsBetter)
    }
    violations = pairs.flatMap { $0.before.violations + $0.after.violations }
  }

  /// Half the width of the 95 % confidence interval of a mean.
  static func halfWidth(_ values: [Double]) -> Double {
    guard values.count > 1 else { return .infinity }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return studentT(values.count - 1) * (variance / count).squareRoot()
  }

  /// The 97.5th percentile of Student's t, from the normal's by Fisher's expansion; exact where that is poor.
  static func studentT(_ degrees: Int) -> Double {
    let exact = [12.706, 4.303, 3.182, 2.776, 2.571]
    guard degrees > exact.count else { return exact[max(0, degrees - 1)] }
    let (z, n) = (1.959963984540054, Double(degrees))
    let z3 = z * z * z
    let z5 = z3 * z * z
    let z7 = z5 * z * z
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n)
  }
}
