public import FloorCore
import FloorModel
import Foundation
import GRDB

/// The reading side of the store. Reads never wait for the writer, nor the writer for them.
///
/// A journal has one (`Journal.reader`); another process, a command-line tool for example, can open its own on the same
/// directory while the daemon writes.
public struct JournalReader: Sendable {
  let database: any DatabaseReader
  let path: String
  public let site: UInt64

  /// Opens the journal of a directory for reading only.
  ///
  /// - Throws: `JournalError.cannotOpen` when there is none, `.otherSite` when it is another site's.
  public init(directory: String, site: UInt64) throws(JournalError) {
    let path = Journal.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else {
      throw .cannotOpen(path: path, reason: "there is no such file")
    }
    var configuration = Configuration()
    configuration.readonly = true
    database = try JournalError.naming(path) { try DatabasePool(path: path, configuration: configuration) }
    self.path = path
    self.site = site
    try reading { try Journal.checkSite(site, in: $0, path: path) }
  }

  /// Opens whatever is a journal for reading only: a data directory's, a backup, one that someone else has sent.
  ///
  /// - Throws: `JournalError.cannotOpen` when there is none, `.damagedFile` when it does not say whose it is.
  public init(path: String) throws(JournalError) {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    let file = isDirectory.boolValue ? Journal.path(in: path) : path
    guard exists, FileManager.default.fileExists(atPath: file) else {
      throw .cannotOpen(path: file, reason: "there is no such file")
    }
    var configuration = Configuration()
    configuration.readonly = true
    let opened = try JournalError.naming(file) { try DatabaseQueue(path: file, configuration: configuration) }
    let stored = try JournalError.naming(file) {
      try opened.read { try Int64.fetchOne($0, sql: "SELECT value FROM meta WHERE key = 'site'") }
    }
    guard let stored else { throw .damagedFile(path: file, reason: "it does not say which site it belongs to") }
    self.init(opened, path: file, site: UInt64(bitPattern: stored))
  }

  init(_ database: any DatabaseReader, path: String, site: UInt64) {
    self.database = database
    self.path = path
    self.site = site
  }

  /// One read transaction: everything in it sees the same state.
  func reading<T>(_ body: (Database) throws -> T) throws(JournalError) -> T {
    try JournalError.naming(path) { try database.read(body) }
  }

  /// The number of the last entry; 0 when there is none.
  public func lastNumber() throws(JournalError) -> Int64 {
    try reading { try JournalScan(db: $0, site: site).lastNumber() }
  }

  /// The number before the first entry: 0, or where a repair from a snapshot lets the journal begin.
  public func originNumber() throws(JournalError) -> Int64 {
    try reading { try JournalScan(db: $0, site: site).origin().number }
  }

  /// Up to `limit` entries in order, the first of them numbered `first`, each checked against the chain.
  ///
  /// - Throws: `JournalError.damaged` when an entry is not what was written, `.newerFormat` when it is too new.
  public func entries(from first: Int64, limit: Int) throws(JournalError) -> [Entry] {
    try entries(from: first, limit: limit, after: nil)
  }

  /// - Parameter known: the link that the first entry continues, where the one in the file is not to be trusted.
  func entries(from first: Int64, limit: Int, after known: UInt64?) throws(JournalError) -> [Entry] {
    try reading { db in
      let scan = JournalScan(db: db, site: site)
      let first = max(first, try scan.origin().number + 1)
      guard var chain = try known ?? scan.chain(at: first - 1) else { return [] }
      var entries: [Entry] = []
      try scan.rows(from: first, limit: limit) { row in
        let expected = first + Int64(entries.count)
        guard row.number == expected else {
          throw JournalError.damaged(path: path, entry: expected, reason: "it is missing")
        }
        entries.append(try entry(row, after: chain))
        chain = row.chain
        return true
      }
      return entries
    }
  }

  private func entry(_ row: JournalScan.Row, after chain: UInt64) throws -> Entry {
    guard row.isIntact(after: chain) else {
      throw JournalError.damaged(path: path, entry: row.number, reason: "its checksum is wrong")
    }
    guard row.format <= EntryCoding.format else {
      throw JournalError.newerFormat(path: path, found: "entry \(row.number) has format \(row.format)")
    }
    do {
      return try EntryCoding.read(number: row.number, at: row.at, format: row.format, from: row.payload)
    } catch {
      throw JournalError.damaged(path: path, entry: row.number, reason: "it cannot be decoded: \(error)")
    }
  }

  /// All entries from `first` on, read in batches as they are taken.
  public func read(from first: Int64 = 1) -> EntryCursor { EntryCursor(self, from: first) }

  /// Checks every entry against the chain. Reads the whole journal; about a second for a million entries.
  public func verify() throws(JournalError) -> JournalVerdict {
    try reading { db in
      let scan = JournalScan(db: db, site: site)
      let damage = try scan.findDamage(after: try scan.origin().number)
      return JournalVerdict(damage, count: try scan.lastNumber(), path: path)
    }
  }
}

/// Entries in order, a batch at a time. It ends where the journal ended when the last batch was read.
public struct EntryCursor: Sendable {
  /// Entries read in one transaction.
  public static let batch = 1_000

  private let reader: JournalReader
  private var position: Int64
  private var buffer: ArraySlice<Entry> = []

  init(_ reader: JournalReader, from first: Int64) {
    self.reader = reader
    position = max(first, 1)
  }

  /// The next entry, or nil behind the last.
  ///
  /// - Throws: as `JournalReader.entries(from:limit:)`.
  public mutating func next() throws(JournalError) -> Entry? {
    if buffer.isEmpty { buffer = try reader.entries(from: position, limit: Self.batch)[...] }
    guard let entry = buffer.popFirst() else { return nil }
    position = entry.number + 1
    return entry
  }
}
