import FloorModel

/// What it costs to drive out of each cell in each heading: lanes for units that would otherwise meet head-on.
///
/// Every straight run of cells is a street, and neighbouring streets are laid in opposite directions. Driving against a
/// street is not forbidden, only dearer, so that every goal that can be reached without guidance is reached with it.
struct Guidance: Sendable {
  /// Indexed by `cell * 4 + heading`, in `RouteField.unit`ths of a step.
  private(set) var costs: [UInt8]

  /// - Parameter contraflow: what driving one cell against its street costs, in `RouteField.unit`ths of a step.
  init(grid: Grid, contraflow: UInt8) {
    costs = Array(repeating: UInt8(RouteField.unit), count: grid.count * 4)
    guard contraflow > UInt8(RouteField.unit) else { return }
    layStreets(grid, contraflow, forward: .east)
    layStreets(grid, contraflow, forward: .south)
  }

  /// Directs all streets along one axis, from one edge of the floor to the other.
  private mutating func layStreets(_ grid: Grid, _ contraflow: UInt8, forward: Heading) {
    let isRow = forward == .east
    let (lines, length) = isRow ? (grid.height, grid.width) : (grid.width, grid.height)
    // Per place along the line, the direction of the nearest street passed so far: +1 forward, -1 backward, 0 none.
    var nearest = [Int](repeating: 0, count: length)
    for line in 0..<lines {
      var place = 0
      while place < length {
        func cell(_ place: Int) -> Cell { isRow ? grid.cell(x: place, y: line) : grid.cell(x: line, y: place) }
        let first = place
        while place < length, grid.kind(cell(place)) != .blocked { place += 1 }
        if place - first < 2 {
          place += place == first ? 1 : 0
          continue
        }
        let direction = nearest[first..<place].reduce(0, +) > 0 ? -1 : 1
        for place in first..<place {
          let against = direction > 0 ? forward.opposite : forward
          costs[cell(place).index * 4 + Int(against.rawValue)] = contraflow
          nearest[place] = direction
        }
      }
    }
  }
}
