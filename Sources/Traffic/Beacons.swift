import FloorModel

/// Distances to the four corners of the floor, by which searches find their way.
///
/// Where ways cost more than their length, the length says little about how far it is, and a search would look everywhere. How
/// much nearer to a corner one place is than another says more (A* with landmarks: Goldberg and Harrelson, "Computing the
/// shortest path", 2005).
final class Beacons: @unchecked Sendable {
  private let cells: [Int]
  private let stateCount: Int
  /// Per corner and state.
  private var distances: UnsafeMutablePointer<UInt16>
  /// The same by prices that do not hold yet.
  private var drafts: UnsafeMutablePointer<UInt16>

  var count: Int { cells.count }

  init(grid: Grid) {
    cells = Self.corners(of: grid)
    stateCount = grid.count * 4
    distances = .allocate(capacity: cells.count * stateCount)
    distances.initialize(repeating: RouteField.unreachable, count: cells.count * stateCount)
    drafts = .allocate(capacity: cells.count * stateCount)
    drafts.initialize(repeating: RouteField.unreachable, count: cells.count * stateCount)
  }

  init(copying other: Beacons) {
    (cells, stateCount) = (other.cells, other.stateCount)
    distances = .allocate(capacity: cells.count * stateCount)
    distances.initialize(from: other.distances, count: cells.count * stateCount)
    drafts = .allocate(capacity: cells.count * stateCount)
    drafts.initialize(from: other.drafts, count: cells.count * stateCount)
  }

  deinit {
    distances.deallocate()
    drafts.deallocate()
  }

  /// Measures distances to one corner by other prices; they hold from `turnOver` on, when all corners were measured.
  ///
  /// - Parameter entrances: those for units without load. A loaded one has them or fewer, so that no distance is too long.
  func draft(
    corner: Int, by search: RouteSearch, entrances: UnsafePointer<UInt8>, costs: UnsafePointer<UInt8>
  ) {
    search.measure(to: cells[corner], entrances: entrances, costs: costs, into: drafts + corner * stateCount)
  }

  func turnOver() { swap(&distances, &drafts) }

  /// The corner that is best seen past a goal, and how far it is there; nil if none can be reached.
  func sight(from origin: Int32, past goal: Goal) -> (UnsafePointer<UInt16>, Int32)? {
    var best: (UnsafePointer<UInt16>, Int32)?
    var most: Int32 = 0
    for corner in cells.indices {
      let table = UnsafePointer(distances + corner * stateCount)
      let (far, near) = (nearest(origin >> 2, table), nearest(Int32(goal.cell.index), table))
      guard far < RouteField.unreachable, near < RouteField.unreachable, Int32(far) - Int32(near) > most else {
        continue
      }
      most = Int32(far) - Int32(near)
      best = (table, Int32(far))
    }
    return best
  }

  private func nearest(_ cell: Int32, _ table: UnsafePointer<UInt16>) -> UInt16 {
    let state = Int(cell) << 2
    return min(min(table[state], table[state + 1]), min(table[state + 2], table[state + 3]))
  }

  /// The free cells farthest out in the four diagonal directions.
  private static func corners(of grid: Grid) -> [Int] {
    let free = (0..<grid.count).filter { grid.kinds[$0] != .blocked }
    guard !free.isEmpty else { return [] }
    let signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    return signs.map { sign in
      free.max {
        sign.0 * ($0 % grid.width) + sign.1 * ($0 / grid.width)
          < sign.0 * ($1 % grid.width) + sign.1 * ($1 / grid.width)
      }!
    }
  }
}
