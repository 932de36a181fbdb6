public import FloorCore
public import FloorModel

/// The daemon's end of the conversation with one drive unit: commands to VDA 5050 messages, states to reports.
///
/// Everything that it remembers may be forgotten at a restart: it only makes answers quicker or surer.
public struct DriveUnitDriver: DeviceDriver {
  let device: Device.ID
  let names: SiteNames
  let map: DriveMap
  private let manufacturer: String
  private let serialNumber: String
  private let version: VDA5050Version
  private var orderIDs = HeaderIDs()
  private var instantActionIDs = HeaderIDs()
  private var hasFactsheet = false
  var session = DriveSession()
  var memory = Memory()

  /// What helps to read the next state.
  struct Memory: Sendable {
    /// The order last sent.
    var sent: (route: Int32, update: Int32)?
    /// A rejection without any reference was there when the order was sent: it is about an earlier one.
    var sentAmidRejection = false
    /// The action last sent, and its route.
    var action: (route: Int32, action: DriveAction)?
    var last: DriveReport?
    /// State requests of this daemon, the latest last, and how many states have come since the first of them.
    var requests: [String] = []
    var statesSince = 0
    /// A state has come that answers one of them.
    var isAnswered = false
    /// It was told to stand still.
    var isStopped = false
    /// The last state named a rejection without saying of what.
    var hasBareRejection = false
    /// The cancellation, stop or go last sent, and whether it was HARD.
    var control: (id: String, isHard: Bool)?
  }

  init(device: Device.ID, names: SiteNames) {
    self.device = device
    self.names = names
    let described = names.site.device(device)
    map = DriveMap(names.site, map: DriveUnits.place(of: described).map)
    manufacturer = DriveUnits.manufacturer(of: described)
    serialNumber = described.name
    version = DriveUnits.place(of: described).version
  }

  public mutating func receive(
    _ body: any WireBody, on channel: String, at now: Instant
  ) throws(RefusalReason) -> [Event] {
    switch body {
    case let state as DriveUnits.State:
      try check(state.header)
      return try receive(state, at: now)
    case let connection as DriveUnits.Connection:
      try check(connection.header)
      // Who starts again may be another than it was.
      if connection.state == .online, session.isNew(connection.header) { hasFactsheet = false }
      return [.connection(device, try session.take(connection, at: now))]
    case let factsheet as DriveUnits.Factsheet:
      try check(factsheet.header)
      hasFactsheet = true
      return []
    case let visualization as DriveUnits.Visualization:
      try check(visualization.header)
      return []
    default:
      throw .malformed
    }
  }

  private func check(_ header: DriveUnits.Header) throws(RefusalReason) {
    guard let spoken = Dialect.version(named: header.version), header.version.isEmpty || isAlike(spoken) else {
      throw .wrongVersion
    }
    // The topic has named the device; a header may leave its names out, but not contradict.
    guard header.serialNumber.isEmpty || header.serialNumber == serialNumber else { throw .unknownDevice }
  }

  /// Versions that share a topic are understood whatever the header says.
  private func isAlike(_ spoken: VDA5050Version) -> Bool { Dialect.major(spoken) == Dialect.major(version) }

  private mutating func receive(_ state: DriveUnits.State, at now: Instant) throws(RefusalReason) -> [Event] {
    guard !session.isStale(state.header) else { throw .stale }
    let report = try report(of: state)
    memory.last = report
    memory.hasBareRejection = state.errors.contains { isRejection($0) && $0.reference("orderId", of: "order") == nil }
    let drive = isRecent(state) ? [Event.drive(device, report)] : []
    return session.take(state.header, at: now) ? [.connection(device, .online)] + drive : drive
  }

  /// Requests whose answers are recognised.
  private static let requestLimit = 8
  /// States after which a vehicle that does not list the request among its actions is believed to have heard it.
  private static let patience = 6

