public import Cartons
public import FloorModel

/// What people and other systems tell the floor about packages. Journaled as it came; the books judge it.
public enum Packaging: Equatable, Sendable, Codable {
  /// An engineer decides for so many units of a product: this kind of package, and if wanted this box.
  case override(SKU.ID, quantity: Int32, PackageKind, box: Box.ID?, reason: String)
  /// Customers have sent units back. The order says what they travelled in; without it the kind does.
  case returned(SKU.ID, order: Order.ID?, PackageKind?, ReturnReason, count: Int32)
  /// Boxes of a kind that are left; nil: nobody counts them any more.
  case boxesLeft(Box.ID, Int32?)
  /// A person has measured and weighed one unit.
  case measured(SKU.ID, Size3, Grams)
}

/// What a pack station saw of a parcel while it was filled.
public struct PackCheck: Equatable, Sendable, Codable {
  /// How high the goods stood in the box before it was closed, from its inner floor; nil: it has no gauge.
  public var fill: Millimetres?
  /// Units as they were scanned, in the order of packing.
  public var units: [UnitCheck]

  public init(fill: Millimetres?, units: [UnitCheck]) {
    self.fill = fill
    self.units = units
  }

  /// Units that one report may tell of.
  public static let unitLimit = 1_000
}

/// One unit, scanned, and as far as the station can, measured and weighed.
public struct UnitCheck: Equatable, Sendable, Codable {
  public var sku: SKU.ID
  public var size: Size3?
  public var mass: Grams?

  public init(sku: SKU.ID, size: Size3?, mass: Grams?) {
    self.sku = sku
    self.size = size
    self.mass = mass
  }
}

extension PackFailure {
  /// What it means for the box that was planned, for whoever chooses another.
  func sentence(_ plan: ParcelPlan, on site: Site) -> String {
    guard plan.box != Box.own else {
      return self == .damaged ? "its own container is damaged" : "it cannot be sent in its own container"
    }
    let code = site.boxes[plan.box.index].code
    return switch self {
    case .doesNotFit: "it did not go into box \(code) as planned"
    case .boxMissing: "the pack station has no box \(code)"
    case .damaged: "it was damaged on its way into box \(code)"
    }
  }
}
