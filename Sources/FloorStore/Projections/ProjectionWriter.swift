import FloorCore
import FloorModel
import GRDB

/// Writes the feed's rows and the projections, within the transaction of the entries that they follow from.
final class ProjectionWriter {
  let change: Statement
  let addToBin: Statement
  let clearBin: Statement
  let receiveOrder: Statement
  let stageOrder: Statement
  let countParcels: Statement
  let finishTask: Statement
  let hearDevice: Statement
  let withdrawDevice: Statement
  let packParcel: Statement
  let stageParcel: Statement
  let finishOrder: Statement

  /// What one batch changes, kept from batch to batch for its capacity.
  private var updates: [ProjectionUpdate] = []
  /// The last event of each device in the batch: one row to write however much it says.
  private var heard: [(device: Device.ID, stream: Int64, sequence: Int64, at: Instant)] = []
  private var heardPosition: [Device.ID: Int] = [:]

  init(_ db: Database) throws {
    change = try Statement("INSERT INTO changes VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", on: db)
    addToBin = try Statement(
      """
      INSERT INTO bins VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE
      SET quantity = quantity + excluded.quantity, sequence = excluded.sequence
      """, on: db)
    clearBin = try Statement(
      "DELETE FROM bins WHERE bin = ? AND sku = ? AND owner = ? AND lot = ? AND quantity = 0", on: db)
    receiveOrder = try Statement(
      """
      INSERT OR IGNORE INTO orders (id, code, destination, due, received, stage, updated)
      VALUES ((SELECT coalesce(max(id) + 1, 0) FROM orders), ?, ?, ?, ?, 0, ?)
      """, on: db)
    stageOrder = try Statement(
      "UPDATE orders SET stage = ?2, station = coalesce(?3, station), updated = ?4 WHERE id = ?1", on: db)
    countParcels = try Statement("UPDATE orders SET parcels = ?2, updated = ?3 WHERE id = ?1", on: db)
    finishTask = try Statement("INSERT OR REPLACE INTO tasks VALUES (?,?,?,?,?,?)", on: db)
    hearDevice = try Statement(
      """
      INSERT INTO devices (id, stream, sequence, heard) VALUES (?,?,?,?) ON CONFLICT DO UPDATE
      SET stream = excluded.stream, sequence = excluded.sequence, heard = excluded.heard
      """, on: db)
    withdrawDevice = try Statement(
      "INSERT INTO devices (id, withdrawn) VALUES (?,?) ON CONFLICT DO UPDATE SET withdrawn = excluded.withdrawn",
      on: db)
    packParcel = try Statement(
      """
      INSERT INTO parcels (id, "order", stage, box, mass, station, updated) VALUES (?1,?2,1,?3,?4,?5,?6)
      ON CONFLICT DO UPDATE SET "order" = ?2, stage = 1, box = ?3, mass = ?4, station = ?5, updated = ?6
      """, on: db)
    stageParcel = try Statement(
      """
      INSERT INTO parcels (id, stage, station, chute, updated) VALUES (?1,?2,?3,?4,?5) ON CONFLICT DO UPDATE
      SET stage = ?2, station = coalesce(?3, station), chute = coalesce(?4, chute), updated = ?5
      """, on: db)
    finishOrder = try Statement(Self.finishOrderSQL, on: db)
  }

  /// An order is sorting when all its parcels are closed, and shipped when all are in their chutes.
  private static let finishOrderSQL = """
    UPDATE orders SET stage = ?2, updated = ?4
    WHERE id = (SELECT "order" FROM parcels WHERE id = ?1)
      AND parcels = (SELECT count(*) FROM parcels p WHERE p."order" = orders.id AND p.stage >= ?3)
    """

  func finalize() {
    for statement in [
      change, addToBin, clearBin, receiveOrder, stageOrder, countParcels, finishTask, hearDevice, withdrawDevice,
      packParcel, stageParcel, finishOrder,
    ] { statement.finalize() }
  }

  /// Writes what follows from a batch. The caller holds the transaction.
  func write(_ entries: [Entry]) throws {
    heard.removeAll(keepingCapacity: true)
    heardPosition.removeAll(keepingCapacity: true)
    for entry in entries {
      for change in entry.changes { try write(change, of: entry) }
      updates.removeAll(keepingCapacity: true)
      ProjectionUpdate.collect(from: entry, into: &updates)
      for update in updates { try write(update, of: entry) }
    }
    for last in heard {
      hearDevice.bind(1, last.device.raw)
      hearDevice.bind(2, last.stream)
      hearDevice.bind(3, last.sequence)
      hearDevice.bind(4, last.at.milliseconds)
      try hearDevice.run()
    }
  }

