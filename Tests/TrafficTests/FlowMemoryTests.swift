import FloorModel
import Testing

@testable import Traffic

@Suite struct FlowMemoryTests {
  /// Ways that are shared are all priced at one time, and those who go by them are in each other's way.
  @Test(arguments: [0, 4096]) func onLargeFloorsEachUnitHasAWayOfItsOwn(wholeFieldCells: Int) {
    var options = FlowPlanner.Options()
    options.wholeFieldCells = wholeFieldCells
    let terrain = floor("............", "............", "............")
    let memory = FlowMemory(vehicles: 9, grid: terrain.grid, options: options)
    let vehicles = (0..<9).map { Vehicle(at: $0, .east, to: 35) }
    memory.adopt(vehicles, on: terrain)
    #expect((memory.records[0].field === memory.records[8].field) == (wholeFieldCells > 0))
    let before = memory.records.map { $0.field }
    var shut = terrain
    shut.setClosed(true, at: Cell(23))
    memory.adopt(vehicles, on: shut)
    for unit in 0..<9 { #expect(memory.records[unit].field !== before[unit], "a cell that shuts spoils them") }
  }

  @Test func lookaheadFollowsTheFloor() {
    var options = FlowPlanner.Options()
    let grid = floor("............", "............").grid
    #expect(FlowMemory(vehicles: 1, grid: grid, options: options).depth == 3)
    #expect(FlowMemory(vehicles: 2, grid: grid, options: options).depth == 5)
    options.wholeFieldCells = 0
    #expect(FlowMemory(vehicles: 1, grid: grid, options: options).depth == 5)
    options.lookahead = 2
    #expect(FlowMemory(vehicles: 1, grid: grid, options: options).depth == 2)
  }

  @Test func onlyAUnitThatIsHinderedNeedsABetterPlan() {
    let terrain = floor("............")
    var options = FlowPlanner.Options()
    options.wholeFieldCells = 0
    let memory = FlowMemory(vehicles: 1, grid: terrain.grid, options: options)
    let vehicles = [Vehicle(at: 0, .east, to: 11)]
    memory.adopt(vehicles, on: terrain)
    memory.rankUnits(vehicles)
    memory.carryOver(vehicles)
    #expect(!memory.isStraight(0), "it stands")
    memory.planAll()
    #expect(memory.isStraight(0), "it drives")
  }
}
