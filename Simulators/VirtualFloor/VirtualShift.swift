public import Devices
public import FloorCore
public import FloorModel

/// A whole shift in one process and in virtual time: the production floor, drivers and codecs, and the twins of every machine.
///
/// Deterministic: the same site and options give the same trace hash, in any process.
public final class VirtualShift {
  /// Orders, units and messages of one shift; also what is wrong with it, if anything is.
  public private(set) var recorder: ShiftRecorder
  public private(set) var floor: Floor
  public private(set) var world: World
  public private(set) var hash = TraceHash()
  public private(set) var journal: [Entry] = []

  private enum Happening {
    case toDaemon(WireMessage)
    case toTwin(Device.ID, channel: String, body: any WireBody)
    case timer(Device.ID, Int)
    /// From people: reaches whichever daemon runs then.
    case event(Event)
    /// The result of an effect, in the daemon's own process: dies with it.
    case result(Event, life: Int)
    case kill
    case rise
    case tick
    case arrival(Device.ID, World.Arrival)
    case order(OrderRequest)
    case sample

    var isNewWork: Bool {
      switch self {
      case .tick, .arrival, .order, .sample: true
      case .toDaemon, .toTwin, .timer, .event, .result, .kill, .rise: false
      }
    }
  }

  private let options: ShiftOptions
  private let names: SiteNames
  private let newHub: DeviceHub
  private var hub: DeviceHub
  private var twins: [any Twin]
  private var queue = EventQueue<Happening>()
  private var demand: Demand
  private var links: SeededGenerator
  private var cameras: SeededGenerator
  private var people: SeededGenerator
  private let detector = DetectorModel.measured
  private let packager: Packager
  private var now = Instant.zero
  private var reviewsSeen = 0
  /// From frames to findings, with frames on the wire.
  private static let inspectionTime = Span.milliseconds(300)
  /// Messages on the wire.
  private var underWay = 0
  private var isDraining = false
  /// Counts the daemon's starts.
  private var life = 0
  private var risesAt: Instant?

  /// - Throws: a device of a family without driver or twin.
  public init(site: Site, options: ShiftOptions) throws(UnknownFamily) {
    self.options = options
    newHub = try DeviceHub(site: site)
    hub = newHub
    names = hub.names
    var planned = site
    if let velocity = options.plannedVelocity { planned.velocity = velocity }
    floor = Floor(site: planned)
    world = World(site: site, openingStock: site.openingStock)
    demand = Demand(site: site, seed: options.seed)
    links = SeededGenerator(seed: options.seed, stream: 1)
    cameras = SeededGenerator(seed: options.seed, stream: 2)
    people = SeededGenerator(seed: options.seed, stream: 3)
    packager = Packager(site: site)
    recorder = ShiftRecorder(site: planned, velocity: site.velocity)
    twins = []
    for (index, device) in site.devices.enumerated() {
      guard let family = hub.family(of: Device.ID(index)) as? any Twinned.Type else {
        throw UnknownFamily(name: "\(device.family) (no twin)", device: device.name, known: [])
      }
      let seed = options.seed &+ UInt64(index) &* 7_919
      if let habits = options.habits[device.name] {
        twins.append(DriveUnitTwin(device: Device.ID(index), names: hub.names, seed: seed, habits: habits))
      } else {
        twins.append(family.makeTwin(of: Device.ID(index), names: hub.names, seed: seed))
      }
    }
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
    for moment in options.restartAt { queue.add(.kill, at: .zero + moment) }
    let end = Instant.zero + options.duration
    while let at = queue.nextInstant, at <= end, let next = queue.next() {
      now = next.at
      happen(next.payload)
    }
    now = end
    drain()
    recorder.finish(floor: floor, world: world, at: end)
    if keepsJournal { recorder.compareReplay(of: journal, with: floor) }
  }

  /// Lets what is under way on the wire arrive, over perfect links and without new work, until nothing is: only then can books
  /// and reality be held against each other.
  private func drain() {
    isDraining = true
    let settled = now + .seconds(30)
    let limit = now + .minutes(10)
    while let at = queue.nextInstant, at <= limit, at <= settled || underWay > 0, let next = queue.next() {
      now = next.at
      happen(next.payload)
    }
  }