  private func write(_ stock: StockChange, of entry: Entry) throws {
    let from = PlaceColumns(stock.from)
    let to = PlaceColumns(stock.to)
    change.bind(1, stock.sequence)
    change.bind(2, entry.number)
    change.bind(3, entry.at.milliseconds)
    change.bind(4, entry.device?.raw)
    change.bind(5, stock.key.sku.raw)
    change.bind(6, stock.key.owner.raw)
    change.bind(7, stock.key.lot)
    change.bind(8, stock.quantity)
    change.bind(9, from.kind)
    change.bind(10, from.id)
    change.bind(11, to.kind)
    change.bind(12, to.id)
    try change.run()
    if case .bin(let bin) = stock.from { try add(-Int64(stock.quantity), stock, to: bin) }
    if case .bin(let bin) = stock.to { try add(Int64(stock.quantity), stock, to: bin) }
  }

  private func add(_ quantity: Int64, _ stock: StockChange, to bin: Bin.ID) throws {
    bindBin(addToBin, bin, stock.key)
    addToBin.bind(5, quantity)
    addToBin.bind(6, stock.sequence)
    try addToBin.run()
    guard quantity < 0 else { return }
    bindBin(clearBin, bin, stock.key)
    try clearBin.run()
  }

  func bindBin(_ statement: Statement, _ bin: Bin.ID, _ key: StockKey) {
    statement.bind(1, bin.raw)
    statement.bind(2, key.sku.raw)
    statement.bind(3, key.owner.raw)
    statement.bind(4, key.lot)
  }

  /// Puts opening stock into the bins; sequence 0 precedes every change.
  func write(opening lines: [StockLine]) throws {
    for line in lines {
      bindBin(addToBin, line.bin, line.key)
      addToBin.bind(5, line.quantity)
      addToBin.bind(6, Int64(0))
      try addToBin.run()
    }
  }

  private func write(_ update: ProjectionUpdate, of entry: Entry) throws {
    switch update {
    case .heard(let device, let stream, let sequence):
      if let position = heardPosition[device] {
        heard[position] = (device, stream, sequence, entry.at)
      } else {
        heardPosition[device] = heard.count
        heard.append((device, stream, sequence, entry.at))
      }
    case .task(let task, let outcome, let station, let bin, let quantity):
      try run(finishTask, task.raw, outcome.rawValue, station.raw, bin?.raw, quantity, entry: entry)
    case .order(let order, let stage, let station):
      try run(stageOrder, order.raw, stage.rawValue, station?.raw, entry: entry)
    case .orderParcels(let order, let count): try run(countParcels, order.raw, count, entry: entry)
    case .orderReceived(let request): try receive(request, at: entry.at, entry: entry.number)
    case .withdrawn(let device, let isWithdrawn):
      withdrawDevice.bind(1, device.raw)
      withdrawDevice.bind(2, isWithdrawn ? 1 : Int32(0))
      try withdrawDevice.run()
    case .packed(let parcel, let order, let box, let mass, let station):
      try run(packParcel, parcel.raw, order?.raw, box == Box.own ? nil : box.raw, mass, station.raw, entry: entry)
      try finishOrder(of: parcel, .sorting, whenAll: .closed, entry)
    case .parcel(let parcel, let stage, let station, let chute):
      try run(stageParcel, parcel.raw, stage.rawValue, station?.raw, chute, entry: entry)
      guard stage == .inChute else { return }
      try finishOrder(of: parcel, .shipped, whenAll: .inChute, entry)
    }
  }

  func receive(_ request: OrderRequest, at: Instant, entry: Int64) throws {
    receiveOrder.bind(1, request.code)
    receiveOrder.bind(2, request.destination)
    receiveOrder.bind(3, request.due.milliseconds)
    receiveOrder.bind(4, at.milliseconds)
    receiveOrder.bind(5, entry)
    try receiveOrder.run()
  }

  private func finishOrder(of parcel: Parcel.ID, _ stage: OrderStage, whenAll least: ParcelStage, _ entry: Entry) throws
  {
    try run(finishOrder, parcel.raw, stage.rawValue, least.rawValue, entry: entry)
  }

  /// Binds small values in order and the entry's number behind them.
  private func run(_ statement: Statement, _ values: Int32?..., entry: Entry) throws {
    try run(statement, values, entry: entry.number)
  }

  func run(_ statement: Statement, _ values: [Int32?], entry: Int64) throws {
    for (index, value) in values.enumerated() { statement.bind(Int32(index + 1), value) }
    statement.bind(Int32(values.count + 1), entry)
    try statement.run()
  }
}

extension Entry {
  /// The device whose event it is.
  var device: Device.ID? {
    if case .device(let event) = record { event.device } else { nil }
  }
}
