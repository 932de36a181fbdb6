public import FloorCore
public import FloorModel

/// What a pack station's events say.
public enum PackHappening: StationPayload {
  case toteArrived(ToteArrived)
  case packChecked(Checked)
  case packed(Packed)
  case packRefused(Refused)
  case toteDiffers(Differs)

  public struct ToteArrived: Codable, Equatable, Sendable {
    public var order: WireNumber<Order>

    public init(order: WireNumber<Order>) { self.order = order }
  }

  /// What the station saw while it filled a parcel. Comes before `packed` or `packRefused`, in parts where there are many
  /// units.
  public struct Checked: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    /// Height of the goods above the box's inner floor before it was closed, in millimetres.
    public var fill: Millimetres?
    /// Units in the order in which they were scanned.
    public var units: [Unit]

    public init(parcel: WireNumber<Parcel>, fill: Millimetres?, units: [Unit]) {
      self.parcel = parcel
      self.fill = fill
      self.units = units
    }

    /// As scanned, and as far as the station can, measured (along the product's own sides) and weighed.
    public struct Unit: Codable, Equatable, Sendable {
      public var sku: String
      public var size: Size3?
      public var mass: Grams?

      public init(sku: String, size: Size3?, mass: Grams?) {
        self.sku = sku
        self.size = size
        self.mass = mass
      }
    }

    /// Units in one message, so that it stays far below what a message may weigh.
    public static let unitsAtOnce = 25
  }

  public struct Packed: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    /// Left out: it went in the container that it was made in.
    public var box: String?
    /// Outside, in millimetres.
    public var measured: Size3
    /// In grams, box included.
    public var mass: Grams

    public init(parcel: WireNumber<Parcel>, box: String?, measured: Size3, mass: Grams) {
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

  /// A scan has shown that what lies in the order's tote is not what was picked into it. Instead of `packed`.
  public struct Differs: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    /// Units of the order that are nowhere to be found.
    public var missing: [WireGoods]
    /// Units that are not of the order.
    public var strange: [Strange]

    public init(parcel: WireNumber<Parcel>, missing: [WireGoods], strange: [Strange]) {
      self.parcel = parcel
      self.missing = missing
      self.strange = strange
    }

    /// As scanned; the station has put a label on it, and it on the hold shelf.
    public struct Strange: Codable, Equatable, Sendable {
      public var plate: String
      public var goods: WireGoods

      public init(plate: String, goods: WireGoods) {
        self.plate = plate
        self.goods = goods
      }
    }

    /// Units of either sort in one message; the rest comes with the next parcel of the order.
    public static let unitsAtOnce = 25
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case toteArrived, packChecked, packed, packRefused, toteDiffers }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .toteArrived: self = .toteArrived(try ToteArrived(from: decoder))
    case .packChecked: self = .packChecked(try Checked(from: decoder))
    case .packed: self = .packed(try Packed(from: decoder))
    case .packRefused: self = .packRefused(try Refused(from: decoder))
    case .toteDiffers: self = .toteDiffers(try Differs(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .toteArrived(let fields):
      try container.encode(Kind.toteArrived, forKey: .type)
      try fields.encode(to: encoder)
    case .packChecked(let fields):
      try container.encode(Kind.packChecked, forKey: .type)
      try fields.encode(to: encoder)
    case .packed(let fields):
      try container.encode(Kind.packed, forKey: .type)
      try fields.encode(to: encoder)
    case .packRefused(let fields):
      try container.encode(Kind.packRefused, forKey: .type)
      try fields.encode(to: encoder)
    case .toteDiffers(let fields):
      try container.encode(Kind.toteDiffers, forKey: .type)
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

  /// The package of a unit that goes in the container that it was made in.
  public static let ownContainer = "own"

  public struct Pack: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    public var order: WireNumber<Order>
    /// Left out where `package` is `own`.
    public var box: String?
    /// In packing order, the lowest first.
    public var contents: [Unit]
    /// `reinforced`: with dunnage on every side, for which the plan leaves room; `own`: in the container that the unit was
    /// made in, with a label on it; left out: as the box is.
    public var package: String?
    /// Boxes to take instead where there is no such box, the best first: the plan holds in them too.
    public var alternatives: [String]?
    /// What to print, and what the parcel ought to measure and weigh.
    public var label: WireLabel?
    /// Path of the pictures that show how it is packed, over HTTP; `{step}` is the number of units that lie in it.
    public var picture: String?

    public init(
      parcel: WireNumber<Parcel>, order: WireNumber<Order>, box: String?, contents: [Unit], package: String? = nil,
      alternatives: [String]? = nil, label: WireLabel? = nil, picture: String? = nil
    ) {
      self.parcel = parcel
      self.order = order
      self.box = box
      self.contents = contents
      self.package = package
      self.alternatives = alternatives
      self.label = label
      self.picture = picture
    }
  }

  /// One unit and, where there is a plan, how it lies: its corner nearest the box's inner origin and its extents along the
  /// box's axes, in millimetres.
  public struct Unit: Codable, Equatable, Sendable {
    public var goods: WireGoods
    public var position: Position3?
    public var size: Size3?
    /// To be wrapped as a gift, for which its extents leave room; left out: as it is.
    public var gift: Bool?
    /// To be folded or squashed to its extents; left out: as it is.
    public var folded: Bool?

    public init(goods: WireGoods, position: Position3?, size: Size3?, gift: Bool? = nil, folded: Bool? = nil) {
      self.goods = goods
      self.position = position
      self.size = size
      self.gift = gift
      self.folded = folded
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