  private func happen(_ happening: Happening) {
    switch happening {
    case .toDaemon(let message):
      underWay -= 1
      if risesAt == nil { arrive(message) }
    case .toTwin(let device, let channel, let body):
      underWay -= 1
      output(twins[device.index].receive(body, on: channel, at: now, world: &world), of: device)
    case .timer(let device, let token):
      output(twins[device.index].fire(token, at: now, world: &world), of: device)
    case .event(let event):
      if let risesAt { queue.add(happening, at: risesAt) } else { handle(event) }
    case .result(let event, let life):
      if life == self.life, risesAt == nil { handle(event) }
    case .kill: kill()
    case .rise: rise()
    case _ where isDraining && happening.isNewWork: break
    case .tick:
      if risesAt == nil { handle(.tick) }
      recorder.check(world, at: now)
      queue.add(.tick, at: now + Floor.tickInterval)
      if risesAt == nil { askPeople() }
    case .arrival(let tunnel, let unit):
      world.docks[tunnel.index].append(unit)
      scheduleArrival()
    case .order(let order):
      if risesAt == nil { handle(.order(order)) } else { queue.add(.event(.order(order)), at: now) }
      scheduleOrder()
    case .sample:
      recorder.sample(floor, at: now)
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

  // MARK: The daemon's side

  private func arrive(_ message: WireMessage) {
    do throws(RefusalReason) {
      let body = options.isWired ? try throughBytes(message) : message.body
      for event in try hub.receive(
        WireMessage(device: message.device, channel: message.channel, body: body), at: now)
      {
        handle(event)
      }
    } catch {
      handle(.refused(message.device, reason: error))
    }
  }

  private func throughBytes(_ message: WireMessage) throws(RefusalReason) -> any WireBody {
    let topic = hub.topicPrefix(of: message.device) + "/" + message.channel
    let (_, channel) = try hub.address(of: topic)
    return try WireCoding.decode(channel, WireCoding.encode(message.body))
  }

  private func handle(_ event: Event) {
    recorder.events += 1
    hash.fold(now.milliseconds)
    hash.fold(event)
    let effects = floor.handle(event, at: now)
    for effect in effects {
      hash.fold(effect)
      perform(effect)
    }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .journal(let entry):
      if keepsJournal { journal.append(entry) }
      recorder.note(entry)
      noteStow(entry)
    case .acknowledge(let device, let stream, let sequence):
      send(hub.acknowledge(device, stream: stream, sequence: sequence, at: now))
    case .command(let command): send(hub.perform(command, at: now))
    case .inspect(let request):
      queue.add(.result(.inspected(request.item, inspect(request)), life: life), at: now + Self.inspectionTime)
    case .cartonize(let request):
      let outcome = packager.answer(request)
      queue.add(.result(.cartonized(request.order, outcome), life: life), at: now + .milliseconds(1))
    case .alarm(let alarm): recorder.note(alarm)
    // Nobody watches a virtual floor's bins.
    case .binsChanged: break
    }
  }

  /// From the tunnel into a bin: from then on it can be sold.
  private func noteStow(_ entry: Entry) {
    guard case .device(let event) = entry.record, case .stowed(let task, _) = event.body, !entry.changes.isEmpty,
      case .stow(let item) = floor.books.tasks[task.index].kind
    else { return }
    let unit = floor.books.items[item.index]
    recorder.noteStow(of: unit.key.sku, took: entry.at - unit.presented)
  }

  private func inspect(_ request: InspectionRequest) -> Inspection {
    guard let unit = world.seen[request.plate] else {
      return Inspection(findings: [Finding(kind: .unreadableFrame, permille: 1_000)])
    }
    if let inspector = options.inspector { return inspector(request, unit) }
    let sku = floor.site.skus[unit.key.sku.index]
    var inspection = detector.inspection(of: unit.defect, uniform: cameras.next(), naming: cameras.next())
    inspection.measured = sku.size
    if unit.defect != .missingLabel, !sku.gtin.isEmpty { inspection.gtin = sku.gtin }
    return inspection
  }

  // MARK: The daemon's death

  private var keepsJournal: Bool { options.keepsJournal || !options.restartAt.isEmpty }

  /// `kill -9`: what is on the wire stays there, what was only in memory is gone.
  private func kill() {
    guard risesAt == nil else { return }
    life += 1
    recorder.retire(floor)
    risesAt = now + options.restartTakes
    queue.add(.rise, at: now + options.restartTakes)
  }

  /// A new process: books from the journal, everything else from what the machines say.
  private func rise() {
    risesAt = nil
    recorder.compareReplay(of: journal, with: floor)
    var books = Books(site: floor.site)
    for entry in journal { _ = books.apply(entry.record, at: entry.at, site: floor.site) }
    floor = Floor(site: floor.site, books: books)
    hub = newHub
    for effect in floor.restart(at: now) {
      hash.fold(effect)
      perform(effect)
    }
  }

  // MARK: The wire

  private func send(_ messages: [WireMessage]) {
    for message in messages {
      var body = message.body
      if options.isWired {
        guard let decoded = try? WireCoding.decode(hub.outboundChannel(of: message), WireCoding.encode(body)) else {
          recorder.violate("the daemon's own \(message.channel) message cannot be read back", at: now)
          continue
        }
        body = decoded
      }
      deliver(.toTwin(message.device, channel: message.channel, body: body))
    }
  }

  private func output(_ outputs: [TwinOutput], of device: Device.ID) {
    for output in outputs {
      switch output {
      case .timer(let token, let at): queue.add(.timer(device, token), at: max(at, now))
      case .publish(let channel, let body):
        deliver(.toDaemon(WireMessage(device: device, channel: channel, body: body)))
      }
    }
  }

  private func deliver(_ happening: Happening) {
    recorder.messages += 1
    let link = options.link
    let isFaulty = !isDraining && !isCalm(now)
    if isFaulty, link.loss > 0, links.chance(link.loss) { return }
    let copies = isFaulty && link.repetition > 0 && links.chance(link.repetition) ? 2 : 1
    for _ in 0..<copies {
      underWay += 1
      queue.add(happening, at: now + link.latency + jitter())
    }
  }

  private func isCalm(_ at: Instant) -> Bool { options.calmAfter.map { at >= .zero + $0 } ?? false }

  private func jitter() -> Span {
    let most = options.link.jitter.milliseconds
    return most > 0 ? Span(milliseconds: Int64(links.below(Int(most)))) : .zero
  }

  // MARK: People

  /// The twin of a person sees each new review and answers it some time later, from what is physically so.
  private func askPeople() {
    while reviewsSeen < floor.books.reviews.count {
      let review = floor.books.reviews[reviewsSeen]
      let answer = Person.answer(review, books: floor.books, world: world)
      let delay = Span.seconds(20 + 40 * people.unit())
      queue.add(.event(.review(Review.ID(reviewsSeen), answer, by: "twin")), at: now + delay)
      reviewsSeen += 1
    }
  }
}
