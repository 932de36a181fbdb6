import FloorCore
import FloorModel
import Foundation
import Synchronization
import Testing

@testable import FloorStore

@Suite struct RecoveryTests {
  let directory: TemporaryDirectory
  private let count = SmallShift.entries.count

  init() throws { directory = try TemporaryDirectory() }

  @Test func withoutASnapshotTheWholeJournalIsReplayed() throws {
    try #require(count > 300)
    try SmallShift.write(count, to: directory)
    let recovery = try SmallShift.recover(directory)
    #expect(recovery.books == SmallShift.books)
    #expect(recovery.snapshot == nil && recovery.replayed == Int64(count))
    #expect(recovery.at == SmallShift.entries.last?.at)
    #expect(recovery.notes == [])
  }

  @Test func theNewestSnapshotSavesReplayingWhatIsBeforeIt() throws {
    try SmallShift.write(count, to: directory, snapshots: [100, 250])
    let recovery = try SmallShift.recover(directory)
    #expect(recovery.books == SmallShift.books)
    #expect(recovery.snapshot == 250 && recovery.replayed == Int64(count - 250))
    #expect(recovery.at == SmallShift.entries.last?.at)
    #expect(recovery.notes == [])
  }

  @Test func aSnapshotAtTheEndGivesTheInstantToo() throws {
    try SmallShift.write(250, to: directory, snapshots: [250])
    let recovery = try SmallShift.recover(directory)
    #expect(recovery.replayed == 0)
    #expect(recovery.at == SmallShift.entries[249].at)
  }

  @Test(arguments: 0..<12) func aDamagedSnapshotIsPassedOverWithAWarning(seed: Int) throws {
    try SmallShift.write(count, to: directory, snapshots: [100, 250])
    let files = try SmallShift.snapshots(directory)
    var random = SplitMix(UInt64(seed))
    let size = try Data(contentsOf: URL(fileURLWithPath: files[1])).count
    try SmallShift.flip(files[1], at: random.below(size), bit: random.below(8))
    let first = try SmallShift.recover(directory)
    #expect(first.books == SmallShift.books)
    #expect(first.snapshot == 100)
    #expect(first.notes.count == 1 && first.notes[0].contains("000000000250.snapshot is passed over"))
    // The one before it, cut short by a full disk.
    try Data(contentsOf: URL(fileURLWithPath: files[0])).prefix(2_000).write(to: URL(fileURLWithPath: files[0]))
    let second = try SmallShift.recover(directory)
    #expect(second.books == SmallShift.books)
    #expect(second.snapshot == nil && second.replayed == Int64(count))
    #expect(second.notes.count == 2)
  }

  @Test func aSnapshotOfAnotherLayoutIsPassedOver() throws {
    try SmallShift.write(count, to: directory)
    let journal = try SmallShift.open(directory)
    var snapshot = try Snapshot(SmallShift.books(after: 200), at: .zero)
    snapshot.format += 1
    try journal.save(snapshot)
    let recovery = try journal.reader.recover(SmallShift.site)
    #expect(recovery.books == SmallShift.books && recovery.snapshot == nil)
    #expect(recovery.notes.first?.contains("written by another Drover") == true)
  }

  @Test func aSnapshotThatTheJournalDoesNotFollowFromIsPassedOver() throws {
    try SmallShift.write(count, to: directory)
    let journal = try SmallShift.open(directory)
    // Whole and well formed, but the stock of one bin is not as it was.
    var other = SmallShift.site
    other.openingStock.removeFirst(other.openingStock.count - 1)
    var books = Books(site: other)
    for entry in SmallShift.entries[..<20] { _ = books.apply(entry.record, at: entry.at, site: other) }
    var snapshot = try Snapshot(books, at: .zero)
    snapshot.sequence = books.ledger.lastChange
    try journal.save(snapshot)
    let recovery = try journal.reader.recover(SmallShift.site)
    #expect(recovery.books == SmallShift.books && recovery.snapshot == nil)
    #expect(recovery.notes.first?.contains("does not follow from it") == true)
  }

