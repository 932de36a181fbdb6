import Cartons
import FloorModel

/// A small generator whose draws depend on nothing but the seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum Samples {
  static func size(_ a: Int32, _ b: Int32, _ c: Int32) -> Size3 { Size3(length: a, width: b, height: c) }

  static func item(
    _ a: Int32, _ b: Int32, _ c: Int32, mass: Grams = 100, thisWayUp: Bool = false, fragile: Bool = false
  ) -> PackItem {
    PackItem(size: size(a, b, c), mass: mass, thisWayUp: thisWayUp, fragile: fragile)
  }

  static func box(_ code: String, _ a: Int32, _ b: Int32, _ c: Int32, maxLoad: Grams = 20_000) -> Box {
    Box(
      code: code, inner: size(a, b, c), outer: size(a + 8, b + 8, c + 12), tare: 100, maxLoad: maxLoad, costCents: 10)
  }

  static let catalogue = [
    box("S", 200, 150, 60, maxLoad: 3_000), box("M", 300, 200, 150, maxLoad: 8_000), box("flat", 400, 300, 80),
    box("L", 400, 300, 250), box("long", 700, 180, 180), box("XL", 600, 400, 400, maxLoad: 30_000),
  ]

  /// An order whose items each fit some box of `catalogue`.
  static func order(_ count: Int, using generator: inout SeededGenerator) -> [PackItem] {
    (0..<count).map { _ in
      let long = Int32.random(in: 30...380, using: &generator)
      let middle = Int32.random(in: 20...min(long, 280), using: &generator)
      let short = Int32.random(in: 5...min(middle, 160), using: &generator)
      let sides = [long, middle, short].shuffled(using: &generator)
      let thisWayUp = Int.random(in: 0..<5, using: &generator) == 0
      // What must stand upright stands on its larger faces, so that it fits.
      let size = thisWayUp ? size(long, middle, short) : size(sides[0], sides[1], sides[2])
      return PackItem(
        size: size, mass: Grams.random(in: 20...2_500, using: &generator), thisWayUp: thisWayUp,
        fragile: Int.random(in: 0..<8, using: &generator) == 0)
    }
  }

  static func volume(_ plan: PackingPlan, of catalogue: [Box] = catalogue) -> Int64 {
    plan.parcels.reduce(0) { $0 + catalogue[$1.box].inner.volume }
  }
}
