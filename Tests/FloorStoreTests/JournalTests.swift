import FloorCore
import FloorModel
import GRDB
import StoreSamples
import Testing

@testable import FloorStore

@Suite struct JournalTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func entriesComeBackAsTheyWereWritten() throws {
    let entries = try write(2_500, to: directory)
    let journal = try Journal(directory: directory.path, site: site)
    #expect(try readAll(journal.reader) == entries)
    #expect(try readAll(journal.reader, from: 2_400) == Array(entries[2_399...]))
    #expect(journal.last.number == 2_500)
    #expect(journal.last.sequence == entries.reduce(0) { $0 + Int64($1.changes.count) })
    #expect(try journal.reader.verify() == .ok(count: 2_500))
    #expect(journal.notes.isEmpty)
  }

  @Test func itIsSafeAgainstPowerLoss() throws {
    let journal = try Journal(directory: directory.path, site: site)
    let (mode, synchronous) = try journal.pool.writeWithoutTransaction { db in
      (try String.fetchOne(db, sql: "PRAGMA journal_mode"), try Int.fetchOne(db, sql: "PRAGMA synchronous"))
    }
    #expect(mode == "wal")
    #expect(synchronous == 2, "FULL: each commit is an fsync of the WAL")
  }

  @Test func aHoleOrARepeatedNumberIsRefusedWithTheNumbers() throws {
    var samples = SampleEntries(seed: 3)
    let journal = try Journal(directory: directory.path, site: site)
    let entries = samples.next(10)
    try journal.append(Array(entries[..<4]))
    #expect(throws: JournalError.notContiguous(expected: 5, found: 4)) { try journal.append([entries[3]]) }
    #expect(throws: JournalError.notContiguous(expected: 5, found: 6)) { try journal.append([entries[5]]) }
    #expect(throws: JournalError.notContiguous(expected: 6, found: 8)) {
      try journal.append([entries[4], entries[7]])
    }
    try journal.append(Array(entries[4...]))
    #expect(try readAll(journal.reader) == entries)
  }

  @Test func aHoleInTheStockChangesIsRefusedWithTheNumbers() throws {
    let journal = try Journal(directory: directory.path, site: site)
    let key = StockKey(sku: ID(1))
    func entry(_ number: Int64, _ sequences: [Int64]) -> Entry {
      let changes = sequences.map {
        StockChange(sequence: $0, key: key, quantity: 1, from: .outside, to: .holdShelf)
      }
      return Entry(number: number, at: .zero, record: .cartonsNotFound(ID(0)), changes: changes)
    }
    try journal.append([entry(1, [1, 2])])
    #expect(throws: JournalError.sequenceNotContiguous(entry: 2, expected: 3, found: 4)) {
      try journal.append([entry(2, [4])])
    }
    #expect(throws: JournalError.sequenceNotContiguous(entry: 2, expected: 4, found: 3)) {
      try journal.append([entry(2, [3, 3])])
    }
    try journal.append([entry(2, [3]), entry(3, []), entry(4, [4])])
    #expect(journal.last.sequence == 4)
  }

  @Test func limitsAreNamedAndNothingIsWrittenBeyondThem() throws {
    let journal = try Journal(directory: directory.path, site: site)
    var samples = SampleEntries(seed: 4)
    let many = samples.next(Journal.batchLimit + 1)
    #expect(throws: JournalError.batchTooLarge(entries: many.count, limit: Journal.batchLimit)) {
      try journal.append(many)
    }
    let name = String(repeating: "x", count: Journal.payloadLimit)
    let large = Entry(number: 1, at: .zero, record: .intervention(.pauseAll, by: name), changes: [])
    #expect(throws: JournalError.self) { try journal.append([large]) }
    #expect(journal.last.number == 0)
    try journal.append(Array(many.dropLast()))
    #expect(journal.last.number == Int64(Journal.batchLimit))
  }

  @Test func anotherSitesJournalIsRefusedInAClearSentence() throws {
    _ = try write(3, to: directory)
    let expected = JournalError.otherSite(path: directory.file("floor.sqlite"), expected: 7, found: site)
    #expect(throws: expected) { try Journal(directory: directory.path, site: 7) }
    #expect(throws: expected) { try JournalReader(directory: directory.path, site: 7) }
    #expect("\(expected)".contains("belongs to the site with fingerprint feed000000000001, not to 7."))
  }

  @Test func onlyOneProcessWritesAndOthersMayRead() throws {
    let entries = try write(20, to: directory)
    let journal = try Journal(directory: directory.path, site: site)
    #expect(throws: JournalError.locked(path: directory.file("floor.sqlite"))) {
      try Journal(directory: directory.path, site: site)
    }
    let other = try JournalReader(directory: directory.path, site: site)
    #expect(try readAll(other) == entries)
    var samples = SampleEntries(seed: 9, after: 20, sequence: journal.last.sequence)
    try journal.append(samples.next(5))
    #expect(try other.lastNumber() == 25)
  }

  @Test func aFileFromTheFutureIsRefused() throws {
    _ = try write(3, to: directory)
    try directory.damage("INSERT INTO grdb_migrations VALUES ('9 wonders')")
    let expected = JournalError.newerFormat(
      path: directory.file("floor.sqlite"), found: "its tables have: 9 wonders")
    #expect(throws: expected) { try Journal(directory: directory.path, site: site) }
  }

  @Test func anEmptyBatchIsNoTransaction() throws {
    let journal = try Journal(directory: directory.path, site: site)
    try journal.append([])
    #expect(journal.last.number == 0)
    #expect(try readAll(journal.reader).isEmpty)
    #expect(try journal.reader.verify() == .ok(count: 0))
  }
}
