import FloorCore
import FloorModel
import Foundation
import Testing

@testable import FloorStore

@Suite struct RepairTests {
  let directory: TemporaryDirectory
  private let count = SmallShift.entries.count
  private var last: Int64 { Int64(count) }
  private let print = SmallShift.site.fingerprint

  init() throws { directory = try TemporaryDirectory() }

  private func plan(usingSnapshots: Bool = true) throws -> RepairPlan {
    try Journal.planRepair(directory: directory.path, site: print, usingSnapshots: usingSnapshots)
  }

  private func repair(usingSnapshots: Bool = true) throws -> RepairPlan {
    try Journal.repair(directory: directory.path, site: print, usingSnapshots: usingSnapshots).plan
  }

  private func damage(_ entry: Int) throws {
    try directory.damage("UPDATE journal SET payload = zeroblob(length(payload)) WHERE number = \(entry)")
  }

  @Test func aWholeJournalNeedsNoRepair() throws {
    try SmallShift.write(count, to: directory, snapshots: [200])
    let plan = try plan()
    #expect(plan.isNeedless)
    #expect(plan.last == last && plan.snapshot == nil)
  }

  @Test func damageBeforeASnapshotCostsNothingButTheSingleEntries() throws {
    try SmallShift.write(count, to: directory, snapshots: [100, 250])
    try damage(180)
    let plan = try repair()
    #expect(plan.damaged == 180 && plan.reason == "its checksum is wrong")
    #expect(plan.snapshot == 250 && plan.last == last)
    #expect(plan.lostHistory == 180...250 && plan.lostEntries == nil)

    let journal = try SmallShift.open(directory, check: .everything)
    let recovery = try journal.reader.recover(SmallShift.site)
    #expect(recovery.books == SmallShift.books)
    #expect(try journal.reader.verify() == .ok(count: last))
    #expect(try readAll(journal.reader) == Array(SmallShift.entries[250...]))
    #expect(try journal.reader.originNumber() == 250)
    #expect(journal.last == (last, SmallShift.books.ledger.lastChange))
    let bins = try journal.reader.snapshotOfBins()
    #expect(bins.offset == SmallShift.books.ledger.lastChange)
    #expect(bins.rows.map { StockLine(bin: $0.bin, key: $0.key, quantity: $0.quantity) } == SmallShift.linesInBins)
    let first = SmallShift.books(after: 250).ledger.lastChange
    #expect(try journal.reader.changes(after: 3, limit: 9) == .gone(first: first + 1))
    guard case .changes(let rest) = try journal.reader.changes(after: first, limit: .max) else {
      Issue.record("the feed does not go on behind the snapshot")
      return
    }
    #expect(rest.map(\.change) == SmallShift.entries[250...].flatMap(\.changes))
  }

  @Test func aRepairedJournalGoesOnAndIsRepairedAgain() throws {
    try SmallShift.write(280, to: directory, snapshots: [250])
    try damage(40)
    _ = try repair()
    try FileManager.default.removeItem(atPath: directory.file("floor.sqlite.damaged"))
    // Without any snapshot file the books come from the journal's own file.
    try FileManager.default.removeItem(atPath: directory.file("snapshots"))
    let journal = try SmallShift.open(directory)
    try SmallShift.append(SmallShift.entries[280...], to: journal)
    let recovery = try journal.reader.recover(SmallShift.site)
    #expect(recovery.books == SmallShift.books && recovery.snapshot == nil)
    journal.close()
    try damage(300)
    let plan = try repair()
    #expect(plan.damaged == 300 && plan.last == 299 && plan.lostEntries == 300...last)
    let again = try SmallShift.open(directory, check: .everything)
    #expect(try again.reader.recover(SmallShift.site).books == SmallShift.books(after: 299))
  }

