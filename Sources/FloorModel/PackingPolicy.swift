/// What a site chooses about packing.
public struct PackingPolicy: Sendable, Equatable, Codable {
  /// What becomes of an order when a pack station does not find in its tote what was picked.
  public enum MissingUnits: UInt8, Sendable, Codable, Worded {
    /// The tote waits; what is missing is picked again, and the order goes without it when nobody has it.
    case pickAgain = 0
    /// The rest goes at once, and what is missing is taken off the order. An order of which nothing is left is picked again.
    case shipRest = 1
    /// The tote waits until a person chooses between the two.
    case ask = 2

    public var code: String {
      switch self {
      case .pickAgain: "pick_again"
      case .shipRest: "ship_rest"
      case .ask: "ask"
      }
    }
  }

  /// Which goods are alike, to be kept in one parcel where that takes no more parcels.
  public enum Alikeness: UInt8, Sendable, Codable, Worded {
    case none = 0
    /// Units of one product.
    case product = 1
    /// Units of products of one category.
    case category = 2

    public var code: String {
      switch self {
      case .none: "none"
      case .product: "product"
      case .category: "category"
      }
    }
  }

  public var missingUnits: MissingUnits
  public var keepsTogether: Alikeness
  /// Loads lie so that their centre of mass is as near to the middle of the box as free space lets it.
  public var balancesLoads: Bool
  /// How gifts are wrapped; nil: this site wraps none.
  public var giftWrap: GiftWrap?
  /// Classes of dangerous goods that never share a parcel.
  public var keepsApart: [ClassPair]
  /// What the carrier asks; nil: the site does not say.
  public var shipping: Tariff?

  public init(
    missingUnits: MissingUnits = .pickAgain, keepsTogether: Alikeness = .none, balancesLoads: Bool = false,
    giftWrap: GiftWrap? = nil, keepsApart: [ClassPair] = [], shipping: Tariff? = nil
  ) {
    self.missingUnits = missingUnits
    self.keepsTogether = keepsTogether
    self.balancesLoads = balancesLoads
    self.giftWrap = giftWrap
    self.keepsApart = keepsApart
    self.shipping = shipping
  }
}

/// What wrapping as a gift adds to a unit.
public struct GiftWrap: Sendable, Equatable, Codable {
  /// To each of its six sides.
  public var thickness: Millimetres
  public var mass: Grams

  public init(thickness: Millimetres, mass: Grams) {
    self.thickness = thickness
    self.mass = mass
  }
}

/// Two classes of dangerous goods, by the words of the catalogue; a class may stand beside itself.
public struct ClassPair: Sendable, Equatable, Codable {
  public var first: String
  public var second: String

  public init(_ first: String, _ second: String) {
    self.first = first
    self.second = second
  }
}
