public import FloorModel

/// One way in which a set of steps is unsafe. Units are named by their index in the vehicles' order.
public enum TrafficViolation: Hashable, Sendable {
  /// There is not exactly one step a vehicle.
  case wrongCount(steps: Int, vehicles: Int)
  /// Two units stood in one cell before anybody moved: nothing else can be judged about that cell.
  case sharedStart(Int, Int, Cell)
  case outsideFloor(Int)
  case intoBlocked(Int, Cell)
  case intoClosed(Int, Cell)
  /// A loaded unit drove into a cell in which a pod is stored.
  case intoPod(Int, Cell)
  /// The cell may not be left in that heading.
  case againstArrow(Int, Cell)
  case movedWhileFixed(Int)
  case sharedCell(Int, Int, Cell)
  case swapped(Int, Int)
  /// The first unit drove into a cell that the second left in the same step, where the floor does not allow it.
  case followed(Int, Int)
  /// Units that each wait for the next to leave, from the smallest index on, in driving order.
  case ring([Int])
}

/// An independent judge of a planner's steps.
///
/// It shares no code and no tables with any planner: it moves the units itself, by coordinates, and looks at what
/// comes of it.
public struct TrafficChecker: Sendable {
  /// Whether a unit may enter a cell in the very step in which another leaves it.
  public var allowsFollowing: Bool
  /// Whether a closed ring of units may turn by one cell.
  public var allowsRings: Bool

  public init(allowsFollowing: Bool = true, allowsRings: Bool = false) {
    self.allowsFollowing = allowsFollowing
    self.allowsRings = allowsRings
  }

  /// Everything wrong with `steps`; empty when they are safe.
  public func violations(
    of steps: [Step], for vehicles: [Vehicle], on terrain: Terrain
  ) -> [TrafficViolation] {
    guard steps.count == vehicles.count else {
      return [.wrongCount(steps: steps.count, vehicles: vehicles.count)]
    }
    var found: [TrafficViolation] = []
    var after: [Cell] = []
    for (unit, vehicle) in vehicles.enumerated() {
      if vehicle.fixed, steps[unit] != .wait { found.append(.movedWhileFixed(unit)) }
      after.append(destination(of: unit, vehicle, steps[unit], terrain, &found))
    }
    let before = occupants(vehicles.map(\.cell)) { found.append(.sharedStart($0, $1, $2)) }
    _ = occupants(after) { found.append(.sharedCell($0, $1, $2)) }
    // Who stood in the cell that each unit drives into.
    let leaders = vehicles.indices.map { unit in
      after[unit] == vehicles[unit].cell ? nil : before[after[unit]].flatMap { $0 == unit ? nil : $0 }
    }
    for (unit, leader) in leaders.enumerated() {
      guard let leader, after[leader] != vehicles[leader].cell else { continue }
      if after[leader] == vehicles[unit].cell {
        if unit < leader { found.append(.swapped(unit, leader)) }
      } else if !allowsFollowing {
        found.append(.followed(unit, leader))
      }
    }
    if !allowsRings { found += rings(leaders) }
    return found
  }

  /// Where a unit ends up, complaining about every cell on the way that it may not use.
  private func destination(
    of unit: Int, _ vehicle: Vehicle, _ step: Step, _ terrain: Terrain, _ found: inout [TrafficViolation]
  ) -> Cell {
    guard step == .forward else { return vehicle.cell }
    let grid = terrain.grid
    var (x, y) = (vehicle.cell.index % grid.width, vehicle.cell.index / grid.width)
    switch vehicle.heading {
    case .east: x += 1
    case .south: y += 1
    case .west: x -= 1
    case .north: y -= 1
    }
    guard x >= 0, y >= 0, x < grid.width, y < grid.height else {
      found.append(.outsideFloor(unit))
      return vehicle.cell
    }
    let target = Cell(y * grid.width + x)
    if grid.kinds[target.index] == .blocked {
      found.append(.intoBlocked(unit, target))
    } else if !grid.mayLeave(vehicle.cell, vehicle.heading) {
      found.append(.againstArrow(unit, vehicle.cell))
    }
    if terrain.closed[target.index] { found.append(.intoClosed(unit, target)) }
    if vehicle.loaded, terrain.pods[target.index] { found.append(.intoPod(unit, target)) }
    return target
  }

  /// Who is in each cell; of several the first.
  private func occupants(_ cells: [Cell], clash: (Int, Int, Cell) -> Void) -> [Cell: Int] {
    var found: [Cell: Int] = [:]
    for (unit, cell) in cells.enumerated() {
      if let other = found[cell] { clash(other, unit, cell) } else { found[cell] = unit }
    }
    return found
  }

  /// Closed chains of three units or more (a chain of two is a swap), each told once.
  private func rings(_ leaders: [Int?]) -> [TrafficViolation] {
    var found: [TrafficViolation] = []
    var seenFrom = [Int](repeating: -1, count: leaders.count)
    for start in leaders.indices where seenFrom[start] < 0 {
      var unit = start
      while seenFrom[unit] < 0 {
        seenFrom[unit] = start
        guard let next = leaders[unit] else { break }
        unit = next
      }
      guard seenFrom[unit] == start, leaders[unit] != nil else { continue }
      var ring = [unit]
      while let next = leaders[ring[ring.count - 1]], next != unit { ring.append(next) }
      guard ring.count > 2 else { continue }
      let least = ring.indices.min { ring[$0] < ring[$1] } ?? 0
      found.append(.ring(Array(ring[least...] + ring[..<least])))
    }
    return found
  }
}
