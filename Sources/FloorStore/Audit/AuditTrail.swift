import Foundation
import GRDB

/// Who has changed what over HTTP, in `audit.sqlite` beside the journal: a file of its own, so that neither waits for the
/// other. A write is noted durably before it is done, and completed afterwards; a note without an end says that the daemon
/// ended in between.
public final class AuditTrail: Sendable {
  /// Notes kept; beyond that the oldest go, so that no caller can fill the disk.
  public static let limit = 1_000_000
  /// Notes between two looks at whether some have to go.
  static let pruneInterval: Int64 = 1_000

  public struct Note: Equatable, Sendable {
    public var number: Int64
    /// Milliseconds since 1970.
    public var at: Int64
    public var who: String
    public var role: String
    public var peer: String
    public var what: String
    /// Nil until the end is noted.
    public var status: Int?
    public var before: String?
    public var after: String?

    public init(
      number: Int64 = 0, at: Int64, who: String, role: String, peer: String, what: String, status: Int? = nil,
      before: String? = nil, after: String? = nil
    ) {
      self.number = number
      self.at = at
      self.who = who
      self.role = role
      self.peer = peer
      self.what = what
      self.status = status
      self.before = before
      self.after = after
    }
  }

  private let queue: DatabaseQueue
  private let limit: Int

  /// Opens the trail of a directory, or begins one. The file is made so that its owner alone can read it.
  /// - Throws: what SQLite says; `AuditFault` when a newer Drover has written the file.
  public init(directory: String, limit: Int = AuditTrail.limit) throws {
    self.limit = limit
    let path = (directory as NSString).appendingPathComponent("audit.sqlite")
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    var configuration = Configuration()
    configuration.busyMode = .timeout(2)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL") }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    let format = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    guard format <= 1 else { throw AuditFault(description: "\(path) was written by a newer Drover (format \(format))") }
    try queue.write { db in
      try db.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL,
            peer TEXT NOT NULL, what TEXT NOT NULL, status INTEGER, "before" TEXT, "after" TEXT
          );
          PRAGMA user_version = 1;
          """)
    }
  }

  /// Notes that somebody is about to change something. On disk when it returns.
  /// - Returns: the note's number, for `end`.
  public func begin(_ note: Note) async throws -> Int64 {
    try await queue.write { [limit] db in
      try db.execute(
        sql: "INSERT INTO audit (at, who, role, peer, what) VALUES (?,?,?,?,?)",
        arguments: [note.at, note.who, note.role, note.peer, note.what])
      let number = db.lastInsertedRowID
      if number % min(Self.pruneInterval, Int64(limit)) == 0 {
        try db.execute(sql: "DELETE FROM audit WHERE number <= ?", arguments: [number - Int64(limit)])
      }
      return number
    }
  }

  /// Completes a note. What came of a write is said once: a second end changes nothing.
  public func end(_ number: Int64, status: Int, before: String?, after: String?) async throws {
    try await queue.write { db in
      try db.execute(
        sql: "UPDATE audit SET status = ?, \"before\" = ?, \"after\" = ? WHERE number = ? AND status IS NULL",
        arguments: [status, before, after, number])
    }
  }

  /// Newest first.
  /// - Parameter before: only those with a smaller number.
  public func notes(before: Int64? = nil, limit: Int) async throws -> [Note] {
    try await queue.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?",
        arguments: [before ?? Int64.max, limit]
      ).map { row in
        Note(
          number: row["number"], at: row["at"], who: row["who"], role: row["role"], peer: row["peer"],
          what: row["what"],
          status: row["status"], before: row["before"], after: row["after"])
      }
    }
  }

  public func close() throws { try queue.close() }
}

/// Why an audit trail cannot be used.
public struct AuditFault: Error, CustomStringConvertible {
  public var description: String
}
