import Foundation
import GRDB

/// What the daemon remembers for the planners' feed beside the journal: the wall's label of the floor's clock, when changes
/// became durable, who wants to be called, and what others have told.
///
/// A file of its own, `feed.sqlite`: nothing in it decides anything on the floor, so it costs the journal no fsync, and a
/// lost row of it loses a label. Subscriptions and captured events are synchronised to disk before they are confirmed.
public final class FeedBook: Sendable {
  /// Rows of record times that are kept; older changes are told without one.
  public static let recordedLimit = 1_000_000

  /// Somebody who wants to be called.
  public struct Subscription: Equatable, Sendable {
    public var id: String
    public var url: String
    public var secret: String
    /// The form that it wants events in.
    public var form: String
    /// The last change that it has confirmed.
    public var after: Int64
    /// Calls that failed since the last one that did not.
    public var failures: Int
    public var lastFault: String?

    public init(
      id: String, url: String, secret: String, form: String, after: Int64, failures: Int = 0, lastFault: String? = nil
    ) {
      self.id = id
      self.url = url
      self.secret = secret
      self.form = form
      self.after = after
      self.failures = failures
      self.lastFault = lastFault
    }
  }

  /// An event that somebody else told.
  public struct Captured: Equatable, Sendable {
    /// 1, 2, 3 … in the order in which they came.
    public var number: Int64
    /// Its event id: the same event is taken in once.
    public var id: String
    public var json: String

    public init(number: Int64, id: String, json: String) {
      self.number = number
      self.id = id
      self.json = json
    }
  }

  private let queue: DatabaseQueue
  private let path: String

  /// Opens the file in a directory that exists, or begins it. Only its owner can read it: it holds the secrets of
  /// subscriptions.
  public init(directory: String) throws(JournalError) {
    let path = (directory as NSString).appendingPathComponent("feed.sqlite")
    self.path = path
    queue = try JournalError.naming(path) {
      if !FileManager.default.fileExists(atPath: path) {
        _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
      }
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
      }
      var migrator = DatabaseMigrator()
      migrator.registerMigration("1 feed") { try $0.execute(sql: Self.tables) }
      try migrator.migrate(queue)
      return queue
    }
  }

  private static let tables = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE recorded (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL);
    CREATE TABLE subscriptions (
      id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, form TEXT NOT NULL, after INTEGER NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0, fault TEXT
    ) WITHOUT ROWID;
    CREATE TABLE captured (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json TEXT NOT NULL);
    """

  private func writing<T>(_ isDurable: Bool, _ body: (Database) throws -> T) throws(JournalError) -> T {
    try JournalError.naming(path) {
      try queue.writeWithoutTransaction { db in
        if isDurable { try db.execute(sql: "PRAGMA synchronous = FULL") }
        defer { if isDurable { try? db.execute(sql: "PRAGMA synchronous = NORMAL") } }
        var result: T?
        try db.inTransaction {
          result = try body(db)
          return .commit
        }
        guard let result else { preconditionFailure("a transaction that commits has run its body") }
        return result
      }
    }
  }

  private func reading<T>(_ body: (Database) throws -> T) throws(JournalError) -> T {
    try JournalError.naming(path) { try queue.read(body) }
  }

  // MARK: - Time

  /// Wall milliseconds at which the floor's clock showed 0: `proposed` the first time, and the same ever after, because the
  /// ids of events rest on it.
  public func epoch(orFirst proposed: Int64) throws(JournalError) -> Int64 {
    try writing(true) { db in
      try db.execute(sql: "INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", arguments: [proposed])
      return try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'epoch'") ?? proposed
    }
  }

  /// All changes up to this one that had no time yet became durable at this wall time, in milliseconds.
  public func record(upTo sequence: Int64, at wall: Int64) throws(JournalError) {
    try writing(false) { db in
      try db.execute(sql: "INSERT OR IGNORE INTO recorded VALUES (?,?)", arguments: [sequence, wall])
      if sequence % 1_000 == 0 {
        try db.execute(
          sql: "DELETE FROM recorded WHERE sequence < (SELECT max(sequence) FROM recorded) - ?",
          arguments: [Self.recordedLimit])
      }
    }
  }

  /// Wall milliseconds at which each of these changes became durable; nil where that is not known.
  public func recorded(_ sequences: ClosedRange<Int64>) throws(JournalError) -> [Int64?] {
    let rows = try reading { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT sequence, at FROM recorded WHERE sequence >= ?1 AND sequence <=
          coalesce((SELECT min(sequence) FROM recorded WHERE sequence >= ?2), ?2) ORDER BY sequence
          """, arguments: [sequences.lowerBound, sequences.upperBound]
      ).map { (sequence: $0["sequence"] as Int64, at: $0["at"] as Int64) }
    }
    var row = 0
    return sequences.map { sequence in
      while row < rows.count, rows[row].sequence < sequence { row += 1 }
      return row < rows.count ? rows[row].at : nil
    }
  }
}

// MARK: - Subscriptions

extension FeedBook {
  public func subscriptions() throws(JournalError) -> [Subscription] {
    try reading { db in
      try Row.fetchAll(db, sql: "SELECT * FROM subscriptions ORDER BY id").map {
        Subscription(
          id: $0["id"], url: $0["url"], secret: $0["secret"], form: $0["form"], after: $0["after"],
          failures: $0["failures"], lastFault: $0["fault"])
      }
    }
  }

  /// Adds one, or replaces the one of the same id.
  public func put(_ subscription: Subscription) throws(JournalError) {
    try writing(true) { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO subscriptions VALUES (?,?,?,?,?,?,?)",
        arguments: [
          subscription.id, subscription.url, subscription.secret, subscription.form, subscription.after,
          subscription.failures, subscription.lastFault,
        ])
    }
  }

  /// Notes how a call went; nothing when the subscription has been removed meanwhile.
  public func note(_ id: String, after: Int64, failures: Int, fault: String?) throws(JournalError) {
    try writing(false) { db in
      try db.execute(
        sql: "UPDATE subscriptions SET after = ?, failures = ?, fault = ? WHERE id = ?",
        arguments: [after, failures, fault, id])
    }
  }

  /// - Returns: whether there was one.
  public func remove(_ id: String) throws(JournalError) -> Bool {
    try writing(true) { db in
      try db.execute(sql: "DELETE FROM subscriptions WHERE id = ?", arguments: [id])
      return db.changesCount > 0
    }
  }
}

// MARK: - Captured events

extension FeedBook {
  /// Takes events in, all or none; those whose id is known already change nothing.
  /// - Returns: how many were new.
  public func capture(_ events: [(id: String, json: String)]) throws(JournalError) -> Int {
    try writing(true) { db in
      var count = 0
      for event in events {
        try db.execute(
          sql: "INSERT OR IGNORE INTO captured (id, json) VALUES (?,?)", arguments: [event.id, event.json])
        count += db.changesCount
      }
      return count
    }
  }

  /// Up to `limit` events behind a number, in order.
  public func captured(after number: Int64, limit: Int) throws(JournalError) -> [Captured] {
    try reading { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM captured WHERE number > ? ORDER BY number LIMIT ?", arguments: [number, limit]
      ).map { Captured(number: $0["number"], id: $0["id"], json: $0["json"]) }
    }
  }
}
