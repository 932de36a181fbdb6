import FloorCore
import FloorModel
import GRDB

/// The one that writes: what comes next, its prepared statements, and its buffers. Used under the journal's lock.
final class JournalWriter {
  private let path: String
  private(set) var head: JournalHead
  private let insert: Statement
  private let projections: ProjectionWriter
  private let sink = ByteSink(capacity: 1 << 16)
  /// Where each payload of the batch ends in the sink, and its link of the chain.
  private var payloads: [(end: Int, chain: UInt64)] = []
  /// After a failure that leaves the operating system's cache in doubt nothing more is written.
  private var isInDoubt = false

  init(_ db: Database, head: JournalHead, path: String) throws {
    self.path = path
    self.head = head
    insert = try Statement("INSERT INTO journal VALUES (?,?,?,?,?)", on: db)
    projections = try ProjectionWriter(db)
  }

  func finalize() {
    insert.finalize()
    projections.finalize()
  }

  /// Checks and encodes before the transaction, so that it is short and a refusal leaves no trace.
  func append(_ entries: [Entry], to pool: DatabasePool) throws(JournalError) {
    guard !isInDoubt else { throw .needsReopening(path: path) }
    let next = try prepare(entries)
    do {
      try pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          try insertPrepared(entries)
          try projections.write(entries)
          return .commit
        }
      }
    } catch {
      throw note(JournalError(error, path: path))
    }
    head = next
  }

  /// A full or locked disk can be tried again. After any other failed write the kernel may hold pages that it believes
  /// to be on disk (Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020): only reopening reads
  /// the truth.
  private func note(_ error: JournalError) -> JournalError {
    switch error {
    case .io, .damagedFile: isInDoubt = true
    default: break
    }
    return error
  }

  private func prepare(_ entries: [Entry]) throws(JournalError) -> JournalHead {
    guard entries.count <= Journal.batchLimit else {
      throw .batchTooLarge(entries: entries.count, limit: Journal.batchLimit)
    }
    var next = head
    sink.removeAll()
    payloads.removeAll(keepingCapacity: true)
    let encoding = BinaryEncoding(sink)
    for entry in entries {
      try next.advance(over: entry)
      let start = sink.count
      do { try EntryCoding.write(entry, to: encoding) } catch {
        throw .notEncodable(entry: entry.number, reason: "\(error)")
      }
      let size = sink.count - start
      guard size <= Journal.payloadLimit else {
        throw .entryTooLarge(entry: entry.number, bytes: size, limit: Journal.payloadLimit)
      }
      let payload = UnsafeRawBufferPointer(rebasing: sink.bytes[start...])
      next.chain = EntryCoding.link(next.chain, entry.number, entry.at, EntryCoding.format, payload)
      payloads.append((sink.count, next.chain))
    }
    return next
  }

  private func insertPrepared(_ entries: [Entry]) throws {
    var start = 0
    for (entry, payload) in zip(entries, payloads) {
      insert.bind(1, entry.number)
      insert.bind(2, entry.at.milliseconds)
      insert.bind(3, EntryCoding.format)
      insert.bind(4, UnsafeRawBufferPointer(rebasing: sink.bytes[start..<payload.end]))
      insert.bind(5, Int64(bitPattern: payload.chain))
      try insert.run()
      start = payload.end
    }
  }
}

/// Where the journal ends.
struct JournalHead: Equatable {
  /// The last entry's number; 0 when there is none.
  var number: Int64 = 0
  /// The last stock change's sequence number; 0 when there is none.
  var sequence: Int64 = 0
  /// The last entry's checksum, which the next one continues.
  var chain: UInt64

  /// Steps over an entry, if it is the one that comes next.
  mutating func advance(over entry: Entry) throws(JournalError) {
    guard entry.number == number + 1 else { throw .notContiguous(expected: number + 1, found: entry.number) }
    for change in entry.changes {
      guard change.sequence == sequence + 1 else {
        throw .sequenceNotContiguous(entry: entry.number, expected: sequence + 1, found: change.sequence)
      }
      sequence += 1
    }
    number += 1
  }
}

/// The bytes of an entry.
enum EntryCoding {
  /// Counts incompatible changes of the payload's layout, of `Record` or of `StockChange`.
  static let format: Int32 = 1

  static func write(_ entry: Entry, to encoding: BinaryEncoding) throws {
    try encoding.write(entry.record)
    encoding.sink.append(entry.changes)
  }

  /// Reads what any Drover up to this one has written. Where a layout has changed, its case here says what has become of
  /// it; a sample of each stays in the tests.
  static func read(
    number: Int64, at: Instant, format: Int32 = Self.format, from bytes: UnsafeRawBufferPointer
  ) throws -> Entry {
    let decoding = BinaryDecoding(bytes)
    guard format == 1 else { throw decoding.damage("there has been no format \(format)") }
    let record = try decoding.readRecord()
    let changes = try decoding.readChanges()
    guard decoding.bytesLeft == 0 else { throw decoding.damage("bytes are left over") }
    return Entry(number: number, at: at, record: record, changes: changes)
  }

  /// The chain starts with the site, so that a row of another site's journal fits nowhere.
  static func firstLink(site: UInt64) -> UInt64 {
    var sum = Checksum()
    sum.add(site)
    return sum.value
  }

  @inline(__always)
  static func link(
    _ chain: UInt64, _ number: Int64, _ at: Instant, _ format: Int32, _ payload: UnsafeRawBufferPointer
  ) -> UInt64 {
    var sum = Checksum(chain: chain)
    sum.add(UInt64(bitPattern: number))
    sum.add(UInt64(bitPattern: at.milliseconds))
    sum.add(UInt64(UInt32(bitPattern: format)))
    sum.add(payload)
    return sum.value
  }
}
