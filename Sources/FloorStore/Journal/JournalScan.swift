import FloorModel
import GRDB

/// Walks over the journal's rows in order and checks each against the chain.
struct JournalScan {
  struct Row {
    var number: Int64
    var at: Instant
    var format: Int32
    /// Valid within the call that it is given to.
    var payload: UnsafeRawBufferPointer
    var chain: UInt64

    func isIntact(after previous: UInt64) -> Bool {
      EntryCoding.link(previous, number, at, format, payload) == chain
    }
  }

  /// The first row that is not what was written.
  struct Damage: Equatable {
    var entry: Int64
    var reason: String
    /// An intact row lies behind it, or that cannot be known.
    var isFollowedByGood: Bool
    /// The last number that the file holds.
    var last: Int64
  }

  let db: Database
  let site: UInt64

  func rows(from first: Int64, limit: Int = .max, _ body: (Row) throws -> Bool) throws {
    let statement = try Statement(
      "SELECT number, at, format, payload, chain FROM journal WHERE number >= ? ORDER BY number LIMIT ?", on: db)
    defer { statement.finalize() }
    statement.bind(1, first)
    statement.bind(2, Int64(limit))
    while try statement.next() {
      let row = Row(
        number: statement.int64(0), at: Instant(milliseconds: statement.int64(1)), format: statement.int32(2),
        payload: statement.bytes(3), chain: UInt64(bitPattern: statement.int64(4)))
      guard try body(row) else { return }
    }
  }

  /// Where the entries begin.
  func origin() throws -> JournalOrigin { try JournalBase.origin(db) ?? JournalOrigin(site: site) }

  /// The number of the last entry, damaged or not.
  func lastNumber() throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT max(number) FROM journal") ?? origin().number
  }

  /// The link that entry `number + 1` continues; nil when that entry is not there.
  func chain(at number: Int64) throws -> UInt64? {
    let origin = try origin()
    if number == origin.number { return origin.chain }
    let stored = try Int64.fetchOne(db, sql: "SELECT chain FROM journal WHERE number = ?", arguments: [number])
    return stored.map { UInt64(bitPattern: $0) }
  }

  /// Checks everything behind entry `start`.
  func findDamage(after start: Int64) throws -> Damage? {
    guard var chain = try chain(at: start) else {
      return Damage(entry: start, reason: "it is missing", isFollowedByGood: true, last: start)
    }
    var last = start
    var damage: Damage?
    do {
      try rows(from: start + 1) { row in
        let isIntact = row.isIntact(after: chain)
        if damage != nil {
          if isIntact { damage?.isFollowedByGood = true }
        } else if row.number != last + 1 {
          damage = Damage(entry: last + 1, reason: "it is missing", isFollowedByGood: true, last: 0)
        } else if !isIntact {
          damage = Damage(entry: row.number, reason: "its checksum is wrong", isFollowedByGood: false, last: 0)
        }
        chain = row.chain
        last = row.number
        return damage?.isFollowedByGood != true
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      let reason = error.message ?? "SQLite cannot read it"
      return damage ?? Damage(entry: last + 1, reason: reason, isFollowedByGood: true, last: last)
    }
    damage?.last = last
    return damage
  }
}
