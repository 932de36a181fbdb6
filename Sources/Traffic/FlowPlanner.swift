import FloorModel

/// Moves many units at once, over floors with one-way aisles, stored pods and closed cells.
///
/// Every unit keeps a short plan that is free of conflicts with all others, at worst to stay where it is. In order of
/// priority each unit looks for a better one; where another of lower priority is in the way, that one must find itself a
/// new plan first, and so on down the line (priority inheritance with backtracking, Okumura et al. 2022), a few steps
/// ahead so that turning does not get in the way (see `Maneuvers`). Only the first step of each plan is given out; the
/// rest is where the next call starts from.
///
/// Equal calls on equal planners give equal steps, in any process.
public struct FlowPlanner: StepPlanner {
  /// What one may choose about a planner.
  public struct Options: Sendable {
    /// Steps that a unit's plan reaches ahead, 1...6.
    public var lookahead = 3
    /// Whether a closed ring of units may turn by one cell. Real machines cannot be released that way.
    public var allowsRings = false
    /// Steps without getting closer to its goal after which a unit goes before those that do get closer.
    public var patience = 24
    /// Bytes that remembered distances may take, beyond those of the goals that units have right now.
    public var cacheBytes = 256 << 20

    /// Quarters of a step that it costs to drive against a lane; 4 for floors without lanes.
    public var contraflow = 16
    /// On floors of up to so many cells distances are computed for whole floors and shared by goal.
    public var wholeFieldCells = 4096
    public var x1 = 0
    public var x2 = 0
    public var x3 = 0

    public init() {}
  }

  public let options: Options
  /// Units, by index, that could not reach their goals when `steps` was last called. They keep out of others' way.
  public private(set) var unreachable: [Int] = []
  private var memory: FlowMemory?

  public init(options: Options = Options()) { self.options = options }

  /// - Precondition: no two vehicles in one cell, none in a wall (`TrafficFault.validate` tells which).
  public mutating func steps(for vehicles: [Vehicle], on terrain: Terrain, budget: PlanningBudget) -> [Step] {
    guard !vehicles.isEmpty else { return [] }
    let memory = ownMemory(vehicles: vehicles.count, cells: terrain.grid.count)
    memory.adopt(vehicles, on: terrain)
    unreachable = vehicles.indices.filter { !memory.units[$0].reachable }
    memory.rankUnits(vehicles)
    memory.carryOver(vehicles)
    memory.chooseLeaders()
    memory.measureVacating()
    memory.planAll()
    return vehicles.indices.map { memory.firstStep(of: $0) }
  }

  /// The planner's memory, its own even if this planner is a copy of another.
  private mutating func ownMemory(vehicles: Int, cells: Int) -> FlowMemory {
    if memory?.fits(vehicles: vehicles, cells: cells) != true {
      memory = FlowMemory(vehicles: vehicles, cells: cells, options: options)
    } else if !isKnownUniquelyReferenced(&memory) {
      memory = memory.map(FlowMemory.init(copying:))
    }
    return memory!
  }
}
