import Foundation
import Synchronization

/// Keeps two daemons from writing to one data directory. The kernel lets go of it when the process ends, however it
/// ends.
final class DirectoryLock: Sendable {
  private let held: Mutex<Int32>

  init(directory: String, guarding path: String) throws(JournalError) {
    let lock = (directory as NSString).appendingPathComponent("floor.lock")
    let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw JournalError(errno: errno, path: lock) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .locked(path: path)
    }
    held = Mutex(descriptor)
  }

  deinit { release() }

  func release() {
    held.withLock { descriptor in
      // Unlocked by name, because a child that is just being started may hold a copy of the descriptor a moment longer.
      if descriptor >= 0 {
        flock(descriptor, LOCK_UN)
        close(descriptor)
      }
      descriptor = -1
    }
  }
}
