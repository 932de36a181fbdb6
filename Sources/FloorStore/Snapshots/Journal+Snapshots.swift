import GRDB
import Synchronization

/// Books that were saved so that a restart need not replay the whole journal.
public struct Snapshot: Equatable, Sendable {
  /// The last entry that is in the books.
  public var number: Int64
  /// The caller's version of `payload`.
  public var format: Int
  public var payload: [UInt8]

  public init(number: Int64, format: Int, payload: [UInt8]) {
    self.number = number
    self.format = format
    self.payload = payload
  }
}

extension Journal {
  /// Keeps the books as they are after entry `number`; the two newest snapshots are kept.
  ///
  /// - Throws: `JournalError.notContiguous` when the journal has no such entry yet.
  public func save(_ snapshot: Snapshot) throws(JournalError) {
    try writer.withLock { (writer) throws(JournalError) in
      guard let writer else { preconditionFailure("the journal is closed") }
      guard snapshot.number <= writer.head.number else {
        throw .notContiguous(expected: writer.head.number, found: snapshot.number)
      }
      try JournalError.naming(path) { try pool.write { try SnapshotTable(db: $0).save(snapshot) } }
    }
  }
}

extension JournalReader {
  /// The newest snapshot that is as it was written, or nil. A damaged one is passed over for the one before it.
  public func latestSnapshot() throws(JournalError) -> Snapshot? {
    try reading { try SnapshotTable(db: $0).newestIntact() }
  }
}
