import FloorModel
import Testing

@testable import Traffic

@Suite struct LanesTests {
  @Test func neighbouringStreetsRunInOppositeDirections() {
    let grid = floor("....", "....", "....").grid
    let guidance = Guidance(grid: grid, contraflow: 40)
    for y in 0..<3 {
      let cell = grid.cell(x: 1, y: y).index
      #expect(guidance.costs[cell * 4 + Int(Heading.east.rawValue)] == (y % 2 == 0 ? 6 : 40))
      #expect(guidance.costs[cell * 4 + Int(Heading.west.rawValue)] == (y % 2 == 0 ? 40 : 6))
    }
  }

  @Test func aFloorWithoutLanesCostsAStepEverywhere() {
    #expect(Guidance(grid: floor("...", "...").grid, contraflow: 6).costs.allSatisfy { $0 == 6 })
  }

  @Test func crowdedCellsGetDearerAndRecover() {
    var congestion = Congestion(cells: 2)
    for _ in 0..<30 { congestion.noteStand(1) }
    congestion.notePass(1)
    #expect(congestion.toll(0, gain: 32) == 0)
    #expect(congestion.toll(1, gain: 32) > 0)
    for _ in 0..<200 { congestion.fade() }
    #expect(congestion.toll(1, gain: 32) == 0)
  }

  @Test func fieldsHoldTrueDistances() {
    let terrain = floor("....", ".##.", "....")
    let grid = terrain.grid
    let search = RouteSearch(grid: grid)
    let costs = Guidance(grid: grid, contraflow: 6).costs
    for origin in [nil, Int32(11 * 4)] {
      let field = search.field(to: Goal(cell: Cell(0)), from: origin, entrances: entrances(of: grid), costs: costs)
      // From the far corner, facing east: two turns and a drive along two sides with one more turn.
      let slot = search.tileMap.slots[11]
      #expect(field.distance(slot: slot, heading: 2) == UInt16(5 * RouteField.unit + RouteField.turn))
      #expect(field.distance(slot: slot, heading: 0) == UInt16(5 * RouteField.unit + 2 * RouteField.turn))
      #expect(field.distance(slot: search.tileMap.slots[5], heading: 0) == RouteField.unreachable)
    }
  }

  @Test func aWayFarFromTheStraightLineIsFound() {
    // A wall of twenty cells between the unit and its goal, open at the far end only.
    let rows = (0..<22).map { $0 == 21 ? "..." : ".#." }
    let terrain = floor(rows)
    let search = RouteSearch(grid: terrain.grid)
    let field = search.field(
      to: Goal(cell: Cell(2)), from: 0, entrances: entrances(of: terrain.grid),
      costs: Guidance(grid: terrain.grid, contraflow: 6).costs)
    let steps = 21 + 2 + 21
    #expect(field.distance(slot: search.tileMap.slots[0], heading: 1) == UInt16((steps + 2) * RouteField.unit))
  }
}
