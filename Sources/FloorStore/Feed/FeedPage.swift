public import FloorCore
public import FloorModel
import GRDB
import Synchronization

/// A stock change as planners get it.
public struct FeedChange: Equatable, Sendable {
  /// What moved; its `sequence` is the feed's offset.
  public var change: StockChange
  /// The entry that it belongs to.
  public var entry: Int64
  public var at: Instant
  /// The device whose confirmation moved it; nil when no device did.
  public var device: Device.ID?

  public init(change: StockChange, entry: Int64, at: Instant, device: Device.ID?) {
    self.change = change
    self.entry = entry
    self.at = at
    self.device = device
  }
}

/// The answer to a reader of the feed.
public enum FeedPage: Equatable, Sendable {
  /// What follows the offset, in order and without a hole; empty at the end.
  case changes([FeedChange])
  /// What follows the offset is no longer kept; the oldest change that is has this number. Start from a snapshot of the
  /// bins.
  case gone(first: Int64)
  /// The offset lies beyond the last change: the reader has seen a future that a restored backup no longer has.
  case ahead(last: Int64)
}

extension JournalReader {
  /// The number of the oldest change that is kept; 0 when there has been none.
  public func firstSequence() throws(JournalError) -> Int64 {
    try reading { try Int64.fetchOne($0, sql: "SELECT min(sequence) FROM changes") ?? 0 }
  }

  /// The number of the newest change; 0 when there has been none.
  public func lastSequence() throws(JournalError) -> Int64 {
    try reading { try lastSequence($0) }
  }

  /// Behind a repair from a snapshot there may be no change yet, and numbering goes on all the same.
  func lastSequence(_ db: Database) throws -> Int64 {
    let last = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM changes")
    return try last ?? JournalScan(db: db, site: site).origin().sequence
  }

  /// Up to `limit` changes behind an offset. An offset of 0 stands before the first change.
  public func changes(after offset: Int64, limit: Int) throws(JournalError) -> FeedPage {
    try reading { db in
      let last = try lastSequence(db)
      let first = try Int64.fetchOne(db, sql: "SELECT min(sequence) FROM changes") ?? last + 1
      if offset > last { return .ahead(last: last) }
      if offset + 1 < first { return .gone(first: first) }
      return .changes(try Self.rows(db, after: offset, limit: limit, path: path))
    }
  }

  static func rows(_ db: Database, after offset: Int64, limit: Int, path: String) throws -> [FeedChange] {
    let statement = try Statement(
      """
      SELECT sequence, entry, at, device, sku, owner, lot, quantity, from_kind, from_id, to_kind, to_id
      FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?
      """, on: db)
    defer { statement.finalize() }
    statement.bind(1, offset)
    statement.bind(2, Int64(limit))
    var changes: [FeedChange] = []
    while try statement.next() {
      let sequence = statement.int64(0)
      let entry = statement.int64(1)
      guard
        let from = PlaceColumns(kind: statement.int32(8), id: statement.optional(9)).place,
        let to = PlaceColumns(kind: statement.int32(10), id: statement.optional(11)).place
      else { throw JournalError.damaged(path: path, entry: entry, reason: "stock change \(sequence) names no place") }
      let key = StockKey(
        sku: ID(Int(statement.int32(4))), owner: ID(Int(statement.int32(5))), lot: statement.int32(6))
      let change = StockChange(sequence: sequence, key: key, quantity: statement.int32(7), from: from, to: to)
      changes.append(
        FeedChange(
          change: change, entry: entry, at: Instant(milliseconds: statement.int64(2)),
          device: statement.optional(3).map { ID(Int($0)) }))
    }
    return changes
  }
}

extension Journal {
  /// Forgets old changes. The newest one always stays, because numbering continues from it. The journal keeps them all.
  ///
  /// - Returns: how many were forgotten.
  @discardableResult
  public func trimChanges(keepingLast count: Int) throws(JournalError) -> Int {
    try writer.withLock { (_) throws(JournalError) in
      try JournalError.naming(path) {
        try pool.write { db in
          let last = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM changes") ?? 0
          try db.execute(
            sql: "DELETE FROM changes WHERE sequence <= ?", arguments: [last - Int64(max(count, 1))])
          return db.changesCount
        }
      }
    }
  }
}
