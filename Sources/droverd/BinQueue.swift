import FloorModel

/// Bins to be shown, each once, first come first served.
struct BinQueue {
  private var isWaiting: [Bool]
  private var waiting: [Bin.ID] = []
  private var start = 0

  init(bins: Int) { isWaiting = Array(repeating: false, count: bins) }

  var first: Bin.ID? { start < waiting.count ? waiting[start] : nil }

  mutating func add(_ bin: Bin.ID) {
    guard !isWaiting[bin.index] else { return }
    isWaiting[bin.index] = true
    waiting.append(bin)
  }

  mutating func addAll() {
    for bin in isWaiting.indices { add(Bin.ID(bin)) }
  }

  mutating func removeFirst() {
    isWaiting[waiting[start].index] = false
    start += 1
    // Moved up now and then, so that neither a removal nor the memory grows with what has passed.
    if start > 1_024, start * 2 > waiting.count {
      waiting.removeFirst(start)
      start = 0
    }
  }
}
