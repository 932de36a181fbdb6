internal import FloorModel

/// Lays items one after another, each where a rule likes it best, and never takes one back.
struct GreedyPacker {
  enum Rule: Int, CaseIterable {
    /// As low as possible, then as far front and left.
    case deepest
    /// Where it fills its space most snugly.
    case snuggest
    /// Where the box's corner is nearest.
    case nearest
  }

  let goods: Goods
  let load: Load
  let minimumSupportPermille: Int32
  let whim = Whim()

  /// Lays the items of `order` into an empty box; an item that finds no place is left out.
  ///
  /// - Parameter stopAtMisfit: return as soon as an item finds no place.
  /// - Returns: the positions in `order` of the items that found no place (only the first, if stopping).
  func fill(
    _ box: Box, order: [Int], rule: Rule, stopAtMisfit: Bool, misfits: inout [Int]
  ) {
    load.empty(box: Turn(x: box.inner.length, y: box.inner.width, z: box.inner.height))
    misfits.removeAll(keepingCapacity: true)
    var mass: Int64 = 0
    let slimmest = order.reduce(Int32.max) { min($0, goods.sides[$1].z) }
    for (position, item) in order.enumerated() {
      let heavier = mass + Int64(goods.mass[item])
      if heavier <= Int64(box.maxLoad), let body = bestPlace(for: item, rule: rule) {
        load.lay(item, as: body, fragile: goods.fragile[item], slimmest: slimmest)
        mass = heavier
      } else {
        misfits.append(position)
        if stopAtMisfit { return }
      }
    }
  }

  /// Whether the item goes into the empty box in some turn.
  func fits(_ item: Int, _ box: Box) -> Bool {
    for turn in item * 6..<item * 6 + goods.turnCount[item] {
      let size = goods.turns[turn]
      if size.x <= box.inner.length && size.y <= box.inner.width && size.z <= box.inner.height { return true }
    }
    return false
  }

  private func bestPlace(for item: Int, rule: Rule) -> Cuboid? {
    var best: Cuboid?
    var bestScore = Int64.max
    let fragile = goods.fragile[item]
    for index in 0..<load.spaceCount {
      let space = load.spaces[index]
      if fragile && space.z1 != load.box.z { continue }
      for turn in item * 6..<item * 6 + goods.turnCount[item] {
        let size = goods.turns[turn]
        guard size.x <= space.x1 - space.x0, size.y <= space.y1 - space.y0, size.z <= space.z1 - space.z0 else {
          continue
        }
        let first = Cuboid(
          x0: space.x0, y0: space.y0, z0: space.z0,
          x1: space.x0 + size.x, y1: space.y0 + size.y, z1: space.z0 + size.z)
        let score = score(first, in: space, rule: rule)
        if whim.passesOver() { continue }
        guard score < bestScore, let body = held(first, in: space) else { continue }
        bestScore = score
        best = body
      }
    }
    return best
  }

  /// The body, or where it needs support the body pushed to where its space allows enough: into another lower corner,
  /// or flush with something that it can rest on.
  private func held(_ body: Cuboid, in space: Cuboid) -> Cuboid? {
    if minimumSupportPermille == 0 || load.supportPermille(body) >= minimumSupportPermille { return body }
    let room = (x: space.x1 - body.x1, y: space.y1 - body.y1)
    if room.x == 0 && room.y == 0 { return nil }
    func tried(_ x: Int32, _ y: Int32) -> Cuboid? {
      let (dx, dy) = (min(max(x, 0), room.x), min(max(y, 0), room.y))
      let pushed = Cuboid(
        x0: body.x0 + dx, y0: body.y0 + dy, z0: body.z0, x1: body.x1 + dx, y1: body.y1 + dy, z1: body.z1)
      return load.supportPermille(pushed) >= minimumSupportPermille ? pushed : nil
    }
    if let pushed = tried(room.x, 0) ?? tried(0, room.y) ?? tried(room.x, room.y) { return pushed }
    for index in 0..<load.laidCount where load.laid[index].z1 == body.z0 {
      let below = load.laid[index]
      let (near, far) = (below.x0 - body.x0, below.x1 - body.x1)
      let (front, back) = (below.y0 - body.y0, below.y1 - body.y1)
      if let pushed = tried(near, front) ?? tried(far, front) ?? tried(near, back) ?? tried(far, back) {
        return pushed
      }
    }
    return nil
  }

  /// Less is better.
  private func score(_ body: Cuboid, in space: Cuboid, rule: Rule) -> Int64 {
    switch rule {
    case .deepest:
      return Int64(body.z0) << 40 + Int64(body.y0 + body.x0) << 20 + Int64(body.z1 + body.y1 + body.x1)
    case .snuggest:
      let (a, b, c) = (space.x1 - body.x1, space.y1 - body.y1, space.z1 - body.z1)
      let least = min(a, b, c)
      let most = max(a, b, c)
      return Int64(least) << 40 + Int64(a + b + c - least - most) << 20 + Int64(body.x1 + body.y1 + body.z1)
    case .nearest:
      return Int64(body.x1 + body.y1 + body.z1) << 20 + Int64(body.z1)
    }
  }
}

/// Now and then passes over a place that a rule likes, so that attempts in the same sequence differ.
final class Whim {
  var isOn = false
  private var dice = Dice()

  func restart(_ series: Int) { dice = Dice(series) }

  @inline(__always) func passesOver() -> Bool { isOn && dice.draw(4) == 0 }
}
