import FloorCore
import FloorModel
import Foundation
import Testing

@testable import FloorStore

/// A recorded process run again: the same effects, or the moment from which they are not.
@Suite struct ReplayTests {
  let directory: TemporaryDirectory
  private let print = SmallShift.site.fingerprint

  init() throws { directory = try TemporaryDirectory() }

  /// Runs a floor for two minutes with units, orders and a broken link, as the daemon does: recorded first, then handled,
  /// then journaled. Returns the number of inputs.
  @discardableResult
  private func live(from start: Instant, orders: String, hiding hidden: String? = nil) throws -> Int {
    let journal = try SmallShift.open(directory)
    let recorder = try FlightRecorder(directory: directory.path, site: print)
    let books = try journal.reader.recover(SmallShift.site).books
    var run = FloorRun(site: SmallShift.site, books: books)
    try recorder.record([Recorded(at: start, .began(entry: books.lastEntry))])
    var count = 0
    func take(_ inputs: [Recorded]) throws {
      count += inputs.count
      // What a replay must notice: something reached the floor that was not recorded.
      let isHidden = inputs.contains { input in
        if case .event(.order(let order)) = input.input { order.code == hidden } else { false }
      }
      if !isHidden { try recorder.record(inputs) }
      let entries = inputs.flatMap { run.take($0) }.compactMap { effect in
        if case .journal(let entry) = effect { entry } else { nil }
      }
      try journal.append(entries)
    }
    try take([Recorded(at: start, .restarted)])
    for (index, device) in SmallShift.site.devices.enumerated() {
      guard case .driveUnit(let place) = device.place else { continue }
      try take([
        Recorded(at: start, event: .drive(ID(index), DriveReport(cell: place.start, heading: place.heading)))
      ])
    }
    for second in 1...120 as ClosedRange<Int> {
      let now = start + .seconds(Double(second))
      try take([Recorded(at: now, event: .tick)])
      if second % 10 == 0 {
        let line = OrderLine(sku: ID(second / 10), quantity: 1)
        let order = OrderRequest(
          code: "\(orders)\(second)", lines: [line], destination: "NORTH", due: now + .hours(1))
        try take([Recorded(at: now, event: .order(order))])
      }
      if second == 70 { try take([Recorded(at: now, .reconnected)]) }
      try recorder.record([Recorded(at: now, .mark(run.hash.value))])
    }
    journal.close()
    return count
  }

  private func replay(_ life: RecordedLife, from: Instant? = nil, until: Instant? = nil) throws -> Replay.Outcome {
    let reader = try JournalReader(path: directory.path)
    var replay = try Replay(life, site: SmallShift.site, journal: reader, from: from)
    for recorded in Recording(directory: directory.path, site: print, life: life, until: until) {
      try replay.take(recorded)
    }
    return replay.outcome
  }

  @Test func everyProcessComesOutTheSameAgain() throws {
    let first = try live(from: .zero + .hours(1), orders: "A")
    let second = try live(from: .zero + .hours(2), orders: "B")
    let lives = Recording.lives(directory: directory.path, site: print)
    #expect(lives.map(\.entry).count == 2 && lives[0].entry == 0)
    let outcomes = try lives.map { try replay($0) }
    for (outcome, inputs) in zip(outcomes, [first, second]) {
      #expect(outcome.isSame && outcome.marks == 120 && outcome.inputs == inputs)
      #expect(outcome.effects > 50 && outcome.entries >= 12)
    }
    #expect(lives[1].entry == Int64(outcomes[0].entries))
    #expect(outcomes[0].hash != outcomes[1].hash)
    #expect(try replay(lives[0]) == outcomes[0], "the same again, to the bit")
  }

  @Test func aSpanIsCountedByItselfAndItsPartsAreTheWhole() throws {
    let start = Instant.zero + .hours(1)
    let inputs = try live(from: start, orders: "A")
    let life = Recording.lives(directory: directory.path, site: print)[0]
    let middle = start + .seconds(60.5)
    let before = try replay(life, until: start + .seconds(60))
    let after = try replay(life, from: middle)
    #expect(before.isSame && after.isSame)
    #expect(before.inputs + after.inputs == inputs)
    #expect(before.marks == 60 && after.marks == 120, "what came before is held against the record, too")
  }

  @Test func anEffectOfWhatWasNotRecordedIsNoticed() throws {
    try live(from: .zero + .hours(1), orders: "A", hiding: "A40")
    let outcome = try replay(Recording.lives(directory: directory.path, site: print)[0])
    #expect(!outcome.isSame)
    #expect(outcome.differsAt != nil || outcome.differingEntry != nil)
  }

  @Test func whatCouldNotBeRecordedIsSaid() throws {
    let start = Instant.zero + .hours(1)
    try live(from: start, orders: "A")
    let journal = try JournalReader(path: directory.path)
    let life = Recording.lives(directory: directory.path, site: print)[0]
    var replay = try Replay(life, site: SmallShift.site, journal: journal)
    try replay.take(Recorded(at: start, .lost(7)))
    try replay.take(Recorded(at: start, .mark(1)))
    #expect(replay.outcome.lost == 7 && replay.outcome.differsAt == nil && !replay.outcome.isSame)
  }

  @Test func aProcessWhoseBeginningIsForgottenIsNotMadeUp() throws {
    try live(from: .zero + .hours(1), orders: "A")
    let life = RecordedLife(entry: nil, from: .zero, until: .zero, segments: 1...1)
    let journal = try JournalReader(path: directory.path)
    let error = #expect(throws: JournalError.self) { try Replay(life, site: SmallShift.site, journal: journal) }
    #expect(error?.description.contains("has forgotten how the process began") == true)
  }

  @Test func aFeedThatDiffersFromTheEntriesIsFoundAndMadeAnew() throws {
    try SmallShift.write(SmallShift.entries.count, to: directory)
    let reader = try JournalReader(path: directory.path)
    #expect(try reader.auditFeed() == [])
    #expect(try reader.binsHold(SmallShift.books))
    for sql in [
      "UPDATE changes SET quantity = quantity + 1 WHERE sequence = 9", "DELETE FROM changes WHERE sequence = 12",
      "UPDATE bins SET quantity = quantity + 1 WHERE bin = (SELECT min(bin) FROM bins)",
      "INSERT INTO changes SELECT 999999, entry, at, device, sku, owner, lot, quantity, from_kind, from_id, to_kind, "
        + "to_id FROM changes WHERE sequence = 3",
    ] {
      try directory.damage(sql)
      #expect(try !reader.auditFeed().isEmpty, "\(sql)")
      #expect(try reader.binsHold(SmallShift.books) == !sql.contains("bins"))
      let journal = try SmallShift.open(directory)
      try journal.rebuildProjections()
      journal.close()
      #expect(try reader.auditFeed() == [], "\(sql)")
    }
  }
}
