import FloorModel
import Testing

@testable import Traffic

@Suite struct PopularGoalsTests {
  private let here = RouteKey(goal: Goal(cell: Cell(3)), loaded: false)
  private let there = RouteKey(goal: Goal(cell: Cell(4)), loaded: false)

  @Test func aGoalIsPopularWhileEnoughUnitsWantIt() {
    var goals = PopularGoals()
    for _ in 1..<PopularGoals.crowd { goals.change(from: nil, to: here) }
    #expect(!goals.isPopular(here))
    goals.change(from: nil, to: here)
    #expect(goals.isPopular(here) && !goals.isPopular(there))
    goals.change(from: here, to: there)
    #expect(!goals.isPopular(here))
  }

  @Test func distancesGetOldAndGoWithTheLastUnit() {
    var goals = PopularGoals()
    goals.change(from: nil, to: here)
    goals.share(RouteField(floorTiles: 1, kept: 0), for: here, since: 7)
    #expect(goals.field(for: here, since: 7) != nil)
    #expect(goals.field(for: here, since: 8) == nil)
    goals.change(from: here, to: there)
    #expect(goals.field(for: here, since: 0) == nil)
    goals.share(RouteField(floorTiles: 1, kept: 0), for: there, since: 7)
    goals.forget { key, _ in key == there }
    #expect(goals.field(for: there, since: 0) == nil)
  }

  @Test(arguments: [7, 8]) func unitsWithOneGoalShareItsDistances(units: Int) {
    var options = FlowPlanner.Options()
    options.wholeFieldCells = 0
    let terrain = floor("............", "............", "............")
    let memory = FlowMemory(vehicles: units, grid: terrain.grid, options: options)
    memory.adopt((0..<units).map { Vehicle(at: $0, .east, to: 35) }, on: terrain)
    let isShared = memory.records[0].field === memory.records[units - 1].field
    #expect(isShared == (units >= PopularGoals.crowd))
    // A cell that shuts spoils shared distances as it does others.
    let before = memory.records.map { $0.field }
    var shut = terrain
    shut.setClosed(true, at: Cell(23))
    memory.adopt((0..<units).map { Vehicle(at: $0, .east, to: 35) }, on: shut)
    for unit in 0..<units { #expect(memory.records[unit].field !== before[unit]) }
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
