import FloorModel
import Testing

@testable import Traffic

@Suite struct FourWayPlannerTests {
  @Test(arguments: 0..<16) func lifelongOnCrowdedFloors(seed: Int) {
    var dice = Dice(seed: seed)
    var options = FlowPlanner.Options()
    options.allowsRings = seed % 2 == 0
    options.lookahead = [nil, 2, 3, 5][seed / 2 % 4]
    options.wholeFieldCells = seed < 8 ? 4096 : 0
    let (terrain, vehicles, free) = randomFloor(&dice, side: 8 + seed % 5, units: 8 + seed % 8)
    var run = FourWayRun(vehicles, on: terrain, options: options)
    run.drive(400, iterations: seed % 3 * 20) { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
    #expect(run.violations == [])
    #expect(run.arrivals.min()! > 0, "every unit gets somewhere: \(run.arrivals)")
  }

  /// The same ways by both motions: every corner costs a unit that turns a step, and the way back two.
  @Test func cornersCostNothing() {
    let winding = ["......", "#####.", "......", ".#####", "......"]
    let around = Vehicle(at: 0, .east, to: 29)
    #expect(steps([around], on: floor(winding)) == (fourWay: 5 + 2 + 5 + 2 + 5, turning: 5 + 2 + 5 + 2 + 5 + 4))
    // To every cell of an open floor: as many steps as cells between here and there.
    let terrain = floor("......", "......", "......", "......")
    for goal in 0..<24 {
      var run = FourWayRun([Vehicle(at: 8, .west, to: goal)], on: terrain)
      #expect(run.stepsUntilThere(limit: 20) == terrain.grid.manhattan(Cell(8), Cell(goal)))
    }
  }

  /// Stairs of twelve cells with eleven corners, and a way round of sixteen with three: whoever turns goes round.
  @Test func takesTheStairsThereAndBackAlsoAsACopy() {
    let rows = (0..<8).map { y in
      String((0..<9).map { x in y == 0 && x > 0 || x == 8 || y > 0 && (x == y || x == y + 1) ? "." : "#" })
    }
    let (bottom, top) = (7 * 9 + 7, 9 + 1)
    var options = FlowPlanner.Options()
    // No lanes: one of the two ways would be against them.
    options.contraflow = 6
    var run = FourWayRun([Vehicle(at: top, .north, to: bottom)], on: floor(rows), options: options)
    #expect(run.stepsUntilThere(limit: 40) == 12)
    let original = run.planner
    run.vehicles[0].goal = Goal(cell: Cell(top))
    #expect(run.stepsUntilThere(limit: 40) == 12)
    #expect(original.unreachable == [] && run.violations == [])
    var turning = Run([Vehicle(at: top, .north, to: bottom)], on: floor(rows), options: options)
    turning.drive(16 + 3)
    #expect(turning.allAreThere)
  }

  @Test func reversesWithoutTurning() {
    #expect(steps([Vehicle(at: 3, .east, to: 0)], on: floor(".....")) == (fourWay: 3, turning: 5))
    var run = FourWayRun([Vehicle(at: 1, .east, to: 4)], on: floor("....."))
    run.drive(2)
    run.vehicles[0].goal = Goal(cell: Cell(0))
    #expect(run.stepsUntilThere(limit: 10) == 3)
    #expect(run.vehicles[0].heading == .west)
  }

  private func steps(_ vehicles: [Vehicle], on terrain: Terrain) -> (fourWay: Int?, turning: Int?) {
    var (fourWay, turning) = (FourWayRun(vehicles, on: terrain), Run(vehicles, on: terrain))
    let steps = turning.stepsUntilThere(limit: 50)
    let fast = fourWay.stepsUntilThere(limit: 50)
    #expect(fourWay.violations == [] && turning.violations == [])
    return (fast, steps)
  }

  /// Nobody has to turn first, so whoever follows may follow at once.
  @Test func aFullLaneMovesAsOne() {
    for (heading, offset) in [(Heading.east, -1), (.south, -1), (.west, -1)] {
      var run = FourWayRun((1...6).map { Vehicle(at: $0, heading, to: $0 + offset) }, on: floor("......."))
      #expect(run.stepsUntilThere(limit: 5) == 1)
      #expect(run.violations == [])
    }
  }

  @Test func podsClosedCellsAndArrowsHoldInAllDirections() {
    let ring = floor("..P..", ".###.", ".....")
    for (loaded, steps) in [(false, 4), (true, 8)] {
      var run = FourWayRun([Vehicle(at: 4, .north, to: 0, loaded: loaded)], on: ring)
      #expect(run.stepsUntilThere(limit: 20) == steps)
      #expect(run.violations == [])
    }
    for blocked in ["..X..", ".>>>."] {
      var run = FourWayRun([Vehicle(at: 4, .east, to: 0)], on: floor(blocked, ".###.", "....."))
      #expect(run.stepsUntilThere(limit: 20) == 8)
      #expect(run.violations == [])
    }
  }

  @Test func fixedUnitsStay() {
    // The one in the corridor holds the other up, until its cell is closed and the other goes round.
    let terrain = floor(".....", ".###.", ".....")
    let vehicles = [Vehicle(at: 0, .east, to: 4), Vehicle(at: 2, .north, to: 14, fixed: true)]
    var run = FourWayRun(vehicles, on: terrain)
    run.drive(10)
    #expect(run.vehicles[1].cell == Cell(2) && run.vehicles[0].cell != Cell(4))
    run.terrain.setClosed(true, at: Cell(2))
    run.drive(20)
    #expect(run.violations == [])
    #expect(run.vehicles.map(\.cell) == [Cell(4), Cell(2)])
  }

  @Test func changesOfTheTerrainAreFollowed() {
    // Shut right in front of a unit that already plans to drive there.
    var run = FourWayRun([Vehicle(at: 0, .east, to: 4, loaded: true)], on: floor(".....", ".###.", "....."))
    run.drive(1)
    run.terrain.setPod(true, at: Cell(2))
    #expect(run.stepsUntilThere(limit: 20) == 9)
    run.vehicles[0].goal = Goal(cell: Cell(0))
    run.terrain.setPod(false, at: Cell(2))
    run.terrain.setClosed(true, at: Cell(12))
    #expect(run.stepsUntilThere(limit: 20) == 4)
    #expect(run.violations == [])
  }

  @Test func aFloorOneCellWideHasItsDirections() {
    // Both neighbours to the east and to the south would be the next cell, but only one of them is on the floor.
    let terrain = floor(".", ".", ".", ".", ".", ".")
    var run = FourWayRun([Vehicle(at: 0, .west, to: 4), Vehicle(at: 5, .west, to: 5)], on: terrain)
    #expect(run.stepsUntilThere(limit: 5) == 4)
    #expect(run.vehicles[0].heading == .south)
    #expect(run.violations == [])
  }

  @Test(arguments: [nil, 3, 5]) func headOnInAOneCellCorridorIsResolved(lookahead: Int?) {
    var options = FlowPlanner.Options()
    options.lookahead = lookahead
    var run = FourWayRun(
      [Vehicle(at: 0, .east, to: 6), Vehicle(at: 6, .west, to: 0)], on: floor(".......", "###.###"), options: options)
    #expect(run.stepsUntilThere(limit: 120) != nil)
    run = FourWayRun(
      [Vehicle(at: 6, .west, to: 17), Vehicle(at: 9, .west, to: 6)], on: floor("#####.", "......", "#####."),
      options: options)
    #expect(run.stepsUntilThere(limit: 120) != nil)
    #expect(run.violations == [])
  }

  @Test func unreachableGoalsAreNamed() {
    var run = FourWayRun([Vehicle(at: 1, .east, to: 5), Vehicle(at: 0, .east, to: 3)], on: floor("....#."))
    run.drive(1)
    #expect(run.planner.unreachable == [0])
    #expect(run.planner.options.lookahead == FourWayPlanner.lookahead)
    var idle = FourWayPlanner()
    #expect(idle.drives(for: [], on: run.terrain, budget: PlanningBudget(iterations: 1)) == [])
  }

  @Test func iterationsGetUnitsFarther() {
    var arrivals = [0, 0]
    for seed in 0..<4 {
      for (index, iterations) in [0, 100].enumerated() {
        var dice = Dice(seed: seed)
        let (terrain, vehicles, free) = randomFloor(&dice, side: 14, units: 60)
        var run = FourWayRun(vehicles, on: terrain)
        run.drive(150, iterations: iterations) { _ in Goal(cell: Cell(free[dice.roll(free.count)])) }
        #expect(run.violations == [])
        arrivals[index] += run.arrivals.reduce(0, +)
      }
    }
    #expect(arrivals[1] > arrivals[0])
  }

  @Test func equalPlannersGiveEqualDrivesAndHeadingsSayNothing() {
    var dice = Dice(seed: 5)
    let (terrain, vehicles, _) = randomFloor(&dice, side: 12, units: 30)
    let budget = PlanningBudget(iterations: 30)
    var first = FourWayPlanner()
    var second = first
    var (a, b) = (vehicles, vehicles)
    for unit in b.indices {
      b[unit].heading = b[unit].heading.left
      b[unit].goal.heading = .north
    }
    for _ in 0..<40 {
      let drives = first.drives(for: a, on: terrain, budget: budget)
      var copy = second
      #expect(second.drives(for: b, on: terrain, budget: budget) == drives)
      #expect(copy.drives(for: a, on: terrain, budget: budget) == drives)
      for (unit, heading) in drives.enumerated() {
        guard let heading else { continue }
        a[unit].cell = terrain.grid.step(from: a[unit].cell, heading)!
        b[unit].cell = a[unit].cell
      }
    }
    #expect(zip(a, vehicles).contains { $0.cell != $1.cell })
  }
}
