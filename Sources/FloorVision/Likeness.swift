import FloorModel

/// How a product looks at a glance: few pixels, for asking whether an item is rather another product.
struct Likeness: Sendable {
  private static let (columns, rows) = (40, 28)
  /// Products whose extents differ by a larger share cannot be taken for each other.
  private static let sameSize = 0.06
  /// Distance that counts as none: good pieces differ by about so much from their own product.
  private static let near = 0.05
  /// An item so many times nearer to another product than to its own is that product's.
  static let clearlyAnother = 1.5

  /// Millimetres.
  let long: Double
  let short: Double
  /// B, G, R a pixel; mean 0 and length 1.
  private let pixels: [Float]

  /// - Parameter patch: an `ItemPatch`'s colours, margins and all.
  init(_ patch: Picture, long: Double, short: Double) throws {
    self.long = long
    self.short = short
    let raw = try patch.resized(Self.columns, Self.rows).floats()
    let mean = raw.reduce(0, +) / Float(raw.count)
    let length = raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    pixels = raw.map { ($0 - mean) / max(length, 1e-3) }
  }

  /// 0 for the same, 1 for nothing in common; whichever way round the other lies.
  func distance(to other: Likeness) -> Double {
    var (same, turned) = (Float(0), Float(0))
    let last = pixels.count / 3 - 1
    for i in 0...last {
      for k in 0..<3 {
        same += pixels[3 * i + k] * other.pixels[3 * i + k]
        turned += pixels[3 * i + k] * other.pixels[3 * (last - i) + k]
      }
    }
    return 1 - Double(max(same, turned))
  }

  func isAsLarge(as other: Likeness) -> Bool {
    abs(long / other.long - 1) < Self.sameSize && abs(short / other.short - 1) < Self.sameSize
  }

  /// How many times nearer the item is to the likest of the products that it could be taken for than to its own: below 1
  /// for what is rather its own; nil where there are no such products.
  func stranger(among rivals: [Likeness], than own: Likeness) -> Double? {
    guard let nearest = rivals.map({ distance(to: $0) }).min() else { return nil }
    return distance(to: own) / max(Self.near, nearest)
  }
}
