public import FloorModel

/// Proposes the set of `k` box sizes that serves a history of orders at the least cost of material and shipping.
///
/// Each order is packed as tightly as any of many probing sizes allows; the blocks that come of it are the demand. Sizes to
/// choose from are those blocks and what covers several of them, found by joining ever the pair that costs least. The set
/// is chosen among them greedily and improved by exchanges (a p-median problem with prices; Teitz and Bart 1968).
public struct BoxSetSearch: Sendable {
  public var prices: BoxPrices
  public var tariff: Tariff
  /// Sizes are multiples of this, rounded up.
  public var grain: Millimetres = 10
  /// Demand blocks that sizes are joined from; more orders than that are sampled evenly by volume.
  static let blockLimit = 300
  /// Rounds of exchanges; each looks at every size in the set and every other one.
  static let roundLimit = 12

  public init(prices: BoxPrices, tariff: Tariff) {
    self.prices = prices
    self.tariff = tariff
  }

  /// - Parameters:
  ///   - orders: the history; what cannot be packed at all into `present` or any probing size is left out.
  ///   - count: how many sizes; at least one.
  ///   - present: the boxes that are used now.
  /// - Returns: boxes by volume; empty when no order can be packed.
  public func propose(for orders: [[PackItem]], count: Int, present: [Box]) -> [Box] {
    let blocks = sampled(demand(of: orders, present: present))
    guard !blocks.isEmpty, count > 0 else { return [] }
    let sizes = candidates(blocks, present)
    let costs = sizes.map { size in blocks.map { cost(of: size, for: $0) } }
    let chosen = exchange(greedy(costs, count), costs)
    return chosen.map { sizes[$0] }.sorted(by: Self.isSmaller).enumerated().map { index, size in
      prices.box(size, code: "K\(index + 1)")
    }
  }

  /// What one parcel fills, and how heavy it is.
  struct Block: Equatable {
    var size: Size3
    /// Its height must stay vertical.
    var isUpright: Bool
    var mass: Int64
  }

  private static func isSmaller(_ a: Size3, _ b: Size3) -> Bool {
    if a.volume != b.volume { return a.volume < b.volume }
    if a.length != b.length { return a.length < b.length }
    return a.width < b.width
  }

  // MARK: Demand

  private func demand(of orders: [[PackItem]], present: [Box]) -> [Block] {
    let probes = Cartonizer(catalogue: probingSizes(present))
    return orders.flatMap { items -> [Block] in
      guard let plan = try? probes.plan(items) else { return [] }
      return plan.parcels.map { block(of: $0, items) }
    }
  }

  /// Boxes of many shapes up to the largest that is used now, each side from an even ladder.
  private func probingSizes(_ present: [Box]) -> [Box] {
    let sides = present.map { [$0.inner.length, $0.inner.width, $0.inner.height].sorted(by: >) }
    let most = (0..<3).map { axis in sides.map { $0[axis] }.max() ?? 400 }
    var found: [Box] = []
    for l in stride(from: 1, through: 6, by: 1) {
      for w in stride(from: 1, through: 5, by: 1) {
        for h in stride(from: 1, through: 5, by: 1) {
          let size = Size3(
            length: most[0] * Int32(l) / 6, width: most[1] * Int32(w) / 5, height: most[2] * Int32(h) / 5)
          guard size.length >= size.width, size.width >= size.height, size.height > 0 else { continue }
          found.append(prices.box(size, code: ""))
        }
      }
    }
    return found + present
  }

  private func block(of parcel: Parcel, _ items: [PackItem]) -> Block {
    var (x, y, z, mass, upright) = (Millimetres(0), Millimetres(0), Millimetres(0), Int64(0), false)
    for placement in parcel.placements {
      x = max(x, placement.position.x + placement.size.length)
      y = max(y, placement.position.y + placement.size.width)
      z = max(z, placement.position.z + placement.size.height)
      mass += Int64(items[placement.item].mass)
      upright = upright || items[placement.item].thisWayUp || items[placement.item].fragile
    }
    let rounded = [x, y, z].map { ($0 + grain - 1) / grain * grain }
    let sides =
      upright ? [max(rounded[0], rounded[1]), min(rounded[0], rounded[1]), rounded[2]] : rounded.sorted(by: >)
    return Block(size: Size3(length: sides[0], width: sides[1], height: sides[2]), isUpright: upright, mass: mass)
  }

