import FloorCore
import FloorModel

/// Holds a shift's invariants against it: some at every event, where that is cheap, and all of them now and then.
///
/// It believes nobody: it has its own stock, made from the feed alone, its own books, made from the journal alone, and its own
/// list of what customers asked for and of which cells drive units may enter.
struct Auditor {
  let site: Site
  /// No device of the shift forgets or lies, so no record may contradict the books.
  let refusesContradictions: Bool
  /// Devices that say what is not so: nobody can know better than they.
  let liars: Set<Device.ID>
  private let opening: [StockKey: Int64]
  var replica: StockReplica
  /// Books from the journal alone, brought up to date at intervals.
  var shadow: Books
  private var shadowed = 0
  private var lastEntry: Int64 = 0
  private var lastAt = Instant.zero
  /// Per device: the last event that is durable.
  private var durable: [(stream: Int64, sequence: Int64)]
  private var works: [SentCommand: Command.Work] = [:]
  var asked: [String: OrderRequest] = [:]
  var arrived: [StockKey: Int64] = [:]
  /// Units that people counted and that no record had: they came before anybody looked.
  private var turnedUp: [StockKey: Int64] = [:]
  var roads: RoadWatch
  private var contradictions = 0
  private var found: [String] = []

  private struct SentCommand: Hashable {
    var device: Device.ID
    var id: CommandID
  }

  init(site: Site, refusesContradictions: Bool, liars: Set<Device.ID> = []) {
    self.site = site
    self.refusesContradictions = refusesContradictions
    self.liars = liars
    replica = StockReplica(opening: site.openingStock)
    opening = replica.census()
    shadow = Books(site: site)
    durable = Array(repeating: (0, 0), count: site.devices.count)
    roads = RoadWatch(site: site)
  }

  mutating func find(_ what: String) { found.append(what) }

  mutating func takeFound() -> [String] {
    guard !found.isEmpty else { return [] }
    defer { found = [] }
    return found
  }

  // MARK: At every event

  /// Entries that have become durable, all of one batch, and the books that they led to.
  mutating func take(_ entries: [Entry], _ books: Books, at now: Instant) {
    for entry in entries {
      if entry.number != lastEntry + 1 { find("the journal goes from entry \(lastEntry) to \(entry.number)") }
      if entry.at < lastAt { find("entry \(entry.number) is older than the one before it") }
      lastEntry = entry.number
      lastAt = entry.at
      for change in entry.changes {
        if let fault = replica.apply(change) { find(fault) }
      }
      if case .device(let event) = entry.record { take(event) }
      for change in entry.unitsThatTurnedUp { turnedUp[change.key, default: 0] += Int64(change.quantity) }
    }
    if books.lastEntry != lastEntry { find("the books stand at entry \(books.lastEntry), the journal at \(lastEntry)") }
    for change in entries.lazy.flatMap(\.changes) {
      for place in [change.from, change.to] where place != .outside {
        let (feed, stock) = (
          replica.quantity(of: change.key, at: place), books.ledger.quantity(of: change.key, at: place)
        )
        if feed != stock { find("by the feed \(feed) of \(change.key.sku) are in \(place), by the books \(stock)") }
      }
    }
    if !books.ledger.totals.balances { find("stock does not balance: \(books.ledger.totals)") }
    if refusesContradictions, books.invalidRecords > contradictions {
      find("one of these contradicts the books: \(entries.map(\.record))")
    }
    contradictions = books.invalidRecords
  }

  private mutating func take(_ event: DeviceEvent) {
    let last = durable[event.device.index]
    let expected = last.stream == event.stream ? last.sequence + 1 : 1
    if event.sequence != expected {
      find("event \(event.sequence) of \(name(event.device)) is journaled where \(expected) was due")
    }
    durable[event.device.index] = (event.stream, event.sequence)
  }

  mutating func noteAcknowledgement(_ device: Device.ID, stream: Int64, sequence: Int64) {
    let last = durable[device.index]
    if stream == last.stream ? sequence > last.sequence : last.stream == 0 {
      find("event \(sequence) of \(name(device)) is acknowledged and not durable")
    }
  }

