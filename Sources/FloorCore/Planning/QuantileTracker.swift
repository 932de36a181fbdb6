public import FloorModel

/// A running 90th percentile of a duration, in one number: up by 9 steps when an observation lies above, down by one when it
/// does not, so that it comes to rest where one in ten lies above (Robbins and Monro 1951).
public struct QuantileTracker: Equatable, Sendable, Codable {
  public private(set) var p90: Span
  /// One tenth of what a larger observation moves it by.
  public let step: Span

  public init(start: Span, step: Span) {
    p90 = start
    self.step = step
  }

  public mutating func observe(_ duration: Span) {
    let move = duration > p90 ? 9 * step.milliseconds : -step.milliseconds
    p90 = .milliseconds(max(0, p90.milliseconds + move))
  }
}
