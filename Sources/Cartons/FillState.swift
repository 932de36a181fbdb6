internal import FloorModel

/// A box partly filled with blocks.
final class FillState {
  let load: Load
  /// Items left of each kind.
  let left: UnsafeMutablePointer<Int32>
  /// Blocks for which enough items are left, best first.
  let alive: UnsafeMutablePointer<Int32>
  private(set) var aliveCount = 0
  private(set) var volume: Int64 = 0
  private let list: BlockList
  private let kinds: [FillKind]

  init(list: BlockList, kinds: [FillKind]) {
    self.list = list
    self.kinds = kinds
    load = Load(itemLimit: kinds.reduce(0) { $0 + Int($1.count) })
    left = .allocate(capacity: kinds.count)
    alive = .allocate(capacity: list.blocks.count)
  }

  deinit {
    left.deallocate()
    alive.deallocate()
  }

  func empty(box: Turn) {
    load.empty(box: box)
    volume = 0
    for (index, kind) in kinds.enumerated() { left[index] = kind.count }
    aliveCount = list.blocks.count
    for index in 0..<aliveCount { alive[index] = Int32(index) }
  }

  func copy(_ other: FillState) {
    load.copy(other.load)
    volume = other.volume
    left.update(from: other.left, count: kinds.count)
    aliveCount = other.aliveCount
    alive.update(from: other.alive, count: aliveCount)
  }

  /// The space whose corner is nearest to one of the box's, and that corner: bit 0, 1, 2 for the far end of x, y, z.
  func nextSpace() -> (index: Int, corner: Int)? {
    var best: (index: Int, corner: Int)?
    var (least, largest) = (Int32.max, Int64(0))
    let box = load.box
    for index in 0..<load.spaceCount {
      let space = load.spaces[index]
      let (x, y, z) = (
        min(space.x0, box.x - space.x1), min(space.y0, box.y - space.y1), min(space.z0, box.z - space.z1)
      )
      let distance = x + y + z
      if distance > least { continue }
      let volume = Int64(space.x1 - space.x0) * Int64(space.y1 - space.y0) * Int64(space.z1 - space.z0)
      if distance == least && volume <= largest { continue }
      (least, largest) = (distance, volume)
      best = (
        index, (x < space.x0 ? 1 : 0) + (y < space.y0 ? 2 : 0) + (z < space.z0 ? 4 : 0)
      )
    }
    return best
  }

  /// A block's body in that corner of the space.
  @inline(__always)
  static func body(_ block: FillTables.Candidate, in space: Cuboid, corner: Int) -> Cuboid {
    let x = corner & 1 == 0 ? space.x0 : space.x1 - block.x
    let y = corner & 2 == 0 ? space.y0 : space.y1 - block.y
    let z = corner & 4 == 0 ? space.z0 : space.z1 - block.z
    return Cuboid(x0: x, y0: y, z0: z, x1: x + block.x, y1: y + block.y, z1: z + block.z)
  }

  func lay(_ block: Int, as body: Cuboid) {
    let entry = list.blocks[block]
    for index in Int(entry.contents.lowerBound)..<Int(entry.contents.upperBound) {
      let content = list.contents[index]
      left[Int(content.kind)] -= content.count
    }
    volume += entry.volume
    thin()
    load.lay(block, as: body, fragile: false, slimmest: slimmest)
  }

  /// Drops the blocks for which too few items are left.
  private func thin() {
    var kept = 0
    list.contents.withUnsafeBufferPointer { contents in
      list.blocks.withUnsafeBufferPointer { blocks in
        next: for slot in 0..<aliveCount {
          let range = blocks[Int(alive[slot])].contents
          for index in Int(range.lowerBound)..<Int(range.upperBound) {
            if contents[index].count > left[Int(contents[index].kind)] { continue next }
          }
          alive[kept] = alive[slot]
          kept += 1
        }
      }
    }
    aliveCount = kept
  }

  /// The shortest side of what is left.
  private var slimmest: Int32 {
    var least = Int32.max
    for (index, kind) in kinds.enumerated() where left[index] > 0 {
      for turn in kind.turns { least = min(least, turn.x, turn.y, turn.z) }
    }
    return least
  }
}
