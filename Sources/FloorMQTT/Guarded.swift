internal import FloorModel
internal import Glibc

/// A value behind a lock, on which a thread can wait until something about it becomes true.
///
/// Waits are measured on the monotonic clock. `NSCondition` waits for a wall-clock date, so that a clock set back by an
/// hour would hold the daemon's inbox for an hour.
final class Guarded<Value>: @unchecked Sendable {
  // Unchecked because the compiler cannot see that `value` is only touched between lock and unlock.
  private var value: Value
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ value: sending Value) {
    self.value = value
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` alone. It must not call out to anybody else's code, or that code could come back and wait for itself.
  func with<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// Makes every waiting thread look again.
  func wake() {
    pthread_cond_broadcast(changed)
  }

  /// Asks `body` at once and after every `wake`, until it answers or `limit` has passed.
  func wait<Result>(upTo limit: Span, for body: (inout Value) -> Result?) -> Result? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    var deadline = Monotonic.now(plus: limit)
    while true {
      if let result = body(&value) { return result }
      if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT { return body(&value) }
    }
  }
}

/// The monotonic clock of the operating system.
enum Monotonic {
  /// Milliseconds since an arbitrary point that stays the same while the machine is up.
  static func milliseconds() -> Int64 {
    let now = now(plus: .zero)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }

  static func now(plus span: Span) -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    // A decade is as good as for ever and cannot overflow.
    let milliseconds = min(max(span.milliseconds, 0), 10 * 365 * 86_400_000)
    let nanoseconds = time.tv_nsec + Int(milliseconds % 1000) * 1_000_000
    time.tv_sec += Int(milliseconds / 1000) + nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return time
  }
}
