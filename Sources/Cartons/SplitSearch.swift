internal import FloorModel

/// Splits a small order over as few parcels as can be, and of those ways chooses the one with least inner volume.
///
/// Every way to split is held at a lower bound: the smallest boxes that are not yet ruled out for its parts. The way with
/// the least bound is looked into, part by part; what is learnt about a part serves every way that holds it. The first
/// way whose parts are all packed is the best there is, unless a box was given up rather than ruled out.
final class SplitSearch {
  /// More items than this are not split in every way.
  static let itemLimit = 12
  /// More ways than this are not looked into.
  static let wayLimit = 100_000

  /// What is known of the parcel that a part of the items makes.
  private struct Part {
    /// Boxes (positions in `bySize`) not ruled out.
    var boxes: UInt64
    var bodies: [Laid]?
    /// A box was given up without proof.
    var isDoubtful = false
  }

  private struct Way {
    var bound: Int64
    /// Parts as bit masks.
    var parts: [Int]
  }

  private let goods: Goods
  private let oracle: BoxOracle
  private let bySize: [Int]
  private var parts: [Part] = []
  private var ways: [Way] = []

  init(goods: Goods, oracle: BoxOracle, bySize: [Int]) {
    self.goods = goods
    self.oracle = oracle
    self.bySize = bySize
  }

  /// - Parameter steps: what may be spent; what was spent is subtracted.
  /// - Returns: the parcels as boxes and bodies, or nil when the order is too large for this search.
  func run(steps: inout Int) -> (parcels: [(box: Int, bodies: [Laid])], isProven: Bool)? {
    guard goods.count <= Self.itemLimit && bySize.count <= 64 else { return nil }
    tabulate()
    for number in 2...max(2, goods.count) {
      ways.removeAll(keepingCapacity: true)
      collect(number, of: (1 << goods.count) - 1, chosen: [])
      if ways.count >= Self.wayLimit { return nil }
      if let best = lookInto(steps: &steps) { return best }
    }
    return nil
  }

  private func tabulate() {
    let all = 1 << goods.count
    parts = Array(repeating: Part(boxes: 0), count: all)
    var volumes = Array(repeating: Int64(0), count: all)
    var masses = Array(repeating: Int64(0), count: all)
    parts[0].boxes = bySize.count == 64 ? ~0 : (1 << UInt64(bySize.count)) - 1
    let alone = (0..<goods.count).map { item in
      bySize.indices.reduce(into: UInt64(0)) { boxes, position in
        if oracle.fits(item, oracle.catalogue[bySize[position]]) { boxes |= 1 << UInt64(position) }
      }
    }
    for part in 1..<all {
      let low = part.trailingZeroBitCount
      let rest = part & (part - 1)
      volumes[part] = volumes[rest] + goods.volume[low]
      masses[part] = masses[rest] + Int64(goods.mass[low])
      var boxes = parts[rest].boxes & alone[low]
      var left = boxes
      while left != 0 {
        let position = left.trailingZeroBitCount
        left &= left - 1
        let box = oracle.catalogue[bySize[position]]
        if box.inner.volume < volumes[part] || Int64(box.maxLoad) < masses[part] { boxes &= ~(1 << UInt64(position)) }
      }
      parts[part].boxes = boxes
    }
  }

  /// Lists the ways to split `rest` into `number` parts; each part holds the lowest item that is left to it.
  private func collect(_ number: Int, of rest: Int, chosen: [Int]) {
    if number == 1 {
      guard parts[rest].boxes != 0 else { return }
      let way = chosen + [rest]
      ways.append(Way(bound: bound(way), parts: way))
      return
    }
    let lowest = rest & -rest
    let others = rest ^ lowest
    var more = others
    while more != 0 && ways.count < Self.wayLimit {
      more = (more - 1) & others
      let part = more | lowest
      if parts[part].boxes != 0 { collect(number - 1, of: rest ^ part, chosen: chosen + [part]) }
    }
  }

  private func bound(_ way: [Int]) -> Int64 {
    var sum: Int64 = 0
    for part in way {
      guard parts[part].boxes != 0 else { return .max }
      sum += oracle.catalogue[bySize[parts[part].boxes.trailingZeroBitCount]].inner.volume
    }
    return sum
  }

  /// Takes the way with the least bound until one is packed, or nothing is left.
  private func lookInto(steps: inout Int) -> (parcels: [(box: Int, bodies: [Laid])], isProven: Bool)? {
    var heap = Heap(ways.indices.map { (ways[$0].bound, $0) })
    var isProven = true
    while let (known, index) = heap.pop() {
      let way = ways[index]
      let now = bound(way.parts)
      if now == .max { continue }
      if now > known {
        heap.push((now, index))
        continue
      }
      // The part with the most items is the likeliest to fail, and tells most.
      let open = way.parts.filter { parts[$0].bodies == nil }
      guard let part = open.max(by: { $0.nonzeroBitCount < $1.nonzeroBitCount }) else {
        // A part that was given up might have made a better way.
        isProven = isProven && !parts.contains(where: \.isDoubtful)
        return (
          way.parts.map { (bySize[parts[$0].boxes.trailingZeroBitCount], parts[$0].bodies ?? []) }, isProven
        )
      }
      learn(part, steps: &steps)
      heap.push((bound(way.parts), index))
    }
    return nil
  }

  /// Packs the part into its smallest box that is not ruled out, or rules that box out.
  private func learn(_ part: Int, steps: inout Int) {
    let position = parts[part].boxes.trailingZeroBitCount
    let box = oracle.catalogue[bySize[position]]
    let items = (0..<goods.count).filter { part & (1 << $0) != 0 }
    if let bodies = oracle.glance(items, box) {
      parts[part].bodies = bodies
      return
    }
    for round in 0..<Self.rounds where steps > 0 {
      switch oracle.search(items, box, round: round, steps: &steps) {
      case .fits(let bodies):
        parts[part].bodies = bodies
        return
      case .never:
        parts[part].boxes &= ~(1 << UInt64(position))
        return
      case .unknown: break
      }
    }
    parts[part].boxes &= ~(1 << UInt64(position))
    parts[part].isDoubtful = true
  }

  /// Rounds of search for one part and box: there are many to look into.
  private static let rounds = 2
}

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
