public import FloorModel

/// Moves many units that drive into any neighbouring cell in one step, without turning.
///
/// For comparison with units that turn, as Drover's do: much of what is published about routing is measured
/// by this motion. All else is `FlowPlanner`'s: ways, lanes, who makes way for whom, what an iteration does.
///
/// Equal calls on equal planners give equal drives, in any process.
public struct FourWayPlanner: Sendable {
  /// Steps that a unit's plan reaches ahead unless the options say otherwise: without turns fewer will do, and there are more of them
  /// to choose from.
  public static let lookahead = 4

  private var planner: FlowPlanner

  public var options: FlowPlanner.Options { planner.options }
  /// Units, by index, that could not reach their goals when `drives` was last called. They keep out of others' way.
  public var unreachable: [Int] { planner.unreachable }

  /// - Precondition: the options are within the ranges given with them, and a plan reaches five steps ahead at most.
  public init(options: FlowPlanner.Options = .init()) {
    var options = options
    options.lookahead = options.lookahead ?? Self.lookahead
    precondition(options.lookahead! <= 5, "a plan of units that do not turn reaches one to five steps ahead")
    planner = FlowPlanner(options: options, motion: .fourWay)
  }

  /// Where each unit drives in the next step, in the vehicles' order; nil for one that waits.
  ///
  /// In which heading a unit stands, and in which it is wanted at its goal, says nothing here. To have a `TrafficChecker` judge the
  /// drives, let each unit face where it drives, and then drive forward.
  ///
  /// - Precondition: no two vehicles in one cell, none in a wall (`TrafficFault.validate` tells which).
  public mutating func drives(
    for vehicles: [Vehicle], on terrain: Terrain, budget: PlanningBudget
  ) -> [Heading?] {
    let unturned = vehicles.map { vehicle in
      var unturned = vehicle
      unturned.heading = .east
      unturned.goal.heading = nil
      return unturned
    }
    guard let memory = planner.plan(unturned, terrain, budget) else { return [] }
    return vehicles.indices.map { memory.firstDrive(of: $0) }
  }
}
