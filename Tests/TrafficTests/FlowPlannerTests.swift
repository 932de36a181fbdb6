import FloorModel
import Testing

@testable import Traffic

@Suite struct FlowPlannerTests {
  @Test(arguments: 0..<24) func lifelongOnRandomFloors(seed: Int) {
    var dice = Dice(seed: seed)
    let (terrain, vehicles, free) = randomFloor(&dice, side: 8 + seed % 9, units: 2 + seed % 13)
    var run = Run(vehicles, on: terrain)
    run.drive(700) { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
    #expect(run.violations == [])
    #expect(run.arrivals.min()! > 0, "every unit gets somewhere: \(run.arrivals)")
  }

  @Test(arguments: [2, 4, 5]) func otherLookaheadsAreSafeToo(lookahead: Int) {
    var options = FlowPlanner.Options()
    options.lookahead = lookahead
    for seed in 0..<6 {
      var dice = Dice(seed: seed)
      let (terrain, vehicles, free) = randomFloor(&dice, side: 12, units: 20)
      options.allowsRings = seed % 2 == 0
      var run = Run(vehicles, on: terrain, options: options)
      run.drive(300) { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
      #expect(run.violations == [])
      #expect(run.arrivals.reduce(0, +) > 20)
    }
  }

  @Test(arguments: [0, 4096]) func improvedStepsAreSafeAndGetFarther(wholeFieldCells: Int) {
    var options = FlowPlanner.Options()
    options.wholeFieldCells = wholeFieldCells
    var arrivals = [0, 0]
    for seed in 0..<6 {
      for (index, iterations) in [0, 100].enumerated() {
        var dice = Dice(seed: seed)
        let (terrain, vehicles, free) = randomFloor(&dice, side: 14, units: 40)
        options.allowsRings = seed % 2 == 0
        var run = Run(vehicles, on: terrain, options: options)
        run.drive(150, iterations: iterations) { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
        #expect(run.violations == [])
        arrivals[index] += run.arrivals.reduce(0, +)
      }
    }
    #expect(arrivals[1] > arrivals[0])
  }

  /// Two units that say that they are in one cell: the second is shown where nothing drives.
  @Test(arguments: [0, 4096]) func unitsInWallsAndGoalsThereHarmNobody(wholeFieldCells: Int) {
    var options = FlowPlanner.Options()
    options.wholeFieldCells = wholeFieldCells
    var kinds = Array(repeating: CellKind.aisle, count: 64)
    let walls = [0, 7, 27, 63]
    for cell in walls { kinds[cell] = .blocked }
    let grid = Grid(width: 8, height: 8, kinds: kinds)
    let tiles = TileMap(grid: grid)
    for cell in walls { #expect(Int(tiles.slots[cell]) / TileMap.cellsPerTile == tiles.count - 1) }
    #expect(tiles.cells[(tiles.count - 1) * TileMap.cellsPerTile] == -1)
    var planner = FlowPlanner(options: options)
    var vehicles = [
      Vehicle(cell: Cell(0), heading: .east, goal: Goal(cell: Cell(0)), fixed: true),
      Vehicle(cell: Cell(27), heading: .north, goal: Goal(cell: Cell(40))),
      Vehicle(cell: Cell(10), heading: .west, goal: Goal(cell: Cell(63))),
      Vehicle(cell: Cell(20), heading: .south, goal: Goal(cell: Cell(22))),
    ]
    for _ in 0..<12 {
      let steps = planner.steps(for: vehicles, on: Terrain(grid: grid), budget: PlanningBudget(iterations: 20))
      for unit in [0, 1] { #expect(steps[unit] != .forward) }
      for unit in vehicles.indices {
        switch steps[unit] {
        case .wait: break
        case .turnLeft: vehicles[unit].heading = vehicles[unit].heading.left
        case .turnRight: vehicles[unit].heading = vehicles[unit].heading.right
        case .forward: vehicles[unit].cell = grid.step(from: vehicles[unit].cell, vehicles[unit].heading)!
        }
      }
    }
    #expect(vehicles[3].cell == Cell(22), "who has somewhere to go gets there")
  }

  @Test func fieldsOfPartsOfTheFloorFollowChangesToo() {
    var options = FlowPlanner.Options()
    options.wholeFieldCells = 0
    var dice = Dice(seed: 8)
    let (terrain, vehicles, free) = randomFloor(&dice, side: 16, units: 12)
    var run = Run(vehicles, on: terrain, options: options)
    for unit in vehicles.indices { run.vehicles[unit].loaded = unit % 2 == 0 }
    for _ in 0..<60 {
      // Pods come and go all the time, never under a unit.
      let cell = Cell(free[dice.roll(free.count)])
      if !run.vehicles.contains(where: { $0.cell == cell }) {
        run.terrain.setPod(dice.roll(3) == 0, at: cell)
        run.terrain.setClosed(dice.roll(9) == 0, at: cell)
      }
      run.drive(5) { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
    }
    #expect(run.violations == [])
    #expect(run.arrivals.reduce(0, +) > 20)
  }

  @Test func equalBudgetsGiveEqualSteps() {
    var dice = Dice(seed: 2)
    let (terrain, vehicles, free) = randomFloor(&dice, side: 12, units: 30)
    let goals = (0..<500).map { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
    func positions() -> [Vehicle] {
      var run = Run(vehicles, on: terrain)
      var next = 0
      run.drive(60, iterations: 40) { _ in
        next += 1
        return goals[next % goals.count]
      }
      return run.vehicles
    }
    #expect(positions() == positions())
  }

  @Test func goalWithHeadingEndsInThatHeading() {
    var vehicle = Vehicle(at: 0)
    for heading in Heading.allCases {
      vehicle.goal = Goal(cell: Cell(10), heading: heading)
      var run = Run([vehicle], on: floor("....", "....", "...."))
      run.drive(8)
      #expect(run.vehicles[0].cell == Cell(10) && run.vehicles[0].heading == heading)
    }
  }

  @Test func aUnitAtItsGoalKeepsStill() {
    let vehicle = Vehicle(at: 5, .south)
    var run = Run([vehicle], on: floor("....", "....", "...."))
    for _ in 0..<5 {
      run.drive(1)
      #expect(run.vehicles == [vehicle])
    }
  }

  @Test func takesTheShortestWayAlone() {
    var run = Run([Vehicle(at: 0, .west, to: 11)], on: floor("....", "....", "...."))
    // Two turns to face south, one more to face east on the way, five drives: 1 + 2 + 1 + 3.
    run.drive(7)
    #expect(run.vehicles[0].cell == Cell(11))
  }

  @Test func headOnInAOneCellCorridorIsResolved() {
    // Both want to the other's end; the only bay is in the middle.
    let terrain = floor(".......", "###.###")
    var run = Run([Vehicle(at: 0, .east, to: 6), Vehicle(at: 6, .west, to: 0)], on: terrain)
    run.drive(120)
    #expect(run.violations == [])
    let there = run.allAreThere
    #expect(there)
  }

  @Test func aUnitInADeadEndGetsOutPastOneThatWantsIn() {
    let terrain = floor("#####.", "......", "#####.")
    var run = Run([Vehicle(at: 6, .west, to: 17), Vehicle(at: 9, .west, to: 6)], on: terrain)
    run.drive(200)
    #expect(run.violations == [])
    let there = run.allAreThere
    #expect(there)
  }

  @Test func aUnitAtItsGoalYieldsAndComesBack() {
    let terrain = floor(".....", "##.##")
    var run = Run([Vehicle(at: 2, .east, to: 2), Vehicle(at: 0, .east, to: 4)], on: terrain)
    run.drive(1)
    var moved = false
    for _ in 0..<30 {
      run.drive(1)
      if run.vehicles[0].cell != Cell(2) { moved = true }
    }
    #expect(run.violations == [])
    #expect(moved)
    let there = run.allAreThere
    #expect(there)
  }

  @Test func unreachableGoalsAreNamedAndTheUnitYields() {
    let terrain = floor("....#.", ".##.#.", "....#.")
    var run = Run([Vehicle(at: 1, .east, to: 5), Vehicle(at: 0, .east, to: 3)], on: terrain)
    run.drive(1)
    #expect(run.planner.unreachable == [0])
    run.drive(40)
    #expect(run.vehicles[1].isThere)
    #expect(run.violations == [])
  }

  @Test func fixedUnitsStayAndOthersGoRoundOnceTheirCellIsClosed() {
    let terrain = floor(".....", ".###.", ".....")
    var run = Run([Vehicle(at: 0, .east, to: 4), Vehicle(at: 2, .north, to: 14, fixed: true)], on: terrain)
    run.drive(10)
    #expect(run.vehicles[1].cell == Cell(2) && !run.vehicles[0].isThere)
    run.terrain.setClosed(true, at: Cell(2))
    run.drive(30)
    #expect(run.violations == [])
    #expect(run.vehicles[1].cell == Cell(2) && run.vehicles[0].isThere)
  }

  @Test func loadedUnitsGoRoundPodsAndOthersBeneath() {
    let terrain = floor("..P..", ".###.", ".....")
    for loaded in [false, true] {
      var run = Run([Vehicle(at: 0, .east, to: 4, loaded: loaded)], on: terrain)
      run.drive(loaded ? 11 : 4)
      #expect(run.violations == [])
      #expect(run.vehicles[0].isThere)
    }
  }

  @Test func oneWayAislesAreKept() {
    let terrain = floor(".<<<.", ".###.", ".....")
    var run = Run([Vehicle(at: 0, .east, to: 4)], on: terrain)
    run.drive(12)
    #expect(run.violations == [])
    #expect(run.vehicles[0].isThere)
  }

  @Test func changesOfTheTerrainAreFollowed() {
    var run = Run([Vehicle(at: 0, .east, to: 4, loaded: true)], on: floor(".....", ".###.", "....."))
    run.drive(1)
    run.terrain.setPod(true, at: Cell(2))
    run.drive(20)
    #expect(run.violations == [])
    #expect(run.vehicles[0].isThere)
    run.vehicles[0].goal = Goal(cell: Cell(0))
    run.terrain.setPod(false, at: Cell(2))
    run.terrain.setClosed(true, at: Cell(12))
    run.drive(20)
    #expect(run.violations == [])
    #expect(run.vehicles[0].isThere)
  }

  @Test func aClosedCellMayBeLeftButNotEntered() {
    var run = Run([Vehicle(at: 1, .east, to: 3), Vehicle(at: 0, .east, to: 1)], on: floor(".X.."))
    run.drive(10)
    #expect(run.violations == [])
    #expect(run.vehicles[0].isThere)
    #expect(run.vehicles[1].cell == Cell(0) && run.planner.unreachable == [1])
  }

  @Test func unitsThatDoNotObeyArePlannedRound() {
    // Every third step nobody moves, whatever was said, and the plans have to start from there again.
    for seed in 0..<10 {
      var dice = Dice(seed: seed)
      let (terrain, start, free) = randomFloor(&dice, side: 10, units: 16)
      var vehicles = start
      var planner = FlowPlanner()
      let checker = TrafficChecker()
      for step in 0..<200 {
        for unit in vehicles.indices { vehicles[unit].fixed = (step / 7 + unit) % 5 == 0 }
        let moves = planner.steps(for: vehicles, on: terrain, budget: PlanningBudget(iterations: 0))
        #expect(checker.violations(of: moves, for: vehicles, on: terrain) == [])
        // A follower may not go where its leader failed to leave, so here either all move or none.
        guard step % 3 != 0 else { continue }
        for unit in vehicles.indices {
          vehicles[unit] = vehicles[unit].moved(by: moves[unit], on: terrain.grid)
          if vehicles[unit].isThere { vehicles[unit].goal = Goal(cell: Cell(free[dice.roll(free.count)])) }
        }
      }
    }
  }

  @Test func equalPlannersGiveEqualStepsAndCopiesDoNotShare() {
    var dice = Dice(seed: 5)
    let (terrain, vehicles, _) = randomFloor(&dice, side: 10, units: 15)
    var first = FlowPlanner()
    let budget = PlanningBudget(iterations: 0)
    var now = vehicles
    for _ in 0..<5 {
      let steps = first.steps(for: now, on: terrain, budget: budget)
      now = zip(now, steps).map { $0.moved(by: $1, on: terrain.grid) }
    }
    var second = first
    let a = first.steps(for: now, on: terrain, budget: budget)
    _ = first.steps(for: now, on: terrain, budget: budget)
    #expect(second.steps(for: now, on: terrain, budget: budget) == a)
  }

  @Test func aSmallCacheOnlyCostsTime() {
    var dice = Dice(seed: 3)
    let (terrain, vehicles, free) = randomFloor(&dice, side: 10, units: 12)
    let goals = (0..<2000).map { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
    func arrivals(cacheBytes: Int) -> [Int] {
      var options = FlowPlanner.Options()
      options.cacheBytes = cacheBytes
      var run = Run(vehicles, on: terrain, options: options)
      var next = 0
      run.drive(200) { _ in
        next += 1
        return goals[next]
      }
      return run.arrivals
    }
    #expect(arrivals(cacheBytes: 2000) == arrivals(cacheBytes: 1 << 20))
  }

  @Test func urgentUnitsGoFirst() {
    for urgent in 0..<2 {
      // Both want through the same gap; the urgent one gets it.
      var vehicles = [Vehicle(at: 0, .east, to: 3), Vehicle(at: 5, .north, to: 3)]
      vehicles[urgent].urgency = 5
      var run = Run(vehicles, on: floor("....", "#.##"))
      run.drive(1)
      #expect(run.vehicles[urgent].cell == Cell(1))
    }
  }
}
