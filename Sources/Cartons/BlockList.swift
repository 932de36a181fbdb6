internal import FloorModel

/// Blocks of items that lie so closely together that they can be handled as one: what a large box is filled with.
///
/// Blocks are joined two by two along an axis, from single items up, and kept where they waste little (the "general
/// blocks" of Fanslau and Bortfeldt 2010, "A tree search algorithm for solving the container loading problem").
final class BlockList {
  struct Block {
    var x: Int32
    var y: Int32
    var z: Int32
    /// Volume of the items in it.
    var volume: Int64
    /// How it is made up: an index into `tree`.
    var node: Int32
    /// What it holds: a range of `contents`.
    var contents: Range<Int32>
    /// Volume weighed against the number of items: few large items leave small ones for the gaps.
    var worth: Double
  }

  /// Two blocks joined along an axis, or a single item: then `first` is -1.
  struct Node {
    var first: Int32
    var second: Int32
    var axis: Int8
    /// Of a single item.
    var kind: Int32
    var size: Turn
  }

  struct Content {
    var kind: Int32
    var count: Int32
  }

  private(set) var blocks: [Block] = []
  private(set) var contents: [Content] = []
  /// In the order in which blocks were found.
  private(set) var tree: [Node] = []
  private let box: Turn
  private let counts: [Int32]
  private var known: Set<[Int32]> = []

  /// - Parameters:
  ///   - kinds: permitted turns, count and volume of each kind.
  ///   - limit: most blocks that are kept.
  ///   - densityPermille: least share of a block's extents that its items take, in thousandths.
  init(kinds: [FillKind], box: Turn, limit: Int, densityPermille: Int64) {
    self.box = box
    counts = kinds.map(\.count)
    for (index, kind) in kinds.enumerated() {
      for turn in kind.turns {
        add(
          (turn.x, turn.y, turn.z), volume: kind.volume, contents: [Content(kind: Int32(index), count: 1)],
          first: -1, second: 0, axis: 0)
      }
    }
    grow(limit: limit, densityPermille: densityPermille)
    known = []
    blocks.sort { $0.worth > $1.worth }
  }

  private func grow(limit: Int, densityPermille: Int64) {
    var fresh = 0..<blocks.count
    var tries = limit * Self.triesPerBlock
    while !fresh.isEmpty && blocks.count < limit {
      let end = blocks.count
      for newer in fresh {
        for other in 0...newer {
          tries -= 1
          join(other, newer, densityPermille: densityPermille)
          if blocks.count >= limit || tries <= 0 { return }
        }
      }
      fresh = end..<blocks.count
    }
  }

  private static let triesPerBlock = 400

  private func join(_ one: Int, _ other: Int, densityPermille: Int64) {
    let (a, b) = (blocks[one], blocks[other])
    let (x, y, z) = (max(a.x, b.x), max(a.y, b.y), max(a.z, b.z))
    let volume = a.volume + b.volume
    for axis in 0..<3 {
      let size = (
        x: axis == 0 ? a.x + b.x : x, y: axis == 1 ? a.y + b.y : y, z: axis == 2 ? a.z + b.z : z
      )
      guard size.x <= box.x && size.y <= box.y && size.z <= box.z else { continue }
      guard volume * 1000 >= Int64(size.x) * Int64(size.y) * Int64(size.z) * densityPermille else { continue }
      guard let sum = sum(a, b) else { return }
      add(
        (size.x, size.y, size.z), volume: volume, contents: sum, first: Int32(one), second: Int32(other),
        axis: Int8(axis))
    }
  }

  /// The contents of both, or nil when there are not as many items.
  private func sum(_ a: Block, _ b: Block) -> [Content]? {
    var result: [Content] = []
    var (i, j) = (Int(a.contents.lowerBound), Int(b.contents.lowerBound))
    let (iEnd, jEnd) = (Int(a.contents.upperBound), Int(b.contents.upperBound))
    while i < iEnd || j < jEnd {
      if j == jEnd || (i < iEnd && contents[i].kind < contents[j].kind) {
        result.append(contents[i])
        i += 1
      } else if i == iEnd || contents[j].kind < contents[i].kind {
        result.append(contents[j])
        j += 1
      } else {
        result.append(Content(kind: contents[i].kind, count: contents[i].count + contents[j].count))
        (i, j) = (i + 1, j + 1)
      }
    }
    for content in result where content.count > counts[Int(content.kind)] { return nil }
    return result
  }

  private func add(
    _ size: (Int32, Int32, Int32), volume: Int64, contents sum: [Content], first: Int32, second: Int32, axis: Int8
  ) {
    guard size.0 <= box.x && size.1 <= box.y && size.2 <= box.z else { return }
    var key = [size.0, size.1, size.2]
    for content in sum { key += [content.kind, content.count] }
    guard known.insert(key).inserted else { return }
    let number = sum.reduce(0) { $0 + $1.count }
    let start = Int32(contents.count)
    contents += sum
    blocks.append(
      Block(
        x: size.0, y: size.1, z: size.2, volume: volume, node: Int32(tree.count),
        contents: start..<Int32(contents.count), worth: Double(volume) / Self.fifthRoot(Double(number))))
    tree.append(
      Node(
        first: first, second: second, axis: axis, kind: sum[0].kind,
        size: Turn(x: size.0, y: size.1, z: size.2)))
  }

  /// By Newton's method: the same on every machine, which a library's power function need not be.
  private static func fifthRoot(_ value: Double) -> Double {
    var root = 1 + (value - 1) / 5
    for _ in 0..<40 { root -= (root - value / (root * root * root * root)) / 5 }
    return root
  }

  /// The single items of a block whose corner lies at `at`.
  func items(of block: Int, at: Position3) -> [(kind: Int, body: Cuboid)] {
    var result: [(kind: Int, body: Cuboid)] = []
    var open = [(node: Int(blocks[block].node), at: at)]
    while let (index, at) = open.popLast() {
      let node = tree[index]
      guard node.first >= 0 else {
        let body = Cuboid(
          x0: at.x, y0: at.y, z0: at.z, x1: at.x + node.size.x, y1: at.y + node.size.y, z1: at.z + node.size.z)
        result.append((Int(node.kind), body))
        continue
      }
      let size = tree[Int(node.first)].size
      open.append((Int(node.first), at))
      let beside = Position3(
        x: at.x + (node.axis == 0 ? size.x : 0), y: at.y + (node.axis == 1 ? size.y : 0),
        z: at.z + (node.axis == 2 ? size.z : 0))
      open.append((Int(node.second), beside))
    }
    return result
  }
}
