public import FloorModel

/// Where a unit of stock is. Every unit is in exactly one place.
public enum Place: Hashable, Sendable, Codable {
  /// Before the books: where inbound units come from.
  case outside
  /// In front of a tunnel's cameras or on its belt.
  case tunnel(Device.ID)
  /// On the shelf for units that a person has to look at, or that failed inspection.
  case holdShelf
  /// In a stow station's tote.
  case stowTote(Device.ID)
  case bin(Bin.ID)
  /// In an order's tote, at a pick station, under way or at a pack station.
  case orderTote(Order.ID)
  case parcel(Parcel.ID)
  /// Gone with a carrier.
  case shipped
  /// The record said that it was there, and a device found that it was not.
  case missing
}

/// A movement of stock from one place to another, with the planners' offset.
public struct StockChange: Hashable, Sendable, Codable {
  /// 1, 2, 3 … without a hole, over the life of the site.
  public var sequence: Int64
  public var key: StockKey
  public var quantity: Int32
  public var from: Place
  public var to: Place

  public init(sequence: Int64, key: StockKey, quantity: Int32, from: Place, to: Place) {
    self.sequence = sequence
    self.key = key
    self.quantity = quantity
    self.from = from
    self.to = to
  }
}
