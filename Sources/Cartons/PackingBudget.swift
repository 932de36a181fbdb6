/// How much work may go into packing one order. A count, not a time: equal counts give equal plans on any machine.
public struct PackingBudget: Hashable, Sendable, Codable {
  /// Search steps for a dozen of items, and half as many for each further full dozen; a step tries to lay one item and costs some tenths
  /// of a microsecond.
  public var iterations: Int

  public init(iterations: Int) { self.iterations = iterations }

  /// Within what can be counted with, whatever was asked for.
  var clamped: Int { min(max(0, iterations), 1_000_000_000_000) }

  /// Enough for every order seen on a floor; hard ones take some milliseconds.
  public static let `default` = PackingBudget(iterations: 30_000)
  /// What the first greedy attempts cost, and nothing more: for estimates made thousands at a time.
  public static let quick = PackingBudget(iterations: 0)
}