  @Test func damageBehindEverySnapshotCostsWhatFollowsIt() throws {
    try SmallShift.write(count, to: directory, snapshots: [100, 150])
    try damage(200)
    #expect(throws: JournalError.self) { try SmallShift.open(directory) }
    let plan = try repair()
    #expect(plan.damaged == 200 && plan.last == 199 && plan.snapshot == nil)
    #expect(plan.lostHistory == nil && plan.lostEntries == 200...last)
    let journal = try SmallShift.open(directory, check: .everything)
    #expect(try journal.reader.recover(SmallShift.site).books == SmallShift.books(after: 199))
    #expect(try journal.reader.originNumber() == 0)
  }

  @Test func entriesThatAreGoneComeBackFromTheSnapshotThatKnowsThem() throws {
    try SmallShift.write(300, to: directory, snapshots: [300])
    try directory.damage("DELETE FROM journal WHERE number > 280")
    let error = #expect(throws: JournalError.self) { try SmallShift.open(directory) }
    #expect(error?.description.contains("drover journal repair") == true)
    let plan = try repair()
    #expect(plan.snapshot == 300 && plan.last == 300 && plan.lostHistory == 281...300 && plan.lostEntries == nil)
    let journal = try SmallShift.open(directory)
    #expect(try journal.reader.recover(SmallShift.site).books == SmallShift.books(after: 300))
    #expect(journal.last == (300, SmallShift.books(after: 300).ledger.lastChange))
    try SmallShift.append(SmallShift.entries[300...], to: journal)
    #expect(try journal.reader.recover(SmallShift.site).books == SmallShift.books)
  }

  @Test func withoutSnapshotsARepairKeepsWhatIsBeforeTheDamage() throws {
    try SmallShift.write(count, to: directory, snapshots: [250])
    try damage(180)
    let plan = try repair(usingSnapshots: false)
    #expect(plan.last == 179 && plan.snapshot == nil && plan.lostEntries == 180...last)
    // The snapshot of a future that is no more is out of use, and not deleted.
    let journal = try SmallShift.open(directory, check: .everything)
    #expect(try journal.reader.latestSnapshot() == nil)
    #expect(try SmallShift.snapshots(directory).first?.hasSuffix(".snapshot.damaged") == true)
  }

  @Test func planningChangesNothing() throws {
    try SmallShift.write(count, to: directory, snapshots: [250])
    try damage(180)
    let before = try Data(contentsOf: URL(fileURLWithPath: directory.file("floor.sqlite")))
    _ = try plan()
    #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file("floor.sqlite"))) == before)
    #expect(!FileManager.default.fileExists(atPath: directory.file("repair")))
  }

  @Test func anEarlierRepairIsNotOverwritten() throws {
    try SmallShift.write(20, to: directory)
    try damage(5)
    _ = try repair()
    let aside = JournalError.exists(path: directory.file("floor.sqlite.damaged"))
    #expect(throws: aside) { try repair() }
  }

  /// Bits turned anywhere in the file: whatever is opened, the books are those of a beginning of the history, never others.
  @Test(arguments: 0..<40) func damageAtRandomOffsetsIsNeverBelieved(seed: Int) throws {
    let count = 120
    try SmallShift.write(count, to: directory)
    let path = directory.file("floor.sqlite")
    var random = SplitMix(UInt64(seed))
    let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
    for _ in 0...random.below(4) { try SmallShift.flip(path, at: random.below(size), bit: random.below(8)) }
    do {
      let journal = try SmallShift.open(directory, check: .everything)
      let recovery = try journal.reader.recover(SmallShift.site)
      #expect(recovery.books == SmallShift.books(after: Int(recovery.books.lastEntry)), "seed \(seed)")
      if recovery.books.lastEntry < Int64(count) { #expect(!journal.notes.isEmpty, "seed \(seed): cut without a word") }
    } catch let error as JournalError {
      #expect(error.description.contains(directory.path), "seed \(seed): \(error)")
      #expect(!error.remedy.isEmpty)
    }
  }
}

extension SmallShift {
  /// By bin, then by key, as the feed's snapshot has them.
  static var linesInBins: [StockLine] {
    books.ledger.bins.enumerated().flatMap { bin, lines in
      lines.map { StockLine(bin: ID(bin), key: $0.key, quantity: $0.quantity) }
    }
  }
}
