/// How pressing one piece of work is: the apparent tardiness cost of Vepsalainen and Morton (1987),
/// `(w/p) · exp(−max(0, d − p − s − t) / (k·p̄))`, with its factors by name.
///
/// Work that costs much to be late with and takes little time goes first, the more so the less slack is left.
public struct TardinessIndex: Equatable, Sendable {
  /// How many mean pieces of work one looks ahead: k.
  public static let lookahead = 2.0

  /// Cost of lateness saved for each second of work: w/p.
  public var worth: Double
  /// Seconds until it would have to be started to be in time, negative when that has passed: d − p − s − t.
  public var slack: Double
  /// exp(−max(0, slack) / (k·p̄)), 0 to 1.
  public var urgency: Double

  public var value: Double { worth * urgency }

  /// - Parameters:
  ///   - weight: cost of one second of lateness, in any one currency.
  ///   - work: seconds that it takes (p), above 0.
  ///   - setup: seconds before it can be started (s): a pod that must be fetched first.
  ///   - due: second at which it is due (d), on the clock of `now`.
  ///   - meanWork: p̄, mean seconds of the work that competes with it.
  public init(weight: Double, work: Double, setup: Double = 0, due: Double, now: Double, meanWork: Double) {
    worth = weight / max(work, 1e-9)
    slack = due - work - setup - now
    urgency = Exponential.exp(-max(0, slack) / max(Self.lookahead * meanWork, 1e-9))
  }
}
