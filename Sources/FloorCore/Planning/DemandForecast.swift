/// When stock will run short, cautiously: the first time at which the 90th percentile of cumulative demand exceeds it.
public enum DemandForecast {
  /// The 90th percentile of the standard normal distribution.
  static let z90 = 1.2815515655446004

  /// - Parameters:
  ///   - stock: unreserved units, at least 0.
  ///   - mean: expected units a day.
  ///   - p90: 90th percentile of one day's demand, as a planner gave it; without one, demand is taken as Poisson.
  /// - Returns: days from now; +∞ when nothing is expected to be sold.
  public static func daysOfCover(stock: Int32, mean: Double, p90: Double? = nil) -> Double {
    guard mean > 0 else { return .infinity }
    let next = Double(max(0, stock)) + 1
    guard let p90, p90 > mean else { return poissonCover(next) / mean }
    // Days are independent: the mean grows with t, the deviation with √t. mean·t + z·σ·√t = next, solved for √t.
    let spread = p90 - mean
    let root = (-spread + (spread * spread + 4 * mean * next).squareRoot()) / (2 * mean)
    // A planner's quantile may be narrower than chance allows.
    return min(root * root, poissonCover(next) / mean)
  }

  /// The expected demand at which the `next`-th unit is asked for with probability 10 %: the 10th percentile of a gamma
  /// distribution of that shape (Wilson and Hilferty 1931).
  private static func poissonCover(_ next: Double) -> Double {
    let root = 1 - 1 / (9 * next) - z90 / (3 * next.squareRoot())
    return next * root * root * root
  }
}
