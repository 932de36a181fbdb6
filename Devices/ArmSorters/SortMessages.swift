public import FloorCore

/// What an arm sorter's events say.
public enum SortHappening: StationPayload {
  case inducted(Inducted)
  case sorted(Sorted)
  case sortRefused(Refused)
  case cartChanged(Cart)

  public struct Inducted: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>

    public init(parcel: WireNumber<Parcel>) { self.parcel = parcel }
  }

  public struct Sorted: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    /// A name among the sorter's own chutes.
    public var chute: String

    public init(parcel: WireNumber<Parcel>, chute: String) {
      self.parcel = parcel
      self.chute = chute
    }
  }

  public struct Refused: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    public var reason: SortReason

    public init(parcel: WireNumber<Parcel>, reason: SortReason) {
      self.parcel = parcel
      self.reason = reason
    }
  }

  /// Also the fields of the `changeCart` command: it is answered by saying that it is so.
  public struct Cart: Codable, Equatable, Sendable {
    public var chute: String

    public init(chute: String) { self.chute = chute }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case inducted, sorted, sortRefused, cartChanged }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .inducted: self = .inducted(try Inducted(from: decoder))
    case .sorted: self = .sorted(try Sorted(from: decoder))
    case .sortRefused: self = .sortRefused(try Refused(from: decoder))
    case .cartChanged: self = .cartChanged(try Cart(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .inducted(let fields):
      try container.encode(Kind.inducted, forKey: .type)
      try fields.encode(to: encoder)
    case .sorted(let fields):
      try container.encode(Kind.sorted, forKey: .type)
      try fields.encode(to: encoder)
    case .sortRefused(let fields):
      try container.encode(Kind.sortRefused, forKey: .type)
      try fields.encode(to: encoder)
    case .cartChanged(let fields):
      try container.encode(Kind.cartChanged, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}

/// Why the arm could not place a parcel.
public enum SortReason: String, CaseIterable, Codable, Sendable {
  case dropped = "DROPPED"
  case chuteFull = "CHUTE_FULL"
  case tooHeavy = "TOO_HEAVY"
  /// The label in the gripper was another one; that parcel was put back.
  case mispick = "MISPICK"
  /// The scale in the gripper showed two; both were put back.
  case doublePick = "DOUBLE_PICK"

  public var failure: SortFailure {
    switch self {
    case .dropped: .dropped
    case .chuteFull: .chuteFull
    case .tooHeavy: .tooHeavy
    case .mispick: .mispick
    case .doublePick: .doublePick
    }
  }
}

/// What an arm sorter can be told to do.
public enum SortWork: StationPayload {
  case sort(Sort)
  case changeCart(SortHappening.Cart)

  public struct Sort: Codable, Equatable, Sendable {
    public var parcel: WireNumber<Parcel>
    /// A name among the sorter's own chutes.
    public var chute: String
    /// What its label says, and what it measures and weighs: an arm can tell by it that it has another parcel, or two.
    public var label: WireLabel?

    public init(parcel: WireNumber<Parcel>, chute: String, label: WireLabel? = nil) {
      self.parcel = parcel
      self.chute = chute
      self.label = label
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case sort, changeCart }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .sort: self = .sort(try Sort(from: decoder))
    case .changeCart: self = .changeCart(try SortHappening.Cart(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .sort(let fields):
      try container.encode(Kind.sort, forKey: .type)
      try fields.encode(to: encoder)
    case .changeCart(let fields):
      try container.encode(Kind.changeCart, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}
