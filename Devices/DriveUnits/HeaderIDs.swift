import FloorModel

/// Numbers the messages of one topic, 0 to 2³² − 1, each one more than the one before.
///
/// The first is the time of day, so that a daemon that begins again goes on above the one before it: what that one left on
/// the wire can then be told from what is new, by its number and by its stamp.
struct HeaderIDs: Sendable {
  /// No daemon writes more often on one topic, taken over its life.
  private static let step = Span.milliseconds(100)
  private static let count: Int64 = 1 << 32

  private var last: Int64?

  mutating func next(at stamp: Instant) -> Int64 {
    let id = last.map { $0 + 1 } ?? stamp.milliseconds / Self.step.milliseconds
    // A stamp before 1970 is no reason for a number below 0.
    let wrapped = ((id % Self.count) + Self.count) % Self.count
    last = wrapped
    return wrapped
  }
}
