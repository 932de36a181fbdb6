public import FloorModel

/// A kind of package, as a choice of protection: a bag, a padded mailer, a carton, a carton with dunnage.
public struct PackageType: Equatable, Sendable, Codable {
  public var code: String
  public var name: String
  /// Cents a piece, and cents for each litre of what it must enclose.
  public var materialCents: Double
  public var centsPerLitre: Double
  /// Grams of the package itself.
  public var tare: Grams
  /// What it adds to each side of the goods, for walls and padding.
  public var padding: Millimetres
  /// The thickest goods that it takes, by their shortest side.
  public var maxThickness: Millimetres
  public var maxMass: Grams

  public init(
    code: String, name: String, materialCents: Double, centsPerLitre: Double, tare: Grams, padding: Millimetres,
    maxThickness: Millimetres, maxMass: Grams
  ) {
    self.code = code
    self.name = name
    self.materialCents = materialCents
    self.centsPerLitre = centsPerLitre
    self.tare = tare
    self.padding = padding
    self.maxThickness = maxThickness
    self.maxMass = maxMass
  }

  /// Six kinds from a paper bag to a carton with dunnage, each rank more protective than the one before it.
  public static let usual: [PackageType] = [
    PackageType(
      code: "bag", name: "paper bag", materialCents: 6, centsPerLitre: 0.8, tare: 15, padding: 1, maxThickness: 60,
      maxMass: 1_500),
    PackageType(
      code: "mailer", name: "poly mailer", materialCents: 9, centsPerLitre: 0.8, tare: 20, padding: 1,
      maxThickness: 90, maxMass: 3_000),
    PackageType(
      code: "padded", name: "padded mailer", materialCents: 19, centsPerLitre: 1, tare: 45, padding: 6,
      maxThickness: 80, maxMass: 3_000),
    PackageType(
      code: "wrap", name: "book-fold carton", materialCents: 27, centsPerLitre: 1.4, tare: 90, padding: 8,
      maxThickness: 120, maxMass: 6_000),
    PackageType(
      code: "carton", name: "carton", materialCents: 38, centsPerLitre: 2, tare: 180, padding: 15,
      maxThickness: 20_000, maxMass: 30_000),
    PackageType(
      code: "reinforced", name: "carton with dunnage", materialCents: 50, centsPerLitre: 2.4, tare: 260, padding: 40,
      maxThickness: 20_000, maxMass: 30_000),
  ]
}

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
