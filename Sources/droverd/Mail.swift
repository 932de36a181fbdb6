import FloorCore
import FloorStore
import Foundation

/// What can reach the floor's thread and may change the floor.
enum Mail: Sendable {
  /// `arrived` in nanoseconds of the monotonic clock.
  case message(topic: String, payload: Data, arrived: UInt64)
  case event(Event)
  /// The session with the broker stands, for the first time or again.
  case connected
  /// Several events in a row; `done` is called when what they changed is durable, or with false when it will not be.
  case events([Event], done: @Sendable (Bool) -> Void)
  /// A question is waiting.
  case nudge
}

/// Looks at the floor and changes nothing.
typealias Visit = @Sendable (borrowing Floor) -> Void

/// What can reach the floor's thread at any time, also while it waits for the disk.
enum Question: Sendable {
  /// Looks at the floor between two batches.
  case visit(Visit)
  /// The batch that was being written is on disk, or not.
  case written(Result<Void, JournalError>)
}
