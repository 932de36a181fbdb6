import Synchronization

/// What the server counts of itself.
final class Traffic: Sendable {
  private struct Counts {
    var answers: [Int: Int] = [:]
    var streams = 0
    var cut = 0
    var slow = 0
    var gaps = 0
  }

  private let counts = Mutex(Counts())

  func answered(_ status: Int) { counts.withLock { $0.answers[status, default: 0] += 1 } }
  func streamOpened() { counts.withLock { $0.streams += 1 } }
  func streamClosed() { counts.withLock { $0.streams -= 1 } }
  func streamCut() { counts.withLock { $0.cut += 1 } }
  func slowCut() { counts.withLock { $0.slow += 1 } }
  func gapSent() { counts.withLock { $0.gaps += 1 } }

  var streams: Int { counts.withLock { $0.streams } }
  var cut: Int { counts.withLock { $0.cut } }
  var slow: Int { counts.withLock { $0.slow } }
  var gaps: Int { counts.withLock { $0.gaps } }
  /// By status code, ascending.
  var answers: [(status: Int, count: Int)] {
    counts.withLock { $0.answers.sorted { $0.key < $1.key }.map { (status: $0.key, count: $0.value) } }
  }
}
