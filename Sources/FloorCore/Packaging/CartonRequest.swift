public import Cartons
public import FloorModel

/// An order whose units are all picked, with what the books know of how its products are sent.
public struct CartonRequest: Equatable, Sendable, Codable {
  public var order: Order.ID
  /// One entry a unit.
  public var units: [StockKey]
  /// Boxes that are not to be proposed (out of stock, or did not fit).
  public var without: [Box.ID]
  /// Decisions that stand, one a product of the order at most, by SKU.
  public var known: [KnownPackage]
  /// What was measured, shipped and sent back, where it bears on the answer; by SKU.
  public var learned: [LearnedProduct]
  /// Which of the units are to be wrapped as gifts; ascending.
  public var gifts: [Int]

  public init(
    order: Order.ID, units: [StockKey], without: [Box.ID] = [], known: [KnownPackage] = [],
    learned: [LearnedProduct] = [], gifts: [Int] = []
  ) {
    self.order = order
    self.units = units
    self.without = without
    self.known = known
    self.learned = learned
    self.gifts = gifts
  }
}

/// What the book of decisions says for so many units of a product.
public struct KnownPackage: Equatable, Sendable, Codable {
  public var sku: SKU.ID
  public var kind: PackageKind
  public var fit: PackedUnits?
  /// The model that decided; 0: a person.
  public var model: UInt64

  public init(sku: SKU.ID, kind: PackageKind, fit: PackedUnits?, model: UInt64 = 0) {
    self.sku = sku
    self.kind = kind
    self.fit = fit
    self.model = model
  }
}

/// What is known of a product beyond its catalogue.
public struct LearnedProduct: Equatable, Sendable, Codable {
  public var sku: SKU.ID
  public var size: Size3?
  public var mass: Grams?
  public var tallies: [ShipmentTally]

  public init(sku: SKU.ID, size: Size3?, mass: Grams?, tallies: [ShipmentTally]) {
    self.sku = sku
    self.size = size
    self.mass = mass
    self.tallies = tallies
  }
}

/// The answer to a `CartonRequest`.
public enum CartonOutcome: Equatable, Sendable, Codable {
  case parcels([ParcelPlan])
  /// Nothing in the catalogue holds it; a person decides.
  case none(reason: String)
  /// Parcels, and decisions for products of which the book had none that stood.
  case decided([MadeDecision], [ParcelPlan])
}
