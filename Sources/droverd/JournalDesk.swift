import FloorCore
import FloorStore
import Foundation

/// Writes batches on a thread of its own, so that the floor's can answer questions while a disk takes its time.
final class JournalDesk: Sendable {
  private let journal: Journal
  private let queue = DispatchQueue(label: "journal", qos: .userInitiated)

  init(_ journal: Journal) { self.journal = journal }

  /// Calls `done` when all of the entries are durable, or when a part of them could not be made so.
  func write(_ entries: [Entry], then done: @escaping @Sendable (Result<Void, JournalError>) -> Void) {
    queue.async { [journal] in
      do throws(JournalError) {
        // What an earlier attempt has written stays written.
        var rest = entries[...]
        let last = journal.last.number
        while let first = rest.first, first.number <= last { rest = rest.dropFirst() }
        while !rest.isEmpty {
          try journal.append(Array(rest.prefix(Journal.batchLimit)))
          rest = rest.dropFirst(Journal.batchLimit)
        }
        done(.success(()))
      } catch {
        done(.failure(error))
      }
    }
  }
}
