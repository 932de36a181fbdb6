import FloorModel

/// Why one thing goes before another: a sum of terms that can be shown. Greater goes first.
///
/// `due` is the apparent tardiness cost of `TardinessIndex`, `(w/p) · exp(−slack / (k·p̄))`, at 1,000 points for mean work;
/// nothing is stored, so it changes with the clock, the velocities and what the floor has learned about its own pace.
public struct Priority: Equatable, Comparable, Sendable, Codable {
  /// 1,000 when it has to be begun now to be in time; less with slack.
  public var due: Int32 = 0
  /// What short work gains and long work loses by it: w/p against the mean.
  public var work: Int32 = 0
  /// One point for each 10 s that it has waited, so that nothing starves.
  public var age: Int32 = 0
  /// Planner velocity of what it moves: 100 points for a SKU that sells 100 units a day.
  public var velocity: Int32 = 0

  public var total: Int32 { due + work + age + velocity }

  public static func < (a: Self, b: Self) -> Bool { a.total < b.total }

  /// The terms by name, for people.
  public var terms: [(name: String, points: Int32)] {
    [("due", due), ("work", work), ("age", age), ("velocity", velocity)]
  }

  /// The mean time for which an order is worked on, from its release to a full tote: p̄ of the index.
  static let meanPassage = 600.0
  /// Velocity counts for no more than this, so that what sells best does not outweigh what is late.
  static let velocityLimit = 300.0

  /// An order or a pick for it.
  /// - Parameters:
  ///   - due: the carrier's cut-off less the 90th percentile of the time still to come after picking.
  ///   - lines: lines to be picked; more of them take longer.
  static func order(
    due: Instant, lines: Int, waitingSince: Instant, velocity: Double, now: Instant
  ) -> Priority {
    let passage = meanPassage * (0.75 + 0.25 * Double(max(1, lines)))
    let index = TardinessIndex(
      weight: passage, work: passage, due: due.seconds, now: now.seconds, meanWork: meanPassage)
    // Its customer loses the same whether one line is late or five: w is one order, so w/p falls with the lines.
    let due = 1_000 * index.urgency
    return Priority(
      due: Int32(due), work: Int32(due * (meanPassage / passage - 1)), age: age(since: waitingSince, now: now),
      velocity: points(velocity))
  }

  /// Mean time from passing inspection to a bin.
  static let meanStow = 900.0

  /// A unit that waits to be stowed: it sells only once it is in a bin.
  /// - Parameter cover: seconds from `now` until demand, at its 90th percentile, exceeds unreserved stock.
  static func stow(cover: Double, waitingSince: Instant, velocity: Double, now: Instant) -> Priority {
    // A short costs a sale: w is velocity times the cost of a short, against the mean of the fast sellers.
    let weight = bounded(velocity) / velocityLimit
    let index = TardinessIndex(
      weight: weight * meanStow, work: meanStow, due: cover, now: 0, meanWork: 8 * meanStow)
    return Priority(
      due: Int32(1_000 * index.value), age: age(since: waitingSince, now: now), velocity: points(velocity))
  }

  private static func age(since start: Instant, now: Instant) -> Int32 {
    Int32(clamping: max(0, (now - start).milliseconds / 10_000))
  }

  private static func points(_ velocity: Double) -> Int32 { Int32(bounded(velocity)) }

  private static func bounded(_ velocity: Double) -> Double {
    velocity.isFinite ? min(max(velocity, 0), velocityLimit) : 0
  }
}
