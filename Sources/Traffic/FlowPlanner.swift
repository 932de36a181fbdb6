import FloorModel

/// Moves many units at once, over floors with one-way aisles, stored pods and closed cells.
///
/// Every unit keeps a short plan that is free of conflicts with all others, at worst to stay where it is. In order of
/// priority each unit looks for a better one; where another of lower priority is in the way, that one must find itself a
/// new plan first, and so on down the line (priority inheritance with backtracking, Okumura et al. 2022), a few steps
/// ahead so that turning does not get in the way (see `Maneuvers`). Only the first step of each plan is given out; the
/// rest is where the next call starts from.
///
/// A budget of 0 iterations gives sound steps at once. Each iteration tries to give one unit a better plan at the cost of
/// others where all of them taken together gain by it; about as many iterations as units pay best, and more still help a little.
///
/// Ways follow lanes (`Guidance`) and lead round places where units had to stand of late (`Congestion`).
///
/// Equal calls on equal planners give equal steps, in any process.
public struct FlowPlanner: StepPlanner {
  /// What one may choose about a planner.
  public struct Options: Sendable {
    /// Steps that a unit's plan reaches ahead, 1...6. If nil, 5, and 3 on small floors with a unit in sixteen cells or fewer, where
    /// there is little to be foreseen.
    public var lookahead: Int?
    /// Whether a closed ring of units may turn by one cell. Real machines cannot be released that way.
    public var allowsRings = false
    /// Steps without getting closer to its goal after which everybody makes way for a unit.
    public var patience = 100
    /// What it costs to drive one cell against a lane, in sixths of a step, 6...120; 6 for a floor without lanes. If nil,
    /// by how crowded the floor is: lanes cost detours, which only pay where units would meet.
    public var contraflow: Int?
    /// On floors of up to so many cells distances are computed for whole floors and shared by goal; on larger ones each
    /// unit has its own, of the part of the floor that lies on its way.
    public var wholeFieldCells = 4096
    /// Bytes that shared distances may take, beyond those of the goals that units have right now.
    public var cacheBytes = 256 << 20
    /// How strongly crowded cells are avoided: eighths of the time lost in them on average that a way through them costs
    /// extra, 0...256; 0 for ways by distance and lanes alone. If nil, by how crowded the floor is.
    public var avoidance: Int?
    /// How strongly ways keep away from where others are going to drive, 0...256; 0 for not at all. If nil, by how crowded the
    /// floor is. Only on floors larger than `wholeFieldCells`.
    public var foresight: Int?
    /// Calls after which a unit's way is looked for anew, as the others' have changed; 0 for never. If nil, by how crowded the
    /// floor is. Only with `foresight`.
    public var renewal: Int?

    public init() {}
  }

  public let options: Options
  /// Units, by index, that could not reach their goals when `steps` was last called. They keep out of others' way.
  public private(set) var unreachable: [Int] = []
  private let motion: Motion
  private var memory: FlowMemory?

  /// - Precondition: the options are within the ranges given with them.
  public init(options: Options = Options()) { self.init(options: options, motion: .turning) }

  init(options: Options, motion: Motion) {
    precondition((1...6).contains(options.lookahead ?? 1), "a plan reaches one to six steps ahead")
    let contraflow = options.contraflow ?? RouteField.unit
    precondition((RouteField.unit...120).contains(contraflow), "driving against a lane costs 6 to 120 sixths of a step")
    precondition((0...256).contains(options.avoidance ?? 0), "avoidance is 0 to 256 eighths")
    precondition((0...256).contains(options.foresight ?? 0), "foresight is 0 to 256")
    precondition(options.renewal ?? 0 >= 0, "ways cannot be renewed before they are found")
    self.options = options
    self.motion = motion
  }

  /// - Precondition: no two vehicles in one cell, none in a wall (`TrafficFault.validate` tells which).
  public mutating func steps(for vehicles: [Vehicle], on terrain: Terrain, budget: PlanningBudget) -> [Step] {
    guard let memory = plan(vehicles, terrain, budget) else { return [] }
    return vehicles.indices.map { memory.firstStep(of: $0) }
  }

  /// Plans for all units, and answers where their plans are; nil if there are no units.
  mutating func plan(_ vehicles: [Vehicle], _ terrain: Terrain, _ budget: PlanningBudget) -> FlowMemory? {
    guard !vehicles.isEmpty else { return nil }
    let memory = ownMemory(vehicles: vehicles.count, grid: terrain.grid)
    memory.adopt(vehicles, on: terrain)
    unreachable = vehicles.indices.filter { !memory.units[$0].reachable }
    memory.rankUnits(vehicles)
    memory.carryOver(vehicles)
    memory.chooseLeaders()
    memory.measureVacating()
    memory.planAll()
    memory.improve(iterations: budget.iterations)
    return memory
  }

  /// The planner's memory, its own even if this planner is a copy of another.
  private mutating func ownMemory(vehicles: Int, grid: Grid) -> FlowMemory {
    if memory?.fits(vehicles: vehicles, cells: grid.count) != true {
      memory = FlowMemory(vehicles: vehicles, grid: grid, options: options, motion: motion)
    } else if !isKnownUniquelyReferenced(&memory) {
      memory = memory.map(FlowMemory.init(copying:))
    }
    return memory!
  }
}
