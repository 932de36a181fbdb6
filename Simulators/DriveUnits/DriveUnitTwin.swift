public import Devices
public import FloorModel

extension DriveUnits: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    DriveUnitTwin(device: device, names: names, seed: seed)
  }

  /// Brokers take a last will when a session begins: its timestamp and header id are old when it is published.
  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    let described = names.site.device(device)
    let header = Header(
      headerID: 0, timestamp: .zero, version: place(of: described).version.rawValue,
      manufacturer: manufacturer(of: described), serialNumber: described.name)
    return ("connection", Connection(header: header, state: .broken))
  }
}

/// A drive unit in software that keeps to VDA 5050, in the version that its site file names: it drives in its base only, lifts pods, tires and charges.
///
/// It stops only where it must: a drive's end is the last released node in a straight line without work on the way, and
/// moves on while the base grows. One timer a node, one heartbeat.
public struct DriveUnitTwin: BoundTwin {
  /// The standard's limit between two states is 30 s.
  public static let heartbeat = Span.seconds(15)

  let device: Device.ID
  let names: SiteNames
  let map: DriveMap
  let mechanics: DriveMechanics
  let habits: Set<BadHabit>
  let manufacturer: String
  let serialNumber: String
  let version: VDA5050Version
  /// Metres a second.
  let speedLimit: Double
  /// Between two visualization messages; nil: none.
  let visualizationInterval: Span?
  let heartbeatPhase: Span

  var cell: Cell
  var heading: Heading
  var load: Pod.ID?
  var motion = Motion.standing
  var battery: DriveBattery
  var job = DriveJob()
  var errors: [DriveUnits.Fault] = []
  var isRunning = false
  /// Nodes passed since a person drove it last, and until when one does.
  var nodesPassed = 0
  var manualUntil: Instant?
  /// Of a unit that `goesManual`.
  static let nodesBetweenManual = 30
  static let manualTime = Span.seconds(70)
  /// Master control has told it to stand still.
  var isPaused = false
  /// How far it drives until then: an index into the job's path.
  var pauseEnd: Int?

  var headerIDs = HeaderIDs()
  /// Of orders taken in, and of requests: a late copy of an older one must not be carried out.
  var orders = HeaderWatch()
  var requests = HeaderWatch()
  /// Timers of an earlier life or plan carry another number.
  var life = 0
  var plan = 0
  var lastState = Instant.zero
  /// Something has changed that a state must say.
  var hasNews = false
  var outputs: [TwinOutput] = []

  struct HeaderIDs: Sendable {
    var state: Int64 = 0
    var connection: Int64 = 0
    var factsheet: Int64 = 0
    var visualization: Int64 = 0
  }

  /// What its body does now.
  enum Motion: Sendable {
    case standing
    case turning(to: Heading)
    case driving(Drive)
    case acting(DriveUnits.Action)
  }

  /// A drive in one direction.
  struct Drive: Sendable {
    var profile: SpeedProfile
    /// When the profile begins.
    var since: Instant
    /// The next node's place on the profile, in metres.
    var next: Double
    /// When it is reached.
    var due: Instant
  }

  public init(
    device: Device.ID, names: SiteNames, seed: UInt64, mechanics: DriveMechanics = DriveMechanics(),
    habits: Set<BadHabit> = [], visualizationInterval: Span? = nil
  ) {
    let described = names.site.device(device)
    guard case .driveUnit(let place) = described.place else {
      preconditionFailure("a drive unit's twin was made for \(described.name), which has another place")
    }
    self.device = device
    self.names = names
    self.mechanics = mechanics
    self.habits = habits
    self.visualizationInterval = visualizationInterval
    map = DriveMap(names.site, map: place.map)
    manufacturer = habits.contains(.terse) ? "" : place.manufacturer
    serialNumber = described.name
    version = place.version
    speedLimit = Double(place.speed) / 1000
    cell = place.start
    heading = place.heading
    battery = DriveBattery(mechanics)
    var generator = SeededGenerator(seed: seed, stream: UInt64(device.index))
    heartbeatPhase = .milliseconds(Int64(generator.below(Int(Self.heartbeat.milliseconds))) + 1)
  }

