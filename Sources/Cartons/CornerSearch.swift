internal import FloorModel

/// Fills the lowest free corner of a box again and again, with every item in every turn, and takes back what fails.
///
/// Meant for boxes with next to no room to spare, where what is cut off as waste soon exceeds the slack. It finds
/// packings that no sequence of cuts can separate; it is not complete.
final class CornerSearch {
  private let goods: Goods
  private let load: Load
  private let support: Int32
  private var reckonings: [[Int32]] = []
  private var slack: Int64 = 0
  private var steps = 0
  /// Items not yet laid, in canonical order.
  private var left: [Int] = []
  private var saved: [Cuboid] = []

  init(goods: Goods, load: Load, minimumSupportPermille: Int32) {
    self.goods = goods
    self.load = load
    support = minimumSupportPermille
  }

  /// - Parameters:
  ///   - skips: corners that may be left empty.
  ///   - steps: items that may be tried; those tried are subtracted.
  func run(_ items: [Int], in inner: Size3, skips: Int, steps: inout Int) -> [Laid]? {
    let box = Turn(x: inner.length, y: inner.width, z: inner.height)
    reckonings = Reckoning.all(items, goods, in: box)
    slack = inner.volume - items.reduce(0) { $0 + goods.volume[$1] }
    left = items
    saved.removeAll(keepingCapacity: true)
    self.steps = steps
    defer { steps = max(0, self.steps) }
    load.empty(box: box)
    return fill(skips: skips, waste: (0, 0, 0)) ? load.bodies : nil
  }

  private func fill(skips: Int, waste: (x: Int64, y: Int64, z: Int64)) -> Bool {
    if left.isEmpty { return true }
    guard everythingFits(), let corner = lowestCorner() else { return false }
    let mark = saved.count
    saved += UnsafeBufferPointer(start: load.spaces, count: load.spaceCount)
    defer { saved.removeLast(saved.count - mark) }
    for slot in left.indices {
      let item = left[slot]
      if slot > 0 && goods.kind[left[slot - 1]] == goods.kind[item] { continue }
      for index in item * 6..<item * 6 + goods.turnCount[item] {
        guard let body = body(item, goods.turns[index], at: corner) else { continue }
        let lost = wasted(body)
        let now = (x: waste.x + lost.x, y: waste.y + lost.y, z: waste.z + lost.z)
        if max(now.x, now.y, now.z) > slack { continue }
        steps -= 1
        if steps <= 0 { return false }
        left.remove(at: slot)
        let slimmest = left.reduce(Int32.max) { min($0, goods.sides[$1].z) }
        load.lay(item, as: body, fragile: goods.fragile[item], slimmest: slimmest)
        if fill(skips: skips, waste: now) { return true }
        load.takeBack(to: saved[mark...])
        left.insert(item, at: slot)
      }
    }
    guard skips > 0 else { return false }
    load.forget(at: corner)
    defer { load.restore(saved[mark...]) }
    return fill(skips: skips - 1, waste: waste)
  }

  /// Whether each item that is left has some space for itself.
  private func everythingFits() -> Bool {
    var last = -1
    for item in left where goods.kind[item] != last {
      last = goods.kind[item]
      var fits = false
      search: for index in item * 6..<item * 6 + goods.turnCount[item] {
        let turn = goods.turns[index]
        for space in 0..<load.spaceCount {
          let room = load.spaces[space]
          if turn.x <= room.x1 - room.x0 && turn.y <= room.y1 - room.y0 && turn.z <= room.z1 - room.z0 {
            fits = true
            break search
          }
        }
      }
      if !fits { return false }
    }
    return true
  }

  private func lowestCorner() -> Position3? {
    var best: Cuboid?
    for index in 0..<load.spaceCount {
      let space = load.spaces[index]
      guard let known = best else {
        best = space
        continue
      }
      if (space.z0, space.y0, space.x0) < (known.z0, known.y0, known.x0) { best = space }
    }
    return best.map { Position3(x: $0.x0, y: $0.y0, z: $0.z0) }
  }

  /// The item in this turn with its corner there, if a space allows it.
  private func body(_ item: Int, _ turn: Turn, at corner: Position3) -> Cuboid? {
    let body = Cuboid(
      x0: corner.x, y0: corner.y, z0: corner.z, x1: corner.x + turn.x, y1: corner.y + turn.y, z1: corner.z + turn.z)
    for index in 0..<load.spaceCount where load.spaces[index].contains(body) {
      if goods.fragile[item] && load.spaces[index].z1 != load.box.z { continue }
      if support > 0 && load.supportPermille(body) < support { return nil }
      return body
    }
    return nil
  }

  /// Room beyond the body, on each axis, that no sum of sides can fill up to the far wall.
  private func wasted(_ body: Cuboid) -> (x: Int64, y: Int64, z: Int64) {
    let (dx, dy, dz) = (Int64(body.x1 - body.x0), Int64(body.y1 - body.y0), Int64(body.z1 - body.z0))
    return (
      Int64(reckonings[0][Int(body.x1)] - body.x1) * dy * dz, Int64(reckonings[1][Int(body.y1)] - body.y1) * dx * dz,
      Int64(reckonings[2][Int(body.z1)] - body.z1) * dx * dy
    )
  }
}
