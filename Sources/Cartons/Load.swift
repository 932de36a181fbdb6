internal import FloorModel

/// A block of space: half-open along each axis.
///
/// Lower ends and negated upper ends share one vector, so that one comparison of vectors tells whether a block contains
/// another. Lanes 3 and 7 are padding.
struct Cuboid: Equatable {
  private var ends: SIMD8<Int32>

  @inline(__always) init(x0: Int32, y0: Int32, z0: Int32, x1: Int32, y1: Int32, z1: Int32) {
    ends = SIMD8(x0, y0, z0, -1, -x1, -y1, -z1, 0)
  }

  var x0: Int32 {
    @inline(__always) get { ends[0] }
    @inline(__always) set { ends[0] = newValue }
  }
  var y0: Int32 {
    @inline(__always) get { ends[1] }
    @inline(__always) set { ends[1] = newValue }
  }
  var z0: Int32 {
    @inline(__always) get { ends[2] }
    @inline(__always) set { ends[2] = newValue }
  }
  var x1: Int32 {
    @inline(__always) get { -ends[4] }
    @inline(__always) set { ends[4] = -newValue }
  }
  var y1: Int32 {
    @inline(__always) get { -ends[5] }
    @inline(__always) set { ends[5] = -newValue }
  }
  var z1: Int32 {
    @inline(__always) get { -ends[6] }
    @inline(__always) set { ends[6] = -newValue }
  }

  @inline(__always) func meets(_ other: Cuboid) -> Bool {
    // Lower ends of each less upper ends of the other are all negative; the padding's sums are -1.
    let gaps = ends.lowHalf &+ other.ends.highHalf
    let back = other.ends.lowHalf &+ ends.highHalf
    return all((gaps .< 0) .& (back .< 0))
  }

  @inline(__always) func contains(_ other: Cuboid) -> Bool { all(ends .<= other.ends) }
}

/// An item (its index in the canonical order) and where it lies.
struct Laid {
  var item: Int
  var body: Cuboid
}

/// A box being filled: what lies in it, and its maximal empty spaces.
///
/// A maximal empty space is a free block that no larger free block contains (Lai and Chan 1997). An item fits somewhere
/// exactly when it fits into one of them, so that no overlap is ever tested. A fragile item takes the column above it
/// too.
final class Load {
  /// More spaces than this are dropped, the last found first; only very ragged loads of hundreds of items come near.
  static let spaceLimit = 2048

  private(set) var box = Turn(x: 0, y: 0, z: 0)
  let spaces: UnsafeMutablePointer<Cuboid>
  private(set) var spaceCount = 0
  let laid: UnsafeMutablePointer<Cuboid>
  let laidItem: UnsafeMutablePointer<Int>
  private(set) var laidCount = 0
  private let fresh: UnsafeMutablePointer<Cuboid>

  init(itemLimit: Int) {
    spaces = .allocate(capacity: Self.spaceLimit)
    fresh = .allocate(capacity: Self.spaceLimit)
    laid = .allocate(capacity: itemLimit)
    laidItem = .allocate(capacity: itemLimit)
  }

  deinit {
    spaces.deallocate()
    fresh.deallocate()
    laid.deallocate()
    laidItem.deallocate()
  }

  func empty(box: Turn) {
    self.box = box
    spaces[0] = Cuboid(x0: 0, y0: 0, z0: 0, x1: box.x, y1: box.y, z1: box.z)
    spaceCount = 1
    laidCount = 0
  }

  /// Lays an item into free space.
  ///
  /// - Parameter slimmest: spaces narrower than this are forgotten: nothing that is still to come fits into them.
  func lay(_ item: Int, as body: Cuboid, fragile: Bool, slimmest: Int32) {
    laid[laidCount] = body
    laidItem[laidCount] = item
    laidCount += 1
    var taken = body
    if fragile { taken.z1 = box.z }
    var kept = 0
    var added = 0
    for index in 0..<spaceCount {
      let space = spaces[index]
      guard space.meets(taken) else {
        spaces[kept] = space
        kept += 1
        continue
      }
      added = split(space, around: taken, slimmest: slimmest, added)
    }
    spaceCount = kept
    keepMaximal(of: added)
  }