  /// The same work is the same command however often it is sent, and no other work is.
  mutating func note(_ command: Command) {
    let isNamed: Bool
    switch command.work {
    case .route, .cancelRoute, .report, .stop, .go, .lineUp: return
    case .divert: isNamed = command.id.kind == .divert
    case .stow(let task, _, _, _): isNamed = command.id == CommandID(.stow, Int64(task.index))
    case .pick(let task, _, _, _, _, _): isNamed = command.id == CommandID(.pick, Int64(task.index))
    case .closeTote(let order, _): isNamed = command.id.kind == .closeTote && command.id.number == Int64(order.index)
    case .pack(let work): isNamed = command.id == CommandID(.pack, Int64(work.parcel.index))
    case .sort(let parcel, _): isNamed = command.id.kind == .sort && command.id.number == Int64(parcel.index)
    case .changeCart(let chute): isNamed = command.id.kind == .cart && command.id.number == Int64(chute)
    }
    if !isNamed { find("command \(command.id) is not named after its work") }
    var work = command.work
    if case .pick(let task, let order, let key, let bin, let quantity, _) = work {
      // Whether the person is asked to look into the bin depends on what else is picked there by then; it is no work.
      work = .pick(task: task, order: order, key: key, bin: bin, quantity: quantity)
    }
    let known = works.updateValue(work, forKey: SentCommand(device: command.device, id: command.id))
    if let known, known != work { find("command \(command.id) stands for two kinds of work") }
  }

  mutating func note(_ order: OrderRequest) { asked[order.code] = order }
  mutating func noteArrival(_ unit: World.Arrival) { arrived[unit.key, default: 0] += 1 }

  mutating func noteBase(_ base: [Cell], of device: Device.ID, world: World) {
    if let fault = roads.note(base, of: device, at: world.unitCells[device.index]) { find(fault) }
  }

  // MARK: Now and then

  /// Everything that can be held against everything else, in time that grows with what there is.
  mutating func checkAll(_ floor: Floor, journal: [Entry], world: World, at now: Instant) {
    follow(journal, floor)
    compareFeed(floor.books)
    checkReservations(floor.books)
    checkUnits(floor.books)
    checkOrders(floor.books, world)
    for what in floor.inconsistencies() { find(what) }
    checkReasons(floor)
  }

  /// The journal replays to the same books.
  private mutating func follow(_ journal: [Entry], _ floor: Floor) {
    // A daemon that has lost entries has been found out already; its journal is shorter than what was seen of it.
    guard shadowed <= journal.count else { return find("the journal has lost \(shadowed - journal.count) entries") }
    for entry in journal[shadowed...] {
      if shadow.apply(entry.record, at: entry.at, site: site) != entry.changes {
        find("entry \(entry.number) replays to other changes")
      }
    }
    shadowed = journal.count
    if shadow != floor.books { find("the journal replays to other books") }
  }

  /// The feed, read from its beginning, gives the stock; and of every kind there is what there was and what came.
  private mutating func compareFeed(_ books: Books) {
    if replica.lastChange != books.ledger.lastChange { find("the feed ends at another change than the books") }
    for bin in site.bins.indices {
      let place = Place.bin(Bin.ID(bin))
      let stock = books.ledger.bins[bin].map { ($0.key, $0.quantity) }
      let feed = replica.lines(at: place).map { ($0.key, $0.quantity) }
      if !stock.elementsEqual(feed, by: ==) { find("by the feed bin \(site.bins[bin].name) holds something else") }
    }
    let census = replica.census()
    for key in Set(census.keys).union(opening.keys).union(replica.inbound.keys).sorted() {
      let (there, was, came) = (census[key] ?? 0, opening[key] ?? 0, replica.inbound[key] ?? 0)
      if there != was + came { find("of \(key) there are \(there), but \(was) were there and \(came) came") }
      let (taken, delivered) = (came - (turnedUp[key] ?? 0), arrived[key] ?? 0)
      if taken > delivered { find("\(taken) units of \(key) came in, \(delivered) were delivered") }
    }
    if books.ledger.totals != books.ledger.recount() { find("recounted stock differs from the sums") }
  }

  func name(_ device: Device.ID) -> String { site.devices[device.index].name }
}
