import FloorCore
import FloorModel
import Testing

/// A floor with a clock and, for each device, a count of its events; keeps the journal as a store would.
struct Rig {
  var floor: Floor
  private(set) var now: Instant
  private(set) var journal: [Entry] = []
  private var sequences: [Int64]
  private var streams: [Int64]

  init(_ site: Site = Tiny.site()) {
    floor = Floor(site: site)
    now = .zero + .hours(1)
    sequences = Array(repeating: 0, count: site.devices.count)
    streams = Array(repeating: 1, count: site.devices.count)
    _ = restart()
  }

  @discardableResult
  mutating func handle(_ event: Event, after pause: Span = .zero) -> [Effect] {
    now = now + pause
    let effects = floor.handle(event, at: now)
    for case .journal(let entry) in effects { journal.append(entry) }
    return effects
  }

  /// The device's next event.
  @discardableResult
  mutating func report(_ device: Device.ID, _ body: DeviceEvent.Body) -> [Effect] {
    sequences[device.index] += 1
    return handle(.device(last(device, body)))
  }

  /// The event that the device has sent last, with another body if one likes.
  func last(_ device: Device.ID, _ body: DeviceEvent.Body) -> DeviceEvent {
    DeviceEvent(device: device, stream: streams[device.index], sequence: sequences[device.index], body: body)
  }

  /// The device loses its memory.
  mutating func forget(_ device: Device.ID) {
    streams[device.index] += 1
    sequences[device.index] = 0
  }

  @discardableResult
  mutating func tick(after pause: Span = Floor.tickInterval) -> [Effect] { handle(.tick, after: pause) }

  /// Ticks for a while.
  @discardableResult
  mutating func wait(_ span: Span) -> [Effect] {
    let end = now + span
    var effects: [Effect] = []
    while now < end { effects += tick() }
    return effects
  }

  @discardableResult
  mutating func drive(_ report: DriveReport, _ device: Device.ID = Tiny.unit) -> [Effect] {
    handle(.drive(device, report))
  }

  /// The process dies; another goes on from the journal.
  @discardableResult
  mutating func restart() -> [Effect] {
    var books = Books(site: floor.site)
    for entry in journal { _ = books.apply(entry.record, at: entry.at, site: floor.site) }
    floor = Floor(site: floor.site, books: books)
    let effects = floor.restart(at: now)
    for case .journal(let entry) in effects { journal.append(entry) }
    return effects
  }

  /// What `.journal` brings a record to be the next entry.
  func entry(_ record: Record, _ changes: [StockChange] = [], before: Int64 = 0) -> Effect {
    .journal(Entry(number: floor.books.lastEntry - before, at: now, record: record, changes: changes))
  }

  func acknowledge(_ device: Device.ID) -> Effect {
    .acknowledge(device, stream: streams[device.index], sequence: sequences[device.index])
  }

  func change(_ key: StockKey, _ quantity: Int32, _ from: Place, _ to: Place) -> StockChange {
    StockChange(sequence: floor.books.ledger.lastChange, key: key, quantity: quantity, from: from, to: to)
  }

  /// Books balance, and their sums are what a count gives.
  func expectBalance(sourceLocation: SourceLocation = #_sourceLocation) {
    let totals = floor.books.ledger.totals
    #expect(totals.balances, sourceLocation: sourceLocation)
    #expect(totals == floor.books.ledger.recount(), sourceLocation: sourceLocation)
  }
}

extension [Effect] {
  var commands: [Command] {
    compactMap { if case .command(let command) = $0 { command } else { nil } }
  }

  /// Commands to stations.
  var work: [Command] {
    commands.filter {
      switch $0.work {
      case .route, .cancelRoute, .stop, .go, .report, .lineUp: false
      case .divert, .stow, .pick, .closeTote, .pack, .sort, .changeCart: true
      }
    }
  }

  var routes: [Command] {
    commands.filter { if case .route = $0.work { true } else { false } }
  }

  var alarms: [Alarm.Cause] {
    compactMap { if case .alarm(let alarm) = $0, alarm.cleared == nil { alarm.cause } else { nil } }
  }
}

/// Orders on their way, step by step.
extension Rig {
  /// An order whose picks are planned.
  @discardableResult
  mutating func released(_ request: OrderRequest) -> Order.ID {
    handle(.order(request))
    tick()
    let id = Order.ID(floor.books.orders.count - 1)
    #expect(floor.books.orders[id.index].stage == .picking(station: Tiny.pick))
    return id
  }

  /// Every open pick is done in full.
  mutating func pickAll() {
    for (index, task) in floor.books.tasks.enumerated() where task.stage == .open {
      guard case .pick = task.kind else { continue }
      report(Tiny.pick, .picked(task: ID(index), bin: task.bin, quantity: task.quantity))
    }
  }

  /// An order whose tote stands at the pack station.
  mutating func arrived(_ request: OrderRequest) -> Order.ID {
    let id = released(request)
    pickAll()
    report(Tiny.pick, .toteClosed(order: id))
    report(Tiny.pack, .toteArrived(order: id))
    return id
  }

  /// An order with one parcel that is to be packed.
  mutating func packing(_ request: OrderRequest, into box: Box.ID = Tiny.small) -> (Order.ID, Parcel.ID) {
    let id = arrived(request)
    let contents = floor.books.unitsToPack(id)
    handle(.cartonized(id, .parcels([ParcelPlan(box: box, contents: contents, placements: [])])))
    return (id, Parcel.ID(floor.books.parcels.count - 1))
  }

  mutating func pack(_ parcel: Parcel.ID, _ box: Box.ID = Tiny.small) -> [Effect] {
    report(Tiny.pack, .packed(parcel: parcel, box: box, measured: Rig.measured, mass: 700))
  }

  static let measured = Size3(length: 250, width: 250, height: 250)

  /// A unit in the stow station's tote.
  mutating func inTote(_ plate: String, _ key: StockKey = Tiny.tea) -> Item.ID {
    report(Tiny.tunnel, .presented(plate: plate, key: key))
    let id = Item.ID(floor.books.items.count - 1)
    handle(.inspected(id, Inspection(findings: [])))
    report(Tiny.tunnel, .diverted(plate: plate, lane: .stow(Tiny.stow)))
    return id
  }

  /// The stow of a unit is planned: more units than one batch wait, or the patience is over.
  mutating func stowing(_ plate: String, _ key: StockKey = Tiny.tea) -> (Item.ID, WorkTask.ID) {
    let item = inTote(plate, key)
    wait(.seconds(130))
    guard case .stowing(let task) = floor.books.items[item.index].stage else {
      Issue.record("no stow was planned for \(plate)")
      return (item, ID(0))
    }
    return (item, task)
  }
}
