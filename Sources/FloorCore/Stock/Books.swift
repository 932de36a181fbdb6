public import FloorModel

/// Everything that must survive a crash: stock, orders, tasks, units on their way in, parcels, pods' places, what each device
/// has confirmed. Changed by `apply` alone, from records alone.
public struct Books: Equatable, Sendable, Codable {
  /// Where a pod is, as far as confirmed.
  public enum PodPlace: Equatable, Sendable, Codable {
    case stored(Cell, heading: Heading)
    /// It turns with the unit: its heading is the unit's, turned by `offset`.
    case carried(by: Device.ID, offset: Heading)
  }

  /// The last event of a device that the books hold.
  public struct Stream: Equatable, Sendable, Codable {
    public var number: Int64 = 0
    public var sequence: Int64 = 0
    /// Streams that the device has left behind, the latest last: what still comes of them is late, not new.
    public var ended: [Int64] = []
    static let endedLimit = 8
  }

  public internal(set) var ledger: Ledger
  public internal(set) var orders: [Order] = []
  public internal(set) var tasks: [WorkTask] = []
  public internal(set) var items: [Item] = []
  public internal(set) var parcels: [Parcel] = []
  public internal(set) var reviews: [Review] = []
  public internal(set) var discrepancies: [Discrepancy] = []
  public internal(set) var tagDiscrepancies: [TagDiscrepancy] = []
  public internal(set) var toteDiscrepancies: [ToteDiscrepancy] = []
  public internal(set) var quality: QualityBook
  public internal(set) var inboundDiscrepancies: [InboundDiscrepancy] = []
  /// Stowed units that are looked at again. Nil: none has been yet.
  public internal(set) var secondLooks: [SecondLook]?
  public internal(set) var pods: [PodPlace]
  /// Per bin: volume in mm³ and mass in g that content and planned stows take up.
  public internal(set) var filledVolume: [Int64]
  public internal(set) var filledMass: [Int64]
  /// Bins that a station could not put a unit into; no more is planned there until counted.
  public internal(set) var stowBlocked: [Bool]
  /// Bins whose content is not to be sold until a person releases it.
  public internal(set) var heldBins: [Bool]
  public internal(set) var streams: [Stream]
  /// Expected units a day per SKU: the planner's, or the fallback.
  public internal(set) var velocity: [Double]
  public internal(set) var velocities: VelocityBook
  public internal(set) var beliefs: BeliefBook
  public internal(set) var lots: LotBook
  public internal(set) var packaging: PackagingBook
  public internal(set) var carts: CartBook
  /// From a full tote to the chute: the 90th percentile of what it takes.
  public internal(set) var afterPicking = QuantileTracker(start: .minutes(15), step: .seconds(6))
  public internal(set) var withdrawn: [Bool]
  public internal(set) var isPaused = false
  public internal(set) var fleet: FleetBook
  /// Number of the last journal entry.
  public internal(set) var lastEntry: Int64 = 0
  public internal(set) var shippedOnTime = 0
  public internal(set) var shippedLate = 0
  /// Records that made no sense when they were applied: counted, never believed.
  public internal(set) var invalidRecords = 0

  var orderByCode: [String: Order.ID] = [:]
  var itemByPlate: [String: Item.ID] = [:]

  public init(site: Site) {
    ledger = Ledger(bins: site.bins.count, skus: site.skus.count)
    quality = QualityBook(skus: site.skus)
    pods = site.pods.map { .stored($0.home, heading: $0.heading) }
    filledVolume = Array(repeating: 0, count: site.bins.count)
    filledMass = Array(repeating: 0, count: site.bins.count)
    stowBlocked = Array(repeating: false, count: site.bins.count)
    heldBins = Array(repeating: false, count: site.bins.count)
    streams = Array(repeating: Stream(), count: site.devices.count)
    velocities = VelocityBook(site: site)
    velocity = velocities.rates(of: site.skus, at: .zero)
    beliefs = BeliefBook(bins: site.bins.count)
    lots = LotBook(site.lots)
    packaging = PackagingBook(site: site)
    carts = CartBook(site: site)
    withdrawn = Array(repeating: false, count: site.devices.count)
    fleet = FleetBook(site: site)
    ledger.open(with: site.openingStock)
    for line in site.openingStock {
      fill(line.bin, with: site.skus[line.key.sku.index], times: Int64(line.quantity))
    }
  }

  public func order(code: String) -> Order.ID? { orderByCode[code] }
  public func item(plate: String) -> Item.ID? { itemByPlate[plate] }

  /// Whether a command is one that these books can have led to.
  func know(_ command: CommandID) -> Bool {
    guard let number = Int(exactly: command.number) else { return false }
    return switch command.kind {
    case .divert: items.indices.contains(number)
    case .stow, .pick: tasks.indices.contains(number)
    case .closeTote: orders.indices.contains(number)
    case .pack, .sort: parcels.indices.contains(number)
    case .route, .report, .stop, .cart, .lineUp: true
    }
  }

  mutating func fill(_ bin: Bin.ID, with sku: SKU, times: Int64) {
    filledVolume[bin.index] += sku.size.volume * times
    filledMass[bin.index] += Int64(sku.mass) * times
  }

  /// Whether a bin's stock is not sellable: until its pod is found, or until a person releases it.
  public func isHeld(_ bin: Bin.ID, on site: Site) -> Bool {
    heldBins[bin.index] || fleet.heldPods[site.bins[bin.index].pod.index]
  }

  /// Per line of an order: units that are neither picked nor planned to be.
  public func unmet(_ id: Order.ID) -> [Int32] {
    let order = orders[id.index]
    var rest = order.request.lines.map(\.quantity)
    for key in order.picked {
      if let line = order.request.lines.indices.first(where: {
        order.request.lines[$0].sku == key.sku && order.request.lines[$0].owner == key.owner && rest[$0] > 0
      }) {
        rest[line] -= 1
      }
    }
    for task in order.tasks where tasks[task.index].stage == .open {
      if case .pick(_, let line) = tasks[task.index].kind { rest[Int(line)] -= tasks[task.index].quantity }
    }
    return rest
  }
}
