import FloorModel
import Testing

@testable import FloorCore

@Suite("Where idle units wait")
struct RestPlanTests {
  /// 5 × 4 tiles.
  private static let grid = Grid(width: 30, height: 24, kinds: Array(repeating: .storage, count: 720))

  private func plan(_ visits: [(Int, Double)]) -> RestPlan {
    var plan = RestPlan(grid: Self.grid)
    for (tile, share) in visits { plan.expect(share, in: tile) }
    plan.normalize()
    return plan
  }

  private func move(_ plan: RestPlan, _ units: [Int], fixed: [Int] = [], full: [Int] = []) -> RestPlan.Move? {
    plan.move(
      units, mayMove: units.indices.map { !fixed.contains($0) },
      isOpen: plan.shares.indices.map { !full.contains($0) })
  }

  @Test("the unit that is missed least goes where one is missed most")
  func goes() {
    let plan = plan([(0, 5), (4, 4), (19, 1)])
    #expect(move(plan, [0, 0]) == .init(unit: 0, tile: 4))
    #expect(move(plan, [0, 4]) == nil, "half of what is left is not worth the way")
    #expect(move(plan, [0, 0], fixed: [0]) == .init(unit: 1, tile: 4))
    #expect(move(plan, [0, 0], fixed: [0, 1]) == nil)
    #expect(move(plan, [0, 0], full: [4]) != .init(unit: 0, tile: 4))
  }

  @Test("alone it goes to the middle of what is expected, and where nothing is, it stays")
  func alone() {
    #expect(move(plan([(10, 1), (11, 1), (12, 1), (13, 1), (14, 1)]), [0]) == .init(unit: 0, tile: 12))
    #expect(move(plan([]), [0]) == nil)
    #expect(move(plan([(3, 1)]), []) == nil)
  }

  @Test("every move makes the next visit's way shorter, until none pays", arguments: 1...20 as ClosedRange<UInt64>)
  func improves(seed: UInt64) {
    var dice = Dice(seed)
    let plan = plan((0..<20).map { ($0, Double(dice.below(10))) })
    var units = (0..<(1 + dice.below(6))).map { _ in dice.below(20) }
    var response = plan.response(of: units)
    var moves = 0
    while let next = move(plan, units), moves < 100 {
      units[next.unit] = next.tile
      let shorter = plan.response(of: units)
      #expect(shorter <= response - RestPlan.leastGain + 1e-9)
      response = shorter
      moves += 1
    }
    #expect(moves < 100)
  }

  @Test("an idle unit waits beneath a pod that is wanted most, and not in the aisle")
  func beneathPods() {
    var rig = Rig()
    rig.drive(DriveReport(cell: Tiny.cell(0, 3), heading: .east))
    rig.wait(.seconds(6))
    let unit = rig.floor.fleet.units[0]
    #expect([Tiny.homeA, Tiny.homeB].contains(unit.target))
    guard case .park = unit.job else { return #expect(Bool(false), "it parks") }
  }
}
