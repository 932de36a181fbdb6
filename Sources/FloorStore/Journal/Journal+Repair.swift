import FloorCore
import FloorModel
import GRDB
import Synchronization

extension Journal {
  /// Makes the feed's rows and the projections again from the journal alone. Trimmed changes come back.
  ///
  /// - Throws: `JournalError`; then they are as before.
  public func rebuildProjections() throws(JournalError) {
    try writer.withLock { (_) throws(JournalError) in
      try JournalError.naming(path) {
        try pool.write { try Self.rebuildProjections($0, site: reader.site, path: path) }
      }
    }
  }

  /// Cuts a torn tail; refuses damage in the middle.
  ///
  /// - Returns: notes for the operator.
  static func repair(_ db: Database, site: UInt64, check: Check, path: String) throws -> [String] {
    let scan = JournalScan(db: db, site: site)
    let search = SnapshotSearch(scan: scan, shelf: SnapshotShelf(beside: path))
    let newest = try search.newestIntact()?.snapshot.number ?? 0
    let count = try scan.lastNumber()
    let origin = try scan.origin().number
    guard newest <= count else {
      let reason = "a snapshot was taken at entry \(newest), but the entries end here"
      throw JournalError.damaged(path: path, entry: count + 1, reason: reason)
    }
    let start = check == .everything ? origin : max(newest, origin)
    let verdict = JournalVerdict(try scan.findDamage(after: start), count: count, path: path)
    switch verdict {
    case .ok: return []
    case .damaged(let entry, let reason, remedy: _):
      throw JournalError.damaged(path: path, entry: entry, reason: reason)
    case .tornTail(let first, let entries):
      try cut(db, from: first, site: site, path: path)
      return ["\(path): the last \(entries) entries, from \(first) on, were torn by a crash and have been cut off"]
    }
  }

  private static func cut(_ db: Database, from first: Int64, site: UInt64, path: String) throws {
    try db.execute(sql: "DELETE FROM journal WHERE number >= ?", arguments: [first])
    try rebuildProjections(db, site: site, path: path)
  }

  /// Makes the feed's rows and the projections again from the journal alone.
  static func rebuildProjections(_ db: Database, site: UInt64, path: String) throws {
    try db.execute(sql: Schema.emptyProjections)
    let writer = try ProjectionWriter(db)
    defer { writer.finalize() }
    if let base = try JournalBase.start(db, site: site, path: path) {
      try writer.write(base.books, at: base.at)
    } else {
      try writer.write(opening: try openingStock(db))
    }
    let scan = JournalScan(db: db, site: site)
    var batch: [Entry] = []
    try scan.rows(from: scan.origin().number + 1) { row in
      batch.append(try EntryCoding.read(number: row.number, at: row.at, format: row.format, from: row.payload))
      if batch.count == EntryCursor.batch {
        try writer.write(batch)
        batch.removeAll(keepingCapacity: true)
      }
      return true
    }
    try writer.write(batch)
  }

  static func openingStock(_ db: Database) throws -> [StockLine] {
    try Row.fetchAll(db, sql: "SELECT * FROM opening").map { row in
      let key = StockKey(sku: ID(row["sku"]), owner: ID(row["owner"]), lot: row["lot"])
      return StockLine(bin: ID(row["bin"]), key: key, quantity: row["quantity"])
    }
  }
}
