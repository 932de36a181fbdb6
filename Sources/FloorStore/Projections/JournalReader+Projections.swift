public import FloorCore
public import FloorModel
import GRDB

extension JournalReader {
  /// What every bin holds, and the offset of the feed at which that is so: reading on from there misses and repeats
  /// nothing.
  public func snapshotOfBins() throws(JournalError) -> (offset: Int64, rows: [BinRow]) {
    try reading { db in
      (try lastSequence(db), try binRows(db))
    }
  }

  func binRows(_ db: Database) throws -> [BinRow] {
    let statement = try Statement(
      """
      SELECT bin, sku, owner, lot, quantity, sequence FROM bins WHERE quantity <> 0
      ORDER BY bin, sku, owner, lot
      """, on: db)
    defer { statement.finalize() }
    var rows: [BinRow] = []
    while try statement.next() {
      let key = StockKey(
        sku: ID(Int(statement.int32(1))), owner: ID(Int(statement.int32(2))), lot: statement.int32(3))
      rows.append(
        BinRow(
          bin: ID(Int(statement.int32(0))), key: key, quantity: statement.int32(4), sequence: statement.int64(5)))
    }
    return rows
  }

  /// Orders by number from `first` on.
  public func orders(from first: Order.ID = ID(0), limit: Int) throws(JournalError) -> [OrderRow] {
    try rows("orders", from: first.raw, limit: limit) { row in
      OrderRow(
        id: ID(row["id"]), code: row["code"], destination: row["destination"],
        due: Instant(milliseconds: row["due"]), received: Instant(milliseconds: row["received"]),
        stage: try known(OrderStage(rawValue: row["stage"]), row), station: id(row["station"]),
        parcels: row["parcels"])
    }
  }

  /// Confirmed and refused tasks by number from `first` on.
  public func tasks(from first: WorkTask.ID = ID(0), limit: Int) throws(JournalError) -> [TaskRow] {
    try rows("tasks", from: first.raw, limit: limit) { row in
      TaskRow(
        id: ID(row["id"]), outcome: try known(TaskOutcome(rawValue: row["outcome"]), row), station: ID(row["station"]),
        bin: id(row["bin"]), quantity: row["quantity"])
    }
  }

  /// Devices that have been heard or withdrawn, by number from `first` on.
  public func devices(from first: Device.ID = ID(0), limit: Int) throws(JournalError) -> [DeviceRow] {
    try rows("devices", from: first.raw, limit: limit) { row in
      let heard: Int64? = row["heard"]
      return DeviceRow(
        id: ID(row["id"]), stream: row["stream"], sequence: row["sequence"],
        heard: heard.map { Instant(milliseconds: $0) }, isWithdrawn: row["withdrawn"])
    }
  }

  /// Parcels by number from `first` on.
  public func parcels(from first: Parcel.ID = ID(0), limit: Int) throws(JournalError) -> [ParcelRow] {
    try rows("parcels", from: first.raw, limit: limit) { row in
      ParcelRow(
        id: ID(row["id"]), order: id(row["order"]), stage: try known(ParcelStage(rawValue: row["stage"]), row),
        box: id(row["box"]), mass: row["mass"], station: id(row["station"]), chute: row["chute"])
    }
  }

  private func rows<T>(
    _ table: String, from first: Int32, limit: Int, _ make: (Row) throws -> T
  ) throws(JournalError) -> [T] {
    try reading { db in
      let sql = "SELECT * FROM \(table) WHERE id >= ? ORDER BY id LIMIT ?"
      return try Row.fetchAll(db, sql: sql, arguments: [first, limit]).map(make)
    }
  }

  private func id<Noun>(_ raw: Int?) -> FloorModel.ID<Noun>? { raw.map { ID($0) } }

  /// A stage that this version does not know can only come from a newer one.
  private func known<T>(_ value: T?, _ row: Row) throws -> T {
    guard let value else { throw JournalError.newerFormat(path: path, found: "a row has an unknown stage: \(row)") }
    return value
  }
}
