public import FloorModel

/// What a history of orders costs with one set of boxes.
public struct CatalogueReport: Equatable, Sendable, Codable {
  public var orders = 0
  /// Orders of which an item fits no box.
  public var refused = 0
  public var parcels = 0
  public var materialCents = 0.0
  public var shippingCents = 0.0
  /// Inner volume of the boxes used, and of what lies in them, in litres.
  public var boxLitres = 0.0
  public var itemLitres = 0.0

  public var voidLitres: Double { boxLitres - itemLitres }
  public var cents: Double { materialCents + shippingCents }

  /// Packs every order with `catalogue` and adds up.
  public init(of orders: [[PackItem]], in catalogue: [Box], tariff: Tariff, budget: PackingBudget = .default) {
    let cartonizer = Cartonizer(catalogue: catalogue)
    for items in orders {
      self.orders += 1
      guard let plan = try? cartonizer.plan(items, budget: budget) else {
        refused += 1
        continue
      }
      for parcel in plan.parcels {
        let box = catalogue[parcel.box]
        let mass = parcel.placements.reduce(Int64(box.tare)) { $0 + Int64(items[$1.item].mass) }
        parcels += 1
        materialCents += Double(box.costCents)
        shippingCents += tariff.cents(for: box.outer, mass: mass)
        boxLitres += Double(box.inner.volume) / 1e6
        itemLitres += parcel.placements.reduce(0) { $0 + Double($1.size.volume) / 1e6 }
      }
    }
  }
}
