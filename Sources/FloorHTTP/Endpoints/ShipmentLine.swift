public import Cartons
import FloorModel

/// A line of `GET /v1/packaging/shipments`: a product as it is known now, and what became of its parcels. What a daemon
/// tells, and what a damage model is trained on.
public struct ShipmentLine: Codable, Sendable {
  public struct Tally: Codable, Sendable {
    /// The code of a package type.
    public var kind: String
    /// Parcels; a person's answer counts as some, with the damage that it speaks of.
    public var shipped: Double
    public var damaged: Double
  }

  public var sku: String
  public var name: String
  public var category: String
  /// Sides in millimetres.
  public var size: [Int32]
  /// In grams.
  public var mass: Int32
  public var priceCents: Double?
  public var fragility: String
  /// Units of it in the parcels that were decided first.
  public var quantity: Int32
  public var shipments: [Tally]

  private enum CodingKeys: String, CodingKey {
    case sku, name, category, size, mass, fragility, quantity, shipments
    case priceCents = "price_cents"
  }

  public init(_ product: ProductShipments) {
    let profile = product.profile
    sku = product.product
    (name, category) = (profile.text, profile.category)
    size = [profile.size.length, profile.size.width, profile.size.height]
    (mass, priceCents, quantity) = (profile.mass, profile.price, profile.quantity)
    fragility = profile.fragility.code
    shipments = product.history.map {
      Tally(kind: DecisionOut.kind($0.rank), shipped: $0.shipped, damaged: $0.damaged)
    }
  }
}
