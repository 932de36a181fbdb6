import FloorModel

/// One unit in the planner's hot loops.
struct FlowUnit {
  /// Its field's, see `RouteField`.
  var directory: UnsafePointer<UInt16>
  var cells: UnsafePointer<UInt32>
  /// The table of exits that it goes by, loaded or not.
  var exits: UnsafePointer<UInt8>
  /// How far it is to its goal.
  var distance: UInt16
  var fixed = false
  var reachable = true
  /// Being planned further up the line, so it cannot be asked to make way.
  var busy = false
  /// Has had its turn in this call.
  var planned = false
  /// The way ahead is cleared for it.
  var leads = false
  /// Has the plan by which it gets nearest to its goal if nobody hinders it.
  var goesStraight = false
  /// How far it is to its goal from where that plan ends; 0 if there is none, -1 if nobody has looked yet.
  var straightEnd: Int32 = -1
  /// How often it was asked to make way in round `round`.
  var visits: Int32 = 0
  var round: Int32 = 0
  /// Its place in the order of this call; smaller goes first.
  var rank: Int32 = 0
}

/// What the planner knows of a unit from call to call.
struct FlowRecord: Sendable {
  var key: RouteKey?
  var field: RouteField?
  /// The least distance to the present goal so far.
  var best = Int32.max
  /// Steps since `best` last fell.
  var since: Int32 = 0
  /// While positive the unit goes before others: the steps for which it may still lead without getting on.
  var elder: Int32 = 0
  /// The call in which it became an elder.
  var elderSince: Int32 = 0
  /// Whether the way ahead was cleared for it in the last call.
  var leads = false
}

/// The planner's tables, as raw memory because they are read some hundred million times a second.
///
/// `occupants` says for each cell and each of the next steps who is there. A unit's plan is `depth + 1` states
/// (`cell * 4 + heading`), the first being where it is now.
final class FlowMemory: @unchecked Sendable {
  let vehicleCount: Int
  let cellCount: Int
  let options: FlowPlanner.Options
  let motion: Motion
  /// The motion's, see there.
  let facing: Int32
  let moves: UnsafeMutablePointer<Motion.Move>
  let moveCount: Int
  let maneuvers: Maneuvers
  let depth: Int
  /// States a plan has, and the step of `paths` and `occupants`.
  let stride: Int

  let units: UnsafeMutablePointer<FlowUnit>
  /// By unit, how far it is by the way that is known from earlier calls.
  let distances: UnsafeMutablePointer<UInt16>
  let paths: UnsafeMutablePointer<Int32>
  let occupants: UnsafeMutablePointer<Int32>
  var records: [FlowRecord]
  var order: [Int32]
  /// Whether `paths` and `occupants` hold the plans of an earlier call.
  var hasPlans = false
  var now: Int32 = 0
  /// The options' values, or what suits so many units on such a floor.
  let contraflow: UInt8
  let avoidance: Int
  let foresight: Int
  let renewal: Int
  var roads = RoadBook()
  var cache = FieldCache()
  var search: RouteSearch
  /// `search`'s, where cells lie in fields.
  var slots: UnsafePointer<Int32>
  /// Counts the rounds of pushing; how often a unit was asked to make way counts within one.
  var round: Int32 = 0
  var congestion: Congestion
  var demand: Demand
  var beacons: Beacons?
  /// How many ways were looked for so far.
  var searches = 0
  /// The same, in this call.
  var searchesNow = 0
  /// Per state what it costs to drive on from there right now.
  let costs: UnsafeMutablePointer<UInt8>
  /// The same, for when the beacons are measured by them.
  let nextCosts: UnsafeMutablePointer<UInt8>
  var hasDrafts = false
  /// The road book's exits.
  let exits: UnsafeMutablePointer<UInt8>
  /// For each cell the headings in which an unloaded unit may drive into it; then the same for a loaded one.
  let entrances: UnsafeMutablePointer<UInt8>
  /// Cell offset of a drive in each heading.
  var ahead: SIMD4<Int32> = .zero
  /// Per cell, how soon the unit in it could be gone; 0 where none stands. See `measureVacating`.
  let vacating: UnsafeMutablePointer<UInt8>
  /// Per state the steps that it takes to leave the ways ahead of leaders; 0 outside of them.
  let clearing: UnsafeMutablePointer<UInt16>
  /// The states in which `clearing` is not 0.
  var cleared: [Int32] = []
  let scratch: FlowScratch

  init(vehicles: Int, grid: Grid, options: FlowPlanner.Options, motion: Motion = .turning) {
    let cells = grid.count
    self.motion = motion
    (facing, moves, moveCount) = Self.table(of: motion)
    search = RouteSearch(grid: grid, motion: motion)
    slots = UnsafePointer(search.tileMap.slots)
    vehicleCount = vehicles
    cellCount = cells
    self.options = options
    let free = grid.kinds.count { $0 != .blocked }
    let isSparse = vehicles * 8 < free
    contraflow = UInt8(
      options.contraflow ?? (cells > options.wholeFieldCells ? isSparse ? 10 : 36 : isSparse ? 15 : 60))
    avoidance = options.avoidance ?? (isSparse ? 8 : 32)
    foresight = options.foresight ?? (isSparse ? 0 : 24)
    renewal = options.renewal ?? (isSparse ? 0 : 512)
    depth = options.lookahead ?? (cells > options.wholeFieldCells || vehicles * 16 > free ? 5 : 3)
    maneuvers = Maneuvers(depth: depth, motion: motion)
    stride = depth + 1
    units = .allocate(capacity: vehicles)
    distances = .allocate(capacity: vehicles)
    paths = .allocate(capacity: vehicles * stride)
    paths.initialize(repeating: 0, count: vehicles * stride)
    occupants = .allocate(capacity: cells * stride)
    occupants.initialize(repeating: -1, count: cells * stride)
    exits = .allocate(capacity: cells * 2)
    exits.initialize(repeating: 0, count: cells * 2)
    entrances = .allocate(capacity: cells * 2)
    entrances.initialize(repeating: 0, count: cells * 2)
    congestion = Congestion(cells: cells)
    demand = Demand(cells: cells, units: vehicles)
    costs = .allocate(capacity: cells * 4)
    costs.initialize(repeating: UInt8(RouteField.unit), count: cells * 4)
    nextCosts = .allocate(capacity: cells * 4)
    nextCosts.initialize(repeating: UInt8(RouteField.unit), count: cells * 4)
    vacating = .allocate(capacity: cells)
    vacating.initialize(repeating: 0, count: cells)
    clearing = .allocate(capacity: cells * 4)
    clearing.initialize(repeating: 0, count: cells * 4)
    records = Array(repeating: FlowRecord(), count: vehicles)
    order = Array(0..<Int32(vehicles))
    scratch = FlowScratch(maneuvers: maneuvers)
  }

