public import Cartons
public import Devices
public import FloorCore
public import FloorModel

/// How a simulated shift is run.
public struct ShiftOptions: Sendable {
  public var seed: UInt64
  public var duration: Span
  /// Every message through the production codecs, to bytes and back. The trace must be the same.
  public var isWired = false
  /// What goes wrong.
  public var plan = FaultPlan()
  /// Findings from real frames instead of the detector's model.
  public var inspector: (@Sendable (InspectionRequest, World.Arrival) -> Inspection)?
  /// Keep every journal entry, to replay the books from it at the end.
  public var keepsJournal = false
  /// Share of products whose record says other measures than they have.
  public var oddProducts = 0.002
  /// When the daemon is killed: it loses all that is not in its journal, and starts again from that.
  public var restartAt: [Span] = []
  /// From each kill until the daemon hears again; what is sent to it meanwhile is lost.
  public var restartTakes = Span.zero
  /// From then on nothing goes wrong any more, and neither goods nor orders come: what is open must come to an end.
  public var calmAfter: Span?
  /// What the floor is told of velocities, per SKU; nil: what the site says, by which demand is drawn in any case.
  public var plannedVelocity: [Double]?
  /// What people and other systems tell the floor, and when.
  public var told: [Told] = []
  /// Thermometers in bins; nil: none.
  public var coldRoom: ColdRoom?
  /// Hold every invariant against every event, and all of it against the journal now and then.
  public var isAudited = false
  /// Is told of every event that reaches the floor, and of what the floor wants done.
  public var witness: (@Sendable (Instant, Event, [Effect]) -> Void)?
  /// Is told of every message that a machine sends, whatever becomes of it.
  public var wiretap: (@Sendable (WireMessage) -> Void)?
  /// End at the first invariant that is broken: nothing that comes after it says more.
  public var stopsAtViolation = false
  #if PLANTED_BUGS
  /// A bug to be found.
  public var sabotage: Sabotage?
  #endif

  public var link: Link {
    get { plan.link }
    set { plan.link = newValue }
  }

  /// What the bodies of drive units can do; nil: the usual.
  public var mechanics: DriveMechanics?
  /// What packages are chosen by; nil: nothing was shipped yet.
  public var damageModel: DamageModel?
  /// What drive units do wrong, by the device's name.
  public var habits: [String: Set<BadHabit>] = [:]

  public init(seed: UInt64, duration: Span) {
    self.seed = seed
    self.duration = duration
  }

  /// Something that the daemon's shell hears from outside the floor.
  public struct Told: Sendable {
    public var at: Span
    public var event: Event

    public init(at: Span, _ event: Event) {
      self.at = at
      self.event = event
    }
  }

  /// What lies between a device and the daemon.
  public struct Link: Sendable, Equatable {
    /// Broker and network, one way.
    public var latency = Span.milliseconds(8)
    /// Up to this much more, drawn for each message; above 0, messages overtake one another.
    public var jitter = Span.zero
    /// Share of messages that never arrive, and that arrive twice.
    public var loss = 0.0
    public var repetition = 0.0
    /// Share of messages that come up to `latest` later than the others.
    public var lateness = 0.0
    public var latest = Span.zero

    public init() {}
  }
}
