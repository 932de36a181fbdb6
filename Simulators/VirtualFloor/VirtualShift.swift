import Cartons
public import Devices
public import FloorCore
public import FloorModel

/// A whole shift in one process and in virtual time: the production floor, drivers and codecs, and the twins of every machine.
///
/// Deterministic: the same site and options give the same trace hash, in any process.
public final class VirtualShift {
  /// Orders, units and messages of one shift; also what is wrong with it, if anything is.
  public internal(set) var recorder: ShiftRecorder
  public internal(set) var floor: Floor
  public internal(set) var world: World
  public internal(set) var hash = TraceHash()
  /// What is durable.
  public internal(set) var journal: [Entry] = []

  enum Happening {
    case toDaemon(WireMessage)
    case toTwin(Device.ID, channel: String, body: any WireBody)
    case timer(Device.ID, Int)
    /// From people: reaches whichever daemon runs then.
    case event(Event)
    /// The result of an effect, in the daemon's own process: dies with it.
    case result(Event, life: Int)
    /// A batch of the daemon is durable.
    case written([Effect], life: Int)
    case kill
    case rise
    case fault(Fault.Kind)
    case mend(Mending)
    case calm
    case tick
    case arrival(Device.ID, World.Arrival)
    case order(OrderRequest)
    /// A person has come to a bin, to count it.
    case visit(Bin.ID)
    case sample
    case climate

    var isNewWork: Bool {
      switch self {
      case .tick, .arrival, .order, .visit, .sample, .climate, .fault, .kill: true
      case .toDaemon, .toTwin, .timer, .event, .result, .written, .rise, .mend, .calm: false
      }
    }
  }

  let options: ShiftOptions
  let names: SiteNames
  var twins: [any Twin]
  var queue = EventQueue<Happening>()
  private var demand: Demand
  var links: SeededGenerator
  var cameras: SeededGenerator
  var people: SeededGenerator
  var chaos: SeededGenerator
  private let detector = DetectorModel.measured
  let binEye = BinEyeModel()
  let packager: Packager
  var now = Instant.zero
  /// From frames to findings, with frames on the wire.
  static let inspectionTime = Span.milliseconds(300)
  /// Messages on the wire.
  var underWay = 0
  var isDraining = false
  /// The thermometers, as the shift has left them.
  public private(set) var coldRoom: ColdRoom?
  var hub: DeviceHub
  var daemon = DaemonProcess()
  var troubles: Troubles
  var crew = Crew()
  var auditor: Auditor?
  #if PLANTED_BUGS
  var saboteur: Saboteur
  #endif

  /// - Throws: a device of a family without driver or twin.
  public init(site: Site, options: ShiftOptions) throws(UnknownFamily) {
    self.options = options
    hub = try DeviceHub(site: site)
    names = hub.names
    coldRoom = options.coldRoom
    var planned = site
    if let velocity = options.plannedVelocity { planned.velocity = velocity }
    floor = Floor(site: planned)
    world = World(site: site, openingStock: site.openingStock)
    demand = Demand(site: site, seed: options.seed)
    links = SeededGenerator(seed: options.seed, stream: 1)
    cameras = SeededGenerator(seed: options.seed, stream: 2)
    people = SeededGenerator(seed: options.seed, stream: 3)
    chaos = SeededGenerator(seed: options.seed, stream: 4)
    packager = Packager(site: site, chooser: options.damageModel.map { PackageChooser(model: $0) })
    recorder = ShiftRecorder(site: planned, velocity: site.velocity)
    troubles = Troubles(devices: site.devices.count)
    if options.isAudited {
      auditor = Auditor(
        site: site, refusesContradictions: !options.plan.hasContradictions, liars: options.plan.liars)
    }
    #if PLANTED_BUGS
    saboteur = Saboteur(options.sabotage, seed: options.seed)
    #endif
    twins = []
    for (index, device) in site.devices.enumerated() {
      guard let family = hub.family(of: Device.ID(index)) as? any Twinned.Type else {
        throw UnknownFamily(name: "\(device.family) (no twin)", device: device.name, known: [])
      }
      let seed = options.seed &+ UInt64(index) &* 7_919
      if device.role == .drive {
        twins.append(
          DriveUnitTwin(
            device: Device.ID(index), names: hub.names, seed: seed, mechanics: options.mechanics ?? DriveMechanics(),
            habits: options.habits[device.name] ?? []))
      } else {
        twins.append(family.makeTwin(of: Device.ID(index), names: hub.names, seed: seed))
      }
    }
    world.slips = options.plan.slips
    world.distort(rate: options.oddProducts, seed: options.seed)
    recorder.phantoms = world.misplace(rate: site.demand.binErrorRate, seed: options.seed)
  }

