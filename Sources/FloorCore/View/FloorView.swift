public import FloorModel

/// The floor at one instant, for people: what a dashboard draws. Positions are cells, times are seconds.
public struct FloorView: Codable, Sendable {
  public struct UnitView: Codable, Sendable {
    public var name: String
    public var x: Int
    public var y: Int
    /// 0 east, 1 south, 2 west, 3 north.
    public var heading: Int
    public var job: String
    public var pod: String?
    public var battery: Int
    /// Seconds since its last report.
    public var age: Double
    /// `working`, `idle`, `charging`, `stale`, `dead`, `lost`, `manual`, `fault`, `stopped`, `quarantined`, `withdrawn`,
    /// `unheard`.
    public var state: String
    /// Cells ahead, released ones first: x, y, and whether it may drive there already (1) or not yet (0).
    public var route: [[Int]]
  }

  public struct StationView: Codable, Sendable {
    public var name: String
    public var role: String
    public var x: Int?
    public var y: Int?
    /// PackML state as last reported, or `unheard`.
    public var state: String
    public var online: Bool
    /// Units in line (pod stations), orders at hand (pack), or what else waits.
    public var waiting: Int
    public var unanswered: Int
  }

  public struct OrderView: Codable, Sendable {
    public var code: String
    public var stage: String
    /// Seconds until its truck leaves; negative when it has left.
    public var slack: Double
    public var lines: Int
    public var reason: String
  }

  public struct ReviewView: Codable, Sendable {
    public var number: Int
    public var subject: String
    /// The unit's plate, for its image; nil for a question about a box.
    public var plate: String?
    public var sku: String?
    public var findings: [String]
    public var age: Double
  }

  public struct AlarmView: Codable, Sendable {
    public var number: Int64
    public var severity: String
    public var text: String
    public var age: Double
    public var acknowledgedBy: String?
  }

  public struct Numbers: Codable, Sendable {
    public var ordersReceived: Int
    public var ordersWaiting: Int
    public var shippedOnTime: Int
    public var shippedLate: Int
    public var unitsOnHand: Int64
    public var unitsHeld: Int64
    public var unitsMissing: Int64
    public var unitsShipped: Int64
    public var unitsInbound: Int64
    public var balances: Bool
    public var toStow: Int
    public var unanswered: Int
    public var collisions: Int
    public var deadlocksResolved: Int
    public var discrepancies: Int
    /// Units held for another product than their lot says.
    public var inboundDiscrepancies: Int
    /// Known good units that tunnels would reject, in thousandths; nil while too few are known.
    public var falseRejectPermille: Int32?
    /// Answers about units, and those in which the machine had leant to the same side.
    public var reviewerAnswers: Int64
    public var reviewersAgreed: Int64
    public var refused: Int
    public var unitsAtWork: Int
    public var travelledCells: Int64
    public var jamsFound: Int
    public var routesRejected: Int
    public var unitsDead: Int
    /// Units of stock in pods that are out of reach with a dead or withdrawn drive unit: held, not sellable.
    public var unitsOutOfReach: Int64
  }

  public var site: String
  /// Seconds since the floor's epoch.
  public var now: Double
  public var paused: Bool
  public var units: [UnitView]
  /// Cells of stored pods: x, y, and fullness in per cent.
  public var pods: [[Int]]
  public var stations: [StationView]
  public var orders: [OrderView]
  public var reviews: [ReviewView]
  public var alarms: [AlarmView]
  public var numbers: Numbers
}

/// What never changes while the daemon runs: what a dashboard draws beneath.
public struct FloorPlan: Codable, Sendable {
  public var site: String
  public var width: Int
  public var height: Int
  /// Row by row, one digit a cell: the raw value of `CellKind`.
  public var cells: String
  /// Row by row, one hexadecimal digit a cell: the headings in which it may be left, as bits.
  public var exits: String

  public init(_ site: Site) {
    self.site = site.name
    width = site.grid.width
    height = site.grid.height
    cells = site.grid.kinds.map { String($0.rawValue) }.joined()
    exits = site.grid.exits.map { String($0, radix: 16) }.joined()
  }
}
