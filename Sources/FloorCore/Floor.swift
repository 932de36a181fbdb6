public import FloorModel
public import Traffic

/// The floor: everything that is believed and wanted, and the one door through which it changes.
///
/// A value without a clock, a random number or a socket. The same events at the same instants give the same effects, byte for
/// byte, in the daemon, in a simulated shift and in a test.
public struct Floor: Sendable {
  /// How often shells send `.tick`: about the time that a unit takes from one cell to the next.
  public static let tickInterval = Span.milliseconds(500)
  /// From one look at what was decided to the next, when nothing has happened that asks for one.
  static let secondLook = Span.seconds(5)
  /// A command that no event has answered by then is sent again, under the same id.
  public static let commandRepeat = Span.seconds(20)

  public let site: Site
  public internal(set) var books: Books
  public internal(set) var fleet: Fleet
  public internal(set) var alarms = AlarmBoard()
  public internal(set) var connections: [Connection?]
  public internal(set) var reports: [StationReport?]
  /// Refused messages by `RefusalReason.rawValue`.
  public internal(set) var refusals: [Int]
  /// Events handled since the start.
  public internal(set) var handled: Int64 = 0
  public internal(set) var now = Instant.zero
  /// When this floor's process began.
  var startedAt = Instant.zero
  /// When units were last asked how they are.
  var askedAt = Instant.zero

  // Derived from the books; rebuilt on recovery.
  /// Per pod: open tasks in its bins.
  var openTasks: [[WorkTask.ID]]
  /// Pods that have open tasks, ascending.
  var podsWithWork: [Pod.ID] = []
  /// Orders that wait for release, the most urgent due time first.
  var waitingOrders: [Order.ID] = []
  /// Per device: orders being picked at a pick station.
  var activeOrders: [[Order.ID]]
  /// Per device: units in a stow station's tote without a planned bin, the oldest first.
  var totes: [[Item.ID]]
  /// Units on the hold shelf that passed, and wait for a stow station to be open.
  var passedAndHeld: [Item.ID] = []
  /// Per device: units on their way to a stow station or in its tote.
  var stowLoad: [Int]
  /// Per device: orders on their way to or at a pack station.
  var packLoad: [Int]
  // Soft
  /// Per device: what waits in front of a tunnel, the most urgent first.
  var docks: [[Docked]]
  /// Parcels before an arm without a chute that takes them, and when each is tried again.
  var chuteless: [Chuteless] = []
  /// Per device and chute: until when it is held for full.
  var fullChutes: [[Instant]]
  /// Per pod: the unit that fetches or carries it.
  var porters: [Int32]
  /// Per cell: promised to a pod or a parked unit.
  var promised: [Bool]
  /// Per device: commands that no event has answered yet.
  var outstanding: [[Outstanding]]
  /// Work in pods that were under way when this daemon began: the one before it may have told a station of it.
  var perhapsTold: Set<WorkTask.ID> = []
  /// Waiting orders of which a part is picked: what a pack station did not find is picked again.
  var incomplete: [Order.ID] = []
  /// Chargers that are left alone for a while.
  var faultyChargers: [FaultyCharger] = []
  /// Per pod station: units on their way to it or in its queue, in the order in which they will be served.
  var lines: [[Int]]
  /// What the velocities mean for pods and products.
  var rates: Rates
  /// Per SKU: units that waiting orders ask for.
  var wanted: [Int32]
  let layout: Layout
  var effects: [Effect] = []
  var needsDispatch = true

  struct Chuteless: Equatable, Sendable {
    var parcel: Parcel.ID
    var notBefore: Instant
  }

  struct Outstanding: Equatable, Sendable {
    var command: Command
    var sentAt: Instant
  }

  public init(site: Site, planner: any StepPlanner = FlowPlanner()) {
    self.init(site: site, books: Books(site: site), planner: planner)
  }

  /// A floor that goes on from books that a journal gave back.
  public init(site: Site, books: Books, planner: any StepPlanner = FlowPlanner()) {
    self.site = site
    self.books = books
    fleet = Fleet(site: site, planner: planner)
    layout = Layout(site: site)
    rates = Rates(pods: site.pods.count)
    wanted = Array(repeating: 0, count: site.skus.count)
    let devices = site.devices.count
    connections = Array(repeating: nil, count: devices)
    reports = Array(repeating: nil, count: devices)
    refusals = Array(repeating: 0, count: RefusalReason.allCases.count)
    openTasks = Array(repeating: [], count: site.pods.count)
    activeOrders = Array(repeating: [], count: devices)
    totes = Array(repeating: [], count: devices)
    stowLoad = Array(repeating: 0, count: devices)
    docks = Array(repeating: [], count: devices)
    packLoad = Array(repeating: 0, count: devices)
    fullChutes = site.devices.map { device in
      guard case .sorter(let place) = device.place else { return [] }
      return Array(repeating: .zero, count: place.chutes.count)
    }
    porters = Array(repeating: -1, count: site.pods.count)
    promised = Array(repeating: false, count: site.grid.count)
    outstanding = Array(repeating: [], count: devices)
    lines = Array(repeating: [], count: devices)
    rebuild()
  }

