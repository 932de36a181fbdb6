import FloorModel
import Synchronization

/// The time of day on the daemon's machine. The floor's own clock may go on where the journal ends; this one does not.
final class WallClock: Sendable {
  private let lead = Mutex(Span.zero)

  /// - Parameter lead: what it shows more than the floor's clock, from now on.
  func set(aheadOfFloor lead: Span) { self.lead.withLock { $0 = lead } }

  func time(at instant: Instant) -> Instant { instant + lead.withLock { $0 } }
}
