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
