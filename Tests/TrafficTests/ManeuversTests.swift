import FloorModel
import Testing

@testable import Traffic

@Suite struct ManeuversTests {
  @Test(arguments: 1...6) func nodesComeBeforeTheirSubtreesAndLeavesPassTheirSpots(depth: Int) {
    let maneuvers = Maneuvers(depth: depth)
    var way: [Int32] = []
    for (index, node) in maneuvers.nodes.enumerated() {
      way = way.prefix(Int(node.depth)) + [node.to]
      #expect(node.from == (way.count > 1 ? way[way.count - 2] : 0))
      let inside = maneuvers.nodes[(index + 1)..<Int(node.end)]
      #expect(inside.allSatisfy { $0.depth > node.depth } && (node.leaf >= 0) == inside.isEmpty)
      if Int(node.end) < maneuvers.nodes.count { #expect(maneuvers.nodes[Int(node.end)].depth <= node.depth) }
      guard node.leaf >= 0 else { continue }
      #expect(Array(maneuvers.leaves[Int(node.leaf) * depth..<(Int(node.leaf) + 1) * depth]) == way)
    }
    #expect(maneuvers.leafCount * depth == maneuvers.leaves.count)
  }

  @Test func whatLeadsToTheSameStateSharesASpot() {
    // Of 383 places in the tree: 35 cells within five steps, each in the headings that can be had there in time.
    #expect(Maneuvers(depth: 5).nodes.count == 383)
    #expect(Maneuvers(depth: 5).spotCount <= 35 * 4)
    let turns = Maneuvers(depth: 2).nodes.filter { $0.move == .turnLeft || $0.move == .turnRight }
    #expect(Set(turns.filter { $0.depth == 0 }.map(\.to)).count == 2)
  }

  /// A unit whose way nobody hinders goes straight, unless it leads over cells that are cleared for others.
  @Test(arguments: [false, true]) func onlyThoseInALeadersWayKeepOutOfIt(isInTheWay: Bool) {
    let terrain = floor(String(repeating: ".", count: 20), String(repeating: ".", count: 20))
    var options = FlowPlanner.Options()
    (options.wholeFieldCells, options.lookahead) = (0, 3)
    let vehicle = Vehicle(cell: Cell(0), heading: .east, goal: Goal(cell: Cell(15)))
    let memory = FlowMemory(vehicles: 1, grid: terrain.grid, options: options)
    memory.adopt([vehicle], on: terrain)
    memory.rankUnits([vehicle])
    memory.carryOver([vehicle])
    let cleared = Int32((isInTheWay ? 2 : 18) * 4)
    memory.cleared = [cleared]
    memory.clearing[Int(cleared)] = 1
    memory.measureVacating()
    memory.planAll()
    #expect(memory.units[0].goesStraight == !isInTheWay)
    #expect(memory.isStraight(0) == !isInTheWay)
  }
}
