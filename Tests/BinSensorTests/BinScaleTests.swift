import Devices
import FloorCore
import FloorModel
import Testing

@Suite("Scales under bins") struct BinScaleTests {
  private static let site: Site = {
    let bin = Bin(
      name: "P1-A", pod: ID(0), face: 0, inner: Size3(length: 400, width: 300, height: 300), maxLoad: 20_000)
    let demand = DemandProfile(
      inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [], defectRate: 0,
      binErrorRate: 0)
    let size = Size3(length: 90, width: 80, height: 140)
    return Site(
      name: "small", grid: Grid(width: 1, height: 1, kinds: [.storage]), cellSize: 1_000, devices: [],
      pods: [Pod(name: "P1", home: Cell(0), heading: .north, firstBin: ID(0), binCount: 1)], bins: [bin],
      skus: [SKU(code: "TEA", name: "", size: size, mass: 140), SKU(code: "RICE", name: "", size: size, mass: 1_000)],
      boxes: [], owners: ["house"], openingStock: [StockLine(bin: ID(0), key: StockKey(sku: ID(0)), quantity: 5)],
      velocity: [1, 1], demand: demand)
  }()

  private let five = [StockLine(bin: ID(0), key: StockKey(sku: ID(0)), quantity: 5)]

  private func read(_ scales: inout BinScales, _ grams: Double, _ lines: [StockLine]? = nil) -> Int32? {
    scales.observation(grams: grams, in: ID(0), holding: lines ?? five, site: Self.site)?.quantity
  }

  @Test("a weight is a number of units, told once; a change of it, or of the record, is told again")
  func units() {
    var scales = BinScales()
    #expect(read(&scales, 703) == 5)
    #expect(read(&scales, 698) == nil)
    #expect(read(&scales, 560) == 4)
    #expect(read(&scales, 560, [StockLine(bin: ID(0), key: StockKey(sku: ID(0)), quantity: 4)]) == 4)
    #expect(read(&scales, 0) == 0)
  }

  @Test(
    "what is no whole number of units, or of which nobody knows what it is, says nothing",
    arguments: [630.0, -140, .nan, .infinity, 1e12])
  func nothing(grams: Double) {
    var scales = BinScales()
    #expect(read(&scales, grams) == nil)
    let both = five + [StockLine(bin: ID(0), key: StockKey(sku: ID(1)), quantity: 1)]
    #expect(read(&scales, 700, both) == nil)
    #expect(read(&scales, 700, []) == nil)
  }

  @Test("a scale that finds a bin empty takes its stock out of sale, and gives it back when it weighs again")
  func belief() throws {
    var floor = Floor(site: Self.site)
    var scales = BinScales()
    for (grams, sellable) in [(0.0, Int32(0)), (700, 5)] {
      let lines = floor.books.ledger.bins[0].map { StockLine(bin: ID(0), key: $0.key, quantity: $0.quantity) }
      let found = scales.observation(grams: grams, in: ID(0), holding: lines, site: Self.site)
      let seen = try #require(found)
      _ = floor.handle(.planning(.observation(seen), by: "scale"), at: .zero + .seconds(grams + 1))
      #expect(floor.books.unexpired(of: ID(0)) == sellable)
    }
  }
}
