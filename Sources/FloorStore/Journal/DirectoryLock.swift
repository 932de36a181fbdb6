import Foundation

/// Keeps two daemons from writing to one data directory. The kernel lets go of it when the process ends, however it ends.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  init(directory: String, guarding path: String) throws(JournalError) {
    let lock = (directory as NSString).appendingPathComponent("floor.lock")
    descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      switch errno {
      case EACCES, EPERM, EROFS: throw .readOnly(path: lock)
      case ENOSPC: throw .diskFull(path: lock)
      default: throw .cannotOpen(path: lock, reason: String(cString: strerror(errno)))
      }
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .locked(path: path)
    }
  }

  deinit { close(descriptor) }
}
