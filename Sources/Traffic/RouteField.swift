import FloorModel

/// How far it is to one goal from every cell and heading, in `RouteField.unit`ths of a step.
///
/// Immutable once computed, so that copies of a planner share it.
final class RouteField: @unchecked Sendable {
  /// One step's worth of distance, so that guidance can make some steps a little dearer than others.
  static let unit = 8
  static let unreachable = UInt16.max

  /// Indexed by `cell * 4 + heading`.
  let distances: UnsafeMutablePointer<UInt16>
  let count: Int

  init(states count: Int) {
    self.count = count
    distances = .allocate(capacity: count)
    distances.initialize(repeating: Self.unreachable, count: count)
  }

  deinit { distances.deallocate() }

  var bytes: Int { count * MemoryLayout<UInt16>.stride }
}

/// What a field is computed for.
struct RouteKey: Hashable, Sendable {
  var goal: Goal
  var loaded: Bool
}

/// Computes fields: a breadth-first search from the goal backward over (cell, heading).
struct RouteSearch: Sendable {
  private var queue: [Int32] = []

  /// - Parameter exits: per cell, the headings in which such a unit may leave it.
  mutating func field(to goal: Goal, on grid: Grid, exits: UnsafePointer<UInt8>) -> RouteField {
    let field = RouteField(states: grid.count * 4)
    let distances = field.distances
    queue.removeAll(keepingCapacity: true)
    for heading in Heading.allCases where goal.heading == nil || goal.heading == heading {
      let state = goal.cell.index * 4 + Int(heading.rawValue)
      distances[state] = 0
      queue.append(Int32(state))
    }
    let back = [-1, -grid.width, 1, grid.width]
    var next = 0
    while next < queue.count {
      let state = Int(queue[next])
      next += 1
      // Beyond this the numbers no longer fit; such a place counts as unreachable.
      guard distances[state] < UInt16.max - UInt16(2 * RouteField.unit) else { continue }
      let reached = distances[state] + UInt16(RouteField.unit)
      let (cell, heading) = (state >> 2, state & 3)
      for turned in [cell * 4 + (heading + 1) & 3, cell * 4 + (heading + 3) & 3]
      where distances[turned] == RouteField.unreachable {
        distances[turned] = reached
        queue.append(Int32(turned))
      }
      let from = cell + back[heading]
      if from >= 0, from < grid.count, exits[from] & (1 << UInt8(heading)) != 0,
        distances[from * 4 + heading] == RouteField.unreachable
      {
        distances[from * 4 + heading] = reached
        queue.append(Int32(from * 4 + heading))
      }
    }
    return field
  }
}
