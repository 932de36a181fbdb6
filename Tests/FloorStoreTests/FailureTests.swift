import FloorCore
import FloorModel
import Foundation
import GRDB
import StoreSamples
import Testing

@testable import FloorStore

@Suite struct FailureTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("floor.sqlite")
  }

  @Test func aFullFileIsSaidSoAndNothingIsHalfWritten() throws {
    let journal = try Journal(directory: directory.path, site: site)
    var samples = SampleEntries(seed: 1)
    let entries = samples.next(1_200)
    try journal.append(Array(entries[..<200]))
    try journal.pool.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count")!
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
    }
    let before = try journal.reader.snapshotOfBins()
    #expect(throws: JournalError.diskFull(path: path)) { try journal.append(Array(entries[200...])) }
    #expect(journal.last.number == 200)
    #expect(try readAll(journal.reader) == Array(entries[..<200]))
    #expect(try journal.reader.snapshotOfBins() == before)
    #expect(JournalError.diskFull(path: path).isWorthRetrying)
    try journal.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    try journal.append(Array(entries[200...]))
    #expect(try readAll(journal.reader) == entries)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
  func aFullDiskIsSaidSoAndNothingAcknowledgedIsLost() throws {
    let disk = try SmallDisk(directory.path, kilobytes: 2_048)
    var samples = SampleEntries(seed: 2)
    var acknowledged: [Entry] = []
    let journal = try Journal(directory: disk.path, site: site)
    let error = #expect(throws: JournalError.self) {
      for _ in 0..<10_000 {
        let batch = samples.next(50)
        try journal.append(batch)
        acknowledged += batch
      }
    }
    #expect(error == .diskFull(path: disk.path + "/floor.sqlite"))
    #expect(!acknowledged.isEmpty)
    #expect(try readAll(journal.reader) == acknowledged, "reads go on")
    #expect(try journal.reader.verify() == .ok(count: Int64(acknowledged.count)))
    journal.close()
    let recorder = try? FlightRecorder(directory: disk.path, site: site)
    let event = Recorded(
      at: .zero,
      event: .order(
        OrderRequest(
          code: String(repeating: "x", count: 4 << 20), lines: [], destination: "", due: .zero)))
    if let recorder {
      let error = #expect(throws: JournalError.self) { try recorder.record([event]) }
      #expect(error?.isWorthRetrying == true)
    }
  }

  @Test func aDirectoryThatMayNotBeWrittenToIsSaidSo() throws {
    _ = try write(3, to: directory)
    try SmallDisk.withReadOnly(directory.path) { path in
      let error = #expect(throws: JournalError.self) { try Journal(directory: path, site: site) }
      guard case .readOnly? = error else {
        Issue.record("\(error as Any)")
        return
      }
      #expect(error!.description.contains("Give the daemon's user write permission"))
    }
  }

  @Test func aMissingDirectoryIsSaidSo() throws {
    let missing = directory.file("nowhere")
    let error = #expect(throws: JournalError.self) { try Journal(directory: missing, site: site) }
    guard case .cannotOpen? = error else {
      Issue.record("\(error as Any)")
      return
    }
    let none = JournalError.cannotOpen(path: path, reason: "there is no such file")
    #expect(throws: none) { try JournalReader(directory: directory.path, site: site) }
  }

  @Test func aLockedFileIsSaidSoAndTheSameBatchGoesInLater() throws {
    let journal = try Journal(directory: directory.path, site: site)
    var samples = SampleEntries(seed: 3)
    let batch = samples.next(10)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: path, configuration: configuration)
    try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    #expect(throws: JournalError.locked(path: path)) { try journal.append(batch) }
    try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try journal.append(batch)
    #expect(try readAll(journal.reader) == batch)
  }

  /// After a failed write the kernel may hold pages that it believes to be on disk.
  @Test func afterAFailedWriteNothingIsWrittenUntilItIsReopened() throws {
    let journal = try Journal(directory: directory.path, site: site)
    var samples = SampleEntries(seed: 4)
    let entries = samples.next(30)
    try journal.append(Array(entries[..<10]))
    try breakWrites(to: path + "-wal")
    let error = #expect(throws: JournalError.self) { try journal.append(Array(entries[10..<20])) }
    guard case .io(path, _, _)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(throws: JournalError.needsReopening(path: path)) { try journal.append(Array(entries[10..<20])) }
    journal.close()
    let again = try Journal(directory: directory.path, site: site, check: .everything)
    #expect(try readAll(again.reader) == Array(entries[..<10]))
    try again.append(Array(entries[10...]))
    #expect(try readAll(again.reader) == entries)
  }

  /// Puts a descriptor that cannot be written to in the place of every one that this process has on a file.
  private func breakWrites(to file: String) throws {
    let target = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
    let unwritable = open(file, O_RDONLY)
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
      if link == target, let descriptor = Int32(name), descriptor != unwritable { dup2(unwritable, descriptor) }
    }
    close(unwritable)
  }
}

/// A file system of a few kilobytes in memory.
final class SmallDisk {
  let path: String

  static var isPossible: Bool {
    guard geteuid() == 0, let probe = try? TemporaryDirectory() else { return false }
    return (try? SmallDisk(probe.path, kilobytes: 64)) != nil
  }

  init(_ path: String, kilobytes: Int) throws {
    self.path = path
    try Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
  }

  deinit { try? Self.run("/bin/umount", ["-l", path]) }

  /// Root is not held back by permissions, so for root the directory becomes a read-only mount.
  static func withReadOnly(_ path: String, _ body: (String) throws -> Void) throws {
    guard isPossible else {
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: path)
      defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
      return try body(path)
    }
    try run("/bin/mount", ["--bind", path, path])
    defer { try? run("/bin/umount", ["-l", path]) }
    try run("/bin/mount", ["-o", "remount,bind,ro", path])
    try body(path)
  }

  private struct Refused: Error {}

  private static func run(_ tool: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Refused() }
  }
}
