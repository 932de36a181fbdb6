public import Cartons
public import FloorModel

/// An order as it comes from outside.
public struct OrderRequest: Equatable, Sendable, Codable {
  /// The customer system's own id; the same code again is the same order.
  public var code: String
  public var lines: [OrderLine]
  /// A destination's code; decides the chute.
  public var destination: String
  /// The critical pull time: when the truck leaves.
  public var due: Instant

  public init(code: String, lines: [OrderLine], destination: String, due: Instant) {
    self.code = code
    self.lines = lines
    self.destination = destination
    self.due = due
  }
}

extension OrderRequest {
  /// Units that one order may ask for.
  public static let unitLimit = 10_000
  /// Due times that can be reckoned with, in milliseconds: some 35,000 years either way.
  static let dueRange: ClosedRange<Int64> = -(1 << 50)...(1 << 50)

  func isPossible(on site: Site) -> Bool {
    !lines.isEmpty && Self.dueRange.contains(due.milliseconds)
      && lines.allSatisfy { $0.quantity > 0 && site.has($0.sku, of: $0.owner) }
      && (site.packing.giftWrap != nil || !lines.contains { $0.isGift })
      && lines.reduce(0) { $0 + Int($1.quantity) } <= Self.unitLimit
  }
}

public struct OrderLine: Equatable, Sendable, Codable {
  public var sku: SKU.ID
  public var owner: ID<Owner>
  public var quantity: Int32
  /// Each unit is wrapped as a gift.
  public var isGift: Bool

  public init(sku: SKU.ID, owner: ID<Owner> = ID(0), quantity: Int32, isGift: Bool = false) {
    self.sku = sku
    self.owner = owner
    self.quantity = quantity
    self.isGift = isGift
  }

  private enum CodingKeys: CodingKey { case sku, owner, quantity, isGift }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sku = try container.decode(SKU.ID.self, forKey: .sku)
    owner = try container.decode(ID<Owner>.self, forKey: .owner)
    quantity = try container.decode(Int32.self, forKey: .quantity)
    isGift = try container.decodeIfPresent(Bool.self, forKey: .isGift) ?? false
  }

  /// Without a word of gifts where it is none: as lines were written before there were any.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sku, forKey: .sku)
    try container.encode(owner, forKey: .owner)
    try container.encode(quantity, forKey: .quantity)
    if isGift { try container.encodeIfPresent(true, forKey: .isGift) }
  }
}

/// What a customer bought, and how far it is.
public struct Order: Equatable, Sendable, Codable {
  public typealias ID = FloorModel.ID<Order>

  public var request: OrderRequest
  public var received: Instant
  public var stage: Stage
  /// Units picked into the tote so far.
  public var picked: [StockKey] = []
  /// Pick tasks planned for it, also those done or given up.
  public var tasks: [WorkTask.ID] = []
  /// How many of `tasks` are open.
  public var openPicks: Int32 = 0
  /// Its parcels, once the boxes are chosen.
  public var parcels: [Parcel.ID] = []
  /// Boxes that turned out not to fit.
  public var refusedBoxes: [Box.ID] = []
  /// Counts cartonizations: each is a new set of pack commands.
  public var packAttempt: Int32 = 0
  /// The pack station where its tote stands and waits for units that were not in it.
  public var toteAt: Device.ID?
  /// Totes of it that lacked something, each followed by another; nil: none.
  public var totesAmiss: Int32?
  /// When it left each stage, for reports and for the reason of a late one.
  public var releasedAt: Instant?
  public var pickedAt: Instant?
  public var packingAt: Instant?
  public var packedAt: Instant?
  /// Units that were looked for in vain, one entry each: told of as short until they are looked for again. Nil: none.
  public var short: [SKU.ID]?

  public enum Stage: Equatable, Sendable, Codable {
    /// Waits for stock and a free place at a pick station.
    case waiting
    case picking(station: Device.ID)
    /// All picked; the tote is to leave for a pack station.
    case toteClosing(station: Device.ID, pack: Device.ID)
    /// The tote travels.
    case toteMoving(pack: Device.ID)
    /// The tote is at the pack station; boxes are being chosen or filled.
    case packing(pack: Device.ID)
    /// A person has to choose a box.
    case packReview(pack: Device.ID)
    /// Every parcel is closed; the last is not yet in its chute.
    case sorting
    case shipped(at: Instant)
  }

