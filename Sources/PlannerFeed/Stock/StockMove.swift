public import FloorCore
public import FloorModel

/// A stock change with all that is needed to tell it: when, who confirmed it, and the codes of the orders that it names.
public struct StockMove: Equatable, Sendable {
  public var change: StockChange
  /// When the floor took it in, on the floor's clock.
  public var at: Instant
  /// When it was durable, on the wall's clock; nil where that is not known.
  public var recorded: FeedTime?
  /// The device whose confirmation moved it; nil when no device did.
  public var device: Device.ID?
  /// The order that each of the two places belongs to.
  public var fromOrder: String?
  public var toOrder: String?

  public init(
    change: StockChange, at: Instant, recorded: FeedTime? = nil, device: Device.ID?, codes: OrderCodes = OrderCodes()
  ) {
    self.change = change
    self.at = at
    self.recorded = recorded
    self.device = device
    fromOrder = codes.code(of: change.from)
    toOrder = codes.code(of: change.to)
  }

  /// The order that it was moved for.
  public var order: String? { toOrder ?? fromOrder }
}

/// The codes of the orders that changes name: all that is needed of the floor to write a page of the feed.
public struct OrderCodes: Equatable, Sendable {
  private var ofOrders: [Order.ID: String] = [:]
  private var ofParcels: [Parcel.ID: String] = [:]

  /// Whether changes name any order or parcel.
  public static func areNeeded(for changes: some Sequence<StockChange>) -> Bool {
    changes.contains { $0.from.isOfOrder || $0.to.isOfOrder }
  }

  public init() {}

  public init(for changes: some Sequence<StockChange>, in floor: borrowing Floor) {
    for change in changes {
      for place in [change.from, change.to] {
        switch place {
        case .orderTote(let order):
          if order.index < floor.books.orders.count { ofOrders[order] = floor.books.orders[order.index].request.code }
        case .parcel(let parcel):
          guard parcel.index < floor.books.parcels.count else { continue }
          ofParcels[parcel] = floor.books.orders[floor.books.parcels[parcel.index].order.index].request.code
        case .outside, .tunnel, .holdShelf, .stowTote, .bin, .shipped, .missing: continue
        }
      }
    }
  }

  func code(of place: Place) -> String? {
    switch place {
    case .orderTote(let order): ofOrders[order]
    case .parcel(let parcel): ofParcels[parcel]
    case .outside, .tunnel, .holdShelf, .stowTote, .bin, .shipped, .missing: nil
    }
  }
}

extension Place {
  fileprivate var isOfOrder: Bool {
    switch self {
    case .orderTote, .parcel: true
    case .outside, .tunnel, .holdShelf, .stowTote, .bin, .shipped, .missing: false
    }
  }

  /// The word for places of its kind in feeds.
  public var word: String {
    switch self {
    case .outside: "outside"
    case .tunnel: "tunnel"
    case .holdShelf: "hold_shelf"
    case .stowTote: "stow_tote"
    case .bin: "bin"
    case .orderTote: "order_tote"
    case .parcel: "parcel"
    case .shipped: "shipped"
    case .missing: "missing"
    }
  }
}
