public import FloorCore
public import FloorModel
import Foundation
import GRDB
import Synchronization

/// The durable memory of one floor: an append-only journal in SQLite, with the feed and the projections that follow
/// from it.
///
/// One file, `floor.sqlite`, in WAL mode with `synchronous=FULL`: when `append` returns, the batch is on disk, and
/// either all of it is there or nothing. Each entry carries a checksum that continues the one before it, so damage in
/// the middle is found and named. One process writes; any number read.
public final class Journal: Sendable {
  /// Entries in one transaction. Also the longest tail that a crash can tear.
  public static let batchLimit = 4_096
  /// Bytes that one entry's payload may take.
  public static let payloadLimit = 1 << 20
  /// Pages in the WAL before they are moved into the file (4 KiB each).
  public static let checkpointPages = 4_000

  /// How much is checked on opening.
  public enum Check: Sendable {
    /// What will be replayed: everything behind the newest intact snapshot.
    case sinceSnapshot
    /// Every entry.
    case everything
  }

  public let reader: JournalReader
  /// What opening had to repair, in sentences for the operator; empty when nothing.
  public let notes: [String]
  let path: String
  let pool: DatabasePool
  let writer: Mutex<JournalWriter?>
  private let lock: DirectoryLock

  static func path(in directory: String) -> String { (directory as NSString).appendingPathComponent("floor.sqlite") }

  /// Opens the journal of a directory, or begins one. The directory must exist.
  ///
  /// - Parameters:
  ///   - site: the fingerprint of the site; a journal is only ever opened for the site that began it.
  ///   - opening: the stock that is in the bins before the first entry; kept when the journal is begun, ignored later.
  /// - Throws: `JournalError.damaged` when an entry is damaged and good ones follow; a torn tail is cut and noted
  ///   instead.
  public convenience init(
    directory: String, site: UInt64, opening: [StockLine] = [], check: Check = .sinceSnapshot
  ) throws(JournalError) {
    try self.init(directory: directory, site: site, opening: opening, check: check, base: nil)
  }

  /// - Parameter base: what a new journal is to go on from.
  init(
    directory: String, site: UInt64, opening: [StockLine], check: Check = .sinceSnapshot, base: SnapshotFile?
  ) throws(JournalError) {
    let path = Self.path(in: directory)
    lock = try DirectoryLock(directory: directory, guarding: path)
    let (pool, writer, notes) = try JournalError.naming(path) {
      let pool = try Self.openPool(path)
      try Self.migrate(pool, site: site, opening: opening, path: path)
      if let base { try pool.write { try Self.begin($0, from: base, path: path) } }
      let notes = try pool.write { try Self.repair($0, site: site, check: check, path: path) }
      let writer = try pool.writeWithoutTransaction { db in
        try JournalWriter(db, head: try Self.head(db, site: site), path: path)
      }
      return (pool, writer, notes)
    }
    self.path = path
    self.pool = pool
    self.notes = notes
    reader = JournalReader(pool, path: path, site: site)
    self.writer = Mutex(writer)
  }

  deinit { close() }

  /// Lets go of the file. Appending afterwards is a fault of the program.
  public func close() {
    writer.withLock { writer in
      guard let open = writer else { return }
      writer = nil
      pool.writeWithoutTransaction { db in
        open.finalize()
        // So that the file is all there is, for whoever copies it. What cannot be moved stays in the log beside it.
        _ = try? db.checkpoint(.truncate)
      }
      try? pool.close()
      lock.release()
    }
  }

  /// Makes a batch durable: one transaction, one fsync. Readers see all of it or nothing.
  ///
  /// - Throws: `JournalError`; then nothing of the batch is in the journal.
  public func append(_ entries: [Entry]) throws(JournalError) {
    guard !entries.isEmpty else { return }
    try writer.withLock { (writer) throws(JournalError) in
      guard let writer else { preconditionFailure("the journal is closed") }
      try writer.append(entries, to: pool)
    }
  }

  /// The last entry's number and the last stock change's sequence number; 0 when there is none.
  public var last: (number: Int64, sequence: Int64) {
    writer.withLock { writer in
      guard let writer else { preconditionFailure("the journal is closed") }
      return (writer.head.number, writer.head.sequence)
    }
  }
}

extension Journal {
  /// GRDB lowers `synchronous` to NORMAL when it turns WAL on, so FULL is set after that.
  static func openPool(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(2)
    let pool = try DatabasePool(path: path, configuration: configuration)
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try db.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
    }
    return pool
  }

  static func migrate(_ pool: DatabasePool, site: UInt64, opening: [StockLine], path: String) throws {
    let migrator = Schema.migrator(site: site, opening: opening)
    if try pool.read(migrator.hasBeenSuperseded) {
      let known = Set(migrator.migrations)
      let applied = try pool.read(migrator.appliedIdentifiers)
      let newer = applied.subtracting(known).sorted().joined(separator: ", ")
      throw JournalError.newerFormat(path: path, found: "its tables have: \(newer)")
    }
    try migrator.migrate(pool)
    try pool.read { try checkSite(site, in: $0, path: path) }
  }

  private static func begin(_ db: Database, from base: SnapshotFile, path: String) throws {
    try JournalBase.write(base, in: db)
    try rebuildProjections(db, site: base.site, path: path)
  }

  static func checkSite(_ site: UInt64, in db: Database, path: String) throws {
    let stored = try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'site'")
    let found = UInt64(bitPattern: stored ?? 0)
    guard found == site else { throw JournalError.otherSite(path: path, expected: site, found: found) }
  }

  static func head(_ db: Database, site: UInt64) throws -> JournalHead {
    let scan = JournalScan(db: db, site: site)
    let origin = try scan.origin()
    var head = JournalHead(number: origin.number, sequence: origin.sequence, chain: origin.chain)
    head.number = try Int64.fetchOne(db, sql: "SELECT max(number) FROM journal") ?? origin.number
    head.sequence = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM changes") ?? origin.sequence
    if let chain = try scan.chain(at: head.number) { head.chain = chain }
    return head
  }
}
