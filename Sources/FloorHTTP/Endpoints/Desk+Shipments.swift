import Cartons
import FloorCore
import FloorModel
import Hummingbird

/// What a damage model is trained on, and what pack stations found in totes.
extension Desk {
  /// A line of `/v1/packaging/shipments`: a product as it is known now, and what became of its parcels.
  struct ShipmentOut: Encodable, Sendable {
    struct Tally: Encodable, Sendable {
      var kind: String
      /// Parcels; a person's answer counts as some, with the damage that it speaks of.
      var shipped: Double
      var damaged: Double
    }

    var sku: String
    var name: String
    var category: String
    var size: [Int32]
    var mass: Int32
    var priceCents: Double?
    var fragility: String
    /// Units of it in the parcels that were decided first.
    var quantity: Int32
    var shipments: [Tally]

    init(_ product: ProductShipments) {
      let profile = product.profile
      sku = product.product
      (name, category) = (profile.text, profile.category)
      size = [profile.size.length, profile.size.width, profile.size.height]
      (mass, priceCents, quantity) = (profile.mass, profile.price, profile.quantity)
      switch profile.fragility {
      case .sturdy: fragility = "sturdy"
      case .normal: fragility = "normal"
      case .fragile: fragility = "fragile"
      }
      shipments = product.history.map {
        Tally(kind: DecisionOut.kind($0.rank), shipped: $0.shipped, damaged: $0.damaged)
      }
    }
  }

  func shipments() async throws -> Response {
    let book = try await look { $0.books.packaging }
    let lines = book.shipments(on: site).map { Wire.line(ShipmentOut($0)) + "\n" }
    return Wire.text(lines.joined(), type: Self.lines)
  }

  /// What a pack station found in a tote.
  struct ExceptionOut: Encodable, Sendable {
    var station: String
    var order: String
    var sku: String
    /// Units that were not there; negative: that should not have been there.
    var missing: Int32
    /// Bins to be counted.
    var bins: [String]
    var openedSeconds: Double
    var closedSeconds: Double?
    /// For whoever stands at the station.
    var message: String
  }

  func exceptions() async throws -> Response {
    let site = site
    return Wire.json(
      try await look { floor in
        floor.books.toteDiscrepancies.suffix(Self.exceptionRows).reversed().map { found in
          ExceptionOut(
            station: site.devices[found.station.index].name,
            order: floor.books.orders[found.order.index].request.code, sku: site.skus[found.key.sku.index].code,
            missing: found.missing, bins: found.bins.map { site.bins[$0.index].name },
            openedSeconds: found.opened.seconds, closedSeconds: found.closed?.seconds,
            message: floor.describe(.toteDiffers(found.order)))
        }
      })
  }

  /// The newest that are told.
  private static let exceptionRows = 1_000
}
