import FloorCore
import FloorModel
import Foundation
import GRDB
import StoreSamples
import Testing

@testable import FloorStore

@Suite struct DamageTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("floor.sqlite")
  }

  @Test(arguments: [
    "UPDATE journal SET payload = zeroblob(length(payload)) WHERE number = 17",
    "UPDATE journal SET chain = chain + 1 WHERE number = 17", "UPDATE journal SET at = at + 1 WHERE number = 17",
    "DELETE FROM journal WHERE number = 17",
  ])
  func aDamagedMiddleIsRefusedWithTheEntryAndAWayOut(sql: String) throws {
    let entries = try write(40, to: directory)
    try directory.damage(sql)
    let error = #expect(throws: JournalError.self) { try Journal(directory: directory.path, site: site) }
    guard case .damaged(path, entry: 17, _)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(error!.description.contains("drover journal repair \(directory.path); or restore the newest backup"))
    let reader = try JournalReader(directory: directory.path, site: site)
    guard case .damaged(at: 17, _, _) = try reader.verify() else {
      Issue.record("\(try reader.verify())")
      return
    }
    #expect(throws: JournalError.self) { try readAll(reader) }

    let (plan, aside) = try Journal.repair(directory: directory.path, site: site, usingSnapshots: false)
    #expect(plan.last == 16 && plan.damaged == 17 && plan.lostEntries == 17...40 && plan.lostHistory == nil)
    #expect(FileManager.default.fileExists(atPath: aside))
    let journal = try Journal(directory: directory.path, site: site, check: .everything)
    #expect(try readAll(journal.reader) == Array(entries[..<16]))
    try journal.append(Array(entries[16...]))
    #expect(try readAll(journal.reader) == entries)
  }

  @Test func entriesThatChangedPlacesAreFound() throws {
    _ = try write(40, to: directory)
    try directory.damage(
      """
      CREATE TEMP TABLE swap AS SELECT * FROM journal WHERE number IN (8, 9);
      UPDATE journal SET payload = (SELECT payload FROM swap WHERE swap.number = 17 - journal.number)
      WHERE number IN (8, 9)
      """)
    let reader = try JournalReader(directory: directory.path, site: site)
    guard case .damaged(at: 8, _, _) = try reader.verify() else {
      Issue.record("\(try reader.verify())")
      return
    }
  }

  @Test func aTornTailIsCutWithANoteAndTheProjectionsGoBackWithIt() throws {
    let entries = try write(40, to: directory)
    let expected = try TemporaryDirectory()
    _ = try write(37, to: expected)
    try directory.damage("UPDATE journal SET payload = x'00' WHERE number >= 38")
    let reader = try JournalReader(directory: directory.path, site: site)
    #expect(try reader.verify() == .tornTail(cutFrom: 38, entries: 3))

    let journal = try Journal(directory: directory.path, site: site)
    #expect(journal.notes.count == 1)
    #expect(journal.notes.first?.contains("the last 3 entries, from 38 on") == true)
    #expect(try readAll(journal.reader) == Array(entries[..<37]))
    let other = try Journal(directory: expected.path, site: site)
    #expect(journal.last == other.last)
    #expect(try journal.reader.snapshotOfBins().rows == other.reader.snapshotOfBins().rows)
    #expect(try journal.reader.changes(after: 0, limit: 999) == other.reader.changes(after: 0, limit: 999))
    #expect(try journal.reader.devices(limit: 999) == other.reader.devices(limit: 999))
    try journal.append(Array(entries[37...]))
    #expect(try readAll(journal.reader) == entries)
  }

  @Test func aSnapshotBeyondTheLastEntryMeansThatEntriesAreLost() throws {
    _ = try write(40, to: directory)
    let journal = try Journal(directory: directory.path, site: site)
    try journal.save(Snapshot(number: 40, format: 1, payload: [1]))
    journal.close()
    try directory.damage("DELETE FROM journal WHERE number > 35")
    let reason = "a snapshot was taken at entry 40, but the entries end here"
    #expect(throws: JournalError.damaged(path: path, entry: 36, reason: reason)) {
      try Journal(directory: directory.path, site: site)
    }
  }

  @Test func whatASnapshotCoversIsCheckedOnlyWhenAskedFor() throws {
    _ = try write(40, to: directory)
    let journal = try Journal(directory: directory.path, site: site)
    try journal.save(Snapshot(number: 30, format: 1, payload: [1]))
    journal.close()
    try directory.damage("UPDATE journal SET payload = x'00' WHERE number = 5")
    try Journal(directory: directory.path, site: site).close()
    #expect(throws: JournalError.self) { try Journal(directory: directory.path, site: site, check: .everything) }
  }

  @Test func aFileThatIsNoDatabaseIsRefusedInItsOwnWords() throws {
    try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: JournalError.self) { try Journal(directory: directory.path, site: site) }
    guard case .damagedFile(path, _)? = error else {
      Issue.record("\(error as Any)")
      return
    }
  }
}
