import Cartons
import FloorModel
import Foundation

/// A product with what became of its shipments, as a daemon tells it: a line of `GET /v1/packaging/shipments`.
struct ShipmentLine: Decodable {
  struct Tally: Decodable {
    var kind: String
    var shipped: Double
    var damaged: Double
  }

  var sku: String
  var name: String
  var category: String
  /// Sides in millimetres.
  var size: [Int32]
  /// In grams.
  var mass: Int32
  var price_cents: Double?
  var fragility: String
  var quantity: Int32
  var shipments: [Tally]

  private static let fragilities: [String: Fragility] = ["sturdy": .sturdy, "normal": .normal, "fragile": .fragile]

  func product(_ types: [PackageType]) throws -> TrainingProduct {
    guard size.count == 3, let fragility = Self.fragilities[fragility] else {
      throw PackFileFault("product \(sku): needs three sides, and is sturdy, normal or fragile")
    }
    let profile = ProductProfile(
      text: name, category: category, size: Size3(length: size[0], width: size[1], height: size[2]), mass: mass,
      price: price_cents, fragility: fragility, quantity: quantity)
    if let fault = profile.fault { throw PackFileFault("product \(sku): \(fault)") }
    return TrainingProduct(
      profile: profile,
      history: try shipments.map { tally in
        guard let rank = types.firstIndex(where: { $0.code == tally.kind }) else {
          throw PackFileFault("product \(sku): \(tally.kind) is no package type")
        }
        let found = ShipmentTally(rank: Int32(rank), shipped: tally.shipped, damaged: tally.damaged)
        guard found.isPossible else {
          throw PackFileFault("product \(sku): \(tally.damaged) damaged of \(tally.shipped) shipped cannot be")
        }
        return found
      })
  }
}
