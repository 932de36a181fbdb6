import Foundation
import GRDB

extension JournalReader {
  /// Copies the store to a file while appending goes on, also from another process. The file appears under its name only
  /// when it is whole.
  ///
  /// - Throws: `JournalError.exists` when something is there already, `.diskFull`, `.readOnly`, `.io`.
  public func backup(to file: String) throws(JournalError) {
    let unfinished = file + ".unfinished"
    guard !FileManager.default.fileExists(atPath: file) else { throw .exists(path: file) }
    do {
      try? FileManager.default.removeItem(atPath: unfinished)
      let copy = try DatabaseQueue(path: unfinished)
      try database.backup(to: copy)
      try copy.close()
      try FileManager.default.moveItem(atPath: unfinished, toPath: file)
    } catch {
      try? FileManager.default.removeItem(atPath: unfinished)
      throw JournalError(error, path: file)
    }
  }

}

extension Journal {
  /// As `JournalReader.backup(to:)`.
  public func backup(to file: String) throws(JournalError) { try reader.backup(to: file) }

  /// Puts a backup into a data directory that has no journal. The backup is checked entry by entry before.
  ///
  /// - Throws: `JournalError.exists` when the directory has a journal or snapshots of one, `.otherSite`, `.damaged` when the
  ///   backup is.
  public static func restore(from file: String, into directory: String, site: UInt64) throws(JournalError) {
    let path = Self.path(in: directory)
    let lock = try DirectoryLock(directory: directory, guarding: path)
    defer { withExtendedLifetime(lock) {} }
    guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
    let snapshots = SnapshotShelf(beside: path)
    guard snapshots.paths.isEmpty else { throw .exists(path: snapshots.directory) }
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
}
