import FloorModel

/// How far it is to one goal from every cell and heading, in `RouteField.unit`ths of a step.
///
/// Immutable once computed, so that copies of a planner share it.
final class RouteField: @unchecked Sendable {
  /// One step's worth of distance, so that guidance can make some steps a little dearer than others.
  static let unit = 4
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

/// Computes fields: Dijkstra's search from the goal backward over (cell, heading), with a ring of buckets as its queue.
struct RouteSearch: Sendable {
  private var buckets = [[Int32]](repeating: [], count: 256)

  /// - Parameters:
  ///   - exits: per cell, the headings in which such a unit may leave it.
  ///   - costs: what that costs, by cell and heading.
  mutating func field(
    to goal: Goal, on grid: Grid, exits: UnsafePointer<UInt8>, costs: UnsafePointer<UInt8>
  ) -> RouteField {
    let field = RouteField(states: grid.count * 4)
    let distances = field.distances
    for heading in Heading.allCases where goal.heading == nil || goal.heading == heading {
      let state = goal.cell.index * 4 + Int(heading.rawValue)
      distances[state] = 0
      buckets[0].append(Int32(state))
    }
    let back = [-1, -grid.width, 1, grid.width]
    let turn = UInt16(RouteField.unit)
    var open = buckets[0].count
    var reached: UInt16 = 0
    while open > 0 {
      let place = Int(reached & 255)
      while let popped = buckets[place].popLast() {
        open -= 1
        let state = Int(popped)
        guard distances[state] == reached else { continue }
        let (cell, heading) = (state >> 2, state & 3)
        func relax(_ state: Int, _ distance: UInt16) {
          guard distance < distances[state] else { return }
          distances[state] = distance
          buckets[Int(distance & 255)].append(Int32(state))
          open += 1
        }
        relax(cell * 4 + (heading + 1) & 3, reached + turn)
        relax(cell * 4 + (heading + 3) & 3, reached + turn)
        let from = cell + back[heading]
        if from >= 0, from < grid.count, exits[from] & (1 << UInt8(heading)) != 0 {
          relax(from * 4 + heading, reached + UInt16(costs[from * 4 + heading]))
        }
      }
      // Beyond this the numbers no longer fit; such a place counts as unreachable.
      guard reached < UInt16.max - 256 else { break }
      reached += 1
    }
    for place in buckets.indices { buckets[place].removeAll(keepingCapacity: true) }
    return field
  }
}
