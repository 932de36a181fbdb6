import Cartons
import FloorModel
import Testing

@Suite struct CartonizerTests {
  private let cartonizer = Cartonizer(catalogue: Samples.catalogue)

  private func codes(_ plan: PackingPlan) -> [String] { plan.parcels.map { Samples.catalogue[$0.box].code } }

  @Test func takesTheSmallestBoxAndSaysSo() throws {
    let plan = try cartonizer.plan([Samples.item(200, 60, 150)])
    #expect(codes(plan) == ["S"])
    #expect(plan.isProvenOptimal)
  }

  @Test func massDecidesWhereRoomDoesNot() throws {
    #expect(codes(try cartonizer.plan([Samples.item(100, 100, 50, mass: 3_000)])) == ["S"])
    #expect(codes(try cartonizer.plan([Samples.item(100, 100, 50, mass: 3_001)])) == ["M"])
  }

  @Test func thisWayUpKeepsTheHeight() throws {
    #expect(codes(try cartonizer.plan([Samples.item(60, 150, 200)])) == ["S"])
    #expect(codes(try cartonizer.plan([Samples.item(60, 150, 200, thisWayUp: true)])) == ["L"])
  }

  @Test func nothingIsLaidOnAFragileItem() throws {
    let pair = [Samples.item(200, 150, 30), Samples.item(200, 150, 30, fragile: true)]
    #expect(codes(try cartonizer.plan(pair)) == ["S"])
    let both = [Samples.item(200, 150, 30, fragile: true), Samples.item(200, 150, 30, fragile: true)]
    #expect(codes(try cartonizer.plan(both)) != ["S"])
  }

  @Test func splitsWhatNoBoxHolds() throws {
    let items = Array(repeating: Samples.item(600, 400, 200, mass: 5_000), count: 5)
    let plan = try cartonizer.plan(items)
    #expect(plan.parcels.count == 3)
    #expect(PackingChecker(catalogue: Samples.catalogue).faults(in: plan, for: items) == [])
  }

  @Test(arguments: [0, 700, 1000] as [Int32])
  func everyPlanSurvivesTheChecker(support: Int32) throws {
    let cartonizer = Cartonizer(catalogue: Samples.catalogue, minimumSupportPermille: support)
    let checker = PackingChecker(catalogue: Samples.catalogue, minimumSupportPermille: support)
    var generator = SeededGenerator(seed: 1)
    for round in 0..<60 {
      let items = Samples.order(1 + round % 15, using: &generator)
      let plan = try cartonizer.plan(items, budget: PackingBudget(iterations: 5_000))
      #expect(checker.faults(in: plan, for: items) == [], "round \(round)")
    }
  }

  @Test func theAnswerDoesNotDependOnTheOrderOfItemsOrSides() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<40 {
      let items = Samples.order(Int.random(in: 1...12, using: &generator), using: &generator)
      var turned = items
      for index in turned.indices {
        let size = items[index].size
        turned[index].size =
          items[index].thisWayUp
          ? Samples.size(size.width, size.length, size.height) : Samples.size(size.height, size.length, size.width)
      }
      let shuffle = turned.indices.shuffled(using: &generator)
      let budget = PackingBudget(iterations: 5_000)
      let plan = try cartonizer.plan(items, budget: budget)
      let other = try cartonizer.plan(shuffle.map { turned[$0] }, budget: budget)
      #expect(codes(plan) == codes(other))
      #expect(plan.isProvenOptimal == other.isProvenOptimal)
      // The same bodies lie in the same places.
      #expect(
        plan.parcels.map { $0.placements.map(\.position) } == other.parcels.map { $0.placements.map(\.position) })
      #expect(plan.parcels.map { $0.placements.map(\.size) } == other.parcels.map { $0.placements.map(\.size) })
    }
  }

  @Test func oneMoreItemNeverMakesAProvenPlanSmaller() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<30 {
      let items = Samples.order(6, using: &generator)
      var before: PackingPlan?
      for count in 1...items.count {
        let plan = try cartonizer.plan(Array(items.prefix(count)))
        if let before, before.isProvenOptimal, plan.isProvenOptimal {
          #expect(
            (before.parcels.count, Samples.volume(before)) <= (plan.parcels.count, Samples.volume(plan)))
        }
        before = plan
      }
    }
  }

  @Test(arguments: [Int.min, -1, Int.max])
  func noBudgetIsTooSmallOrTooLarge(iterations: Int) throws {
    let items = [Samples.item(200, 60, 150), Samples.item(100, 90, 80)]
    let plan = try cartonizer.plan(items, budget: PackingBudget(iterations: iterations))
    #expect(plan.parcels.count == 1)
  }

  @Test func equalCallsGiveEqualPlans() throws {
    var generator = SeededGenerator(seed: 4)
    let items = Samples.order(20, using: &generator)
    #expect(try cartonizer.plan(items) == cartonizer.plan(items))
  }
}