  private func sampled(_ blocks: [Block]) -> [Block] {
    let sorted = blocks.sorted { Self.isSmaller($0.size, $1.size) }
    guard sorted.count > Self.blockLimit else { return sorted }
    return (0..<Self.blockLimit).map { sorted[($0 * (sorted.count - 1)) / (Self.blockLimit - 1)] }
  }

  // MARK: Choice

  /// Cents of sending a block in a box of this inside; beyond any real price where it does not fit.
  private func cost(of inner: Size3, for block: Block) -> Double {
    guard block.mass <= Int64(prices.maxLoad), Cartonizer.fits(block.size, in: inner, upright: block.isUpright) else {
      return 1e7
    }
    let box = prices.box(inner, code: "")
    return Double(box.costCents) + tariff.cents(for: box.outer, mass: block.mass + Int64(box.tare))
  }

  /// The blocks' own sizes, and each join of two on the way to one that covers all.
  private func candidates(_ blocks: [Block], _ present: [Box]) -> [Size3] {
    var clusters: [(size: Size3, count: Int)] = []
    for block in blocks {
      if let last = clusters.indices.last, clusters[last].size == block.size {
        clusters[last].count += 1
      } else {
        clusters.append((block.size, 1))
      }
    }
    var found = clusters.map(\.size) + present.map(\.inner)
    while clusters.count > 1 {
      var best = (loss: Int64.max, a: 0, b: 0)
      for a in clusters.indices {
        for b in clusters.indices where b > a {
          let volume = join(clusters[a].size, clusters[b].size).volume
          let loss =
            (volume - clusters[a].size.volume) * Int64(clusters[a].count)
            + (volume - clusters[b].size.volume) * Int64(clusters[b].count)
          if loss < best.loss { best = (loss, a, b) }
        }
      }
      let joined = (join(clusters[best.a].size, clusters[best.b].size), clusters[best.a].count + clusters[best.b].count)
      clusters.remove(at: best.b)
      clusters[best.a] = joined
      found.append(joined.0)
    }
    return found
  }

  private func join(_ a: Size3, _ b: Size3) -> Size3 {
    Size3(length: max(a.length, b.length), width: max(a.width, b.width), height: max(a.height, b.height))
  }

  private func greedy(_ costs: [[Double]], _ count: Int) -> [Int] {
    var chosen: [Int] = []
    var least = Array(repeating: 1e7, count: costs[0].count)
    for _ in 0..<min(count, costs.count) {
      let gains = costs.indices.map { candidate in
        zip(costs[candidate], least).reduce(0) { $0 + max(0, $1.1 - $1.0) }
      }
      guard let best = gains.indices.max(by: { gains[$0] == gains[$1] ? $0 > $1 : gains[$0] < gains[$1] }),
        gains[best] > 0
      else { break }
      chosen.append(best)
      least = zip(costs[best], least).map(min)
    }
    return chosen
  }

  /// Exchanges one chosen size for another while that saves anything.
  private func exchange(_ start: [Int], _ costs: [[Double]]) -> [Int] {
    var chosen = start
    for _ in 0..<Self.roundLimit {
      var isBetter = false
      for place in chosen.indices {
        let others = chosen.indices.filter { $0 != place }.map { costs[chosen[$0]] }
        let rest = costs[0].indices.map { block in others.reduce(1e7) { min($0, $1[block]) } }
        let totals = costs.map { zip($0, rest).reduce(0) { $0 + min($1.0, $1.1) } }
        let best = totals.indices.min { totals[$0] == totals[$1] ? $0 < $1 : totals[$0] < totals[$1] }!
        if totals[best] < totals[chosen[place]] - 1e-9 {
          chosen[place] = best
          isBetter = true
        }
      }
      if !isBetter { break }
    }
    return chosen
  }
}