  /// Takes an event in.
  /// - Parameter now: never earlier than in the call before.
  /// - Returns: what is to be done, in order.
  public mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    self.now = now
    handled += 1
    effects.removeAll(keepingCapacity: true)
    switch event {
    case .tick: tick()
    case .device(let event): receive(event)
    case .drive(let device, let report): receive(report, from: device)
    case .station(let device, let report): receive(report, from: device)
    case .connection(let device, let connection): hear(connection, of: device)
    case .inspected(let item, let inspection): judge(item, inspection)
    case .cartonized(let order, let outcome): pack(order, outcome)
    case .order(let request): receive(request)
    case .velocity(let lines): receive(lines)
    case .planning(let planning, by: let person): receive(planning, by: person)
    case .review(let review, let answer, by: let person): receive(answer, to: review, by: person)
    case .intervention(let intervention, by: let person): receive(intervention, by: person)
    case .refused(let device, let reason): hear(reason, of: device)
    case .certificate(let holder, let state): watch(holder, state)
    case .journal(let condition): receive(condition)
    case .camera(let tunnel, let view, let faults): receive(faults, of: view, at: tunnel)
    case .dock(let tunnel, let units): receive(units, at: tunnel)
    case .climate(let news): hear(news)
    }
    drainFleet()
    return effects
  }

  /// Makes a fact of a record: journaled, and applied to the books.
  @discardableResult
  mutating func commit(_ record: Record) -> [StockChange] {
    let changes = books.apply(record, at: now, site: site)
    effects.append(.journal(Entry(number: books.lastEntry, at: now, record: record, changes: changes)))
    if !books.ledger.touched.isEmpty { effects.append(.binsChanged(books.ledger.touched)) }
    needsDispatch = true
    return changes
  }

  /// Tells a device to do something, and remembers that it has yet to answer.
  mutating func send(
    _ id: CommandID, to device: Device.ID, _ work: Command.Work, label: ParcelLabel? = nil
  ) {
    let command = Command(id: id, device: device, work: work, label: label)
    outstanding[device.index].append(Outstanding(command: command, sentAt: now))
    effects.append(.command(command))
  }

  /// An event has answered a command.
  mutating func settle(_ kind: CommandID.Kind, _ number: Int, at device: Device.ID) {
    outstanding[device.index].removeAll { $0.command.id.kind == kind && $0.command.id.number == Int64(number) }
  }

  mutating func raise(_ cause: Alarm.Cause) {
    if let alarm = alarms.raise(cause, at: now) { effects.append(.alarm(alarm)) }
  }

  mutating func clear(_ cause: Alarm.Cause) {
    if let alarm = alarms.clear(cause, at: now) { effects.append(.alarm(alarm)) }
  }

  /// A certificate that ends soon is an alarm, one that has ended another.
  private mutating func watch(_ holder: CertificateHolder, _ state: CertificateState) {
    for known: CertificateState in [.expiring, .expired] where known != state { clear(.certificate(holder, known)) }
    if state != .good { raise(.certificate(holder, state)) }
  }

  /// What the fleet wants sent and shown.
  private mutating func drainFleet() {
    for command in fleet.commands { effects.append(.command(command)) }
    fleet.commands.removeAll(keepingCapacity: true)
    for cause in fleet.relieved { clear(cause) }
    fleet.relieved.removeAll(keepingCapacity: true)
    for cause in fleet.causes { raise(cause) }
    fleet.causes.removeAll(keepingCapacity: true)
  }

  /// Whether a tick is the first of such a span of floor time.
  func isDue(every span: Span) -> Bool { now.milliseconds % span.milliseconds < Self.tickInterval.milliseconds }

  private mutating func tick() {
    fleet.watchSilence(at: now)
    fleet.watchStops(at: now)
    fleet.watchCancels(at: now)
    watchLost()
    if fleet.isPaused { return }
    if needsDispatch || isDue(every: Self.secondLook) {
      needsDispatch = false
      renewRates()
      releaseOrders()
      releaseHeld()
      planStows()
      planCarts()
      retryChutes()
      if !podsWithWork.isEmpty { moveHeldWork() }
    }
    repeatCommands()
    // Units that have not said where they are may be anywhere; nothing drives until they have.
    guard haveAllReported() else { return }
    reassignFetches()
    if isDue(every: Self.secondLook) { preemptFetches() }
    assignPods()
    if isDue(every: Self.secondLook) { planCharging() }
    if isDue(every: Self.prepositionEvery) { prepositionPods() }
    if isDue(every: Self.secondLook) { spreadIdle() }
    advanceJobs()
    steerLines()
    fleet.plan(at: now)
    fleet.repeatUnanswered(at: now)
    fleet.resolveJams(at: now)
    fleet.watchStanding(at: now)
    for unit in fleet.hopeless { reconsider(unit) }
    fleet.hopeless.removeAll(keepingCapacity: true)
  }

  private mutating func haveAllReported() -> Bool {
    guard fleet.unheard > 0 else {
      clear(.waitingForReports)
      return true
    }
    askUnheard()
    if now - startedAt > Fleet.staleAfter { raise(.waitingForReports) }
    return false
  }

  private mutating func repeatCommands() {
    for device in outstanding.indices {
      for index in outstanding[device].indices where now - outstanding[device][index].sentAt > Self.commandRepeat {
        outstanding[device][index].sentAt = now
        effects.append(.command(outstanding[device][index].command))
      }
    }
  }
}
