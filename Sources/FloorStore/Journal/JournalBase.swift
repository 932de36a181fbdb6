import FloorCore
import FloorModel
import GRDB

/// The point behind which a journal's entries begin.
struct JournalOrigin: Equatable {
  var number: Int64
  var sequence: Int64
  /// What the first entry's checksum continues.
  var chain: UInt64
}

extension JournalOrigin {
  /// The beginning of a site's own history.
  init(site: UInt64) { self.init(number: 0, sequence: 0, chain: EntryCoding.firstLink(site: site)) }
}

/// The books that a repaired journal goes on from, in place of the entries that were lost. In the journal's own file,
/// because without them it means nothing.
enum JournalBase {
  static func origin(_ db: Database) throws -> JournalOrigin? {
    // A file that was last written by an older Drover has no such table until it is opened for writing.
    guard try db.tableExists("base") else { return nil }
    return try Row.fetchOne(db, sql: "SELECT number, sequence, chain FROM base").map { row in
      JournalOrigin(
        number: row["number"], sequence: row["sequence"], chain: UInt64(bitPattern: row["chain"] as Int64))
    }
  }

  static func write(_ file: SnapshotFile, in db: Database) throws {
    let snapshot = file.snapshot
    let statement = try Statement("INSERT INTO base VALUES (?,?,?,?,?,?,?)", on: db)
    defer { statement.finalize() }
    try snapshot.payload.withUnsafeBytes { payload in
      statement.bind(1, snapshot.number)
      statement.bind(2, snapshot.sequence)
      statement.bind(3, snapshot.at.milliseconds)
      statement.bind(4, Int64(bitPattern: file.chain))
      statement.bind(5, Int64(snapshot.format))
      statement.bind(6, payload)
      statement.bind(7, Int64(bitPattern: checksum(snapshot, chain: file.chain)))
      try statement.run()
    }
  }

  /// Nil when the journal begins with its first entry.
  ///
  /// - Throws: `JournalError.damagedFile` when the row is not what was written.
  static func file(_ db: Database, site: UInt64, path: String) throws -> SnapshotFile? {
    guard try db.tableExists("base") else { return nil }
    let statement = try Statement("SELECT number, sequence, at, chain, format, payload, checksum FROM base", on: db)
    defer { statement.finalize() }
    guard try statement.next() else { return nil }
    let snapshot = Snapshot(
      number: statement.int64(0), sequence: statement.int64(1), at: Instant(milliseconds: statement.int64(2)),
      format: Int(statement.int64(4)), payload: Array(statement.bytes(5)))
    let file = SnapshotFile(snapshot: snapshot, site: site, chain: UInt64(bitPattern: statement.int64(3)))
    guard checksum(snapshot, chain: file.chain) == UInt64(bitPattern: statement.int64(6)) else {
      throw JournalError.damagedFile(path: path, reason: "the books that it begins from are damaged")
    }
    return file
  }

  /// The books behind which the entries begin; nil when the journal begins with its first entry.
  static func start(_ db: Database, site: UInt64, path: String) throws -> (books: Books, at: Instant)? {
    guard let file = try file(db, site: site, path: path) else { return nil }
    switch file.snapshot.books() {
    case .success(let books): return (books, file.snapshot.at)
    case .failure(let fault):
      throw JournalError.damagedFile(
        path: path, reason: "the books that it begins from cannot be used: \(fault.reason)")
    }
  }

  private static func checksum(_ snapshot: Snapshot, chain: UInt64) -> UInt64 {
    var sum = Checksum(chain: chain)
    for number in [snapshot.number, snapshot.sequence, snapshot.at.milliseconds, Int64(snapshot.format)] {
      sum.add(UInt64(bitPattern: number))
    }
    snapshot.payload.withUnsafeBytes { sum.add($0) }
    return sum.value
  }
}
