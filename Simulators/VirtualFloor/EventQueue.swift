public import FloorModel

/// What is to happen when, the earliest first; what is due at one instant happens in the order in which it was added.
public struct EventQueue<Payload> {
  private var heap: [(at: Int64, order: UInt64, payload: Payload)] = []
  private var added: UInt64 = 0

  public init() {}

  public var isEmpty: Bool { heap.isEmpty }
  public var nextInstant: Instant? { heap.first.map { Instant(milliseconds: $0.at) } }

  public mutating func add(_ payload: Payload, at: Instant) {
    added += 1
    heap.append((at.milliseconds, added, payload))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(child, parent) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  public mutating func next() -> (at: Instant, payload: Payload)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return (Instant(milliseconds: first.at), first.payload)
  }

  private mutating func sink() {
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < heap.count else { return }
      let child = left + 1 < heap.count && precedes(left + 1, left) ? left + 1 : left
      guard precedes(child, parent) else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    heap[a].at != heap[b].at ? heap[a].at < heap[b].at : heap[a].order < heap[b].order
  }
}