  @Test func aSnapshotOfAnotherHistoryIsPassedOver() throws {
    let elsewhere = try TemporaryDirectory()
    let journal = try Journal(directory: elsewhere.path, site: SmallShift.site.fingerprint)
    var shifted = Array(SmallShift.entries[..<100])
    for index in shifted.indices { shifted[index].at = shifted[index].at + .seconds(1) }
    try journal.append(shifted)
    try journal.save(Snapshot(SmallShift.books(after: 100), at: .zero))
    journal.close()
    try SmallShift.write(count, to: directory)
    try FileManager.default.copyItem(atPath: elsewhere.file("snapshots"), toPath: directory.file("snapshots"))
    let recovery = try SmallShift.recover(directory)
    #expect(recovery.books == SmallShift.books && recovery.snapshot == nil)
    #expect(recovery.notes.first?.contains("another history") == true)
  }

  @Test func anEarlierMomentCanBeRecovered() throws {
    try SmallShift.write(count, to: directory, snapshots: [100, 250])
    let reader = try JournalReader(directory: directory.path, site: SmallShift.site.fingerprint)
    for (end, snapshot) in [(40, nil), (100, 100), (180, 100), (250, 250)] as [(Int64, Int64?)] {
      let recovery = try reader.recover(SmallShift.site, upTo: end)
      #expect(recovery.books == SmallShift.books(after: Int(end)))
      #expect(recovery.snapshot == snapshot)
    }
  }

  @Test func anotherSiteIsRefusedRatherThanBelieved() throws {
    try SmallShift.write(count, to: directory)
    var other = SmallShift.site
    other.openingStock.removeAll()
    let error = #expect(throws: JournalError.self) { try SmallShift.recover(directory, as: other) }
    guard case .doesNotFollow? = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test func theKeeperSavesByEntriesAndAtTheEndAndForgetsOldOnes() throws {
    let journal = try SmallShift.open(directory)
    let said = Mutex<[String]>([])
    let keeper = SnapshotKeeper(journal: journal, site: SmallShift.site, newest: 0, interval: 60) { note in
      said.withLock { $0.append(note) }
    }
    for start in stride(from: 0, to: 300, by: 20) {
      try journal.append(Array(SmallShift.entries[start..<start + 20]))
      keeper.note(last: Int64(start + 20))
    }
    keeper.finish()
    let reader = journal.reader
    #expect(try reader.latestSnapshot()?.number == 300)
    #expect(try SmallShift.snapshots(directory).count <= 2)
    let recovery = try reader.recover(SmallShift.site)
    #expect(recovery.books == SmallShift.books(after: 300) && recovery.replayed == 0)
    #expect(said.withLock { $0 } == [])
    // Nothing new: nothing is written.
    let before = try SmallShift.snapshots(directory)
    keeper.finish()
    #expect(try SmallShift.snapshots(directory) == before)
  }

  @Test func aSnapshotThatCannotBeWrittenIsSaidSoAndTheJournalGoesOn() throws {
    let journal = try SmallShift.open(directory)
    try journal.append(Array(SmallShift.entries[..<50]))
    try Data("in the way".utf8).write(to: URL(fileURLWithPath: directory.file("snapshots")))
    let said = Mutex<[String]>([])
    let keeper = SnapshotKeeper(journal: journal, site: SmallShift.site, newest: 0) { note in
      said.withLock { $0.append(note) }
    }
    keeper.finish()
    #expect(said.withLock { $0 }.first?.contains("a restart would replay more of the journal") == true)
    try journal.append(Array(SmallShift.entries[50..<60]))
    #expect(journal.last.number == 60)
  }

  @Test func theNewestSnapshotComesBackAndTwoAreKept() throws {
    try SmallShift.write(100, to: directory)
    let journal = try SmallShift.open(directory)
    #expect(try journal.reader.latestSnapshot() == nil)
    func snapshot(_ number: Int64) -> Snapshot { Snapshot(number: number, format: 3, payload: [UInt8(number)]) }
    for number: Int64 in [10, 20, 30] { try journal.save(snapshot(number)) }
    #expect(try journal.reader.latestSnapshot() == snapshot(30))
    #expect(try SmallShift.snapshots(directory).count == 2)
    #expect(throws: JournalError.notContiguous(expected: 100, found: 101)) { try journal.save(snapshot(101)) }
  }
}

/// The numbers of a test that draws: the same on every run.
struct SplitMix {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }
}
