/// Who owns a unit of stock, by index into the site's owners.
public enum Owner {}

/// What makes two units interchangeable: product, owner and lot.
public struct StockKey: Hashable, Comparable, Sendable, Codable {
  public var sku: SKU.ID
  public var owner: ID<Owner>
  /// The inbound lot; 0 for stock whose lot is not tracked.
  public var lot: Int32

  @inlinable public init(sku: SKU.ID, owner: ID<Owner> = ID(0), lot: Int32 = 0) {
    self.sku = sku
    self.owner = owner
    self.lot = lot
  }

  @inlinable public static func < (a: Self, b: Self) -> Bool {
    if a.sku != b.sku { return a.sku < b.sku }
    if a.owner != b.owner { return a.owner < b.owner }
    return a.lot < b.lot
  }
}

/// Some units of one kind in one bin.
public struct StockLine: Hashable, Sendable, Codable {
  public var bin: Bin.ID
  public var key: StockKey
  public var quantity: Int32

  public init(bin: Bin.ID, key: StockKey, quantity: Int32) {
    self.bin = bin
    self.key = key
    self.quantity = quantity
  }
}
