internal import FloorModel

/// How long to wait before the next attempt to connect: doubling, bounded, and jittered by a seed.
///
/// Without jitter every machine of a floor would come back in the same instant after the broker had been away. The wait is
/// drawn from the upper half of the current step ("equal jitter"; M. Brooker, Exponential Backoff and Jitter, 2015), so
/// that it neither collapses to nothing nor marches in step.
struct Backoff {
  private let first: Span
  private let longest: Span
  private var step: Span
  private var random: UInt64

  init(first: Span, longest: Span, seed: UInt64) {
    self.first = max(first, .milliseconds(1))
    self.longest = max(longest, self.first)
    self.step = self.first
    self.random = seed
  }

  /// The next wait; the one after it will be about twice as long.
  mutating func next() -> Span {
    let half = step.milliseconds / 2
    let wait = Span(milliseconds: step.milliseconds - Int64(draw() % UInt64(half + 1)))
    step = min(Span(milliseconds: step.milliseconds * 2), longest)
    return wait
  }

  /// Starts from the first step again, once a connection has proved to hold.
  mutating func reset() {
    step = first
  }

  /// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
  private mutating func draw() -> UInt64 {
    random &+= 0x9e37_79b9_7f4a_7c15
    var mixed = random
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
