import FloorModel
import Testing

@testable import Traffic

@Suite struct TrafficFaultTests {
  let terrain = floor("..#", "...")

  @Test(arguments: [
    ([Vehicle(at: 0), Vehicle(at: 1)], nil),
    ([Vehicle(at: 0), Vehicle(at: 0)], TrafficFault.sharedCell(0, 1)),
    ([Vehicle(at: 2)], .insideWall(unit: 0)),
    ([Vehicle(at: 0, to: 2)], .goalInsideWall(unit: 0)),
    ([Vehicle(at: 0), Vehicle(at: 6, to: 0)], .outsideFloor(unit: 1)),
    ([Vehicle(at: -1, to: 0)], .outsideFloor(unit: 0)),
    ([Vehicle(at: 0, to: 99)], .goalOutsideFloor(unit: 0)),
    (Array(repeating: Vehicle(at: 0), count: 6), .moreUnitsThanCells(units: 6, cells: 5)),
  ])
  func faultsAreNamed(vehicles: [Vehicle], fault: TrafficFault?) {
    var found: TrafficFault?
    do { try TrafficFault.validate(vehicles, on: terrain) } catch { found = error }
    #expect(found == fault)
  }

  @Test func noUnitsNoSteps() {
    var planner = FlowPlanner()
    #expect(planner.steps(for: [], on: terrain, budget: PlanningBudget(iterations: 5)) == [])
  }

  @Test func aFullFloorIsStill() {
    let vehicles = [0, 1, 3, 4, 5].map { Vehicle(at: $0, to: ($0 + 1) % 2) }
    var run = Run(vehicles, on: terrain)
    run.drive(20)
    #expect(run.violations == [])
  }
}