  /// Becomes what another load of the same item limit is.
  func copy(_ other: Load) {
    box = other.box
    spaceCount = other.spaceCount
    laidCount = other.laidCount
    spaces.update(from: other.spaces, count: spaceCount)
    laid.update(from: other.laid, count: laidCount)
    laidItem.update(from: other.laidItem, count: laidCount)
  }

  /// Gives up one space.
  func forget(_ index: Int) {
    spaceCount -= 1
    spaces[index] = spaces[spaceCount]
  }

  /// Makes the spaces what they were.
  func restore(_ earlier: ArraySlice<Cuboid>) {
    spaceCount = 0
    for space in earlier {
      spaces[spaceCount] = space
      spaceCount += 1
    }
  }

  /// Takes the item laid last back; `earlier` are the spaces that there were before it.
  func takeBack(to earlier: ArraySlice<Cuboid>) {
    laidCount -= 1
    restore(earlier)
  }

  /// Gives up the spaces that begin at this corner.
  func forget(at corner: Position3) {
    var kept = 0
    for index in 0..<spaceCount {
      let space = spaces[index]
      if space.x0 == corner.x && space.y0 == corner.y && space.z0 == corner.z { continue }
      spaces[kept] = space
      kept += 1
    }
    spaceCount = kept
  }

  /// The parts of `space` beside, before, above (and so on) `taken`, as blocks as large as they can be.
  private func split(_ space: Cuboid, around taken: Cuboid, slimmest: Int32, _ added: Int) -> Int {
    var count = added
    func add(_ part: Cuboid) {
      guard count < Self.spaceLimit else { return }
      fresh[count] = part
      count += 1
    }
    var part = space
    if space.x1 - taken.x1 >= slimmest {
      part.x0 = taken.x1
      add(part)
      part = space
    }
    if taken.x0 - space.x0 >= slimmest {
      part.x1 = taken.x0
      add(part)
      part = space
    }
    if space.y1 - taken.y1 >= slimmest {
      part.y0 = taken.y1
      add(part)
      part = space
    }
    if taken.y0 - space.y0 >= slimmest {
      part.y1 = taken.y0
      add(part)
      part = space
    }
    if space.z1 - taken.z1 >= slimmest {
      part.z0 = taken.z1
      add(part)
      part = space
    }
    if taken.z0 - space.z0 >= slimmest {
      part.z1 = taken.z0
      add(part)
    }
    return count
  }

  /// Adds the fresh parts that no other space contains. A kept space never lies inside a fresh part: it was maximal.
  private func keepMaximal(of added: Int) {
    let kept = spaceCount
    for index in 0..<added {
      let part = fresh[index]
      var covered = false
      for other in 0..<kept where spaces[other].contains(part) {
        covered = true
        break
      }
      if covered { continue }
      for other in 0..<added where other != index && fresh[other].contains(part) {
        // Of two equal parts the first stays.
        if fresh[other] != part || other < index {
          covered = true
          break
        }
      }
      if covered || spaceCount >= Self.spaceLimit { continue }
      spaces[spaceCount] = part
      spaceCount += 1
    }
  }

  /// What lies in the box.
  var bodies: [Laid] { (0..<laidCount).map { Laid(item: laidItem[$0], body: laid[$0]) } }

  /// Share of the body's base that rests on the floor or on tops of laid items, in thousandths.
  func supportPermille(_ body: Cuboid) -> Int32 {
    if body.z0 == 0 { return 1000 }
    var resting: Int64 = 0
    for index in 0..<laidCount where laid[index].z1 == body.z0 {
      let below = laid[index]
      let dx = min(below.x1, body.x1) - max(below.x0, body.x0)
      let dy = min(below.y1, body.y1) - max(below.y0, body.y0)
      if dx > 0 && dy > 0 { resting += Int64(dx) * Int64(dy) }
    }
    return Int32(resting * 1000 / (Int64(body.x1 - body.x0) * Int64(body.y1 - body.y0)))
  }
}
