import Cartons
import FloorHTTP
import FloorModel

extension ShipmentLine {
  /// What training takes from the line.
  /// - Throws: `PackFileFault` when the line cannot be real, or speaks of other package types.
  func product(_ types: [PackageType]) throws -> TrainingProduct {
    guard size.count == 3, let fragility = Fragility(code: fragility) else {
      throw PackFileFault("product \(sku): needs three sides, and is sturdy, normal or fragile")
    }
    let profile = ProductProfile(
      text: name, category: category, size: Size3(length: size[0], width: size[1], height: size[2]), mass: mass,
      price: priceCents, fragility: fragility, quantity: quantity)
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
