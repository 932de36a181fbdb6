import FloorModel
import Testing

@testable import Cartons

@Suite struct BoxFillerTests {
  private let budget = PackingBudget(iterations: 20)

  private func volume(_ placements: [Placement]) -> Int64 { placements.reduce(0) { $0 + $1.size.volume } }

  private func faults(_ placements: [Placement], _ items: [FillItem], _ inner: Size3) -> [PackingFault] {
    let box = Box(code: "B", inner: inner, outer: inner, tare: 0, maxLoad: .max, costCents: 0)
    let singles = placements.map { PackItem(size: items[$0.item].size, mass: 1) }
    let renumbered = placements.enumerated().map { Placement(item: $0, position: $1.position, size: $1.size) }
    return PackingChecker(catalogue: [box]).faults(
      in: PackingPlan(parcels: [Parcel(box: 0, placements: renumbered)], isProvenOptimal: false), for: singles)
  }

  /// Steps, not time: they are the same on any machine.
  @Test func aBudgetIsKeptToWithinOneChoiceOnceThereIsAnAnswer() {
    let box = Turn(x: 587, y: 233, z: 220)
    for kinds in [3, 20] {
      let items = (0..<kinds).map { number in
        let i = Int32(number)
        return FillItem(size: Samples.size(60 + 7 * i % 50, 40 + 11 * i % 40, 25 + 5 * i % 30), count: 900 / kinds)
      }
      let known = items.enumerated().compactMap { FillKind($1, index: $0, box: box) }
      let first = FillSearch(kinds: known, box: box)
      let least = first.run(steps: 1)
      #expect(!least.isEmpty, "there is an answer, whatever the budget")
      let whole = 1 - first.steps
      for tenths in 11...30 {
        let search = FillSearch(kinds: known, box: box)
        _ = search.run(steps: whole * tenths / 10)
        #expect(search.steps <= 0 && -search.steps < whole / 3, "\(kinds) kinds: \(-search.steps) beyond, of \(whole)")
      }
    }
  }

  @Test func fillsABoxThatCanBeFilledWithoutAGap() {
    let inner = Samples.size(120, 80, 60)
    let items = [
      FillItem(size: Samples.size(40, 40, 30), count: 6), FillItem(size: Samples.size(40, 20, 20), count: 100),
    ]
    let plan = BoxFiller().fill(inner, with: items, budget: budget)
    #expect(volume(plan) == inner.volume)
    #expect(faults(plan, items, inner) == [])
  }

  @Test func keepsToCountsBoundsAndTurns() {
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<5 {
      let inner = Samples.size(300, 200, 150)
      let items = (0..<4).map { _ in
        FillItem(
          size: Samples.size(
            Int32.random(in: 30...90, using: &generator), Int32.random(in: 30...90, using: &generator),
            Int32.random(in: 30...90, using: &generator)), count: Int.random(in: 1...12, using: &generator),
          uprights: FillItem.Uprights(rawValue: UInt8.random(in: 1...7, using: &generator)))
      }
      let plan = BoxFiller().fill(inner, with: items, budget: budget)
      #expect(faults(plan, items, inner) == [])
      for (index, item) in items.enumerated() {
        let laid = plan.filter { $0.item == index }
        #expect(laid.count <= item.count)
        let sides = [
          (item.size.length, FillItem.Uprights.length), (item.size.width, .width), (item.size.height, .height),
        ]
        let allowed = sides.filter { item.uprights.contains($0.1) }.map(\.0)
        #expect(laid.allSatisfy { allowed.contains($0.size.height) })
      }
    }
  }

  @Test func moreBudgetNeverFillsLess() {
    let inner = Samples.size(587, 233, 220)
    let items = [
      FillItem(size: Samples.size(108, 76, 30), count: 40, uprights: [.height]),
      FillItem(size: Samples.size(110, 43, 25), count: 33), FillItem(size: Samples.size(92, 81, 55), count: 39),
    ]
    let volumes = [1, 20, 60].map {
      volume(BoxFiller().fill(inner, with: items, budget: PackingBudget(iterations: $0)))
    }
    #expect(volumes == volumes.sorted())
    #expect(volumes[0] * 100 > inner.volume * 75)
  }

  @Test func whatMakesNoSenseIsLeftOut() {
    let inner = Samples.size(100, 100, 100)
    let items = [
      FillItem(size: Samples.size(0, 10, 10), count: 5), FillItem(size: Samples.size(101, 1, 1), count: 5),
      FillItem(size: Samples.size(10, 10, 10), count: -1), FillItem(size: Samples.size(50, 50, 50), count: 1),
    ]
    #expect(BoxFiller().fill(inner, with: items, budget: budget).map(\.item) == [3])
    #expect(BoxFiller().fill(Samples.size(0, 1, 1), with: items, budget: budget) == [])
    #expect(BoxFiller().fill(inner, with: [], budget: budget) == [])
    let tooMany = [FillItem(size: Samples.size(1, 1, 1), count: BoxFiller.itemLimit + 1)]
    #expect(BoxFiller().fill(inner, with: tooMany, budget: budget) == [])
  }
}
