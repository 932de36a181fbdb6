import FloorModel

@testable import Traffic

/// A fixed sequence of numbers that only looks random.
struct Dice {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(sides)) }
}

/// A floor drawn in text: `#` blocked, `.` aisle, `P` a stored pod, `X` closed, `>v<^` a one-way cell.
func floor(_ rows: String...) -> Terrain { floor(rows) }

func floor(_ rows: [String]) -> Terrain {
  let arrows: [Character: Heading] = [">": .east, "v": .south, "<": .west, "^": .north]
  let cells = rows.joined().map { $0 }
  let grid = Grid(
    width: rows[0].count, height: rows.count,
    kinds: cells.map { $0 == "#" ? .blocked : $0 == "P" ? .storage : .aisle },
    oneWay: cells.map { arrows[$0] })
  var terrain = Terrain(grid: grid)
  for (index, cell) in cells.enumerated() {
    if cell == "P" { terrain.setPod(true, at: Cell(index)) }
    if cell == "X" { terrain.setClosed(true, at: Cell(index)) }
  }
  return terrain
}

extension Vehicle {
  /// A unit on row 0 of a floor, for tests that need no more.
  init(at cell: Int, _ heading: Heading = .east, to goal: Int? = nil, loaded: Bool = false, fixed: Bool = false) {
    self.init(
      cell: Cell(cell), heading: heading, goal: Goal(cell: Cell(goal ?? cell)), loaded: loaded, fixed: fixed)
  }

  func moved(by step: Step, on grid: Grid) -> Vehicle {
    var moved = self
    switch step {
    case .wait: break
    case .forward: moved.cell = grid.neighbour(of: cell, heading) ?? cell
    case .turnRight: moved.heading = heading.right
    case .turnLeft: moved.heading = heading.left
    }
    return moved
  }

  var isThere: Bool { cell == goal.cell && (goal.heading == nil || goal.heading == heading) }
}

/// A planner of either motion, as tests drive by it.
protocol TestPlanner {
  init(options: FlowPlanner.Options)
  /// Plans one step; units that need not turn for it face where they drive then.
  mutating func moves(for vehicles: inout [Vehicle], on terrain: Terrain, budget: PlanningBudget) -> [Step]
  static func isThere(_ vehicle: Vehicle) -> Bool
}

extension FlowPlanner: TestPlanner {
  mutating func moves(for vehicles: inout [Vehicle], on terrain: Terrain, budget: PlanningBudget) -> [Step] {
    steps(for: vehicles, on: terrain, budget: budget)
  }

  static func isThere(_ vehicle: Vehicle) -> Bool { vehicle.isThere }
}

extension FourWayPlanner: TestPlanner {
  mutating func moves(for vehicles: inout [Vehicle], on terrain: Terrain, budget: PlanningBudget) -> [Step] {
    let drives = drives(for: vehicles, on: terrain, budget: budget)
    for (unit, heading) in drives.enumerated() { vehicles[unit].heading = heading ?? vehicles[unit].heading }
    return drives.map { $0 == nil ? .wait : .forward }
  }

  /// Headings say nothing here.
  static func isThere(_ vehicle: Vehicle) -> Bool { vehicle.cell == vehicle.goal.cell }
}

typealias Run = PlannedRun<FlowPlanner>
typealias FourWayRun = PlannedRun<FourWayPlanner>

/// Units that drive by a planner's word while the checker watches.
struct PlannedRun<Planner: TestPlanner> {
  var planner: Planner
  var vehicles: [Vehicle]
  var terrain: Terrain
  var checker = TrafficChecker()
  private(set) var violations: [TrafficViolation] = []
  private(set) var arrivals: [Int]
  var allAreThere: Bool { vehicles.allSatisfy(Planner.isThere) }

  init(_ vehicles: [Vehicle], on terrain: Terrain, options: FlowPlanner.Options = .init()) {
    planner = Planner(options: options)
    self.vehicles = vehicles
    self.terrain = terrain
    checker.allowsRings = options.allowsRings
    arrivals = Array(repeating: 0, count: vehicles.count)
  }

  /// Drives on; a unit that has arrived gets its next goal from `nextGoal`, or stays.
  mutating func drive(_ steps: Int, iterations: Int = 0, nextGoal: (Int) -> Goal? = { _ in nil }) {
    for _ in 0..<steps {
      let moves = planner.moves(for: &vehicles, on: terrain, budget: PlanningBudget(iterations: iterations))
      violations += checker.violations(of: moves, for: vehicles, on: terrain)
      for unit in vehicles.indices {
        vehicles[unit] = vehicles[unit].moved(by: moves[unit], on: terrain.grid)
        if Planner.isThere(vehicles[unit]), let goal = nextGoal(unit) {
          arrivals[unit] += 1
          vehicles[unit].goal = goal
        }
      }
    }
  }

  /// Drives until all units are where they want to be, and says how many steps that took; nil past `limit`.
  mutating func stepsUntilThere(limit: Int) -> Int? {
    for step in 0...limit {
      if allAreThere { return step }
      drive(1)
    }
    return nil
  }
}

/// Per cell the headings in which it can be driven into.
func entrances(of grid: Grid) -> [UInt8] {
  var entrances = [UInt8](repeating: 0, count: grid.count)
  for cell in 0..<grid.count {
    for heading in Heading.allCases {
      if let next = grid.step(from: Cell(cell), heading) { entrances[next.index] |= 1 << heading.rawValue }
    }
  }
  return entrances
}

/// A connected floor with walls strewn over it, and units at distinct cells of it.
func randomFloor(_ dice: inout Dice, side: Int, units: Int) -> (Terrain, [Vehicle], free: [Int]) {
  while true {
    let kinds: [CellKind] = (0..<side * side).map { _ in dice.roll(100) < 20 ? .blocked : .aisle }
    let terrain = Terrain(grid: Grid(width: side, height: side, kinds: kinds))
    var free = reachable(from: kinds.firstIndex(of: .aisle) ?? 0, terrain)
    guard free.count > side * side / 2, free.count > units * 2 else { continue }
    let all = free.sorted()
    let vehicles = (0..<units).map { _ in
      Vehicle(
        cell: Cell(free.remove(at: dice.roll(free.count))), heading: Heading(rawValue: UInt8(dice.roll(4)))!,
        goal: Goal(cell: Cell(all[dice.roll(all.count)])))
    }
    return (terrain, vehicles, all)
  }
}

private func reachable(from start: Int, _ terrain: Terrain) -> [Int] {
  var seen = Set([start])
  var queue = [start]
  var next = 0
  while next < queue.count {
    for heading in Heading.allCases {
      if let cell = terrain.grid.step(from: Cell(queue[next]), heading), seen.insert(cell.index).inserted {
        queue.append(cell.index)
      }
    }
    next += 1
  }
  return queue
}
