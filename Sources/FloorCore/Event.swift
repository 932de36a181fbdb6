public import FloorModel

/// Everything that can reach the floor. A shell decodes the outside world into these; `Floor.handle` is where they go.
public enum Event: Equatable, Sendable, Codable {
  /// Time has passed. Shells send one every `Floor.tickInterval`.
  case tick
  /// A device says that something physical has happened. Sequenced, journaled, acknowledged.
  case device(DeviceEvent)
  /// Where a drive unit is and what it carries. Soft state: repeated by the unit, never journaled.
  case drive(Device.ID, DriveReport)
  /// How a station is. Soft state.
  case station(Device.ID, StationReport)
  /// A device's session with the broker began or ended.
  case connection(Device.ID, Connection)
  /// The result of `Effect.inspect`.
  case inspected(Item.ID, Inspection)
  /// The result of `Effect.cartonize`.
  case cartonized(Order.ID, CartonOutcome)
  /// A customer's order from outside.
  case order(OrderRequest)
  /// A planner's velocities.
  case velocity([VelocityLine])
  /// From planners and from people who count.
  case planning(Planning, by: String)
  /// A person has decided.
  case review(Review.ID, ReviewAnswer, by: String)
  /// An operator's intervention.
  case intervention(Intervention, by: String)
  /// A message was refused before it could become an event; counted and shown.
  case refused(Device.ID?, reason: RefusalReason)
  /// How long a certificate is still good. Soft state: the shell looks again every hour, and after every start.
  case certificate(CertificateHolder, CertificateState)
  /// How the journal takes what is written to it.
  case journal(JournalCondition)
  /// What is wrong with one of a tunnel's cameras, all of it; nothing when it is well. Soft state.
  case camera(Device.ID, view: Int32, [CameraFault])
  /// What waits in front of a tunnel, in the order in which it would be taken. Soft state: the tunnel says it again.
  case dock(Device.ID, [DockUnit])
  /// What the bins' sensors have to say of the climate. Soft state: it is said again after every start.
  case climate(ClimateNews)
}

/// Whose certificate it is.
public enum CertificateHolder: Hashable, Sendable, Codable {
  case device(Device.ID)
  case daemon
  case broker
  /// The authority that vouches for all others.
  case authority
}

/// How long a certificate is still good.
public enum CertificateState: UInt8, Sendable, Codable, CaseIterable {
  case good = 0
  /// It ends within `warningDays`.
  case expiring = 1
  /// It has ended: its holder cannot connect again.
  case expired = 2

  public static let warningDays = 30

  /// - Parameter seconds: until its end; negative when that is over.
  public init(secondsLeft seconds: Int64) {
    self = seconds <= 0 ? .expired : seconds <= Int64(Self.warningDays) * 86_400 ? .expiring : .good
  }
}

/// Whether what happens can be made durable.
public enum JournalCondition: UInt8, CaseIterable, Sendable, Codable {
  case well = 0
  /// A batch has been on its way to the disk for seconds.
  case slow = 1
  /// Nothing can be written: nothing is accepted until it can.
  case failing = 2
}

/// A physical happening, as the device that caused it reports it.
public struct DeviceEvent: Equatable, Sendable, Codable {
  public var device: Device.ID
  /// A number that the device draws when it starts without memory; sequences of different streams are unrelated.
  public var stream: Int64
  /// 1, 2, 3 … without a hole. The device repeats an event until it is acknowledged.
  public var sequence: Int64
  public var body: Body

  public init(device: Device.ID, stream: Int64, sequence: Int64, body: Body) {
    self.device = device
    self.stream = stream
    self.sequence = sequence
    self.body = body
  }

