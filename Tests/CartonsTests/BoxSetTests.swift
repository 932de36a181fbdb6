import Cartons
import FloorModel
import Testing

@Suite struct BoxSetTests {
  private let tariff = Tariff()

  private func orders(_ sizes: [Size3], each count: Int) -> [[PackItem]] {
    sizes.flatMap { Array(repeating: [PackItem(size: $0, mass: 300)], count: count) }
  }

  @Test func asManySizesAsKindsOfGoodsFitThemAll() {
    let kinds = [Samples.size(180, 120, 40), Samples.size(300, 200, 100), Samples.size(500, 350, 200)]
    let history = orders(kinds, each: 20)
    let search = BoxSetSearch(prices: BoxPrices(like: Samples.catalogue), tariff: tariff)
    let boxes = search.propose(for: history, count: 3, present: Samples.catalogue)
    #expect(boxes.map(\.inner) == kinds, "each a multiple of the grain: nothing is wasted")
    let report = CatalogueReport(of: history, in: boxes, tariff: tariff)
    #expect(report.refused == 0 && report.voidLitres == 0)
    #expect(report.cents < CatalogueReport(of: history, in: Samples.catalogue, tariff: tariff).cents)
  }

  @Test func oneSizeCoversAll() {
    let history = orders([Samples.size(400, 100, 50), Samples.size(200, 200, 50), Samples.size(90, 90, 85)], each: 4)
    let search = BoxSetSearch(prices: BoxPrices(like: Samples.catalogue), tariff: tariff)
    let boxes = search.propose(for: history, count: 1, present: Samples.catalogue)
    #expect(boxes.count == 1)
    #expect(CatalogueReport(of: history, in: boxes, tariff: tariff).refused == 0)
  }

  @Test func moreSizesNeverCostMore() {
    var generator = SeededGenerator(seed: 5)
    let history = (0..<60).map { _ in Samples.order(.random(in: 1...4, using: &generator), using: &generator) }
    let search = BoxSetSearch(prices: BoxPrices(like: Samples.catalogue), tariff: tariff)
    var last = Double.infinity
    for count in [1, 3, 6] {
      let boxes = search.propose(for: history, count: count, present: Samples.catalogue)
      #expect(boxes == search.propose(for: history, count: count, present: Samples.catalogue))
      let report = CatalogueReport(of: history, in: boxes, tariff: tariff)
      #expect(report.refused == 0 && boxes.count <= count)
      #expect(report.cents < last)
      last = report.cents
    }
  }

  @Test func nothingToPackProposesNothing() {
    let search = BoxSetSearch(prices: BoxPrices(like: []), tariff: tariff)
    #expect(search.propose(for: [], count: 3, present: Samples.catalogue).isEmpty)
    #expect(search.propose(for: [[], orders([Samples.size(0, 1, 1)], each: 1)[0]], count: 3, present: []).isEmpty)
    #expect(search.propose(for: orders([Samples.size(9, 9, 9)], each: 1), count: 0, present: []).isEmpty)
  }
}
