import Foundation
import Synchronization

/// Says which seeds were under way when the process traps: a precondition that does not hold is a find, too, and takes the
/// whole process with it.
enum TrapReport {
  private static let most = 256
  /// Seeds under way plus one; 0: the slot is free. Raw memory, because a signal handler may touch nothing else.
  private nonisolated(unsafe) static let slots: UnsafeMutablePointer<UInt64> = {
    let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: most)
    slots.initialize(repeating: 0, count: most)
    return slots
  }()
  private nonisolated(unsafe) static var sentence: UnsafeMutablePointer<CChar>?
  private static let lock = Mutex(())

  /// - Parameter text: stands behind each seed.
  static func install(before text: String) {
    _ = slots
    sentence = strdup(text + "\n")
    for trap in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV] {
      signal(trap) { number in
        TrapReport.write()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  static func begin(_ seed: UInt64) -> Int? {
    lock.withLock { _ in
      guard let free = (0..<most).first(where: { slots[$0] == 0 }) else { return nil }
      slots[free] = seed + 1
      return free
    }
  }

  static func end(_ slot: Int?) {
    guard let slot else { return }
    lock.withLock { _ in slots[slot] = 0 }
  }

  private static func write() {
    guard let sentence else { return }
    for slot in 0..<most where slots[slot] > 0 {
      // By hand: nothing that allocates may be called from here.
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
        var rest = slots[slot] - 1
        var start = 20
        repeat {
          start -= 1
          digits[start] = UInt8(48 + rest % 10)
          rest /= 10
        } while rest > 0
        _ = Foundation.write(2, digits.baseAddress! + start, 20 - start)
      }
      _ = Foundation.write(2, sentence, strlen(sentence))
    }
  }
}
