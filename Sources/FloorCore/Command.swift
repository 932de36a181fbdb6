public import Cartons
public import FloorModel

/// What makes a command the same command when it is sent again: after a lost message, after a restart.
///
/// Derived from the thing that it is about, never from the moment of sending.
public struct CommandID: Hashable, Comparable, Sendable, Codable {
  public enum Kind: UInt8, Sendable, Codable {
    case divert = 0, stow = 1, pick = 2, closeTote = 3, pack = 4, sort = 5, route = 6, report = 7, stop = 8, cart = 9,
      lineUp = 10

    /// Done in a pod that stands at a station.
    var isPodWork: Bool { self == .pick || self == .stow }
  }

  public var kind: Kind
  public var number: Int64
  /// Counts deliberate repetitions (another box after "does not fit"): a new attempt is a new command.
  public var attempt: Int32

  public init(_ kind: Kind, _ number: Int64, attempt: Int32 = 0) {
    self.kind = kind
    self.number = number
    self.attempt = attempt
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.kind.rawValue, a.number, a.attempt) < (b.kind.rawValue, b.number, b.attempt)
  }
}

/// Something that one device is told to do. Sending it twice does it once.
public struct Command: Equatable, Sendable, Codable {
  public var id: CommandID
  public var device: Device.ID
  public var work: Work
  /// Of the parcel that it is about, where it is about one.
  public var label: ParcelLabel?

  public init(id: CommandID, device: Device.ID, work: Work, label: ParcelLabel? = nil) {
    self.id = id
    self.device = device
    self.work = work
    self.label = label
  }

  public enum Work: Equatable, Sendable, Codable {
    case route(RouteUpdate)
    /// Forget the route beyond what is driven now, and stop.
    case cancelRoute
    /// Stand still where you are, and keep the route.
    case stop
    /// End of `stop`.
    case go
    /// Send connection, state and every unacknowledged event again.
    case report
    case divert(plate: String, lane: Lane)
    /// Take what waits in this order; what is not named comes after it, in the order in which it came. Soft, as what it answers
    /// is: no event confirms it, and when it is lost the tunnel's next word on its dock has it sent anew.
    case lineUp([String])
    case stow(task: WorkTask.ID, plate: String, key: StockKey, bin: Bin.ID)
    /// `isLast`: by the record nothing is left in the bin then; the person is to say whether that is so.
    case pick(task: WorkTask.ID, order: Order.ID, key: StockKey, bin: Bin.ID, quantity: Int32, isLast: Bool = false)
    case closeTote(order: Order.ID, destination: Device.ID)
    case pack(PackWork)
    case sort(parcel: Parcel.ID, chute: Int32)
    /// Have the cart under a chute taken away and an empty one put there.
    case changeCart(chute: Int32)
  }
}

/// The path of a drive unit, or its continuation.
public struct RouteUpdate: Equatable, Sendable, Codable {
  /// A new number is a new order; the same number continues it.
  public var route: Int32
  /// Counts the updates of one route from 0.
  public var update: Int32
  /// From the last released node of the previous update (or where the unit stands) onward: released nodes, then horizon.
  public var nodes: [RouteNode]

  public init(route: Int32, update: Int32, nodes: [RouteNode]) {
    self.route = route
    self.update = update
    self.nodes = nodes
  }
}

public struct RouteNode: Equatable, Sendable, Codable {
  /// 0, 1, 2 … along the route.
  public var sequence: Int32
  public var cell: Cell
  /// Part of the base: the unit may drive there. Otherwise horizon: it may not, yet.
  public var released: Bool
  /// Face there on arrival.
  public var heading: Heading?
  public var action: DriveAction?

  public init(
    sequence: Int32, cell: Cell, released: Bool, heading: Heading? = nil, action: DriveAction? = nil
  ) {
    self.sequence = sequence
    self.cell = cell
    self.released = released
    self.heading = heading
    self.action = action
  }
}

/// What a unit does at a node.
public enum DriveAction: Equatable, Sendable, Codable {
  case lift(Pod.ID)
  case set(Pod.ID)
  case startCharging
  case stopCharging
}

/// One parcel to be packed: which units, into which box, lying how.
public struct PackWork: Equatable, Sendable, Codable {
  public var parcel: Parcel.ID
  public var order: Order.ID
  /// `Box.own`: it goes in the container that it was made in.
  public var box: Box.ID
  /// One entry a unit, in packing order.
  public var contents: [StockKey]
  /// Where each entry of `contents` lies.
  public var placements: [Placement]
  /// The kind of package, where it is not simply the box's own.
  public var kind: PackageKind?
  /// Boxes to take instead when there is no such box, the best first: the plan holds in them too.
  public var alternatives: [Box.ID]
  /// Which of the contents are to be wrapped as gifts, and which are to be folded or squashed, by their place.
  public var gifts: [Int32]
  public var folded: [Int32]

  public init(
    parcel: Parcel.ID, order: Order.ID, box: Box.ID, contents: [StockKey], placements: [Placement],
    kind: PackageKind? = nil, alternatives: [Box.ID] = [], gifts: [Int32] = [], folded: [Int32] = []
  ) {
    self.parcel = parcel
    self.order = order
    self.box = box
    self.contents = contents
    self.placements = placements
    self.kind = kind
    self.alternatives = alternatives
    self.gifts = gifts
    self.folded = folded
  }
}