  /// Whether a state was made after this daemon began to ask: before that it may be one that was long on its way, from where the
  /// vehicle was under an earlier daemon.
  private mutating func isRecent(_ state: DriveUnits.State) -> Bool {
    guard !memory.isAnswered, !memory.requests.isEmpty else { return true }
    memory.statesSince += 1
    memory.isAnswered =
      memory.statesSince > Self.patience || state.actionStates.contains { memory.requests.contains($0.actionID) }
    return memory.isAnswered
  }

  public mutating func perform(_ command: Command, at now: Instant) -> [WireMessage] {
    switch command.work {
    case .route(let update):
      return [message(DriveUnits.Topic.order, order(update, at: now))]
    case .cancelRoute:
      let id = DriveMap.cancellationID(route: command.id.number, update: command.id.attempt)
      return [instantActions([control(DriveUnits.ActionType.cancelOrder, id)], at: now)]
    case .stop, .go:
      memory.isStopped = command.work == .stop
      let type = memory.isStopped ? DriveUnits.ActionType.startPause : DriveUnits.ActionType.stopPause
      return [instantActions([control(type, "p\(command.id.number)u\(command.id.attempt)")], at: now)]
    case .report:
      // Numbered as the message is: two of one instant are two actions, and so are those of two daemons.
      let header = header(&instantActionIDs, at: now)
      var actions = [action(DriveUnits.ActionType.stateRequest, "s\(header.headerID)")]
      if memory.requests.count == Self.requestLimit { memory.requests.removeFirst() }
      memory.requests.append(actions[0].actionID)
      if !hasFactsheet { actions.append(action(DriveUnits.ActionType.factsheetRequest, "f\(header.headerID)")) }
      return [
        message(DriveUnits.Topic.instantActions, DriveUnits.InstantActions(header: header, actions: actions))
      ]
    case .divert, .lineUp, .stow, .pick, .closeTote, .pack, .sort, .changeCart:
      preconditionFailure("a drive unit cannot do \(command.work)")
    }
  }

  /// The standard has no acknowledgements: states are repeated.
  public mutating func acknowledge(stream: Int64, sequence: Int64, at now: Instant) -> [WireMessage] { [] }

  private func action(_ type: String, _ id: String) -> DriveUnits.Action {
    DriveUnits.Action(type, id: id, blockingType: .none)
  }

  /// A cancellation, stop or go. Before 3.0.0, where instant actions are always NONE, the standard leaves their blocking type
  /// open, and vehicles differ: some of 2.0.0 refuse these unless they are HARD. One that did not heed the one is told the
  /// other when it is told again.
  private mutating func control(_ type: String, _ id: String) -> DriveUnits.Action {
    guard version != .v3_0 else { return action(type, id) }
    var isHard = memory.control?.isHard ?? (version == .v2_0)
    if memory.control?.id == id { isHard.toggle() }
    memory.control = (id, isHard)
    return DriveUnits.Action(type, id: id, blockingType: isHard ? .hard : .none)
  }

  private mutating func instantActions(_ actions: [DriveUnits.Action], at now: Instant) -> WireMessage {
    message(
      DriveUnits.Topic.instantActions,
      DriveUnits.InstantActions(header: header(&instantActionIDs, at: now), actions: actions))
  }

  private mutating func order(_ update: RouteUpdate, at now: Instant) -> DriveUnits.Order {
    memory.sent = (update.route, update.update)
    memory.sentAmidRejection = memory.hasBareRejection
    for node in update.nodes {
      if let action = node.action { memory.action = (update.route, action) }
    }
    return map.order(update, header: header(&orderIDs, at: now), names: names)
  }

  private func header(_ ids: inout HeaderIDs, at now: Instant) -> DriveUnits.Header {
    let stamp = names.timeOfDay(now)
    return DriveUnits.Header(
      headerID: ids.next(at: stamp), timestamp: stamp, version: version.rawValue, manufacturer: manufacturer,
      serialNumber: serialNumber)
  }

  private func message(_ channel: String, _ body: any WireBody) -> WireMessage {
    WireMessage(device: device, channel: channel, body: body)
  }
}