  /// When its last parcel fell into its chute.
  public var shippedAt: Instant? {
    if case .shipped(let at) = stage { at } else { nil }
  }

  public init(request: OrderRequest, received: Instant) {
    self.request = request
    self.received = received
    stage = .waiting
  }
}

/// A closed box with a label, or one about to be.
public struct Parcel: Equatable, Sendable, Codable {
  public typealias ID = FloorModel.ID<Parcel>

  public var order: Order.ID
  public var plan: ParcelPlan
  public var stage: Stage = .planned
  public var measured: Size3?
  public var mass: Grams = 0
  /// Chutes chosen so far: each is a new command to the sorter.
  public var sorts: Int32 = 0
  /// The sorter before which it lay already while the pack station's word of it was still under way.
  public var inductedEarly: Device.ID?

  public enum Stage: Equatable, Sendable, Codable {
    case planned
    /// Replaced by another plan before it was closed.
    case cancelled
    case closed
    case inducted(sorter: Device.ID)
    case sorting(sorter: Device.ID, chute: Int32)
    case inChute(sorter: Device.ID, chute: Int32, at: Instant)
  }

  public init(order: Order.ID, plan: ParcelPlan) {
    self.order = order
    self.plan = plan
  }
}

/// Which units go into which box, and how they lie.
public struct ParcelPlan: Equatable, Sendable, Codable {
  /// `Box.own`: the container that the unit was made in.
  public var box: Box.ID
  /// One entry a unit, in packing order.
  public var contents: [StockKey]
  public var placements: [Placement]
  /// The kind of package, where it is not simply the box's own: a carton with dunnage.
  public var kind: PackageKind?
  /// Which of the contents are wrapped as gifts, by their place.
  public var gifts: [Int32]
  /// Which of the contents are folded or squashed, by their place.
  public var folded: [Int32]

  public init(
    box: Box.ID, contents: [StockKey], placements: [Placement], kind: PackageKind? = nil, gifts: [Int32] = [],
    folded: [Int32] = []
  ) {
    self.box = box
    self.contents = contents
    self.placements = placements
    self.kind = kind
    self.gifts = gifts
    self.folded = folded
  }

  private enum CodingKeys: CodingKey { case box, contents, placements, kind, gifts, folded }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    box = try container.decode(Box.ID.self, forKey: .box)
    contents = try container.decode([StockKey].self, forKey: .contents)
    placements = try container.decode([Placement].self, forKey: .placements)
    kind = try container.decodeIfPresent(PackageKind.self, forKey: .kind)
    gifts = try container.decodeIfPresent([Int32].self, forKey: .gifts) ?? []
    folded = try container.decodeIfPresent([Int32].self, forKey: .folded) ?? []
  }

  /// Without the kind, the gifts and what is folded where there are none: as plans were written before there were any.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(box, forKey: .box)
    try container.encode(contents, forKey: .contents)
    try container.encode(placements, forKey: .placements)
    // Fields are read by their place: what comes before one that is there is written, too.
    let (wraps, folds) = (!gifts.isEmpty, !folded.isEmpty)
    if kind != nil || wraps || folds { try container.encodeIfPresent(kind, forKey: .kind) }
    if wraps || folds { try container.encodeIfPresent(wraps ? gifts : nil, forKey: .gifts) }
    if folds { try container.encodeIfPresent(folded, forKey: .folded) }
  }
}

extension Site {
  /// What a parcel goes in, inside and outside; of a unit's own container that is the unit, as it lies.
  public func container(of plan: ParcelPlan) -> Box {
    guard plan.box == Box.own else { return boxes[plan.box.index] }
    let product = plan.contents.first.map { skus[$0.sku.index] }
    let size = plan.placements.first?.size ?? product?.size ?? Size3(length: 0, width: 0, height: 0)
    return Box(
      code: "own container", inner: size, outer: size, tare: 0, maxLoad: product?.mass ?? 0, costCents: 0)
  }
}