  public enum Body: Equatable, Sendable, Codable {
    /// A tunnel has an inbound unit in front of its cameras. `plate` is the label that the unit travels under.
    case presented(plate: String, key: StockKey)
    /// The same, and its label or its delivery note says whom it comes from.
    case presentedFrom(supplier: String, plate: String, key: StockKey)
    /// The tunnel has put the unit on a lane.
    case diverted(plate: String, lane: Lane)
    /// A stow station has put the unit of a task into a bin.
    case stowed(task: WorkTask.ID, bin: Bin.ID)
    /// The unit did not go in; it is back in the station's tote.
    case stowRefused(task: WorkTask.ID, reason: StowFailure)
    /// A pick station has taken `quantity` units out of the bin; fewer than asked means that no more were there.
    case picked(task: WorkTask.ID, bin: Bin.ID, quantity: Int32)
    /// The same, and the person has said whether the bin is empty now.
    case zeroChecked(task: WorkTask.ID, bin: Bin.ID, quantity: Int32, isEmpty: Bool)
    /// The order's tote has left the pick station.
    case toteClosed(order: Order.ID)
    /// The order's tote has come to a pack station.
    case toteArrived(order: Order.ID)
    /// One parcel is closed, labelled and measured.
    case packed(parcel: Parcel.ID, box: Box.ID, measured: Size3, mass: Grams)
    /// What the station saw while it filled a parcel; before `packed`.
    case packChecked(parcel: Parcel.ID, PackCheck)
    /// The contents do not go into the box as planned.
    case packRefused(parcel: Parcel.ID, reason: PackFailure)
    /// What lies in the order's tote is not what was picked into it, as found while this parcel was filled. What is missing
    /// was nowhere to be found; what is strange is on the hold shelf. No parcel of the order's plan is packed any more.
    case toteDiffers(parcel: Parcel.ID, missing: [StockKey], strange: [StrangeUnit])
    /// A parcel lies before the arm.
    case inducted(parcel: Parcel.ID)
    /// The parcel fell into a chute.
    case sorted(parcel: Parcel.ID, chute: Int32)
    /// The arm could not place it; it lies before the arm again.
    case sortRefused(parcel: Parcel.ID, reason: SortFailure)
    /// The RFID tags of what has passed a portal.
    case tagsRead(TagReading)
    /// A bin camera has a pod before it, and pictures of its bins.
    case podSeen(Pod.ID)
    /// The cart under a chute is another, and empty.
    case cartChanged(chute: Int32)
    /// Sequenced, but not to be understood; acknowledged so that the device does not repeat it for ever, and shown.
    case invalid(reason: RefusalReason)
  }
}

/// Where a tunnel can send a unit.
public enum Lane: Hashable, Sendable, Codable {
  case stow(Device.ID)
  case hold
  /// To the hold shelf, out of a stow station's tote: a person brings it.
  case returned(from: Device.ID)
}

public enum StowFailure: UInt8, Sendable, Codable { case doesNotFit = 0, binBlocked = 1, wrongPod = 2 }
public enum PackFailure: UInt8, Sendable, Codable { case doesNotFit = 0, boxMissing = 1, damaged = 2 }
public enum SortFailure: UInt8, Sendable, Codable {
  case dropped = 0
  case chuteFull = 1
  case tooHeavy = 2
  /// The arm had another parcel in its gripper than the one it was told.
  case mispick = 3
  /// Two parcels came up at once.
  case doublePick = 4
}

/// Whether a device can be reached.
public enum Connection: UInt8, Sendable, Codable { case online = 0, offline = 1, broken = 2 }

/// A drive unit's state, reduced to what the floor decides on.
public struct DriveReport: Equatable, Sendable, Codable {
  /// The last node that it reached.
  public var cell: Cell
  public var heading: Heading
  /// The route (order) that it executes or has finished; 0 when it has none.
  public var route: Int32
  /// The last update of the route that it has taken in.
  public var update: Int32
  /// The route's sequence number of the last node that it reached.
  public var sequence: Int32
  /// Released cells that it has still to reach, in order.
  public var ahead: [Cell]
  public var isDriving: Bool
  public var load: Pod.ID?
  public var action: ActionProgress
  public var batteryPermille: Int32
  public var isCharging: Bool
  /// False in manual or service mode: it does not take orders.
  public var isAutomatic: Bool
  public var fault: DriveFault?

