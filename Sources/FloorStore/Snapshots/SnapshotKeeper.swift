public import FloorModel
import Foundation
import Synchronization

/// Saves the books now and then, off the thread that owns the floor.
///
/// Each snapshot is made as a restart would make the books: from the one before it and the journal. So the floor is never
/// copied or held up, and every snapshot is a drill of the next restart.
public final class SnapshotKeeper: Sendable {
  /// Entries from one snapshot to the next: what a restart replays at most, some tenths of a second.
  public static let interval: Int64 = 100_000

  private let journal: Journal
  private let site: Site
  private let interval: Int64
  private let log: @Sendable (String) -> Void
  private let queue = DispatchQueue(label: "snapshots", qos: .utility)
  /// The entry of the last snapshot that was made or is being made.
  private let newest: Mutex<Int64>

  /// - Parameters:
  ///   - newest: the entry of the newest snapshot there is; 0 when there is none.
  ///   - log: hears, in sentences, what went wrong.
  public init(
    journal: Journal, site: Site, newest: Int64, interval: Int64 = SnapshotKeeper.interval,
    log: @escaping @Sendable (String) -> Void
  ) {
    precondition(interval > 0, "entries from one snapshot to the next")
    self.journal = journal
    self.site = site
    self.interval = interval
    self.log = log
    self.newest = Mutex(newest)
  }

  /// Hears how far the journal is; begins a snapshot when it is time for one. Returns at once.
  public func note(last: Int64) {
    let isTime = newest.withLock { newest in
      guard last - newest >= interval else { return false }
      newest = last
      return true
    }
    if isTime { queue.async { self.save() } }
  }

  /// Saves what has been appended since the last snapshot, and returns when that is done. Before the journal is closed.
  public func finish() {
    queue.sync {
      let last = journal.last.number
      let isNew = newest.withLock { newest in
        defer { newest = last }
        return last > newest
      }
      if isNew { save() }
    }
  }

  private func save() {
    do {
      let recovery = try journal.reader.recover(site)
      for note in recovery.notes { log(note) }
      try journal.save(Snapshot(recovery.books, at: recovery.at))
    } catch let error as JournalError {
      log("no snapshot was saved; a restart would replay more of the journal: \(error)")
    } catch {
      log("no snapshot was saved; the books cannot be written as bytes: \(error)")
    }
  }
}
