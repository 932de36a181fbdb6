import FloorCore
import FloorModel
import FloorStore
import Foundation
import StoreSamples
import Testing

@Suite struct FeedTests {
  let directory: TemporaryDirectory
  let journal: Journal
  let expected: [FeedChange]

  init() throws {
    directory = try TemporaryDirectory()
    let entries = try write(400, to: directory)
    journal = try Journal(directory: directory.path, site: site)
    expected = entries.flatMap { entry in
      var device: Device.ID?
      if case .device(let event) = entry.record { device = event.device }
      return entry.changes.map { FeedChange(change: $0, entry: entry.number, at: entry.at, device: device) }
    }
  }

  @Test func everyChangeComesOnceAndInOrder() throws {
    var read: [FeedChange] = []
    while case .changes(let page) = try journal.reader.changes(after: Int64(read.count), limit: 37), !page.isEmpty {
      read += page
    }
    #expect(read == expected)
    #expect(try journal.reader.firstSequence() == 1)
    #expect(try journal.reader.lastSequence() == Int64(expected.count))
  }

  @Test func aReaderOfAGoneOffsetIsToldWhereTheFeedBegins() throws {
    let last = Int64(expected.count)
    #expect(try journal.trimChanges(keepingLast: 50) == expected.count - 50)
    let first = last - 49
    #expect(try journal.reader.firstSequence() == first)
    #expect(try journal.reader.changes(after: first - 2, limit: 9) == .gone(first: first))
    #expect(try journal.reader.changes(after: 0, limit: 9) == .gone(first: first))
    #expect(try journal.reader.changes(after: first - 1, limit: 100) == .changes(Array(expected.suffix(50))))
    #expect(try journal.reader.changes(after: last, limit: 9) == .changes([]))
    #expect(try journal.reader.changes(after: last + 1, limit: 9) == .ahead(last: last))
  }

  @Test func numberingGoesOnAfterEverythingIsTrimmed() throws {
    try journal.trimChanges(keepingLast: 0)
    journal.close()
    let again = try Journal(directory: directory.path, site: site)
    #expect(again.last.sequence == Int64(expected.count))
    var samples = SampleEntries(seed: 5, after: 400, sequence: again.last.sequence)
    try again.append(samples.next(10))
    #expect(try again.reader.verify() == .ok(count: 410))
  }

  /// A reader that starts from the bins and reads on from their offset sees what the bins show later.
  @Test func binsAndFeedAgreeWhileTheWriterGoesOn() async throws {
    let journal = journal
    var samples = SampleEntries(seed: 6, after: 400, sequence: journal.last.sequence)
    let batches = (0..<60).map { _ in samples.next(20) }
    let start = try journal.reader.snapshotOfBins()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for batch in batches { try journal.append(batch) } }
      for _ in 0..<2 {
        group.addTask {
          for _ in 0..<30 {
            let now = try journal.reader.snapshotOfBins()
            var bins = Bins(start.rows)
            let missing = Int(now.offset - start.offset)
            guard case .changes(let changes) = try journal.reader.changes(after: start.offset, limit: missing) else {
              Issue.record("the feed has a hole")
              return
            }
            changes.forEach { bins.apply($0.change) }
            try #require(bins.rows == now.rows.map { Bins.Line(bin: $0.bin, key: $0.key, quantity: $0.quantity) })
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(journal.last.number == 1_600)
  }
}

/// What bins hold, reckoned in the simplest way.
struct Bins {
  struct Line: Hashable {
    var bin: Bin.ID
    var key: StockKey
    var quantity: Int32
  }

  private var quantities: [Line: Int32] = [:]

  init(_ rows: [BinRow]) {
    for row in rows { quantities[Line(bin: row.bin, key: row.key, quantity: 0)] = row.quantity }
  }

  mutating func apply(_ change: StockChange) {
    if case .bin(let bin) = change.from {
      quantities[Line(bin: bin, key: change.key, quantity: 0), default: 0] -= change.quantity
    }
    if case .bin(let bin) = change.to {
      quantities[Line(bin: bin, key: change.key, quantity: 0), default: 0] += change.quantity
    }
  }

  var rows: [Line] {
    quantities.filter { $0.value != 0 }
      .map { Line(bin: $0.key.bin, key: $0.key.key, quantity: $0.value) }
      .sorted { ($0.bin, $0.key) < ($1.bin, $1.key) }
  }
}
