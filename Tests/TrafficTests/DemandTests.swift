import FloorModel
import Testing

@testable import Traffic

@Suite struct DemandTests {
  @Test func usesBecomeUnitsAStep() {
    var demand = Demand(cells: 4, units: 2)
    // Along the row through cells 0, 1 and 2; then along the column through cell 2 alone.
    demand.enter([2 << 2, 1 << 2, 0 << 2], of: 0)
    demand.enter([2 << 2 | 1], of: 1)
    demand.settle()
    // Two units pass four cells: half a unit a step where one way leads.
    #expect(demand.load(1) == (row: 128, column: 0))
    #expect(demand.load(2) == (row: 128, column: 128))
    #expect(demand.load(3) == (row: 0, column: 0))
  }

  @Test func whatWasPassedOrLeftCountsNoMore() {
    var demand = Demand(cells: 4, units: 2)
    demand.enter([2 << 2, 1 << 2, 0 << 2], of: 0)
    demand.enter([3 << 2 | 1], of: 1)
    demand.pass(0) { $0 >> 2 < 1 }
    demand.leave(1)
    demand.settle()
    #expect(demand.load(0) == (row: 0, column: 0))
    #expect(demand.load(1) == (row: 128, column: 0))
    #expect(demand.load(3) == (row: 0, column: 0))
    demand.enter([], of: 0)
    demand.settle()
    #expect(demand.load(1) == (row: 0, column: 0))
  }

  /// Two equally long corridors lead from the left to the right.
  private let corridors = floor(
    [String(repeating: ".", count: 60)] + Array(repeating: "." + String(repeating: "#", count: 58) + ".", count: 3)
      + [String(repeating: ".", count: 60)])

  private func options(foresight: Int, renewal: Int = 0) -> FlowPlanner.Options {
    var options = FlowPlanner.Options()
    options.wholeFieldCells = 0
    options.contraflow = 6
    options.avoidance = 0
    options.foresight = foresight
    options.renewal = renewal
    return options
  }

  @Test(arguments: [0, 64]) func unitsSpreadOverWaysWhereOthersAreGoingToDrive(foresight: Int) {
    let memory = FlowMemory(vehicles: 400, grid: corridors.grid, options: options(foresight: foresight))
    // All want from the middle of the left edge to the middle of the right.
    let from = corridors.grid.cell(x: 0, y: 2).index << 2
    let key = RouteKey(goal: Goal(cell: corridors.grid.cell(x: 59, y: 2)), loaded: false)
    memory.follow(corridors)
    for unit in 0..<400 {
      memory.records[unit].key = key
      memory.route(unit, key: key, from: Int32(from))
      memory.noteWay(of: unit, from: Int32(from), key)
    }
    memory.demand.settle()
    let (above, below) = (memory.demand.load(30).row, memory.demand.load(4 * 60 + 30).row)
    if foresight == 0 {
      #expect(above == 0 && below == 0, "nothing is counted that nobody asks for")
    } else {
      #expect(above > 50 && below > 50, "\(above) above, \(below) below")
    }
  }

  @Test func waysAreLookedForAnew() {
    var vehicle = Vehicle(at: 0, .east, to: 59)
    vehicle.fixed = false
    for (renewal, expected) in [(0, 1), (4, 3)] {
      let memory = FlowMemory(
        vehicles: 1, grid: corridors.grid, options: options(foresight: 32, renewal: renewal))
      for _ in 0..<8 { memory.adopt([vehicle], on: corridors) }
      #expect(memory.searches == expected)
    }
  }

  @Test func aUnitThatWaitsIsImpatientWithANewWayToo() {
    let memory = FlowMemory(vehicles: 1, grid: corridors.grid, options: options(foresight: 32, renewal: 4))
    for _ in 0..<120 { memory.adopt([Vehicle(at: 0, .east, to: 59)], on: corridors) }
    #expect(memory.records[0].elder > 0)
  }

  @Test(arguments: 0..<8) func beaconsLeadToTheSameDistances(seed: Int) {
    var dice = Dice(seed: seed)
    let (terrain, vehicles, _) = randomFloor(&dice, side: 24, units: 8)
    let memory = FlowMemory(vehicles: 8, grid: terrain.grid, options: options(foresight: 32))
    memory.follow(terrain)
    for cell in 0..<terrain.grid.count * 4 { memory.costs[cell] = UInt8(6 + dice.roll(60)) }
    let beacons = Beacons(grid: terrain.grid)
    beacons.measure(by: memory)
    for vehicle in vehicles where vehicle.cell != vehicle.goal.cell {
      let origin = Int32(vehicle.cell.index) << 2 | Int32(vehicle.heading.rawValue)
      let distances = [nil, beacons].map { beacons in
        memory.search.field(
          to: vehicle.goal, from: origin, entrances: memory.entrances, costs: memory.costs, beacons: beacons
        ).distance(slot: memory.slots[vehicle.cell.index], heading: origin & 3)
      }
      #expect(distances[0] == distances[1])
    }
  }

  @Test func aLongSearchKeepsToTheRectangle() {
    // The goal lies in a dead end, so that it is not seen from three of its headings.
    let rows = (0..<80).map { $0 == 40 || $0 == 0 || $0 == 79 || $0 % 4 == 0 ? 240 : 238 }.map { free in
      String(repeating: ".", count: free) + String(repeating: "#", count: 240 - free)
    }
    let terrain = floor(rows)
    let memory = FlowMemory(vehicles: 1, grid: terrain.grid, options: options(foresight: 32))
    memory.follow(terrain)
    var dice = Dice(seed: 1)
    for state in 0..<terrain.grid.count * 4 { memory.costs[state] = UInt8(20 + dice.roll(60)) }
    let beacons = Beacons(grid: terrain.grid)
    beacons.measure(by: memory)
    let field = memory.search.field(
      to: Goal(cell: terrain.grid.cell(x: 239, y: 40)), from: Int32(terrain.grid.cell(x: 0, y: 40).index) << 2,
      entrances: memory.entrances, costs: memory.costs, beacons: beacons)
    #expect(field.passes(slot: memory.slots[terrain.grid.cell(x: 120, y: 40).index]))
    #expect(!field.passes(slot: memory.slots[terrain.grid.cell(x: 120, y: 4).index]))
  }

  @Test func newPricesHoldWhenAllBeaconsAreMeasured() {
    let memory = FlowMemory(vehicles: 1, grid: corridors.grid, options: options(foresight: 32))
    memory.follow(corridors)
    memory.demand.enter([31 << 2, 30 << 2], of: 0)
    let before = memory.costs[30 << 2]
    for call in Int32(Congestion.period)..<Congestion.period + 3 {
      memory.now = call
      memory.priceInTurn()
      #expect(memory.costs[30 << 2 | 1] == before)
    }
    memory.now += 1
    memory.priceInTurn()
    #expect(memory.costs[30 << 2 | 1] > before, "crossing the way costs more")
  }
}

extension Beacons {
  fileprivate func measure(by memory: FlowMemory) {
    for corner in 0..<count {
      draft(corner: corner, by: memory.search, entrances: memory.entrances, costs: memory.costs)
    }
    turnOver()
  }
}
