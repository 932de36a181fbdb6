import CJournalLoop
import FloorCore
import FloorModel
import Foundation

/// The statements that the bare C loop runs: the same rows that the journal writes, with everything computed
/// beforehand.
struct Tape {
  static let statements = [
    "INSERT INTO journal VALUES (?,?,?,?,?)",
    "INSERT INTO changes VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
    """
    INSERT INTO bins VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE
    SET quantity = quantity + excluded.quantity, sequence = excluded.sequence
    """,
    "DELETE FROM bins WHERE bin = ? AND sku = ? AND owner = ? AND lot = ? AND quantity = 0",
    "INSERT OR REPLACE INTO tasks VALUES (?,?,?,?,?,?)",
    """
    INSERT INTO devices (id, stream, sequence, heard) VALUES (?,?,?,?) ON CONFLICT DO UPDATE
    SET stream = excluded.stream, sequence = excluded.sequence, heard = excluded.heard
    """,
  ]

  private(set) var operations: [c_operation] = []
  private(set) var blobs: [UInt8] = []

  /// - Parameters:
  ///   - payloads: as the journal has written them, with their links of the chain.
  ///   - isJournalOnly: leave out the feed and the projections.
  init(_ entries: [Entry], payloads: [(bytes: [UInt8], chain: Int64)], batch: Int, isJournalOnly: Bool) {
    for start in stride(from: 0, to: entries.count, by: batch) {
      let range = start..<min(start + batch, entries.count)
      for index in range { add(entries[index], payloads[index]) }
      if !isJournalOnly {
        for entry in entries[range] { addProjections(of: entry) }
        addDevices(of: entries[range])
      }
      operations[operations.count - 1].ends_batch = 1
    }
  }

  private mutating func add(_ entry: Entry, _ payload: (bytes: [UInt8], chain: Int64)) {
    add(0, [entry.number, entry.at.milliseconds, 1, 0, payload.chain])
    operations[operations.count - 1].blob_index = 4
    operations[operations.count - 1].blob_size = Int32(payload.bytes.count)
    operations[operations.count - 1].blob_offset = Int64(blobs.count)
    blobs += payload.bytes
  }

  private mutating func addProjections(of entry: Entry) {
    var device = Int64.min
    if case .device(let event) = entry.record { device = Int64(event.device.raw) }
    for change in entry.changes {
      let (from, to) = (columns(change.from), columns(change.to))
      let key = [Int64(change.key.sku.raw), Int64(change.key.owner.raw), Int64(change.key.lot)]
      let quantity = Int64(change.quantity)
      add(
        1,
        [change.sequence, entry.number, entry.at.milliseconds, device] + key
          + [quantity, from.kind, from.id, to.kind, to.id])
      if case .bin(let bin) = change.from {
        add(2, [Int64(bin.raw)] + key + [-quantity, change.sequence])
        add(3, [Int64(bin.raw)] + key)
      }
      if case .bin(let bin) = change.to { add(2, [Int64(bin.raw)] + key + [quantity, change.sequence]) }
    }
    guard case .device(let event) = entry.record else { return }
    switch event.body {
    case .picked(let task, let bin, let quantity):
      add(4, [Int64(task.raw), 0, device, Int64(bin.raw), Int64(quantity), entry.number])
    case .stowed(let task, let bin): add(4, [Int64(task.raw), 0, device, Int64(bin.raw), 1, entry.number])
    default: break
    }
  }

  private mutating func addDevices(of entries: ArraySlice<Entry>) {
    var order: [Int64] = []
    var last: [Int64: [Int64]] = [:]
    for entry in entries {
      guard case .device(let event) = entry.record else { continue }
      let device = Int64(event.device.raw)
      if last[device] == nil { order.append(device) }
      last[device] = [device, event.stream, event.sequence, entry.at.milliseconds]
    }
    for device in order { add(5, last[device]!) }
  }

  private func columns(_ place: Place) -> (kind: Int64, id: Int64) {
    switch place {
    case .stowTote(let id): (3, Int64(id.raw))
    case .bin(let id): (4, Int64(id.raw))
    case .orderTote(let id): (5, Int64(id.raw))
    default: preconditionFailure("the workload has no such place")
    }
  }

  private mutating func add(_ statement: Int32, _ values: [Int64]) {
    var operation = c_operation()
    operation.statement = statement
    operation.count = Int32(values.count)
    withUnsafeMutableBytes(of: &operation.values) { $0.copyBytes(from: values.withUnsafeBytes { Array($0) }) }
    operations.append(operation)
  }

  /// Runs it on the file. Gives the seconds that the loop took.
  func run(on path: String) -> Double {
    var seconds = 0.0
    let copies = Self.statements.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let statements = copies.map { UnsafePointer($0) }
    let code = c_journal_loop(
      path, statements, Int32(statements.count), operations, Int64(operations.count), blobs, 4_000, &seconds)
    precondition(code == 0, "the C loop failed with SQLite code \(code)")
    return seconds
  }
}
