import FloorModel

@testable import Traffic

/// Units that drive without turning by a planner's word while the checker watches.
struct FourWayRun {
  var planner: FourWayPlanner
  var vehicles: [Vehicle]
  var terrain: Terrain
  var checker = TrafficChecker()
  private(set) var violations: [TrafficViolation] = []
  private(set) var arrivals: [Int]
  var areThere: Bool { vehicles.allSatisfy { $0.cell == $0.goal.cell } }

  init(_ vehicles: [Vehicle], on terrain: Terrain, options: FlowPlanner.Options = .init()) {
    planner = FourWayPlanner(options: options)
    self.vehicles = vehicles
    self.terrain = terrain
    checker.allowsRings = options.allowsRings
    arrivals = Array(repeating: 0, count: vehicles.count)
  }

  /// Drives on; a unit that has arrived gets its next goal from `nextGoal`, or stays.
  mutating func drive(_ steps: Int, iterations: Int = 0, nextGoal: (Int) -> Goal? = { _ in nil }) {
    for _ in 0..<steps {
      let drives = planner.drives(for: vehicles, on: terrain, budget: PlanningBudget(iterations: iterations))
      // Facing where it drives, each unit is judged as one that drives forward.
      for (unit, heading) in drives.enumerated() { vehicles[unit].heading = heading ?? vehicles[unit].heading }
      let moves = drives.map { $0 == nil ? Step.wait : .forward }
      violations += checker.violations(of: moves, for: vehicles, on: terrain)
      for unit in vehicles.indices {
        vehicles[unit] = vehicles[unit].moved(by: moves[unit], on: terrain.grid)
        if vehicles[unit].cell == vehicles[unit].goal.cell, let goal = nextGoal(unit) {
          arrivals[unit] += 1
          vehicles[unit].goal = goal
        }
      }
    }
  }

  /// Drives until all units are where they want to be, and says how many steps that took; nil past `limit`.
  mutating func stepsUntilThere(limit: Int) -> Int? {
    for step in 0...limit {
      if areThere { return step }
      drive(1)
    }
    return nil
  }
}
