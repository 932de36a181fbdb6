import GRDB

/// The rows of saved books. The caller writes the books as bytes; here they are only kept and checked.
struct SnapshotTable {
  /// How many are kept: the newest, and one to fall back to.
  static let kept = 2

  let db: Database

  func save(_ snapshot: Snapshot) throws {
    let checksum = Self.checksum(snapshot)
    let statement = try Statement("INSERT OR REPLACE INTO snapshots VALUES (?,?,?,?)", on: db)
    defer { statement.finalize() }
    try snapshot.payload.withUnsafeBytes { bytes in
      statement.bind(1, snapshot.number)
      statement.bind(2, Int64(snapshot.format))
      statement.bind(3, bytes)
      statement.bind(4, Int64(bitPattern: checksum))
      try statement.run()
    }
    try db.execute(
      sql: "DELETE FROM snapshots WHERE number NOT IN (SELECT number FROM snapshots ORDER BY number DESC LIMIT ?)",
      arguments: [Self.kept])
  }

  /// The newest one that is as it was written.
  func newestIntact() throws -> Snapshot? {
    let statement = try Statement(
      "SELECT number, format, payload, checksum FROM snapshots ORDER BY number DESC", on: db)
    defer { statement.finalize() }
    while try statement.next() {
      let snapshot = Snapshot(
        number: statement.int64(0), format: Int(statement.int64(1)), payload: Array(statement.bytes(2)))
      if Self.checksum(snapshot) == UInt64(bitPattern: statement.int64(3)) { return snapshot }
    }
    return nil
  }

  private static func checksum(_ snapshot: Snapshot) -> UInt64 {
    var sum = Checksum()
    sum.add(UInt64(bitPattern: snapshot.number))
    sum.add(UInt64(bitPattern: Int64(snapshot.format)))
    snapshot.payload.withUnsafeBytes { sum.add($0) }
    return sum.value
  }
}
