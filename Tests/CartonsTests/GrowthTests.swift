import Cartons
import FloorModel
import Testing

/// What holds for every order, whatever is in it.
@Suite struct GrowthTests {
  private func size(_ plan: PackingPlan) -> (Int, Int64) { (plan.parcels.count, Samples.volume(plan)) }

  /// An item more is never less to send: its order's parcels without it would have been the better plan.
  @Test(arguments: 1...3) func anItemMoreNeverShrinksTheParcels(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 977)
    let cartonizer = Cartonizer(catalogue: Samples.catalogue)
    var items: [PackItem] = []
    var last = (0, Int64(0))
    for item in Samples.order(12, using: &generator) {
      items.append(item)
      let now = size(try cartonizer.plan(items))
      #expect(now >= last, "\(items.count) items")
      last = now
    }
  }

  /// The same by one item of several that are alike, which the packer treats in blocks.
  @Test func oneMoreOfTheSameNeverShrinksTheParcels() throws {
    let cartonizer = Cartonizer(catalogue: Samples.catalogue)
    for item in [Samples.item(90, 70, 40), Samples.item(210, 150, 9, thisWayUp: true), Samples.item(61, 59, 58)] {
      var last = (0, Int64(0))
      for count in stride(from: 1, through: 40, by: 3) {
        let now = size(try cartonizer.plan(Array(repeating: item, count: count)))
        #expect(now >= last, "\(count) of \(item.size)")
        last = now
      }
    }
  }

  /// Ten thousand items are refused at once, hundreds are packed within a budget and say that nothing is proven.
  @Test func hugeOrdersAreNoHang() throws {
    let cartonizer = Cartonizer(catalogue: Samples.catalogue)
    let many = Array(repeating: Samples.item(40, 30, 20), count: 10_000)
    #expect(throws: PackingRefusal.tooManyItems(count: 10_000, limit: 1_000)) { try cartonizer.plan(many) }
    var generator = SeededGenerator(seed: 5)
    let plan = try cartonizer.plan(Samples.order(120, using: &generator), budget: .quick)
    #expect(!plan.isProvenOptimal && plan.parcels.reduce(0) { $0 + $1.placements.count } == 120)
  }
}
