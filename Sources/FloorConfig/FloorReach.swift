import FloorModel

/// Which cells can be driven to and from within a part of the floor.
struct FloorReach {
  /// The largest set of cells in which every cell can be reached from every other.
  private(set) var core: [Bool]
  /// Cells that can be reached from the core; the core is part of it.
  private(set) var from: [Bool]
  /// Cells from which the core can be reached; the core is part of it.
  private(set) var to: [Bool]

  /// - Parameter isOpen: whether a unit may be in the cell at all.
  init(_ grid: Grid, isOpen: (Cell) -> Bool) {
    let open = (0..<grid.count).map { isOpen(Cell($0)) }
    core = Array(repeating: false, count: grid.count)
    from = core
    to = core
    var assigned = core
    var best = 0
    var left = open.count { $0 }
    // Every turn settles one whole set, so a floor that hangs together needs one.
    for start in open.indices where open[start] && !assigned[start] {
      guard left > best else { break }
      let ahead = Self.spread(Cell(start), on: grid, open: open, backwards: false)
      let behind = Self.spread(Cell(start), on: grid, open: open, backwards: true)
      var size = 0
      for index in open.indices where ahead[index] && behind[index] {
        assigned[index] = true
        size += 1
      }
      left -= size
      guard size > best else { continue }
      best = size
      (from, to) = (ahead, behind)
      core = zip(ahead, behind).map { $0 && $1 }
    }
  }

  /// Whether a unit can drive from a cell to one of many (backwards: from one of many to it). Looks no farther than it
  /// must, so that hundreds of stations next to a large floor cost little.
  static func finds(
    _ targets: [Bool], from start: Cell, on grid: Grid, through mayPass: (Cell) -> Bool, backwards: Bool
  ) -> Bool {
    var seen: Set<Cell> = [start]
    var stack = [start]
    while let cell = stack.popLast() {
      for heading in Heading.allCases {
        guard let next = step(cell, heading, on: grid, backwards: backwards) else { continue }
        if targets[next.index] { return true }
        if mayPass(next), seen.insert(next).inserted { stack.append(next) }
      }
    }
    return false
  }

  /// All open cells that can be driven to from `start` (backwards: from which it can be reached), itself among them.
  private static func spread(_ start: Cell, on grid: Grid, open: [Bool], backwards: Bool) -> [Bool] {
    var reached = Array(repeating: false, count: grid.count)
    var stack = [start]
    reached[start.index] = true
    while let cell = stack.popLast() {
      for heading in Heading.allCases {
        guard let next = step(cell, heading, on: grid, backwards: backwards), open[next.index], !reached[next.index]
        else { continue }
        reached[next.index] = true
        stack.append(next)
      }
    }
    return reached
  }

  /// One step on, or the cell from which one step leads here.
  static func step(_ cell: Cell, _ heading: Heading, on grid: Grid, backwards: Bool) -> Cell? {
    guard backwards else { return grid.step(from: cell, heading) }
    guard let before = grid.neighbour(of: cell, heading), grid.mayLeave(before, heading.opposite) else { return nil }
    return before
  }
}
