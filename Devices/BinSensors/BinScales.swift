public import FloorCore
public import FloorModel

/// What scales under bins say of the stock in them. Each change of what a scale says is one observation: the same weight told
/// again is the same evidence, not more of it.
public struct BinScales: Sendable {
  /// How often a settled scale is right about the number of units, in thousandths.
  public static let trustPermille: Int32 = 995
  /// A weight so far from a whole number of units is of something else. In units.
  public static let tolerance = 0.25

  private struct Told: Equatable {
    var key: StockKey
    var quantity: Int32
    var record: Int32
  }

  private var told: [Bin.ID: Told] = [:]

  public init() {}

  /// - Parameters:
  ///   - grams: net of the bin.
  ///   - lines: what the bin's record says.
  /// - Returns: nil when it says nothing new, or nothing: of several kinds in a bin nobody knows which one weighs how much.
  public mutating func observation(
    grams: Double, in bin: Bin.ID, holding lines: [StockLine], site: Site
  ) -> BinObservation? {
    guard lines.count == 1, let line = lines.first, grams.isFinite else { return nil }
    let units = grams / Double(max(1, site.skus[line.key.sku.index].mass))
    let whole = units.rounded()
    guard whole >= 0, whole <= 1_000_000, abs(units - whole) <= Self.tolerance else { return nil }
    let reading = Told(key: line.key, quantity: Int32(whole), record: line.quantity)
    guard told[bin] != reading else { return nil }
    told[bin] = reading
    return BinObservation(
      bin: bin, key: line.key, quantity: reading.quantity, trustPermille: Self.trustPermille)
  }
}