  public init(
    cell: Cell, heading: Heading, route: Int32 = 0, update: Int32 = 0, sequence: Int32 = 0, ahead: [Cell] = [],
    isDriving: Bool = false, load: Pod.ID? = nil, action: ActionProgress = .none, batteryPermille: Int32 = 1000,
    isCharging: Bool = false, isAutomatic: Bool = true, fault: DriveFault? = nil
  ) {
    self.cell = cell
    self.heading = heading
    self.route = route
    self.update = update
    self.sequence = sequence
    self.ahead = ahead
    self.isDriving = isDriving
    self.load = load
    self.action = action
    self.batteryPermille = batteryPermille
    self.isCharging = isCharging
    self.isAutomatic = isAutomatic
    self.fault = fault
  }
}

/// How far the action at the end of a route is.
public enum ActionProgress: UInt8, Sendable, Codable {
  case none = 0
  case running = 1
  case finished = 2
  case failed = 3
  /// The route was cancelled, and the unit has carried that out: it takes nothing of it in any more.
  case cancelled = 4
}

/// Why a drive unit cannot go on.
public enum DriveFault: UInt8, Sendable, Codable {
  case orderRejected = 0
  case blocked = 1
  case hardware = 2
  case emergencyStop = 3
  case positionLost = 4
}

/// A station's state.
public struct StationReport: Equatable, Sendable, Codable {
  public var state: PackMLState
  /// Commands that it has accepted and not finished.
  public var open: [CommandID]
  /// Commands that it refused or gave up.
  public var failed: [CommandID]

  public init(state: PackMLState, open: [CommandID] = [], failed: [CommandID] = []) {
    self.state = state
    self.open = open
    self.failed = failed
  }
}

/// The states of ISA-TR88.00.02 (PackML) that stations use.
public enum PackMLState: String, CaseIterable, Sendable, Codable {
  case stopped = "STOPPED"
  case starting = "STARTING"
  case idle = "IDLE"
  case execute = "EXECUTE"
  case held = "HELD"
  case suspended = "SUSPENDED"
  case aborted = "ABORTED"
}

/// Why a message was not let in.
public enum RefusalReason: UInt8, CaseIterable, Sendable, Codable, Error {
  case malformed = 0
  case tooLarge = 1
  case unknownDevice = 2
  case unknownTopic = 3
  case wrongVersion = 4
  case unknownReference = 5
  case outOfSequence = 6
  case duplicate = 7
  case impossible = 8
  /// The header id of an older message: late or repeated delivery.
  case stale = 9
}

/// What an operator can do to the floor.
public enum Intervention: Equatable, Sendable, Codable {
  /// Nothing is released any more; what is released finishes.
  case pauseAll
  /// Ends `pauseAll` and `stopAll`.
  case resumeAll
  /// No more work; a drive unit that carries a pod stores it first.
  case withdraw(Device.ID)
  case restore(Device.ID)
  case acknowledgeAlarm(Int64)
  /// Every drive unit stops where it is; `resumeAll` ends it.
  case stopAll
  /// A drive unit stops where it is, and keeps its work.
  case stop(Device.ID)
  case go(Device.ID)
  /// Out of service at once: a drive unit's route is cancelled, what it carries is held, its work goes to others.
  case withdrawNow(Device.ID)
  /// A person has seen that a withdrawn or lost unit's cells are free: it was taken off the floor.
  case declareClear(Device.ID)
  /// Drive units in a zone stop where they are, and none drives into it.
  case stopZone(Zone)
  case goZone(Zone)
  /// Out of service: nothing drives into the zone, nothing is planned in it; who is in it may leave.
  case closeZone(Zone)
  case openZone(Zone)
  /// Nothing in the bin is to be sold: it was too warm, or a person says so. What was to be picked from it is picked elsewhere.
  case holdBin(Bin.ID)
  case releaseBin(Bin.ID)
}