  init(copying other: FlowMemory) {
    (vehicleCount, cellCount, options) = (other.vehicleCount, other.cellCount, other.options)
    motion = other.motion
    (facing, moves, moveCount) = Self.table(of: motion)
    (contraflow, avoidance, foresight) = (other.contraflow, other.avoidance, other.foresight)
    renewal = other.renewal
    (maneuvers, depth, stride) = (other.maneuvers, other.depth, other.stride)
    units = .allocate(capacity: vehicleCount)
    distances = .allocate(capacity: vehicleCount)
    paths = .allocate(capacity: vehicleCount * stride)
    paths.initialize(from: other.paths, count: vehicleCount * stride)
    occupants = .allocate(capacity: cellCount * stride)
    occupants.initialize(from: other.occupants, count: cellCount * stride)
    exits = .allocate(capacity: cellCount * 2)
    exits.initialize(from: other.exits, count: cellCount * 2)
    entrances = .allocate(capacity: cellCount * 2)
    entrances.initialize(from: other.entrances, count: cellCount * 2)
    (congestion, demand, searches) = (other.congestion, other.demand, other.searches)
    costs = .allocate(capacity: cellCount * 4)
    costs.initialize(from: other.costs, count: cellCount * 4)
    nextCosts = .allocate(capacity: cellCount * 4)
    nextCosts.initialize(from: other.nextCosts, count: cellCount * 4)
    hasDrafts = other.hasDrafts
    vacating = .allocate(capacity: cellCount)
    vacating.initialize(repeating: 0, count: cellCount)
    clearing = .allocate(capacity: cellCount * 4)
    clearing.initialize(from: other.clearing, count: cellCount * 4)
    (cleared, ahead) = (other.cleared, other.ahead)
    (roads, cache) = (other.roads, other.cache)
    beacons = other.beacons.map(Beacons.init(copying:))
    search = RouteSearch(grid: other.search.grid, motion: motion)
    slots = UnsafePointer(search.tileMap.slots)
    round = other.round
    if other.hasPlans { units.initialize(from: other.units, count: vehicleCount) }
    (records, order, hasPlans, now) = (other.records, other.order, other.hasPlans, other.now)
    scratch = FlowScratch(maneuvers: maneuvers)
  }

  deinit {
    moves.deallocate()
    units.deallocate()
    distances.deallocate()
    paths.deallocate()
    occupants.deallocate()
    exits.deallocate()
    entrances.deallocate()
    costs.deallocate()
    nextCosts.deallocate()
    vacating.deallocate()
    clearing.deallocate()
  }

  func fits(vehicles: Int, cells: Int) -> Bool { vehicles == vehicleCount && cells == cellCount }

  @inline(__always) func path(_ unit: Int) -> UnsafeMutablePointer<Int32> { paths + unit * stride }

  /// How far it is to a unit's goal from a state, or `RouteField.unreachable`.
  @inline(__always) func distance(_ unit: Int, _ state: Int32) -> UInt16 {
    RouteField.distance(
      units[unit].directory, units[unit].cells, slot: slots[Int(state >> 2)], heading: state & 3)
  }

  /// A cell's entry in the unit's field.
  @inline(__always) func entry(_ unit: Int, cell: Int32) -> UInt32 {
    RouteField.entry(units[unit].directory, units[unit].cells, slot: slots[Int(cell)])
  }

  private static func table(of motion: Motion) -> (Int32, UnsafeMutablePointer<Motion.Move>, Int) {
    let moves = motion.moves
    let table = UnsafeMutablePointer<Motion.Move>.allocate(capacity: moves.count)
    table.initialize(from: moves, count: moves.count)
    return (motion.facing, table, moves.count)
  }

  /// The move that leads from one state to the next; nil if there is none, or the terrain forbids it.
  func move(from state: Int32, to next: Int32, _ exits: UnsafePointer<UInt8>) -> Motion.Move? {
    for index in 0..<moveCount where after(moves[index], from: state, exits) == next { return moves[index] }
    return nil
  }

  /// Where a unit that need not turn drives; nil if it waits.
  func firstDrive(of unit: Int) -> Heading? {
    move(from: path(unit)[0], to: path(unit)[1], units[unit].exits).flatMap { Heading(rawValue: UInt8($0.turn)) }
  }

  func firstStep(of unit: Int) -> Step {
    let (from, to) = (path(unit)[0], path(unit)[1])
    if from == to { return .wait }
    if from >> 2 != to >> 2 { return .forward }
    return ((from & 3) + 1) & 3 == to & 3 ? .turnRight : .turnLeft
  }
}