  /// Runs the shift to its end.
  public func run() {
    for effect in floor.restart(at: .zero) { perform(effect) }
    for index in twins.indices { output(twins[index].start(at: now, world: &world), of: Device.ID(index)) }
    queue.add(.tick, at: .zero + Floor.tickInterval)
    queue.add(.sample, at: .zero + ShiftRecorder.sampleInterval)
    scheduleArrival()
    scheduleOrder()
    for told in options.told { queue.add(.event(told.event), at: .zero + told.at) }
    if coldRoom != nil { queue.add(.climate, at: .zero) }
    for moment in options.restartAt { queue.add(.kill, at: .zero + moment) }
    for fault in options.plan.faults { queue.add(.fault(fault.kind), at: .zero + fault.at) }
    if let calm = options.calmAfter { queue.add(.calm, at: .zero + calm) }
    let end = Instant.zero + options.duration
    while let at = queue.nextInstant, at <= end, let next = queue.next() {
      now = next.at
      happen(next.payload)
      if options.stopsAtViolation, !recorder.report.violations.isEmpty { return }
    }
    now = end
    drain()
    recorder.finish(floor: floor, world: world, at: end)
    if keepsJournal { recorder.compareReplay(of: journal, with: floor) }
    audit()
  }

  /// Lets what is under way on the wire arrive, over perfect links and without new work, until nothing is: only then can books
  /// and reality be held against each other.
  private func drain() {
    isDraining = true
    let settled = now + .seconds(30)
    let limit = now + .minutes(10)
    while let at = queue.nextInstant, at <= limit, at <= settled || underWay > 0 || !daemon.isListening,
      let next = queue.next()
    {
      now = next.at
      happen(next.payload)
    }
  }

  private func happen(_ happening: Happening) {
    switch happening {
    case .toDaemon(let message):
      underWay -= 1
      take(.message(message))
    case .toTwin(let device, let channel, let body):
      underWay -= 1
      guard !troubles.isDown[device.index] else { return }
      output(twins[device.index].receive(body, on: channel, at: now, world: &world), of: device)
    case .timer(let device, let token):
      guard !troubles.isDown[device.index] else { return }
      output(twins[device.index].fire(token, at: now, world: &world), of: device)
    case .event(let event): take(.outside(event))
    case .result(let event, let life):
      if life == daemon.life { take(.event(event)) }
    case .written(let effects, let life):
      if life == daemon.life { written(effects) }
    case .kill: kill(takes: options.restartTakes)
    case .rise: rise()
    case _ where isDraining && happening.isNewWork: break
    case .fault(let kind):
      if !isCalm(now) { begin(kind) }
    case .mend(let mending): mend(mending)
    case .calm: calmDown()
    case .tick:
      take(.event(.tick))
      recorder.check(world, at: now)
      queue.add(.tick, at: now + Floor.tickInterval)
      guard daemon.isListening else { return }
      askReviewers()
      sendCounters()
    case .visit(let bin): visit(bin)
    case .arrival(let tunnel, let unit):
      world.docks[tunnel.index].append(unit)
      auditor?.noteArrival(unit)
      recorder.noteArrival(of: unit.plate, at: now)
      scheduleArrival()
    case .order(let order):
      auditor?.note(order)
      take(.outside(.order(order)))
      scheduleOrder()
    case .climate:
      for event in coldRoom?.look(at: now) ?? [] { take(.outside(event)) }
      queue.add(.climate, at: now + ColdRoom.interval)
    case .sample:
      recorder.sample(floor, at: now)
      audit()
      queue.add(.sample, at: now + ShiftRecorder.sampleInterval)
    }
  }

  private func scheduleArrival() {
    guard let (at, tunnel, unit) = demand.nextArrival(after: now), !isCalm(at) else { return }
    queue.add(.arrival(tunnel, unit), at: at)
  }

  private func scheduleOrder() {
    guard let (at, order) = demand.nextOrder(after: now), !isCalm(at) else { return }
    queue.add(.order(order), at: at)
  }

  func isCalm(_ at: Instant) -> Bool { options.calmAfter.map { at >= .zero + $0 } ?? false }

  func inspect(_ request: InspectionRequest) -> Inspection {
    guard let unit = world.seen[request.plate] else {
      return Inspection(findings: [Finding(kind: .unreadableFrame, permille: 1_000)])
    }
    if let inspector = options.inspector { return inspector(request, unit) }
    let sku = floor.site.skus[unit.key.sku.index]
    var inspection = detector.inspection(of: unit.defect, uniform: cameras.next(), naming: cameras.next())
    inspection.measured = world.size(of: unit.key.sku)
    if unit.defect != .missingLabel, !sku.gtin.isEmpty { inspection.gtin = sku.gtin }
    return inspection
  }

  /// Everything that can be held against everything else.
  private func audit() {
    guard auditor != nil, daemon.isListening else { return }
    auditor?.checkAll(floor, journal: journal, world: world, at: now)
    report()
  }

  /// What the auditor has found goes where all violations go.
  func report() {
    guard let found = auditor?.takeFound(), !found.isEmpty else { return }
    for what in found { recorder.violate(what, at: now) }
  }
}
