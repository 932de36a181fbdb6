import FloorModel

/// Why a set of vehicles cannot be planned for. Each case names the first unit at fault, by its index.
public enum TrafficFault: Error, Hashable, Sendable {
  case moreUnitsThanCells(units: Int, cells: Int)
  case outsideFloor(unit: Int)
  /// The unit stands where nothing can stand.
  case insideWall(unit: Int)
  case sharedCell(Int, Int)
  case goalOutsideFloor(unit: Int)
  case goalInsideWall(unit: Int)
}

extension TrafficFault {
  /// Checks what every planner takes for granted.
  ///
  /// A goal that exists but cannot be reached is no fault: such a unit keeps out of the way.
  public static func validate(_ vehicles: [Vehicle], on terrain: Terrain) throws(TrafficFault) {
    let grid = terrain.grid
    let free = grid.kinds.count { $0 != .blocked }
    guard vehicles.count <= free else { throw .moreUnitsThanCells(units: vehicles.count, cells: free) }
    var occupant = [Int](repeating: -1, count: grid.count)
    for (unit, vehicle) in vehicles.enumerated() {
      guard occupant.indices.contains(vehicle.cell.index) else { throw .outsideFloor(unit: unit) }
      guard grid.kind(vehicle.cell) != .blocked else { throw .insideWall(unit: unit) }
      guard occupant[vehicle.cell.index] < 0 else { throw .sharedCell(occupant[vehicle.cell.index], unit) }
      occupant[vehicle.cell.index] = unit
      guard occupant.indices.contains(vehicle.goal.cell.index) else { throw .goalOutsideFloor(unit: unit) }
      guard grid.kind(vehicle.goal.cell) != .blocked else { throw .goalInsideWall(unit: unit) }
    }
  }
}
