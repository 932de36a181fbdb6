import FloorModel
import Testing

@testable import FloorConfig

@Suite("Filling bins from a seed")
struct StockFillTests {
  private func bins(_ count: Int, inner: Size3 = Size3(length: 100, width: 100, height: 100), maxLoad: Grams = 1000)
    -> [Bin]
  {
    (0..<count).map { Bin(name: "B\($0)", pod: ID(0), face: 0, inner: inner, maxLoad: maxLoad) }
  }

  private func sku(_ code: String, side: Millimetres = 20, mass: Grams = 10) -> SKU {
    SKU(code: code, name: code, size: Size3(length: side, width: side, height: side), mass: mass)
  }

  private func units(_ lines: [StockLine]) -> Int { lines.reduce(0) { $0 + Int($1.quantity) } }

  @Test("the same seed gives the same stock, another seed another")
  func seeds() {
    let skus = (0..<20).map { sku("S\($0)") }
    let rates = (0..<20).map(Double.init)
    func fill(_ seed: UInt64) -> [StockLine] {
      StockFill(seed: seed, days: 2, level: 0.6, skusPerBin: 6)
        .lines(bins: bins(50), skus: skus, velocity: rates, occupied: [])
    }
    #expect(fill(1) == fill(1))
    #expect(fill(1) != fill(2))
    #expect(fill(1).first == StockLine(bin: ID(0), key: StockKey(sku: ID(14)), quantity: 3))
  }

  @Test("every product is there for its days of demand, and at least once")
  func days() {
    let lines = StockFill(seed: 1, days: 3, level: 0.6, skusPerBin: 6)
      .lines(bins: bins(50), skus: [sku("FAST"), sku("SLOW")], velocity: [30, 0], occupied: [])
    #expect(units(lines.filter { $0.key.sku == ID(0) }) == 90)
    #expect(units(lines.filter { $0.key.sku == ID(1) }) == 1)
    #expect(Set(lines.map(\.bin)).count > 10, "small lots, all over the floor")
  }

  @Test("no bin gets more than its share of volume, its load, or its number of products")
  func limits() {
    let skus = (0..<10).map { sku("S\($0)", side: 30, mass: 90) }
    let occupied = [StockLine(bin: ID(0), key: StockKey(sku: ID(0)), quantity: 9)]
    let lines = StockFill(seed: 4, days: 10, level: 0.5, skusPerBin: 3)
      .lines(bins: bins(4), skus: skus, velocity: Array(repeating: 100, count: 10), occupied: occupied)
    for bin in 0..<4 {
      let own = (lines + occupied).filter { $0.bin.index == bin }
      #expect(own.count <= 3)
      #expect(units(own) * 90 <= 1000)
      #expect(units(own) * 27_000 <= 500_000)
    }
    #expect(!lines.isEmpty)
  }

  @Test("goods go only where their temperature and size allow")
  func placesThatFit() {
    var bins = bins(3)
    bins[1].temperature = .frozen
    bins[2].inner = Size3(length: 10, width: 10, height: 10)
    let lines = StockFill(seed: 1, days: 1, level: 1, skusPerBin: 6)
      .lines(bins: bins, skus: [sku("S")], velocity: [40], occupied: [])
    #expect(Set(lines.map(\.bin)) == [ID(0)])
  }

  @Test("a velocity profile shares out its total, the more unevenly the higher the exponent")
  func profile() {
    let flat = VelocityProfile.rates(count: 100, total: 500, exponent: 0, seed: 1)
    let steep = VelocityProfile.rates(count: 100, total: 500, exponent: 1, seed: 1)
    #expect(flat.allSatisfy { abs($0 - 5) < 1e-9 })
    #expect(abs(steep.reduce(0, +) - 500) < 1e-9)
    #expect(abs(steep.max()! / steep.min()! - 100) < 1e-9)
    #expect(VelocityProfile.rates(count: 0, total: 1, exponent: 1, seed: 1) == [])
  }

  @Test(
    "a thing fits when some permitted turn fits",
    arguments: [
      (Size3(length: 3, width: 2, height: 1), false, true), (Size3(length: 1, width: 2, height: 4), false, true),
      (Size3(length: 1, width: 2, height: 4), true, false), (Size3(length: 2, width: 4, height: 3), true, true),
      (Size3(length: 4, width: 3, height: 4), false, false),
    ])
  func fits(size: Size3, upright: Bool, expected: Bool) {
    #expect(size.fits(in: Size3(length: 4, width: 2, height: 3), upright: upright) == expected)
  }
}
