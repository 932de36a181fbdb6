/// What a carrier asks for a parcel: by its mass or by its size, whichever weighs more.
public struct Tariff: Equatable, Sendable, Codable {
  public var centsPerParcel: Double
  public var centsPerKilogram: Double
  /// Cubic centimetres that are billed as a kilogram.
  public var divisor: Double
  /// Grams that the billed mass is rounded up to a multiple of.
  public var rounding: Grams

  public init(
    centsPerParcel: Double = 180, centsPerKilogram: Double = 60, divisor: Double = 5_000, rounding: Grams = 100
  ) {
    self.centsPerParcel = centsPerParcel
    self.centsPerKilogram = centsPerKilogram
    self.divisor = divisor
    self.rounding = rounding
  }

  /// The greater of the mass and the volumetric mass, in grams, rounded up.
  public func billedMass(of outer: Size3, mass: Int64) -> Int64 {
    let volumetric = Int64((Double(outer.volume) / 1_000 / max(divisor, 1) * 1_000).rounded(.up))
    let step = Int64(max(rounding, 1))
    return (max(mass, volumetric) + step - 1) / step * step
  }

  /// Cents for a parcel of these outer sides.
  public func cents(for outer: Size3, mass: Int64) -> Double {
    centsPerParcel + centsPerKilogram * Double(billedMass(of: outer, mass: mass)) / 1_000
  }
}
