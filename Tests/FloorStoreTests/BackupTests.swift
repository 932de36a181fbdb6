import FloorStore
import Foundation
import StoreSamples
import Testing

@Suite struct BackupTests {
  let directory: TemporaryDirectory
  let other: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    other = try TemporaryDirectory()
  }

  @Test func aBackupTakenWhileAppendingIsAWholeJournal() async throws {
    let entries = try write(3_000, to: directory)
    let journal = try Journal(directory: directory.path, site: site)
    let file = other.file("backup.sqlite")
    var samples = SampleEntries(seed: 5, after: 3_000, sequence: journal.last.sequence)
    let later = samples.next(500)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for start in stride(from: 0, to: 500, by: 10) { try journal.append(Array(later[start..<start + 10])) }
      }
      group.addTask { try journal.backup(to: file) }
      try await group.waitForAll()
    }
    try Journal.restore(from: file, into: other.path, site: site)
    let restored = try Journal(directory: other.path, site: site, check: .everything)
    let count = Int(restored.last.number)
    #expect((3_000...3_500).contains(count))
    #expect(count % 10 == 0, "a batch is in it or not")
    #expect(try readAll(restored.reader) == Array((entries + later)[..<count]))
    try restored.append(Array((entries + later)[count...]))
    #expect(try restored.reader.snapshotOfBins() == journal.reader.snapshotOfBins())
  }

  @Test func nothingIsOverwritten() throws {
    _ = try write(10, to: directory)
    let journal = try Journal(directory: directory.path, site: site)
    let file = other.file("backup.sqlite")
    try journal.backup(to: file)
    #expect(throws: JournalError.exists(path: file)) { try journal.backup(to: file) }
    journal.close()
    let there = JournalError.exists(path: directory.file("floor.sqlite"))
    #expect(throws: there) { try Journal.restore(from: file, into: directory.path, site: site) }
    #expect(throws: JournalError.otherSite(path: file, expected: 1, found: site)) {
      try Journal.restore(from: file, into: other.path, site: 1)
    }
  }

  @Test func aDamagedBackupIsRefusedAndLeavesNothingBehind() throws {
    _ = try write(30, to: directory)
    try directory.damage("UPDATE journal SET payload = x'00' WHERE number = 12")
    let reason = "its checksum is wrong"
    let file = directory.file("floor.sqlite")
    #expect(throws: JournalError.damaged(path: file, entry: 12, reason: reason)) {
      try Journal.restore(from: file, into: other.path, site: site)
    }
    #expect(!FileManager.default.fileExists(atPath: other.file("floor.sqlite")))
  }
}
