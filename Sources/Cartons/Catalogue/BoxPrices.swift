public import FloorModel

/// What a box of any size would cost and weigh, as the boxes that a site buys now do.
public struct BoxPrices: Equatable, Sendable {
  /// Cents a box, and cents for each square metre of its board.
  public var centsPerBox: Double
  public var centsPerSquareMetre: Double
  /// Grams a box, and grams for each square metre of its board.
  public var gramsPerBox: Double
  public var gramsPerSquareMetre: Double
  /// What the walls add to length and width, and to height.
  public var wall: Millimetres
  public var lid: Millimetres
  public var maxLoad: Grams

  /// Read off a catalogue by least squares of cost and mass over the board's area.
  public init(like catalogue: [Box]) {
    let areas = catalogue.map { Self.squareMetres($0.inner) }
    (centsPerBox, centsPerSquareMetre) = Self.line(areas, catalogue.map { Double($0.costCents) }, otherwise: (8, 60))
    (gramsPerBox, gramsPerSquareMetre) = Self.line(areas, catalogue.map { Double($0.tare) }, otherwise: (0, 550))
    wall = Self.middle(catalogue.map { $0.outer.length - $0.inner.length }) ?? 8
    lid = Self.middle(catalogue.map { $0.outer.height - $0.inner.height }) ?? 12
    maxLoad = catalogue.map(\.maxLoad).max() ?? 20_000
  }

  /// A box of this inside.
  public func box(_ inner: Size3, code: String) -> Box {
    let area = Self.squareMetres(inner)
    return Box(
      code: code, inner: inner,
      outer: Size3(length: inner.length + wall, width: inner.width + wall, height: inner.height + lid),
      tare: Grams(max(1, (gramsPerBox + gramsPerSquareMetre * area).rounded())), maxLoad: maxLoad,
      costCents: Int32(max(1, (centsPerBox + centsPerSquareMetre * area).rounded())))
  }

  /// Board of a box with four flaps above and below.
  private static func squareMetres(_ inner: Size3) -> Double {
    let (l, w, h) = (Double(inner.length), Double(inner.width), Double(inner.height))
    return 2 * (l + w) * (h + w) / 1e6
  }

  private static func line(
    _ x: [Double], _ y: [Double], otherwise: (Double, Double)
  ) -> (base: Double, slope: Double) {
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / max(n, 1), y.reduce(0, +) / max(n, 1))
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    guard x.count > 1, spread > 1e-9 else { return otherwise }
    let slope = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
    // Boxes that are cheaper the larger they are say nothing.
    return slope > 0 ? (max(0, meanY - slope * meanX), slope) : otherwise
  }

  private static func middle(_ values: [Millimetres]) -> Millimetres? {
    values.isEmpty ? nil : max(0, values.sorted()[values.count / 2])
  }
}