  public var base: [Cell] { job.path[min(job.next, job.path.count)...].prefix { $0.released }.map(\.cell) }

  // MARK: Doors

  /// Its body stays where it was, between two nodes at the first of them; of orders it remembers nothing.
  public mutating func start(at now: Instant, world: inout World) -> [TwinOutput] {
    let isFirst = life == 0
    life += 1
    plan += 1
    isRunning = true
    if habits.contains(.restartsHeaderIDs) { headerIDs = HeaderIDs() }
    motion = .standing
    manualUntil = nil
    isPaused = false
    pauseEnd = nil
    job = DriveJob()
    errors = []
    orders = HeaderWatch()
    requests = HeaderWatch()
    cell = world.unitCells[device.index] ?? cell
    load = world.podPlaces.firstIndex(of: .carried(by: device)).map { Pod.ID($0) }
    battery.change(to: .standing, at: now)
    if (isFirst || !habits.contains(.skipsOnline)) && !habits.contains(.neverSaysOnline) {
      headerIDs.connection += 1
      publish("connection", DriveUnits.Connection(header: header(headerIDs.connection, at: now), state: .online))
    }
    hasNews = true
    set(.heartbeat, at: now + heartbeatPhase)
    if let visualizationInterval { set(.visualization, at: now + visualizationInterval) }
    return flush(at: now)
  }

  public mutating func receive(
    _ body: any WireBody, on channel: String, at now: Instant, world: inout World
  ) -> [TwinOutput] {
    guard isRunning else { return [] }
    switch body {
    case let order as DriveUnits.Order where !orders.isStale(order.header):
      receive(order, at: now, world: &world)
    case let request as DriveUnits.InstantActions where !requests.isStale(request.header):
      requests.note(request.header)
      for action in request.actions { receive(action, at: now, world: &world) }
    default: break
    }
    return flush(at: now)
  }

  public mutating func fire(_ token: Int, at now: Instant, world: inout World) -> [TwinOutput] {
    guard isRunning, let timer = Timer(rawValue: token & 3) else { return [] }
    switch timer {
    case .motion:
      guard token >> 2 == plan else { return [] }
      step(at: now, world: &world)
    case .heartbeat:
      guard token >> 2 == life else { return [] }
      if let end = manualUntil, end <= now { manualUntil = nil }
      let due = lastState + Self.heartbeat
      hasNews = due <= now
      set(.heartbeat, at: hasNews ? now + Self.heartbeat : due)
    case .visualization:
      guard token >> 2 == life, let visualizationInterval else { return [] }
      headerIDs.visualization += 1
      let header = header(headerIDs.visualization, at: now)
      publish(
        "visualization",
        DriveUnits.Visualization(
          header: header, position: position(at: now), stateHeaderID: headerIDs.state))
      set(.visualization, at: now + visualizationInterval)
    }
    return flush(at: now)
  }

  // MARK: Timers and messages

  enum Timer: Int {
    case motion = 0
    case heartbeat = 1
    case visualization = 2
  }

  mutating func set(_ timer: Timer, at instant: Instant) {
    if timer == .motion { plan += 1 }
    let number = timer == .motion ? plan : life
    outputs.append(.timer(number << 2 | timer.rawValue, at: instant))
  }

  mutating func publish(_ channel: String, _ body: any WireBody) {
    outputs.append(.publish(channel: channel, body: body))
  }

  func header(_ id: Int64, at now: Instant) -> DriveUnits.Header {
    DriveUnits.Header(
      headerID: id, timestamp: now, version: version.rawValue, manufacturer: manufacturer, serialNumber: serialNumber)
  }

  /// One state says all that has happened in one call.
  private mutating func flush(at now: Instant) -> [TwinOutput] {
    if hasNews, !habits.contains(.mute) {
      headerIDs.state += 1
      publish("state", state(at: now))
    }
    if hasNews { lastState = now }
    hasNews = false
    defer { outputs = [] }
    return outputs
  }
}
