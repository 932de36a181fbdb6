import FloorModel
import League
import Traffic

/// The units on their floor, and what each of them is about.
struct World {
  private let instance: LeagueInstance
  private(set) var vehicles: [Vehicle]
  private(set) var terrain: Terrain
  private(set) var finished = 0
  /// Per unit the number of its task, and how many of its places it has come to.
  private var tasks: [Int]
  private var legs: [Int]
  /// Pods that somebody is on the way to or carries, by the cell where they belong.
  private var claimed: Set<Cell> = []

  /// - Throws: `TrafficFault` if the units cannot stand there or go there.
  init(_ instance: LeagueInstance, hasPods: Bool) throws {
    self.instance = instance
    terrain = Terrain(grid: instance.grid)
    for pod in instance.pods { terrain.setPod(true, at: pod) }
    tasks = Array(repeating: -1, count: instance.starts.count)
    legs = Array(repeating: 0, count: instance.starts.count)
    vehicles = instance.starts.map { Vehicle(cell: $0, heading: .east, goal: Goal(cell: $0)) }
    for unit in vehicles.indices { beginTask(unit) }
    try TrafficFault.validate(vehicles, on: terrain)
  }

  /// Moves the units and gives new goals to those that have come to theirs.
  mutating func drive(_ moves: [Step]) {
    for unit in vehicles.indices {
      vehicles[unit].move(moves[unit], on: terrain.grid)
      if vehicles[unit].cell == vehicles[unit].goal.cell { arrive(unit) }
    }
  }

  /// Turns units that need no time for it to where they drive; those that wait stay as they are.
  mutating func face(_ drives: [Heading?]) -> [Step] {
    for (unit, heading) in drives.enumerated() { vehicles[unit].heading = heading ?? vehicles[unit].heading }
    return drives.map { $0 == nil ? .wait : .forward }
  }

  private mutating func arrive(_ unit: Int) {
    let places = instance.task(tasks[unit], of: unit)
    let cell = vehicles[unit].cell
    legs[unit] += 1
    if places.count > 1, legs[unit] == 1 {
      terrain.setPod(false, at: cell)
      vehicles[unit].loaded = true
    }
    if legs[unit] < places.count {
      vehicles[unit].goal = Goal(cell: places[legs[unit]])
      return
    }
    if places.count > 1 {
      terrain.setPod(true, at: cell)
      vehicles[unit].loaded = false
      claimed.remove(cell)
    }
    finished += 1
    beginTask(unit)
  }

  /// The next task of a unit's list whose pod nobody has.
  private mutating func beginTask(_ unit: Int) {
    legs[unit] = 0
    repeat { tasks[unit] += 1 } while claimed.contains(instance.task(tasks[unit], of: unit)[0])
    let places = instance.task(tasks[unit], of: unit)
    if places.count > 1 { claimed.insert(places[0]) }
    vehicles[unit].goal = Goal(cell: places[0])
  }
}

extension Vehicle {
  mutating func move(_ step: Step, on grid: Grid) {
    switch step {
    case .wait: break
    case .forward: cell = grid.step(from: cell, heading) ?? cell
    case .turnRight: heading = heading.right
    case .turnLeft: heading = heading.left
    }
  }
}

/// Units that now and then do not do what they are told: for 2 to 8 steps, as in the League of Robot Runners 2026.
///
/// The planner is not told. Whoever would drive into a cell that is not left because of it waits too, as released cells see
/// to on a real floor.
struct Holdups {
  private let thousandths: Int
  private var left: [Int]
  private var state: UInt64 = 1

  init(units: Int, thousandths: Int) {
    self.thousandths = thousandths
    left = Array(repeating: 0, count: units)
  }

  mutating func strike(_ moves: inout [Step], _ world: World) {
    guard thousandths > 0 else { return }
    var standing: [Int] = []
    for unit in moves.indices {
      if left[unit] == 0, roll(1000) < thousandths { left[unit] = 2 + roll(7) }
      guard left[unit] > 0 else { continue }
      left[unit] -= 1
      if moves[unit] == .forward { standing.append(unit) }
      moves[unit] = .wait
    }
    // Who wants into which cell: nobody else does, as the planner's steps are free of conflicts.
    var followers: [Cell: Int] = [:]
    for (unit, vehicle) in world.vehicles.enumerated() where moves[unit] == .forward {
      if let next = world.terrain.grid.step(from: vehicle.cell, vehicle.heading) { followers[next] = unit }
    }
    while let unit = standing.popLast() {
      guard let follower = followers[world.vehicles[unit].cell], moves[follower] == .forward else { continue }
      moves[follower] = .wait
      standing.append(follower)
    }
  }

  private mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(sides))
  }
}
