public import FloorModel

/// One thing of an order, with what matters beside its shape.
public struct OrderItem: Hashable, Sendable {
  public var item: PackItem
  /// Goods of different climates never share a parcel.
  public var climate: TemperatureClass
  /// Classes of dangerous goods that it belongs to, one bit each; 0: none.
  public var hazards: UInt32
  /// Most that may lie, in vertical projection, above it; nil: any mass.
  public var maxOnTop: Grams?
  /// Its size when it is folded or squashed, for goods that suffer it.
  public var folded: Size3?
  /// Wrapped as a gift, it is thicker on every side.
  public var isWrapped: Bool
  /// It travels in the container that it was made in, with a label on it; a gift in its wrapping.
  public var shipsAsIs: Bool
  /// Things alike are kept in one parcel where that takes no more parcels; nil: it is like nothing else.
  public var likeness: Int32?

  public init(
    _ item: PackItem, climate: TemperatureClass = .ambient, hazards: UInt32 = 0, maxOnTop: Grams? = nil,
    folded: Size3? = nil, isWrapped: Bool = false, shipsAsIs: Bool = false, likeness: Int32? = nil
  ) {
    self.item = item
    self.climate = climate
    self.hazards = hazards
    self.maxOnTop = maxOnTop
    self.folded = folded
    self.isWrapped = isWrapped
    self.shipsAsIs = shipsAsIs
    self.likeness = likeness
  }
}

/// What a site minds when it packs whole orders.
public struct PackingRules: Equatable, Sendable {
  /// What makes one plan better than another of as many parcels. Fewer parcels are always better: customers take one in.
  public enum Objective: Equatable, Sendable {
    case volume
    /// Cents of boxes and shipping.
    case cost(Tariff)
  }

  public var objective = Objective.volume
  /// Left free between the goods and each wall, for padding.
  public var padding: Millimetres = 0
  /// What wrapping adds to each side of a gift, and to its mass.
  public var wrapThickness: Millimetres = 2
  public var wrapMass: Grams = 40
  /// Boxes left of each kind; nil: enough of all.
  public var stock: [Int]?
  /// Catalogue indices of mailers and bags: flat, they bulge as far as the inner height says, and grow narrower by it.
  public var flexible: Set<Int> = []
  /// Pairs of hazard bits that may not share a parcel.
  public var forbidden: [(UInt32, UInt32)] = []
  /// Slides each load so that its centre of mass comes as near to the middle of the box as the free space lets it.
  public var centresMass = false

  public init() {}

  public static func == (a: PackingRules, b: PackingRules) -> Bool {
    a.objective == b.objective && a.padding == b.padding && a.wrapThickness == b.wrapThickness
      && a.wrapMass == b.wrapMass && a.stock == b.stock && a.flexible == b.flexible && a.centresMass == b.centresMass
      && a.forbidden.elementsEqual(b.forbidden) { $0 == $1 }
  }

  /// Whether goods of these classes may lie in one parcel.
  func mayMix(_ a: OrderItem, _ b: OrderItem) -> Bool {
    guard a.climate == b.climate else { return false }
    return !forbidden.contains { pair in
      (a.hazards & pair.0 != 0 && b.hazards & pair.1 != 0) || (a.hazards & pair.1 != 0 && b.hazards & pair.0 != 0)
    }
  }
}

/// A whole order, packed.
public struct PackedOrder: Equatable, Sendable {
  public enum Container: Hashable, Sendable {
    /// Index into the catalogue.
    case box(Int)
    /// The item's own packing.
    case asIs
  }

  public struct Part: Equatable, Sendable {
    public var container: Container
    /// In packing order. Sizes are those of the goods as they lie: wrapped, and folded where they are.
    public var placements: [Placement]

    public init(container: Container, placements: [Placement]) {
      self.container = container
      self.placements = placements
    }
  }

  public var parts: [Part]
  /// Items that are folded or squashed.
  public var folded: [Int]
  /// No plan with fewer parcels, or as many and less inner volume (or less cost, where that is the objective), exists. Never
  /// claimed where a rule made the packer choose among plans without a proof.
  public var isProvenOptimal: Bool

  public init(parts: [Part], folded: [Int], isProvenOptimal: Bool) {
    self.parts = parts
    self.folded = folded
    self.isProvenOptimal = isProvenOptimal
  }
}
