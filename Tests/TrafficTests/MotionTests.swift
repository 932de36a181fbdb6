import FloorModel
import Testing

@testable import Traffic

/// What the planner's parts make of units that need not turn.
@Suite struct MotionTests {
  @Test(arguments: 1...5) func maneuversAreAllWaysOfCellsButThoseStraightBack(depth: Int) {
    let maneuvers = Maneuvers(depth: depth, motion: .fourWay)
    // Of as many steps, those that end with a wait and those that end with a drive: each drive may be followed by three.
    var (waits, drives) = (1, 4)
    for _ in 1..<depth { (waits, drives) = (waits + drives, 4 * waits + 3 * drives) }
    #expect(maneuvers.leafCount == waits + drives)
    let ways = (0..<maneuvers.leafCount).map { leaf in Array(maneuvers.leaves[leaf * depth..<(leaf + 1) * depth]) }
    #expect(Set(ways).count == ways.count, "no two visit the same cells at the same times")
    // As many states as cells: a diamond.
    #expect(maneuvers.spotCount == 2 * depth * (depth + 1) + 1)
    var way: [Motion.Move] = []
    for node in maneuvers.nodes {
      way = way.prefix(Int(node.depth)) + [node.move]
      guard way.count > 1, node.move.drives, way[way.count - 2].drives else { continue }
      #expect(way[way.count - 2].turn != node.move.turn ^ 2)
    }
  }

  @Test(arguments: [nil, Int32(19 * 4)]) func distancesAreInCells(origin: Int32?) {
    let terrain = floor(".....", ".###.", ".....", ".....")
    let search = RouteSearch(grid: terrain.grid, motion: .fourWay)
    let costs = Guidance(grid: terrain.grid, contraflow: 6).costs
    // A goal's heading is not asked of those who have none; the planner leaves it out.
    let field = search.field(
      to: Goal(cell: Cell(0)), from: origin, entrances: entrances(of: terrain.grid), costs: costs)
    for cell in [1, 4, 5, 9, 14, 19] {
      let cells = terrain.grid.manhattan(Cell(0), Cell(cell))
      #expect(field.distance(slot: search.tileMap.slots[cell], heading: 0) == UInt16(cells * RouteField.unit))
    }
    #expect(field.distance(slot: search.tileMap.slots[7], heading: 0) == RouteField.unreachable)
  }

  @Test func lanesCostByTheDirectionOfTheDrive() {
    let grid = floor("....", "....").grid
    let costs = Guidance(grid: grid, contraflow: 20).costs
    let search = RouteSearch(grid: grid, motion: .fourWay)
    func distance(_ from: Int, _ to: Int) -> UInt16 {
      search.field(to: Goal(cell: Cell(to)), from: nil, entrances: entrances(of: grid), costs: costs)
        .distance(slot: search.tileMap.slots[from], heading: 0)
    }
    // Along the first street and against it, where the second leads back: a step down and one up are dear too.
    #expect(distance(0, 3) == 3 * 6)
    #expect(distance(3, 0) > 3 * 6 && distance(3, 0) <= 3 * 20)
    #expect(distance(7, 4) == 3 * 6)
  }

  /// Far from its goal and free, a unit goes round the corner without looking at anything else.
  @Test func goesStraightRoundCorners() {
    let (memory, _) = plan(floor(corner), from: 1, to: 42)
    #expect(memory.units[0].goesStraight)
    #expect((0...4).map { memory.path(0)[$0] >> 2 } == [1, 2, 7, 12, 17])
    #expect(memory.firstDrive(of: 0) == .east)
  }

  @Test func waysCountAlongTheAxisOfTheDrive() {
    let (memory, _) = plan(floor(corner), from: 0, to: 42)
    memory.demand.settle()
    // East twice, then south all the way.
    #expect(memory.demand.load(1).row > 0 && memory.demand.load(1).column == 0)
    #expect(memory.demand.load(12).column > 0 && memory.demand.load(12).row == 0)
    #expect(memory.demand.load(2).column > 0 && memory.demand.load(2).row == 0, "the corner is left to the south")
  }

  @Test func whatWasPassedCountsNoMore() {
    let (memory, vehicle) = plan(floor(corner), from: 0, to: 42)
    var moved = vehicle
    moved.cell = Cell(12)
    // It is looked up now and then only.
    for _ in 0..<16 { memory.adopt([moved], on: floor(corner)) }
    memory.demand.settle()
    #expect(memory.demand.load(1).row == 0 && memory.demand.load(7).column == 0)
    #expect(memory.demand.load(12).column > 0 && memory.demand.load(17).column > 0)
  }

  private let corner = ["...##", "##.##", "##.##", "##.##", "##.##", "##.##", "##.##", "##.##", "##.##"]

  /// A memory with one unit that has a plan on a floor that counts as large.
  private func plan(_ terrain: Terrain, from cell: Int, to goal: Int) -> (FlowMemory, Vehicle) {
    var options = FlowPlanner.Options()
    (options.wholeFieldCells, options.foresight, options.lookahead) = (0, 32, 4)
    let vehicle = Vehicle(cell: Cell(cell), heading: .east, goal: Goal(cell: Cell(goal)))
    let memory = FlowMemory(vehicles: 1, grid: terrain.grid, options: options, motion: .fourWay)
    memory.adopt([vehicle], on: terrain)
    memory.rankUnits([vehicle])
    memory.carryOver([vehicle])
    memory.measureVacating()
    memory.planAll()
    return (memory, vehicle)
  }
}
