import Cartons
import FloorModel
import Testing

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
