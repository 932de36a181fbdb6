internal import FloorModel

/// Extents of an item in one of its permitted turns, along the container's axes.
struct Turn: Hashable {
  var x: Int32
  var y: Int32
  var z: Int32
}

/// An order in canonical form: the same for any order of the same items and for any order of an item's own sides.
///
/// Items are sorted from the bulkiest to the least; items alike in every respect share a kind. Everything lies in flat
/// memory, because the searches read it some hundred million times a second.
final class Goods {
  let count: Int
  /// Six slots an item; `turnCount` says how many are used.
  let turns: UnsafeMutablePointer<Turn>
  let turnCount: UnsafeMutablePointer<Int>
  let volume: UnsafeMutablePointer<Int64>
  let mass: UnsafeMutablePointer<Int32>
  let fragile: UnsafeMutablePointer<Bool>
  let upright: UnsafeMutablePointer<Bool>
  /// Items with equal kinds are interchangeable; kinds ascend with the index.
  let kind: UnsafeMutablePointer<Int>
  /// Sides, longest first.
  let sides: UnsafeMutablePointer<Turn>
  /// The caller's index of each item.
  let original: UnsafeMutablePointer<Int>
  let totalVolume: Int64
  let totalMass: Int64
  let hasFragile: Bool

  convenience init(_ items: [PackItem]) {
    self.init(items, Array(items.indices))
  }

  /// The part `chosen` of `items`; `original` then holds the chosen indices.
  init(_ items: [PackItem], _ chosen: [Int]) {
    count = chosen.count
    turns = .allocate(capacity: count * 6)
    turnCount = .allocate(capacity: count)
    volume = .allocate(capacity: count)
    mass = .allocate(capacity: count)
    fragile = .allocate(capacity: count)
    upright = .allocate(capacity: count)
    kind = .allocate(capacity: count)
    sides = .allocate(capacity: count)
    original = .allocate(capacity: count)
    var keyed = chosen.map { (key: Key(items[$0]), index: $0) }
    keyed.sort { $0.key == $1.key ? $0.index < $1.index : $0.key < $1.key }
    var (volumes, masses, anyFragile) = (Int64(0), Int64(0), false)
    for (slot, entry) in keyed.enumerated() {
      let key = entry.key
      original[slot] = entry.index
      volume[slot] = key.volume
      mass[slot] = key.mass
      fragile[slot] = key.fragile
      upright[slot] = key.upright
      kind[slot] = slot > 0 && keyed[slot - 1].key == key ? kind[slot - 1] : slot
      sides[slot] = key.sorted
      turnCount[slot] = key.writeTurns(to: turns + slot * 6)
      volumes += key.volume
      masses += Int64(key.mass)
      anyFragile = anyFragile || key.fragile
    }
    totalVolume = volumes
    totalMass = masses
    hasFragile = anyFragile
  }

  deinit {
    turns.deallocate()
    turnCount.deallocate()
    volume.deallocate()
    mass.deallocate()
    fragile.deallocate()
    upright.deallocate()
    kind.deallocate()
    sides.deallocate()
    original.deallocate()
  }

  /// An item as far as packing can tell it from others.
  private struct Key: Equatable {
    var volume: Int64
    var sides: Turn
    var mass: Int32
    var upright: Bool
    var fragile: Bool

    init(_ item: PackItem) {
      let size = item.size
      volume = size.volume
      mass = item.mass
      fragile = item.fragile
      // A cube stands upright whichever way it lies.
      upright = item.thisWayUp && !(size.length == size.width && size.width == size.height)
      if upright {
        sides = Turn(x: max(size.length, size.width), y: min(size.length, size.width), z: size.height)
      } else {
        let low = min(size.length, size.width, size.height)
        let high = size.longest
        sides = Turn(x: high, y: size.length + size.width + size.height - low - high, z: low)
      }
    }

    var sorted: Turn {
      let (a, b, c) = (sides.x, sides.y, sides.z)
      return Turn(x: max(a, c), y: a + b + c - max(a, c) - min(b, c), z: min(b, c))
    }

    /// Bulkiest first.
    static func < (a: Key, b: Key) -> Bool {
      if a.volume != b.volume { return a.volume > b.volume }
      if a.sides.x != b.sides.x { return a.sides.x > b.sides.x }
      if a.sides.y != b.sides.y { return a.sides.y > b.sides.y }
      if a.mass != b.mass { return a.mass > b.mass }
      if a.upright != b.upright { return a.upright }
      if a.fragile != b.fragile { return a.fragile }
      return a.sides.z > b.sides.z
    }

    /// The distinct turns, flattest first.
    func writeTurns(to slots: UnsafeMutablePointer<Turn>) -> Int {
      let (a, b, c) = (sides.x, sides.y, sides.z)
      var used = 0
      func add(_ x: Int32, _ y: Int32, _ z: Int32) {
        let turn = Turn(x: x, y: y, z: z)
        for known in 0..<used where slots[known] == turn { return }
        slots[used] = turn
        used += 1
      }
      add(a, b, c)
      add(b, a, c)
      if !upright {
        add(a, c, b)
        add(c, a, b)
        add(b, c, a)
        add(c, b, a)
      }
      return used
    }
  }
}
