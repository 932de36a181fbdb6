import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// A unit wanders over the floor; its route comes in pieces, at any moment, over a wire that loses, repeats and delays.
@Suite struct WanderTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func everyNodeIsPassedOnceAndInOrder(seed: UInt64) throws {
    var wander = try Wander(seed: seed)
    try wander.run()
    let passed = wander.rig.states.map(\.state).filter { $0.orderID == "r1" }.map(\.lastNodeSequenceID)
    let order = passed.reduce(into: [Int32]()) { if $0.last != $1 { $0.append($1) } }
    #expect(zip(order, order.dropFirst()).allSatisfy { $0 < $1 })
    // Nodes on one cell are reached at once, and one state says so.
    for node in wander.path.indices where !order.contains(Int32(node) * 2) {
      #expect(wander.path[node] == wander.path[node + 1], "node \(node) was left out")
    }
    #expect(wander.leaps == 0)
    #expect(wander.rig.world.unitCells == [wander.path[wander.path.count - 1]])
    #expect(wander.intrusions == 0)
    #expect(!wander.rig.report.isDriving && wander.rig.report.ahead.isEmpty)
  }

  struct Wander {
    var rig: Rig
    var path: [Cell] = [Rig.cell(0, 0)]
    /// Reports of a unit beyond what it was told.
    var intrusions = 0
    /// Nodes that were reached sooner than at full speed.
    var leaps: Int {
      let arrivals = rig.states.reduce(into: [(at: Instant, state: DriveUnits.State)]()) {
        guard $1.state.orderID == "r1", $0.last?.state.lastNodeSequenceID != $1.state.lastNodeSequenceID else { return }
        $0.append($1)
      }
      return zip(arrivals, arrivals.dropFirst()).count { last, next in
        let cells = [last, next].map { path[Int($0.state.lastNodeSequenceID) / 2] }
        return cells[0] != cells[1] && (next.at - last.at).seconds < side / 1.5 - 0.002
      }
    }
    private let side: Double
    private var generator: SeededGenerator
    private var toldEnd: Int32 = 0
    private var update: Int32 = -1

    init(seed: UInt64) throws {
      generator = SeededGenerator(seed: seed)
      // Sides that no binary fraction meets: sums of them differ in the last bits.
      let millimetres: Int32 = [1000, 870, 1333][generator.below(3)]
      rig = try Rig(cellSize: millimetres)
      side = Double(millimetres) / 1000
      let grid = Rig.site.grid
      while path.count < 200 {
        let last = path[path.count - 1]
        let heading = Heading(rawValue: UInt8(generator.below(4)))!
        // Straight stretches are more interesting than corners.
        for _ in 0...generator.below(8) {
          if let next = grid.step(from: path[path.count - 1], heading) { path.append(next) }
        }
        if path[path.count - 1] == last, generator.chance(0.1) { path.append(last) }
      }
    }

    mutating func run() throws {
      var rounds = 0
      while rig.report.sequence < Int32(path.count) - 1 || rig.report.route != 1 {
        rounds += 1
        try #require(rounds < 5000, "it does not arrive")
        try tell()
        rig.run(.milliseconds(Int64(generator.below(generator.chance(0.1) ? 6000 : 1500))))
        if rig.report.route == 1, rig.report.sequence > toldEnd { intrusions += 1 }
      }
    }

    /// Something new when the last was taken in, else the last again.
    private mutating func tell() throws {
      let accepted = rig.report.route == 1 ? rig.report.update : -1
      let from = rig.report.route == 1 ? rig.report.sequence + Int32(rig.report.ahead.count) : 0
      if accepted == update {
        guard from < Int32(path.count) - 1 else { return }
        update += 1
        toldEnd = min(from + 1 + Int32(generator.below(4)), Int32(path.count) - 1)
      }
      let horizon = min(toldEnd + Int32(generator.below(4)), Int32(path.count) - 1)
      let nodes = (from...max(from, horizon)).map {
        RouteNode(sequence: $0, cell: path[Int($0)], released: $0 <= toldEnd)
      }
      rig.loses = generator.chance(0.2) ? ["order"] : generator.chance(0.2) ? ["state"] : []
      rig.send(.route(RouteUpdate(route: 1, update: update, nodes: nodes)))
      rig.loses = []
      if generator.chance(0.3) {
        let copy = rig.sent[generator.below(rig.sent.count)]
        rig.deliver(WireMessage(device: Rig.unit, channel: "order", body: copy))
      }
    }
  }
}
