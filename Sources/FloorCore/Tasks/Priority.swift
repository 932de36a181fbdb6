import FloorModel

/// Why one thing goes before another: a sum of terms that can be shown. Greater goes first.
public struct Priority: Equatable, Comparable, Sendable, Codable {
  /// Nearness of the due time: 1,000 for an order due now, half of that an hour ahead; up to 2,000 when overdue.
  public var due: Int32 = 0
  /// One point for each 10 s that it has waited, so that nothing starves.
  public var age: Int32 = 0
  /// Planner velocity of what it moves: 100 points for a SKU that sells 100 units a day.
  public var velocity: Int32 = 0

  public var total: Int32 { due + age + velocity }

  public static func < (a: Self, b: Self) -> Bool { a.total < b.total }

  /// The terms by name, for people.
  public var terms: [(name: String, points: Int32)] { [("due", due), ("age", age), ("velocity", velocity)] }

  /// An order or a pick for it.
  static func order(due: Instant, waitingSince: Instant, velocity: Double, now: Instant) -> Priority {
    let slack = (due - now).milliseconds / 1000
    let urgency = slack >= 0 ? 3_600_000 / (3_600 + slack) : min(2_000, 1_000 - slack / 4)
    return Priority(
      due: Int32(urgency), age: age(since: waitingSince, now: now), velocity: points(velocity))
  }

  /// A unit that waits to be stowed: it sells only once it is in a bin.
  static func stow(waitingSince: Instant, velocity: Double, now: Instant) -> Priority {
    Priority(due: 0, age: age(since: waitingSince, now: now), velocity: points(velocity))
  }

  private static func age(since start: Instant, now: Instant) -> Int32 {
    Int32(clamping: max(0, (now - start).milliseconds / 10_000))
  }

  private static func points(_ velocity: Double) -> Int32 {
    velocity.isFinite ? Int32(min(max(velocity, 0), 1_000)) : 0
  }
}
