public import FloorModel

/// One thing to be packed.
public struct PackItem: Hashable, Sendable, Codable {
  public var size: Size3
  public var mass: Grams
  /// `size.height` stays vertical; the other two may be swapped.
  public var thisWayUp: Bool
  /// Nothing may lie, in vertical projection, above it.
  public var fragile: Bool

  public init(size: Size3, mass: Grams, thisWayUp: Bool = false, fragile: Bool = false) {
    self.size = size
    self.mass = mass
    self.thisWayUp = thisWayUp
    self.fragile = fragile
  }
}

/// Where one item lies: its corner nearest the container's origin, and its extents along the container's axes.
public struct Placement: Hashable, Sendable, Codable {
  /// Index into the items that were asked for.
  public var item: Int
  public var position: Position3
  /// The item's extents as it lies.
  public var size: Size3

  public init(item: Int, position: Position3, size: Size3) {
    self.item = item
    self.position = position
    self.size = size
  }
}

/// One filled box; placements are in packing order (each can be put in after those before it, from above).
public struct Parcel: Hashable, Sendable, Codable {
  /// Index into the catalogue.
  public var box: Int
  public var placements: [Placement]

  public init(box: Int, placements: [Placement]) {
    self.box = box
    self.placements = placements
  }
}

/// How an order is packed.
public struct PackingPlan: Hashable, Sendable, Codable {
  public var parcels: [Parcel]
  /// No plan with fewer parcels, or with as many and less inner volume, exists.
  public var isProvenOptimal: Bool

  public init(parcels: [Parcel], isProvenOptimal: Bool) {
    self.parcels = parcels
    self.isProvenOptimal = isProvenOptimal
  }
}

/// Why an order cannot be packed. Each case says enough to tell a person what to change.
public enum PackingRefusal: Error, Hashable, Sendable {
  /// Nothing to pack.
  case noItems
  /// More items than one request may hold.
  case tooManyItems(count: Int, limit: Int)
  /// A side or the mass is zero, negative or beyond what any box could be.
  case impossibleItem(item: Int, size: Size3, mass: Grams)
  /// No box in the catalogue, or a box with an impossible side.
  case noUsableBox
  /// The item fits no box in any permitted turn, or outweighs the limit of every box that it fits.
  case fitsNoBox(item: Int, size: Size3, mass: Grams, thisWayUp: Bool)
}
