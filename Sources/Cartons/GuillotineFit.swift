internal import FloorModel

/// Fits items that can be separated by cuts from face to face, as those of a carton that was cut into pieces.
///
/// For each part of the items, from the smallest parts up, it keeps the blocks that they form when joined two by two:
/// those that no other block of the same items undercuts on all three sides, and that waste no more than the whole box
/// can spare. A side is reckoned as long as it must be: what no sum of item sides can fill beside it is waste too.
final class GuillotineFit {
  /// More items than this are not tried: parts double with each.
  static let itemLimit = 13

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
  private var blocks: [Block] = []
  private var starts: [Int] = []
  private var volumes: [Int64] = []
  private var canonical: [Int] = []
  private var isFragile: [Bool] = []
  private var reckonings: [[Int32]] = []
  private var frontier: [Block] = []
  private var width = 0
  /// Bits of items alike, where there are two or more.
  private var groups: [Int] = []

  init(goods: Goods) { self.goods = goods }

  /// - Parameters:
  ///   - items: at most `itemLimit`, in canonical order.
  ///   - width: blocks kept for each part of the items.
  ///   - steps: joins that may be tried; those tried are subtracted, sixteen for one.
  /// - Returns: where the items lie, or nil when no such packing was found.
  func run(_ items: [Int], in inner: Size3, width: Int, steps: inout Int) -> [Laid]? {
    self.items = items
    self.width = width
    box = Turn(x: inner.length, y: inner.width, z: inner.height)
    slack = inner.volume - items.reduce(0) { $0 + goods.volume[$1] }
    group()
    reckonings = Reckoning.all(items, goods, in: box)
    tabulate()
    let all = starts.count - 2
    var pairs = steps * 16
    defer { steps = max(0, pairs / 16) }
    for part in 1...all where canonical[part] == part {
      frontier.removeAll(keepingCapacity: true)
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
    blocks.removeAll(keepingCapacity: true)
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
      keep(turn.x, turn.y, turn.z, part, first: -1, second: Int32(index), axis: 0)
    }
  }

  /// Joins every two parts that make up `part`; the first holds its lowest item.
  private func joins(of part: Int, pairs: inout Int) {
    let lowest = part & -part
    let others = part ^ lowest
    var more = others
    while more != 0 {
      more = (more - 1) & others
      let first = more | lowest
      guard canonical[first] == first else { continue }
      let second = canonical[part ^ first]
      let (a, b) = (starts[first]..<starts[first + 1], starts[second]..<starts[second + 1])
      if a.isEmpty || b.isEmpty { continue }
      pairs -= a.count * b.count
      for one in a {
        for other in b { join(one, other, first, second, part) }
      }
    }
  }

  private func join(_ one: Int, _ other: Int, _ first: Int, _ second: Int, _ part: Int) {
    let (a, b) = (blocks[one], blocks[other])
    let (x, y, z) = (max(a.x, b.x), max(a.y, b.y), max(a.z, b.z))
    keep(a.x + b.x, y, z, part, first: Int32(one), second: Int32(other), axis: 0)
    keep(x, a.y + b.y, z, part, first: Int32(one), second: Int32(other), axis: 1)
    // The lower of two is named first; nothing fragile may be in it.
    if !isFragile[first] {
      keep(x, y, a.z + b.z, part, first: Int32(one), second: Int32(other), axis: 2)
    } else if !isFragile[second] {
      keep(x, y, a.z + b.z, part, first: Int32(other), second: Int32(one), axis: 2)
    }
  }

  private func keep(_ x: Int32, _ y: Int32, _ z: Int32, _ part: Int, first: Int32, second: Int32, axis: Int8) {
    guard x <= box.x && y <= box.y && z <= box.z else { return }
    let reckoned = Int64(reckonings[0][Int(x)]) * Int64(reckonings[1][Int(y)]) * Int64(reckonings[2][Int(z)])
    guard reckoned - volumes[part] <= slack else { return }
    var worst = (at: -1, reckoned: reckoned)
    var index = 0
    while index < frontier.count {
      let known = frontier[index]
      if known.x <= x && known.y <= y && known.z <= z { return }
      if x <= known.x && y <= known.y && z <= known.z {
        frontier.swapAt(index, frontier.count - 1)
        frontier.removeLast()
        continue
      }
      if known.reckoned > worst.reckoned { worst = (index, known.reckoned) }
      index += 1
    }
    let block = Block(x: x, y: y, z: z, reckoned: reckoned, first: first, second: second, axis: axis)
    if frontier.count < width {
      frontier.append(block)
    } else if worst.at >= 0 && worst.at < frontier.count {
      frontier[worst.at] = block
    }
  }

  /// Stores the part's blocks; parts come in ascending order, those that are not canonical stay empty.
  private func close(_ part: Int) {
    starts[part] = blocks.count
    blocks += frontier
    var next = part + 1
    while next < starts.count {
      starts[next] = blocks.count
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
