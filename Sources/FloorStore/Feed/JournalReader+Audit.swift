public import FloorCore
import FloorModel
import GRDB

extension JournalReader {
  /// Holds the feed's rows and the bins against the entries that they follow from. Reads everything.
  ///
  /// - Returns: what differs, in sentences; empty when nothing does. All of it can be made again from the entries.
  public func auditFeed() throws(JournalError) -> [String] {
    try reading { db in
      var expected = try firstStock(db)
      var rows = ChangeRows(rows: try Self.rows(db, after: 0, limit: .max, path: path)[...])
      var faults: [String] = []
      try JournalScan(db: db, site: site).rows(from: 1) { row in
        let entry = try EntryCoding.read(number: row.number, at: row.at, format: row.format, from: row.payload)
        for change in entry.changes {
          expected.move(change)
          if !rows.take(change, of: entry) {
            faults.append("change \(change.sequence) of the feed is not what entry \(entry.number) says")
          }
        }
        return faults.count < 10
      }
      for row in rows.rows.prefix(3) { faults.append("change \(row.change.sequence) of the feed belongs to no entry") }
      guard faults.count < 10 else { return faults }
      for bin in expected.differences(from: try binRows(db)).prefix(10) { faults.append(bin) }
      return faults
    }
  }

  private func firstStock(_ db: Database) throws -> BinSums {
    var sums = BinSums()
    if let base = try JournalBase.start(db, site: site, path: path) {
      for (bin, lines) in base.books.ledger.bins.enumerated() {
        for line in lines { sums.add(Int64(line.quantity), of: line.key, in: ID(bin)) }
      }
    } else {
      for line in try Journal.openingStock(db) { sums.add(Int64(line.quantity), of: line.key, in: line.bin) }
    }
    return sums
  }

  /// Whether the bins that planners read hold what the floor's books hold. Reads one table.
  public func binsHold(_ books: Books) throws(JournalError) -> Bool {
    let rows = try snapshotOfBins().rows.map { StockLine(bin: $0.bin, key: $0.key, quantity: $0.quantity) }
    let lines = books.ledger.bins.enumerated().flatMap { bin, lines in
      lines.map { StockLine(bin: ID(bin), key: $0.key, quantity: $0.quantity) }
    }
    return rows == lines
  }
}

/// The feed's rows in order; those that were trimmed are not missed.
private struct ChangeRows {
  var rows: ArraySlice<FeedChange>
  private var isBehindTrimmed = false

  init(rows: ArraySlice<FeedChange>) { self.rows = rows }

  mutating func take(_ change: StockChange, of entry: Entry) -> Bool {
    guard let first = rows.first else { return false }
    if first.change.sequence > change.sequence { return !isBehindTrimmed }
    isBehindTrimmed = true
    rows.removeFirst()
    return first.change == change && first.entry == entry.number && first.at == entry.at
  }
}

/// Units by bin and kind.
private struct BinSums {
  private struct Key: Hashable {
    var bin: Bin.ID
    var key: StockKey
  }

  private var units: [Key: Int64] = [:]

  mutating func add(_ quantity: Int64, of key: StockKey, in bin: Bin.ID) {
    units[Key(bin: bin, key: key), default: 0] += quantity
  }

  mutating func move(_ change: StockChange) {
    if case .bin(let bin) = change.from { add(-Int64(change.quantity), of: change.key, in: bin) }
    if case .bin(let bin) = change.to { add(Int64(change.quantity), of: change.key, in: bin) }
  }

  func differences(from rows: [BinRow]) -> [String] {
    var rest = units.filter { $0.value != 0 }
    var differences: [String] = []
    for row in rows {
      let expected = rest.removeValue(forKey: Key(bin: row.bin, key: row.key)) ?? 0
      if expected != Int64(row.quantity) {
        differences.append(
          "bin \(row.bin.raw) says \(row.quantity) of SKU \(row.key.sku.raw), the entries say \(expected)")
      }
    }
    for (key, expected) in rest.sorted(by: { ($0.key.bin, $0.key.key) < ($1.key.bin, $1.key.key) }) {
      differences.append("bin \(key.bin.raw) says 0 of SKU \(key.key.sku.raw), the entries say \(expected)")
    }
    return differences
  }
}
