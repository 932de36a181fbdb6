import FloorModel

/// What the last units of one supplier showed.
struct SupplierRecord: Equatable, Sendable, Codable {
  /// Suppliers that are followed; the one that was judged longest ago goes first.
  static let limit = 1_000
  /// So many products must show the same: of one alone the product's own burst tells.
  static let productsInBurst = 2

  struct Sight: Equatable, Sendable, Codable {
    var sku: SKU.ID
    /// As in `QualityBook.recent`.
    var kind: UInt8
  }

  var name: String
  var recent: [Sight]
}

extension QualityBook {
  /// The finding that the last units of a supplier share, over more than one product.
  public func burst(ofSupplier name: String) -> FindingKind? {
    guard let recent = record(of: name)?.recent else { return nil }
    return FindingKind.allCases.first { kind in
      let same = recent.filter { kind.concernsItem && $0.kind == kind.rawValue }
      return same.count >= Self.burstCount && Set(same.map(\.sku)).count >= SupplierRecord.productsInBurst
    }
  }

  /// Why a unit that seems well is shown to a person; nil: no burst is to blame.
  func reason(forSecondLookAt unit: Item, on site: Site) -> String? {
    if let kind = burst(of: unit.key.sku) { return Self.doubt(about: site.skus[unit.key.sku.index], kind) }
    return unit.supplier.flatMap { name in burst(ofSupplier: name).map { Self.doubt(aboutGoodsFrom: name, $0) } }
  }

  static func doubt(about product: SKU, _ kind: FindingKind) -> String {
    "units of \(product.code) show \(kind) again and again: look for it on this one"
  }

  static func doubt(aboutGoodsFrom supplier: String, _ kind: FindingKind) -> String {
    "units from \(supplier) show \(kind) again and again: look for it on this one"
  }
}
