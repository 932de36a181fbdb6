/// A binary heap, least first; ties go to the lower index, so that the sequence is the same in every run.
struct Heap {
  typealias Element = (bound: Int64, index: Int)
  private var elements: [Element]

  init(_ unordered: [Element]) {
    elements = unordered
    for slot in stride(from: elements.count / 2 - 1, through: 0, by: -1) { sink(slot) }
  }

  mutating func push(_ element: Element) {
    elements.append(element)
    var slot = elements.count - 1
    while slot > 0, elements[slot] < elements[(slot - 1) / 2] {
      elements.swapAt(slot, (slot - 1) / 2)
      slot = (slot - 1) / 2
    }
  }

  mutating func pop() -> Element? {
    guard let least = elements.first else { return nil }
    let last = elements.removeLast()
    if !elements.isEmpty {
      elements[0] = last
      sink(0)
    }
    return least
  }

  private mutating func sink(_ start: Int) {
    var slot = start
    while true {
      var least = slot
      for child in [2 * slot + 1, 2 * slot + 2] where child < elements.count && elements[child] < elements[least] {
        least = child
      }
      if least == slot { return }
      elements.swapAt(slot, least)
      slot = least
    }
  }
}
