public import FloorCore
public import FloorModel

/// What a pack station's events say.
public enum PackHappening: StationPayload {
  case toteArrived(ToteArrived)
  case packed(Packed)
  case packRefused(Refused)

  public struct ToteArrived: Codable, Equatable, Sendable {
    public var order: WireNumber<Order>

    public init(order: WireNumber<Order>) { self.order = order }
  }

  public struct Packed: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    public var box: String
    /// Outside, in millimetres.
    public var measured: Size3
    /// In grams, box included.
    public var mass: Grams

    public init(parcel: WireNumber<Parcel>, box: String, measured: Size3, mass: Grams) {
      self.parcel = parcel
      self.box = box
      self.measured = measured
      self.mass = mass
    }
  }

  public struct Refused: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    public var reason: PackReason

    public init(parcel: WireNumber<Parcel>, reason: PackReason) {
      self.parcel = parcel
      self.reason = reason
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case toteArrived, packed, packRefused }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .toteArrived: self = .toteArrived(try ToteArrived(from: decoder))
    case .packed: self = .packed(try Packed(from: decoder))
    case .packRefused: self = .packRefused(try Refused(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .toteArrived(let fields):
      try container.encode(Kind.toteArrived, forKey: .type)
      try fields.encode(to: encoder)
    case .packed(let fields):
      try container.encode(Kind.packed, forKey: .type)
      try fields.encode(to: encoder)
    case .packRefused(let fields):
      try container.encode(Kind.packRefused, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}

/// Why a parcel was not packed as planned.
public enum PackReason: String, CaseIterable, Codable, Sendable {
  case doesNotFit = "DOES_NOT_FIT"
  case boxMissing = "BOX_MISSING"
  case damaged = "DAMAGED"

  public var failure: PackFailure {
    switch self {
    case .doesNotFit: .doesNotFit
    case .boxMissing: .boxMissing
    case .damaged: .damaged
    }
  }
}

/// What a pack station can be told to do.
public enum PackOrder: StationPayload {
  case pack(Pack)

  public struct Pack: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    public var order: WireNumber<Order>
    public var box: String
    /// In packing order, the lowest first.
    public var contents: [Unit]

    public init(parcel: WireNumber<Parcel>, order: WireNumber<Order>, box: String, contents: [Unit]) {
      self.parcel = parcel
      self.order = order
      self.box = box
      self.contents = contents
    }
  }

  /// One unit and, where there is a plan, how it lies: its corner nearest the box's inner origin and its extents along the
  /// box's axes, in millimetres.
  public struct Unit: Codable, Equatable, Sendable {
    public var goods: WireGoods
    public var position: Position3?
    public var size: Size3?

    public init(goods: WireGoods, position: Position3?, size: Size3?) {
      self.goods = goods
      self.position = position
      self.size = size
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case pack }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .pack: self = .pack(try Pack(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .pack(let fields):
      try container.encode(Kind.pack, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}
