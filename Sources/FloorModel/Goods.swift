/// How much a product must be kept from knocks. Ordered: a higher case needs at least the care of the lower.
public enum Fragility: UInt8, Sendable, Codable, Worded, Comparable {
  case sturdy = 0
  case normal = 1
  case fragile = 2

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  public var code: String {
    switch self {
    case .sturdy: "sturdy"
    case .normal: "normal"
    case .fragile: "fragile"
    }
  }
}

/// Storage climates. Goods of different classes do not share a bin or a parcel.
public enum TemperatureClass: UInt8, Sendable, Codable, Worded {
  case ambient = 0
  case chilled = 1
  case frozen = 2

  public var code: String {
    switch self {
    case .ambient: "ambient"
    case .chilled: "chilled"
    case .frozen: "frozen"
    }
  }
}

/// A stock-keeping unit: one product as the catalogue knows it.
public struct SKU: Sendable, Equatable, Codable {
  public typealias ID = FloorModel.ID<SKU>

  /// The catalogue's own code, unique in a site.
  public var code: String
  public var name: String
  public var size: Size3
  public var mass: Grams
  public var fragility: Fragility
  public var temperature: TemperatureClass
  /// The vertical axis must stay vertical in a parcel.
  public var thisWayUp: Bool
  /// GTIN-13 with a right check digit, or empty when the product carries no barcode.
  public var gtin: String
  /// Units of different owners or lots do not share a bin.
  public var keepsApart: Bool
  /// Every unit carries an RFID tag with its GTIN and a serial number.
  public var isTagged: Bool
  /// The shop's category; nil: unknown.
  public var category: String?
  /// What it sells for, in hundredths of the site's currency; nil: unknown.
  public var priceCents: Int32?
  /// The class of dangerous goods that it belongs to; nil: it is harmless.
  public var hazard: String?
  /// The most that may lie above a unit in a parcel; nil: any mass.
  public var maxOnTop: Grams?
  /// Its sides when it is folded or squashed, where that takes a smaller package; nil: it suffers neither.
  public var folded: Size3?
  /// It travels in the container that it was made in, with a label on it.
  public var shipsAsIs: Bool

  public init(
    code: String, name: String, size: Size3, mass: Grams, fragility: Fragility = .normal,
    temperature: TemperatureClass = .ambient, thisWayUp: Bool = false, gtin: String = "",
    keepsApart: Bool = false, isTagged: Bool = false, category: String? = nil, priceCents: Int32? = nil,
    hazard: String? = nil, maxOnTop: Grams? = nil, folded: Size3? = nil, shipsAsIs: Bool = false
  ) {
    self.code = code
    self.name = name
    self.size = size
    self.mass = mass
    self.fragility = fragility
    self.temperature = temperature
    self.thisWayUp = thisWayUp
    self.gtin = gtin
    self.keepsApart = keepsApart
    self.isTagged = isTagged
    self.category = category
    self.priceCents = priceCents
    self.hazard = hazard
    self.maxOnTop = maxOnTop
    self.folded = folded
    self.shipsAsIs = shipsAsIs
  }
}

/// A carton, mailer or bag of the site's catalogue.
public struct Box: Sendable, Equatable, Codable {
  public typealias ID = FloorModel.ID<Box>

  /// Stands for the container that goods were made in: none of the site's boxes.
  public static let own = ID(-1)

  public var code: String
  /// Usable space inside.
  public var inner: Size3
  public var outer: Size3
  public var tare: Grams
  /// The most that its contents may weigh.
  public var maxLoad: Grams
  /// Material cost in hundredths of the site's currency.
  public var costCents: Int32
  /// Never `reinforced`: that is a carton and what is put around the goods in it.
  public var kind: PackageKind

  public init(
    code: String, inner: Size3, outer: Size3, tare: Grams, maxLoad: Grams, costCents: Int32, kind: PackageKind = .carton
  ) {
    self.code = code
    self.inner = inner
    self.outer = outer
    self.tare = tare
    self.maxLoad = maxLoad
    self.costCents = costCents
    self.kind = kind
  }
}
