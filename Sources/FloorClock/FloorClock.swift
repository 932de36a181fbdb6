public import FloorModel
import Foundation

/// The floor's clock: the machine's monotonic clock since a start, times a speed. Wall-clock jumps do not touch it.
public struct FloorClock: Sendable {
  /// Monotonic nanoseconds at which the floor's clock showed `base`.
  public let start: UInt64
  public let base: Instant
  /// Floor seconds a real second: 1 on a real floor.
  public let speed: Double

  public init(start: UInt64, base: Instant, speed: Double) {
    precondition(speed > 0, "a clock does not stand still or run backwards")
    self.start = start
    self.base = base
    self.speed = speed
  }

  public func now() -> Instant {
    let elapsed = Double(Self.monotonic() &- start) * speed
    return base + Span(milliseconds: Int64(elapsed / 1_000_000))
  }

  /// Real time until the floor's clock shows `instant`; nothing when it is past.
  public func wait(until instant: Instant) -> Span {
    let gap = Double((instant - now()).milliseconds) / speed
    return Span(milliseconds: max(0, Int64(gap.rounded(.up))))
  }

  /// What the machine takes for the time of day: milliseconds since 1970 in UTC. It jumps; only labels may be made of it.
  public static func unixMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Nanoseconds of the machine's monotonic clock: the same for all processes since the machine was started.
  public static func monotonic() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
