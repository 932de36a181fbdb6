import FloorModel
import Testing

@testable import Traffic

@Suite struct LanesTests {
  @Test func neighbouringStreetsRunInOppositeDirections() {
    let grid = floor("....", "....", "....").grid
    let guidance = Guidance(grid: grid, contraflow: 40)
    for y in 0..<3 {
      let cell = grid.cell(x: 1, y: y).index
      #expect(guidance.costs[cell * 4 + Int(Heading.east.rawValue)] == (y % 2 == 0 ? 4 : 40))
      #expect(guidance.costs[cell * 4 + Int(Heading.west.rawValue)] == (y % 2 == 0 ? 40 : 4))
    }
  }

  @Test func aFloorWithoutLanesCostsAStepEverywhere() {
    #expect(Guidance(grid: floor("...", "...").grid, contraflow: 4).costs.allSatisfy { $0 == 4 })
  }

  @Test func crowdedCellsGetDearerAndRecover() {
    var congestion = Congestion(cells: 2)
    let base = [UInt8](repeating: 4, count: 8)
    let costs = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
    defer { costs.deallocate() }
    costs.initialize(repeating: 4, count: 8)
    for _ in 0..<30 { congestion.noteStand(1) }
    congestion.notePass(1)
    congestion.update(costs, base: base, gain: 32)
    #expect(costs[0] == 4)
    #expect(costs[4] > 4)
    for _ in 0..<200 { congestion.update(costs, base: base, gain: 32) }
    #expect(costs[4] == 4)
  }

  @Test func fieldsHoldTrueDistances() {
    let terrain = floor("....", ".##.", "....")
    let grid = terrain.grid
    let search = RouteSearch(grid: grid)
    let costs = Guidance(grid: grid, contraflow: 4).costs
    for origin in [nil, Int32(11 * 4)] {
      let field = search.field(to: Goal(cell: Cell(0)), from: origin, exits: grid.exits, costs: costs)
      // From the far corner, facing east: two turns and a drive along two sides with one more turn.
      let slot = search.tileMap.slots[11]
      #expect(field.distance(slot: slot, heading: 2) == UInt16(5 * RouteField.unit + RouteField.turn))
      #expect(field.distance(slot: slot, heading: 0) == UInt16(5 * RouteField.unit + 2 * RouteField.turn))
    }
    #expect(search.tileMap.slots[5] == -1)
  }
}
