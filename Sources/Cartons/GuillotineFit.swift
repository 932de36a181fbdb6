internal import FloorModel

/// Fits items that can be separated by cuts from face to face, as those of a carton that was cut into pieces.
///
/// For each part of the items, from the smallest parts up, it keeps the blocks that they form when joined two by two:
/// those that no other block of the same items undercuts on all three sides, and that waste no more than the whole box
/// can spare. A side is reckoned as long as it must be: what no sum of item sides can fill beside it is waste too.
final class GuillotineFit {
  /// More items than this are not tried: parts double with each.
  static let itemLimit = 13
  /// Most blocks that are kept for one part.
  static let widthLimit = 256

  /// Joins that cost as much as one step of other searches.
  private static let pairsPerStep = 32

  /// Items of one part in one block, and how it was joined.
  private struct Block {
    var x: Int32
    var y: Int32
    var z: Int32
    /// With all three sides reckoned as long as they must be.
    var reckoned: Int64
    /// Indices of the joined blocks; a single item has -1 and its turn in `second`.
    var first: Int32
    var second: Int32
    var axis: Int8
  }

  private let goods: Goods
  private var items: [Int] = []
  private var box = Turn(x: 0, y: 0, z: 0)
  private var slack: Int64 = 0
  private var blocks: UnsafeMutablePointer<Block>
  private var blockCount = 0
  private var blockLimit = 1024
  private var starts: [Int] = []
  private var volumes: [Int64] = []
  private var canonical: [Int] = []
  private var isFragile: [Bool] = []
  /// Reckonings along x, then y, then z.
  private var tables: [Int32] = []
  private var tableY = 0
  private var tableZ = 0
  /// The blocks of the part at hand.
  private let frontier: UnsafeMutablePointer<Block>
  private var frontierCount = 0
  private var width = 0
  /// Bits of items alike, where there are two or more.
  private var groups: [Int] = []

  init(goods: Goods) {
    self.goods = goods
    frontier = .allocate(capacity: Self.widthLimit)
    blocks = .allocate(capacity: blockLimit)
  }

  deinit {
    frontier.deallocate()
    blocks.deallocate()
  }

  /// - Parameters:
  ///   - items: at most `itemLimit`, in canonical order.
  ///   - width: blocks kept for each part of the items.
  ///   - steps: joins that may be tried; those tried are subtracted, `pairsPerStep` for one.
  /// - Returns: where the items lie, or nil when no such packing was found.
  func run(_ items: [Int], in inner: Size3, width: Int, steps: inout Int) -> [Laid]? {
    self.items = items
    self.width = min(width, Self.widthLimit)
    box = Turn(x: inner.length, y: inner.width, z: inner.height)
    slack = inner.volume - items.reduce(0) { $0 + goods.volume[$1] }
    group()
    let reckonings = Reckoning.all(items, goods, in: box)
    tables = reckonings[0] + reckonings[1] + reckonings[2]
    tableY = reckonings[0].count
    tableZ = tableY + reckonings[1].count
    tabulate()
    let all = starts.count - 2
    var pairs = steps * Self.pairsPerStep
    defer { steps = max(0, pairs / Self.pairsPerStep) }
    for part in 1...all where canonical[part] == part {
      frontierCount = 0
      if part & (part - 1) == 0 {
        turns(of: part)
      } else {
        joins(of: part, pairs: &pairs)
        if pairs <= 0 { return nil }
      }
      close(part)
    }
    guard starts[all] < starts[all + 1] else { return nil }
    return layOut(starts[all])
  }

  /// What depends on a part alone: its volume, whether something in it is fragile, and the part of the same kinds with
  /// the lowest indices, which stands for all like it.
  private func tabulate() {
    let parts = 1 << items.count
    volumes = Array(repeating: 0, count: parts)
    isFragile = Array(repeating: false, count: parts)
    canonical = Array(repeating: 0, count: parts)
    starts = Array(repeating: 0, count: parts + 1)
    blockCount = 0
    for part in 1..<parts {
      let low = part.trailingZeroBitCount
      let rest = part & (part - 1)
      volumes[part] = volumes[rest] + goods.volume[items[low]]
      isFragile[part] = isFragile[rest] || goods.fragile[items[low]]
      canonical[part] = lowestAlike(part)
    }
  }

  /// Items alike lie side by side in the canonical order; of each group the lowest are taken.
  private func lowestAlike(_ part: Int) -> Int {
    var result = part
    for group in groups {
      let number = (part & group).nonzeroBitCount
      result = result & ~group | ((1 << number) - 1) << group.trailingZeroBitCount
    }
    return result
  }

  private func group() {
    groups.removeAll(keepingCapacity: true)
    var slot = 0
    while slot < items.count {
      var end = slot + 1
      while end < items.count && goods.kind[items[end]] == goods.kind[items[slot]] { end += 1 }
      if end > slot + 1 { groups.append((1 << end) - (1 << slot)) }
      slot = end
    }
  }

  private func turns(of part: Int) {
    let item = items[part.trailingZeroBitCount]
    for index in 0..<goods.turnCount[item] {
      let turn = goods.turns[item * 6 + index]
      guard turn.x <= box.x && turn.y <= box.y && turn.z <= box.z else { continue }
      keep(turn.x, turn.y, turn.z, slack + volumes[part], first: -1, second: Int32(index), axis: 0)
    }
  }

