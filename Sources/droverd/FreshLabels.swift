import Synchronization

/// When the newest changes became durable, for readers who do not want to wait until that is noted on disk.
final class FreshLabels: Sendable {
  /// Batches that are remembered.
  static let limit = 4_096

  private struct Label {
    var upTo: Int64
    var wall: Int64
  }

  private struct State {
    var labels: [Label] = []
    /// Labels that nobody has written down yet.
    var unwritten: [Label] = []
  }

  private let state = Mutex(State())

  /// - Returns: whether somebody has to be asked to write labels down.
  func add(upTo sequence: Int64, at wall: Int64) -> Bool {
    state.withLock { state in
      if state.labels.count >= Self.limit { state.labels.removeFirst(Self.limit / 2) }
      state.labels.append(Label(upTo: sequence, wall: wall))
      // A disk that hangs costs labels, and no memory.
      if state.unwritten.count < Self.limit { state.unwritten.append(Label(upTo: sequence, wall: wall)) }
      return state.unwritten.count == 1
    }
  }

  /// All that is to be written down, in order.
  func takeUnwritten() -> [(upTo: Int64, wall: Int64)] {
    state.withLock { state in
      defer { state.unwritten.removeAll(keepingCapacity: true) }
      return state.unwritten.map { ($0.upTo, $0.wall) }
    }
  }

  /// Per change; nil: it is older than what is remembered.
  func times(of sequences: ClosedRange<Int64>) -> [Int64?] {
    state.withLock { state in
      let labels = state.labels
      // What the oldest label covers besides its own number is not known.
      guard let oldest = labels.first?.upTo else { return sequences.map { _ in nil } }
      var at = labels.startIndex
      return sequences.map { sequence in
        guard sequence >= oldest else { return nil }
        if at == labels.startIndex { at = Self.position(of: sequence, in: labels) }
        while at < labels.count, labels[at].upTo < sequence { at += 1 }
        return at < labels.count ? labels[at].wall : nil
      }
    }
  }

  private static func position(of sequence: Int64, in labels: [Label]) -> Int {
    var (low, high) = (0, labels.count)
    while low < high {
      let middle = (low + high) / 2
      if labels[middle].upTo < sequence { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
