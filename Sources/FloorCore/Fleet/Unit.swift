public import FloorModel

/// What a drive unit is about. Soft state: after a restart it is decided again from what the unit carries.
public enum Job: Equatable, Sendable, Codable {
  case idle
  /// Empty, on its way beneath a pod.
  case fetch(Pod.ID, station: Device.ID)
  /// Loaded, on its way to a station or working there.
  case carry(Pod.ID, station: Device.ID)
  /// Loaded, on its way to where the pod will be stored.
  case store(Pod.ID, cell: Cell)
  case charge(cell: Cell)
  /// Empty, making room.
  case park(cell: Cell)

  /// Where it ends, if the job itself says so.
  var cell: Cell? {
    switch self {
    case .store(_, let cell), .charge(let cell), .park(let cell): cell
    case .idle, .fetch, .carry: nil
    }
  }
}

/// Something that a unit does standing still.
public enum Pause: Equatable, Sendable, Codable {
  case lift(Pod.ID)
  case set(Pod.ID)
  case face(Heading)
  case startCharging
  case stopCharging
}

/// One drive unit as the fleet sees it.
public struct Unit: Sendable, Equatable {
  /// A cell on its way: behind the first, in order, what it will pass.
  public struct Node: Sendable, Equatable {
    public var cell: Cell
    public var sequence: Int32
    public var released: Bool
    /// The direction in which it comes into the cell.
    public var arriving: Heading
  }

  public let device: Device.ID
  // As reported
  public var isKnown = false
  public var isOnline = false
  public var cell: Cell
  public var heading: Heading
  public var load: Pod.ID?
  public var batteryPermille: Int32 = 1000
  public var isCharging = false
  public var isAutomatic = true
  public var isDriving = false
  public var fault: DriveFault?
  public var lastReport = Instant.zero
  public var lastProgress = Instant.zero
  // As planned
  public var job = Job.idle
  /// Where its job wants it next.
  public var target: Cell
  /// Node 0 is where it was last reported; then what it is released to and what is planned beyond.
  public var trail: [Node]
  public var plannedHeading: Heading
  public var pause: Pause?
  public var pauseAttempts = 0
  // As told
  public var route: Int32 = 0
  public var update: Int32 = 0
  /// `Node.sequence` at which the route counts 0: nodes are numbered on through all routes, so that claims stay in order.
  public var routeStart: Int32 = 0
  public var acceptedUpdate: Int32 = -1
  /// The node up to which the unit has said that it is released.
  public var acceptedEnd: Int32 = 0
  /// The node up to which it was told.
  public var toldEnd: Int32 = 0
  public var hasHorizon = false
  /// The first thing that this daemon told it, if another daemon may have told it something before.
  var fence: Fence?

  struct Fence: Sendable, Equatable {
    var route: Int32
    var update: Int32
  }
  /// It is not where its route says; it stands still until a person or its reports resolve that.
  public var isLost = false
  /// No report for too long; its cells are closed to others.
  public var isStale = false
  public var toldAt = Instant.zero
  // As stopped
  /// By a person; it keeps its work.
  public var isStopped = false
  /// When it was last told to stop, or to go on, and under which number; nil: never, or long done.
  var stopToldAt: Instant?
  var stopNumber: Int64 = 0
  var hasLowBattery = false
  /// Why its last report was not believed; nil: it was.
  var refusal: RefusalReason?
  /// The charger that is kept for it, from the decision that it charges until it leaves.
  public internal(set) var charger: Cell?
  /// When it was last called to a pod.
  var calledAt = Instant.zero
  /// Out of service, by a person's word.
  public var isWithdrawn = false
  /// Out of service where it stands, whatever it carries.
  public var isWithdrawnNow = false
  /// Times that it was told the same again without an answer.
  var repeats = 0
  /// Rejections of what it was told, one after the other.
  public var rejections: Int32 = 0
  var rejectedAt: Instant?
  /// It rejected too often: nothing more is sent.
  public var isQuarantined = false
  /// It was told to forget its route, and has not yet done so: the first phase of a cancellation.
  public var isCancelling = false
  var cancelToldAt = Instant.zero
  var cancelAttempts = 0
  /// Cells that are closed to others because of it.
  var closedCells: [Cell] = []
  /// Times in a row that it was found stuck.
  public var stuckCount = 0
  /// It took standing work in and does not do it, which an alarm says.
  var isOverdue = false
  /// Lengths travelled, in cells, and how many of them with a pod.
  public var travelled: Int64 = 0
  public var travelledLoaded: Int64 = 0

  init(device: Device.ID, place: DriveUnitPlace) {
    self.device = device
    cell = place.start
    target = place.start
    heading = place.heading
    trail = [Node(cell: place.start, sequence: 0, released: true, arriving: place.heading)]
    plannedHeading = place.heading
  }

  /// Where it will stand when it has done all that is planned.
  public var plannedCell: Cell { trail[trail.count - 1].cell }
  /// It has reached the end of what it was told, and nothing more is planned.
  public var isSettled: Bool { trail.count == 1 && pause == nil && !isDriving }
  /// It gets no further, by a person's word or its own doing.
  var isBarred: Bool {
    isStopped || isQuarantined || isCancelling || isWithdrawnNow || (isWithdrawn && load == nil && job == .idle)
  }
  /// Whether standing at its target means that something is to be done there.
  var isPurposeful: Bool { job != .idle }
  /// Where it may be by what it was told.
  var releasedCells: [Cell] { trail.filter(\.released).map(\.cell) }
  /// Where it may be by that and by what it last said.
  var possibleCells: [Cell] { [cell] + releasedCells.filter { $0 != cell } }
  var lastReleased: Int { trail.lastIndex { $0.released } ?? 0 }
}