  /// Joins every two parts that make up `part`; the first holds its lowest item.
  /// Joins every two parts that make up `part`; the first holds its lowest item.
  private func joins(of part: Int, pairs: inout Int) {
    let lowest = part & -part
    let others = part ^ lowest
    let spare = slack + volumes[part]
    var more = others
    while more != 0 {
      more = (more - 1) & others
      let first = more | lowest
      guard canonical[first] == first else { continue }
      let second = canonical[part ^ first]
      let (a, aEnd, b, bEnd) = (starts[first], starts[first + 1], starts[second], starts[second + 1])
      if a == aEnd || b == bEnd { continue }
      pairs -= (aEnd - a) * (bEnd - b)
      // The lower of two is named first; nothing fragile may be in it.
      let mayCarry = !isFragile[first]
      let mayStack = mayCarry || !isFragile[second]
      for one in a..<aEnd {
        let p = blocks[one]
        for other in b..<bEnd {
          let q = blocks[other]
          let (x, y, z) = (max(p.x, q.x), max(p.y, q.y), max(p.z, q.z))
          if p.x + q.x <= box.x {
            keep(p.x + q.x, y, z, spare, first: Int32(one), second: Int32(other), axis: 0)
          }
          if p.y + q.y <= box.y {
            keep(x, p.y + q.y, z, spare, first: Int32(one), second: Int32(other), axis: 1)
          }
          if p.z + q.z <= box.z && mayStack {
            // The broader below, where nothing fragile forbids it.
            let isBroader = Int64(p.x) * Int64(p.y) >= Int64(q.x) * Int64(q.y)
            let isLower = mayCarry && (isBroader || isFragile[second])
            let (lower, upper) = isLower ? (one, other) : (other, one)
            keep(x, y, p.z + q.z, spare, first: Int32(lower), second: Int32(upper), axis: 2)
          }
        }
      }
    }
  }

  /// Adds a block to those of the part, unless it takes more than `spare` or another is as small on every side.
  @inline(__always)
  private func keep(
    _ x: Int32, _ y: Int32, _ z: Int32, _ spare: Int64, first: Int32, second: Int32, axis: Int8
  ) {
    let reckoned = Int64(tables[Int(x)]) * Int64(tables[tableY + Int(y)]) * Int64(tables[tableZ + Int(z)])
    if reckoned > spare { return }
    insert(Block(x: x, y: y, z: z, reckoned: reckoned, first: first, second: second, axis: axis))
  }

  private func insert(_ block: Block) {
    var worst = (at: -1, reckoned: block.reckoned)
    var index = 0
    while index < frontierCount {
      let known = frontier[index]
      if known.x <= block.x && known.y <= block.y && known.z <= block.z { return }
      if block.x <= known.x && block.y <= known.y && block.z <= known.z {
        frontierCount -= 1
        frontier[index] = frontier[frontierCount]
        continue
      }
      if known.reckoned > worst.reckoned { worst = (index, known.reckoned) }
      index += 1
    }
    if frontierCount < width {
      frontier[frontierCount] = block
      frontierCount += 1
    } else if worst.at >= 0 {
      frontier[worst.at] = block
    }
  }

  private func store() {
    if blockCount + frontierCount > blockLimit {
      blockLimit = 2 * (blockCount + frontierCount)
      let roomier = UnsafeMutablePointer<Block>.allocate(capacity: blockLimit)
      roomier.update(from: blocks, count: blockCount)
      blocks.deallocate()
      blocks = roomier
    }
    (blocks + blockCount).update(from: frontier, count: frontierCount)
    blockCount += frontierCount
  }

  /// Stores the part's blocks; parts come in ascending order, those that are not canonical stay empty.
  private func close(_ part: Int) {
    starts[part] = blockCount
    store()
    var next = part + 1
    while next < starts.count {
      starts[next] = blockCount
      if next < canonical.count && canonical[next] == next { break }
      next += 1
    }
  }

  /// Positions of the items of a block in the box's corner.
  private func layOut(_ root: Int) -> [Laid] {
    var unused = items
    var laid: [Laid] = []
    var open = [(block: root, part: Position3(x: 0, y: 0, z: 0))]
    var owner: [Int: Int] = [:]
    for part in 1..<(1 << items.count) where part & (part - 1) == 0 && canonical[part] == part {
      for block in starts[part]..<starts[part + 1] { owner[block] = items[part.trailingZeroBitCount] }
    }
    while let (index, at) = open.popLast() {
      let block = blocks[index]
      guard block.first >= 0 else {
        guard let kind = owner[index].map({ goods.kind[$0] }),
          let slot = unused.firstIndex(where: { goods.kind[$0] == kind })
        else { preconditionFailure("a block of one item belongs to that item's part") }
        laid.append(
          Laid(
            item: unused.remove(at: slot),
            body: Cuboid(
              x0: at.x, y0: at.y, z0: at.z, x1: at.x + block.x, y1: at.y + block.y, z1: at.z + block.z)))
        continue
      }
      let first = blocks[Int(block.first)]
      open.append((Int(block.first), at))
      let beside = Position3(
        x: at.x + (block.axis == 0 ? first.x : 0), y: at.y + (block.axis == 1 ? first.y : 0),
        z: at.z + (block.axis == 2 ? first.z : 0))
      open.append((Int(block.second), beside))
    }
    return laid
  }
}
