import Foundation
import GRDB

/// Why the store did not do what it was asked. After any of these, the file holds what it held before.
public enum JournalError: Error, Equatable, Sendable {
  /// Entry numbers are 1, 2, 3 …; this batch would leave a hole or repeat one.
  case notContiguous(expected: Int64, found: Int64)
  /// The stock changes' sequence numbers are 1, 2, 3 … over the life of the site.
  case sequenceNotContiguous(entry: Int64, expected: Int64, found: Int64)
  /// More entries in one call than one transaction takes.
  case batchTooLarge(entries: Int, limit: Int)
  /// One entry's payload is larger than any real one could be.
  case entryTooLarge(entry: Int64, bytes: Int, limit: Int)
  /// The value could not be written as bytes.
  case notEncodable(entry: Int64, reason: String)
  /// The file belongs to another site.
  case otherSite(path: String, expected: UInt64, found: UInt64)
  /// The file was written by a newer Drover.
  case newerFormat(path: String, found: String)
  /// An entry is not what was written, and good entries follow it.
  case damaged(path: String, entry: Int64, reason: String)
  /// An entry is what was written, and moves other stock than it moved then, or none that there is.
  case doesNotFollow(path: String, entry: Int64)
  /// SQLite cannot make sense of the file.
  case damagedFile(path: String, reason: String)
  case diskFull(path: String)
  case readOnly(path: String)
  /// Another process has the data directory, or keeps the file locked.
  case locked(path: String)
  case cannotOpen(path: String, reason: String)
  /// Something is in the way of a file that is to be written.
  case exists(path: String)
  /// Reading or writing failed below SQLite. `code` is SQLite's extended result code.
  case io(path: String, code: Int32, reason: String)
  /// An earlier write failed in a way that leaves the operating system's cache in doubt; nothing is written any more.
  case needsReopening(path: String)

  /// Whether the same call can succeed later without anyone touching the store.
  public var isWorthRetrying: Bool {
    switch self {
    case .diskFull, .locked: true
    default: false
    }
  }
}

extension JournalError: CustomStringConvertible {
  /// What happened, where, and what to do.
  public var description: String { "\(what). \(remedy)." }

  private var what: String {
    switch self {
    case .notContiguous(let expected, let found): "entry \(found) was given where \(expected) comes next"
    case .sequenceNotContiguous(let entry, let expected, let found):
      "entry \(entry) carries stock change \(found) where \(expected) comes next"
    case .batchTooLarge(let entries, let limit): "\(entries) entries in one batch; the limit is \(limit)"
    case .entryTooLarge(let entry, let bytes, let limit): "entry \(entry) takes \(bytes) bytes; the limit is \(limit)"
    case .notEncodable(let entry, let reason): "entry \(entry) cannot be written: \(reason)"
    case .otherSite(let path, let expected, let found):
      "\(path) belongs to the site with fingerprint \(Self.hex(found)), not to \(Self.hex(expected))"
    case .newerFormat(let path, let found): "\(path) was written by a newer Drover (\(found))"
    case .damaged(let path, let entry, let reason): "\(path) is damaged at entry \(entry): \(reason)"
    case .doesNotFollow(let path, let entry): "\(path): entry \(entry) does not follow from those before it"
    case .damagedFile(let path, let reason): "\(path) is not readable as a journal: \(reason)"
    case .diskFull(let path): "no space is left for \(path)"
    case .readOnly(let path): "\(path) cannot be written to"
    case .locked(let path): "\(path) is in use by another process"
    case .cannotOpen(let path, let reason): "\(path) cannot be opened: \(reason)"
    case .exists(let path): "\(path) exists already"
    case .io(let path, let code, let reason): "reading or writing \(path) failed (SQLite code \(code)): \(reason)"
    case .needsReopening(let path): "an earlier write to \(path) failed and left it in doubt"
    }
  }

  /// What a person can do about it.
  public var remedy: String {
    switch self {
    case .notContiguous, .sequenceNotContiguous, .batchTooLarge, .entryTooLarge, .notEncodable:
      "This is a fault of the program; nothing was written"
    case .otherSite: "Use the data directory of this site, or an empty one"
    case .newerFormat: "Start the Drover that wrote it, or a later one"
    case .damaged(let path, _, _):
      "See what can be kept: drover journal repair \(Self.directory(of: path)); or restore the newest backup"
    case .doesNotFollow: "Use the site file and the Drover with which the entries were made"
    case .damagedFile: "Restore the newest backup: drover restore FILE DIRECTORY"
    case .diskFull: "Free some space; nothing was half-written, and the same call can be made again"
    case .readOnly: "Give the daemon's user write permission on the file and its directory"
    case .locked: "Stop the other process, or use another data directory"
    case .cannotOpen: "Create the directory and give the daemon's user access to it"
    case .exists: "Move it away first; nothing is overwritten"
    case .io: "Look at the disk and the kernel's log; nothing was half-written"
    case .needsReopening: "Restart the daemon; what was acknowledged is there"
    }
  }

  private static func directory(of path: String) -> String { (path as NSString).deletingLastPathComponent }

  private static func hex(_ value: UInt64) -> String { String(value, radix: 16) }
}

extension JournalError {
  /// Names an error of SQLite, GRDB or the file system in the store's own words.
  init(_ error: any Error, path: String) {
    if let known = error as? JournalError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self = .io(path: path, code: 0, reason: "\(error)")
      return
    }
    let reason = error.message ?? "no reason given"
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_READONLY: self = .readOnly(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_PERM: self = Self.refusedOpening(path: path, reason: reason)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damagedFile(path: path, reason: reason)
    case .SQLITE_IOERR where Self.isFull(path):
      self = .diskFull(path: path)
    default: self = .io(path: path, code: error.extendedResultCode.rawValue, reason: reason)
    }
  }

  /// Names a failed system call.
  init(errno code: Int32, path: String) {
    let reason = String(cString: strerror(code))
    switch code {
    case EACCES, EPERM, EROFS: self = .readOnly(path: path)
    case ENOSPC, EDQUOT: self = .diskFull(path: path)
    case ENOENT, ENOTDIR: self = .cannotOpen(path: path, reason: reason)
    default: self = .io(path: path, code: 0, reason: reason)
    }
  }

  /// SQLite says "unable to open" for everything; a directory that may not be written to is worth its own words.
  private static func refusedOpening(path: String, reason: String) -> JournalError {
    let directory = (path as NSString).deletingLastPathComponent
    let exists = FileManager.default.fileExists(atPath: directory)
    return exists && access(directory, W_OK) != 0 ? .readOnly(path: path) : .cannotOpen(path: path, reason: reason)
  }

  /// The WAL's index is written past SQLite's own check for a full disk, and then only the file system knows.
  private static func isFull(_ path: String) -> Bool {
    var info = statvfs()
    guard statvfs((path as NSString).deletingLastPathComponent, &info) == 0 else { return false }
    return info.f_bavail == 0 || info.f_favail == 0 && info.f_files > 0
  }

  /// Runs what may throw anything, and throws in the store's own words.
  static func naming<T>(_ path: String, _ body: () throws -> T) throws(JournalError) -> T {
    do { return try body() } catch { throw JournalError(error, path: path) }
  }
}
