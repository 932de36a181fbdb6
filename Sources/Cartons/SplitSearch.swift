internal import FloorModel

/// Splits a small order over as few parcels as can be, and of those ways chooses the one with least inner volume.
///
/// Every way to split is held at a lower bound: the smallest boxes that are not yet ruled out for its parts. The way
/// with the least bound is looked into, part by part; what is learnt about a part serves every way that holds it. The
/// first way whose parts are all packed is the best there is, unless a box was given up rather than ruled out.
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
    /// Boxes given up without proof.
    var doubtful: UInt64 = 0
  }

  struct Found {
    var parcels: [(box: Int, bodies: [Laid])]
    /// Every box that might have made a better way is ruled out.
    var isProven = false
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
  /// Fewer parcels are ruled out.
  private var isCertain = true

  init(goods: Goods, oracle: BoxOracle, bySize: [Int]) {
    self.goods = goods
    self.oracle = oracle
    self.bySize = bySize
  }

  /// - Parameter steps: what may be spent; what was spent is subtracted.
  /// - Returns: the parcels as boxes and bodies, or nil when the order is too large for this search.
  func run(steps: inout Int) -> Found? {
    guard goods.count <= Self.itemLimit && bySize.count <= 64 else { return nil }
    tabulate()
    for number in 2...max(2, goods.count) {
      ways.removeAll(keepingCapacity: true)
      collect(number, of: (1 << goods.count) - 1, chosen: [])
      if ways.count >= Self.wayLimit { return nil }
      if let best = deepen(steps: &steps) { return best }
      // More parcels than need be, perhaps.
      isCertain = isCertain && isSettled
    }
    return nil
  }

  /// Looks again, harder each time, at the boxes that were given up, while they might make a better way.
  private func deepen(steps: inout Int) -> Found? {
    var best: Found?
    for round in 0..<Self.rounds {
      if round > 0 {
        if steps <= 0 { break }
        reconsider()
      }
      let limit = best.map(volume) ?? .max
      if let found = lookInto(round: round, below: limit, steps: &steps) { best = found }
      if isSettled {
        best?.isProven = isCertain
        break
      }
    }
    return best
  }

  private func reconsider() {
    for part in parts.indices where parts[part].doubtful != 0 {
      parts[part].boxes |= parts[part].doubtful
      parts[part].doubtful = 0
      parts[part].bodies = nil
    }
  }

  /// No box was given up in the latest round.
  private var isSettled: Bool { parts.allSatisfy { $0.doubtful == 0 } }

  private func volume(_ found: Found) -> Int64 {
    found.parcels.reduce(0) { $0 + oracle.catalogue[$1.box].inner.volume }
  }

  /// How often a box that was given up is looked at.
  private static let rounds = 6

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

  /// Takes the way with the least bound until one is packed, or none is left below `limit`.
  private func lookInto(round: Int, below limit: Int64, steps: inout Int) -> Found? {
    var heap = Heap(ways.indices.map { (bound(ways[$0].parts), $0) })
    while let (known, index) = heap.pop(), known < limit {
      let way = ways[index]
      let now = bound(way.parts)
      if now > known {
        heap.push((now, index))
        continue
      }
      // The part with the most items is the likeliest to fail, and tells most.
      let open = way.parts.filter { parts[$0].bodies == nil }
      guard let part = open.max(by: { $0.nonzeroBitCount < $1.nonzeroBitCount }) else {
        return Found(
          parcels: way.parts.map { (bySize[parts[$0].boxes.trailingZeroBitCount], parts[$0].bodies ?? []) })
      }
      learn(part, round: round, steps: &steps)
      heap.push((bound(way.parts), index))
    }
    return nil
  }

  /// Packs the part into its smallest box that is not ruled out, or rules that box out, or gives it up for now.
  private func learn(_ part: Int, round: Int, steps: inout Int) {
    let position = parts[part].boxes.trailingZeroBitCount
    let box = oracle.catalogue[bySize[position]]
    let items = (0..<goods.count).filter { part & (1 << $0) != 0 }
    if let bodies = oracle.glance(items, box) {
      parts[part].bodies = bodies
      return
    }
    if steps > 0 {
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
    parts[part].doubtful |= 1 << UInt64(position)
  }
}
