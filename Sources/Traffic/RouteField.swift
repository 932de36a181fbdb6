import FloorModel

/// What a field is computed for.
struct RouteKey: Hashable, Sendable {
  var goal: Goal
  var loaded: Bool
}

/// How far it is to one goal from cells and headings, in `RouteField.unit`ths of a step.
///
/// Kept in tiles of 16 cells, and only of those tiles that the search came through: for ten thousand units on a large
/// floor whole fields would not fit into memory. A cell takes four bytes: the distance from its best heading, and for each
/// heading four bits by which it is farther, which is at most two turns. Immutable once computed, so that copies of a planner
/// share it.
final class RouteField: @unchecked Sendable {
  /// One step's worth of distance, so that guidance can make some steps a little dearer than others.
  static let unit = 6
  /// What a quarter turn counts for: the step that it takes. At most 7, for two turns to fit into four bits.
  static let turn = 6
  /// Not reachable from there, or not known.
  static let unreachable = UInt16.max
  static let unknownCell = UInt32(unreachable)

  /// Per tile of the floor its place in `cells`; 0 is a tile of which nothing is known.
  let directory: UnsafeMutablePointer<UInt16>
  let cells: UnsafeMutablePointer<UInt32>
  let bytes: Int

  /// - Parameters:
  ///   - floorTiles: how many tiles the floor has.
  ///   - kept: how many of them this field knows; their distances are yet to be filled in.
  init(floorTiles: Int, kept: Int) {
    directory = .allocate(capacity: floorTiles)
    directory.initialize(repeating: 0, count: floorTiles)
    let count = (kept + 1) * TileMap.cellsPerTile
    cells = .allocate(capacity: count)
    cells.initialize(repeating: Self.unknownCell, count: count)
    bytes = floorTiles * MemoryLayout<UInt16>.stride + count * MemoryLayout<UInt32>.stride
  }

  deinit {
    directory.deallocate()
    cells.deallocate()
  }

  /// - Parameter slot: a cell as `TileMap.slots` has it.
  @inline(__always) func distance(slot: Int32, heading: Int32) -> UInt16 {
    Self.distance(directory, cells, slot: slot, heading: heading)
  }

  @inline(__always) static func distance(
    _ directory: UnsafePointer<UInt16>, _ cells: UnsafePointer<UInt32>, slot: Int32, heading: Int32
  ) -> UInt16 {
    distance(entry(directory, cells, slot: slot), heading: heading)
  }

  @inline(__always) static func entry(
    _ directory: UnsafePointer<UInt16>, _ cells: UnsafePointer<UInt32>, slot: Int32
  ) -> UInt32 {
    cells[Int(directory[Int(slot >> 4)]) &<< 4 &+ Int(slot & 15)]
  }

  /// How far it is by a cell's entry.
  @inline(__always) static func distance(_ entry: UInt32, heading: Int32) -> UInt16 {
    UInt16(truncatingIfNeeded: entry) &+ UInt16(truncatingIfNeeded: entry &>> (16 &+ UInt32(heading) &<< 2) & 15)
  }

  /// A cell's entry, from its distances by heading.
  static func entry(_ distances: SIMD4<UInt16>) -> UInt32 {
    let least = distances.min()
    guard least != unreachable else { return unknownCell }
    var entry = UInt32(least)
    for heading in 0..<4 {
      let turns: UInt16 = distances[(heading + 2) & 3] == least ? 2 : 1
      let more = min(distances[heading] - least, distances[heading] == least ? 0 : turns * UInt16(turn))
      entry |= UInt32(more) << (16 + UInt32(heading) * 4)
    }
    return entry
  }

  /// Whether any way that this field knows leads through a cell.
  func passes(slot: Int32) -> Bool { distance(slot: slot, heading: 0) != Self.unreachable }
}

/// The drivable cells of a floor, numbered so that neighbours mostly share a tile of 16.
final class TileMap: @unchecked Sendable {
  static let cellsPerTile = 16

  /// How many tiles there are: the last is for the walls, and no way leads there.
  let count: Int
  /// Per cell its number. All walls have the one past the cells: a caller may show units there that nobody can place.
  let slots: UnsafeMutablePointer<Int32>
  /// Per number its cell; -1 past the end, and for the walls.
  let cells: UnsafeMutablePointer<Int32>

  init(grid: Grid) {
    let free = grid.kinds.count { $0 != .blocked }
    count = (free + Self.cellsPerTile - 1) / Self.cellsPerTile + 1
    slots = .allocate(capacity: grid.count)
    slots.initialize(repeating: Int32((count - 1) * Self.cellsPerTile), count: grid.count)
    var numbered: [Int32] = []
    for top in stride(from: 0, to: grid.height, by: 4) {
      for left in stride(from: 0, to: grid.width, by: 4) {
        for y in top..<min(top + 4, grid.height) {
          for x in left..<min(left + 4, grid.width) where grid.kind(grid.cell(x: x, y: y)) != .blocked {
            slots[y * grid.width + x] = Int32(numbered.count)
            numbered.append(Int32(y * grid.width + x))
          }
        }
      }
    }
    cells = .allocate(capacity: count * Self.cellsPerTile)
    cells.initialize(repeating: -1, count: count * Self.cellsPerTile)
    cells.update(from: numbered, count: numbered.count)
  }

  deinit {
    slots.deallocate()
    cells.deallocate()
  }
}
