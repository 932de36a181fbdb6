import Foundation
import GRDB

extension Journal {
  /// Copies the store to a file while appending goes on. The file appears under its name only when it is whole.
  ///
  /// - Throws: `JournalError.exists` when something is there already, `.diskFull`, `.readOnly`, `.io`.
  public func backup(to file: String) throws(JournalError) {
    let unfinished = file + ".unfinished"
    guard !FileManager.default.fileExists(atPath: file) else { throw .exists(path: file) }
    do {
      try? FileManager.default.removeItem(atPath: unfinished)
      let copy = try DatabaseQueue(path: unfinished)
      try pool.backup(to: copy)
      try copy.close()
      try FileManager.default.moveItem(atPath: unfinished, toPath: file)
    } catch {
      try? FileManager.default.removeItem(atPath: unfinished)
      throw JournalError(error, path: file)
    }
  }

  /// Puts a backup into a data directory that has no journal. The backup is checked entry by entry before.
  ///
  /// - Throws: `JournalError.exists` when the directory has a journal, `.otherSite`, `.damaged` when the backup is.
  public static func restore(from file: String, into directory: String, site: UInt64) throws(JournalError) {
    let path = Self.path(in: directory)
    let lock = try DirectoryLock(directory: directory, guarding: path)
    defer { withExtendedLifetime(lock) {} }
    guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
    guard FileManager.default.fileExists(atPath: file) else {
      throw .cannotOpen(path: file, reason: "there is no such file")
    }
    let unfinished = path + ".unfinished"
    do {
      try? FileManager.default.removeItem(atPath: unfinished)
      try FileManager.default.copyItem(atPath: file, toPath: unfinished)
      try check(unfinished, site: site, calling: file)
      try FileManager.default.moveItem(atPath: unfinished, toPath: path)
    } catch {
      try? FileManager.default.removeItem(atPath: unfinished)
      throw JournalError(error, path: file)
    }
  }

  private static func check(_ copy: String, site: UInt64, calling file: String) throws {
    let queue = try DatabaseQueue(path: copy)
    try queue.read { try checkSite(site, in: $0, path: file) }
    let verdict = try JournalReader(queue, path: file, site: site).verify()
    try queue.close()
    switch verdict {
    case .ok: break
    case .damaged(let entry, let reason, remedy: _):
      throw JournalError.damaged(path: file, entry: entry, reason: reason)
    case .tornTail(let first, entries: _):
      throw JournalError.damaged(path: file, entry: first, reason: "its checksum is wrong")
    }
  }

  /// Moves a damaged file aside and begins a new one with every entry before the damage.
  ///
  /// What came later is lost to the floor, and the feed goes back too: only a person should decide on this.
  ///
  /// - Returns: the last entry that was kept, and where the damaged file is now.
  /// - Throws: `JournalError.exists` when an earlier salvage still lies there.
  public static func salvage(
    directory: String, site: UInt64
  ) throws(JournalError) -> (kept: Int64, damagedFile: String) {
    let path = Self.path(in: directory)
    let aside = path + ".damaged"
    guard !FileManager.default.fileExists(atPath: aside) else { throw .exists(path: aside) }
    let rescue = directory + "/salvage"
    do {
      try FileManager.default.createDirectory(atPath: rescue, withIntermediateDirectories: true)
      try? FileManager.default.removeItem(atPath: Self.path(in: rescue))
      let kept = try withExtendedLifetime(try DirectoryLock(directory: directory, guarding: path)) {
        let kept = try copyIntact(from: directory, into: rescue, site: site)
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
          try FileManager.default.moveItem(atPath: path + suffix, toPath: aside + suffix)
        }
        try FileManager.default.moveItem(atPath: Self.path(in: rescue), toPath: path)
        return kept
      }
      try FileManager.default.removeItem(atPath: rescue)
      return (kept, aside)
    } catch {
      throw JournalError(error, path: path)
    }
  }

  private static func copyIntact(from directory: String, into rescue: String, site: UInt64) throws -> Int64 {
    let reader = try JournalReader(directory: directory, site: site)
    let opening = (try? reader.reading { try openingStock($0) }) ?? []
    let journal = try Journal(directory: rescue, site: site, opening: opening)
    defer { journal.close() }
    while true {
      // One by one near the damage: a batch that fails may still begin with good entries.
      let next = journal.last.number + 1
      let batch = (try? reader.entries(from: next, limit: EntryCursor.batch)) ?? []
      let entries = batch.isEmpty ? (try? reader.entries(from: next, limit: 1)) ?? [] : batch
      guard !entries.isEmpty else {
        // Only the file itself is moved, so everything must be in it.
        try journal.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        return journal.last.number
      }
      try journal.append(entries)
    }
  }
}
