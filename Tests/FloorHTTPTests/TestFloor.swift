import FloorCore
import FloorHTTP
import FloorModel
import PlannerFeed
import Synchronization

/// One pod, one station of every kind, two SKUs, two owners.
enum TestFloor {
  static let unit = Device.ID(0)
  static let stow = Device.ID(1)
  static let pick = Device.ID(2)
  static let tunnel = Device.ID(3)

  /// The wall says 2026-03-01T10:15:30Z when the floor's clock shows 0.
  static let names = FeedNames(site: site, clock: FeedClock(epoch: FeedTime(milliseconds: 1_772_360_130_000)))

  static let site: Site = {
    let grid = Grid(width: 5, height: 2, kinds: Array(repeating: .aisle, count: 10))
    func podStation(_ name: String, _ work: PodStationPlace.Work, _ cell: Int) -> Device {
      Device(
        name: name, family: "\(work.rawValue)-station",
        place: .podStation(PodStationPlace(work: work, cell: Cell(cell), side: .north, queue: [], slots: 4)))
    }
    func bin(_ name: String, face: UInt8) -> Bin {
      Bin(name: name, pod: ID(0), face: face, inner: Size3(length: 400, width: 300, height: 300), maxLoad: 20_000)
    }
    let chutes = ["north", "south"].map { Chute(name: $0, destination: $0, maxMass: 20_000, maxSide: 800) }
    return Site(
      name: "test", grid: grid, cellSize: 1000,
      devices: [
        Device(name: "unit-1", family: "drive", place: .driveUnit(DriveUnitPlace(start: Cell(9), heading: .east))),
        podStation("stow-1", .stow, 0), podStation("pick-1", .pick, 2),
        Device(name: "tunnel-1", family: "tunnel", place: .tunnel(TunnelPlace(cameras: 2, feeds: [stow]))),
        Device(name: "pack-1", family: "pack", place: .packStation(PackStationPlace(slots: 4, sorter: ID(5)))),
        Device(
          name: "sorter-1", family: "sorter",
          place: .sorter(SorterPlace(chutes: chutes, maxMass: 20_000, maxSide: 800))),
      ],
      pods: [Pod(name: "pod-1", home: Cell(9), heading: .north, firstBin: ID(0), binCount: 2)],
      bins: [bin("pod-1/a", face: 0), bin("pod-1/b", face: 2)],
      skus: [
        SKU(code: "tea", name: "Tea", size: Size3(length: 80, width: 60, height: 120), mass: 250),
        SKU(code: "cup,big", name: "Cup", size: Size3(length: 100, width: 100, height: 110), mass: 400),
      ],
      boxes: [
        Box(
          code: "S", inner: Size3(length: 240, width: 180, height: 130),
          outer: Size3(length: 250, width: 190, height: 140), tare: 120, maxLoad: 10_000, costCents: 40)
      ],
      owners: ["acme", "globex"],
      openingStock: [
        StockLine(bin: ID(0), key: StockKey(sku: ID(0)), quantity: 12),
        StockLine(bin: ID(1), key: StockKey(sku: ID(1), owner: ID(1), lot: 7), quantity: 3),
      ],
      velocity: [1, 2],
      demand: DemandProfile(
        inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [],
        defectRate: 0, binErrorRate: 0),
      packing: PackingPolicy(missingUnits: .ask, giftWrap: GiftWrap(thickness: 2, mass: 40)))
  }()
}

/// A floor in memory, with what a daemon would keep of it.
final class TestAccess: FloorAccess {
  struct State {
    var floor = Floor(site: TestFloor.site)
    var changes: [ChangeRecord] = []
    /// Changes up to this one are no longer kept.
    var forgotten: Int64 = 0
    var fault: String?
    var refusal: SubmitRefusal?
    var isSilent = false
    var submitted: [Event] = []
    var sequence: Int64 = 0
    var now = Instant.zero
    /// What `frame` answers, whoever asks.
    var frame: Frame?
    var framesAsked: [String] = []
    var audit: [AuditRecord] = []
    var isAuditFull = false
    /// What `read` throws.
    var breakdown: String?
  }

  let state = Mutex(State())
  let signal = ChangeSignal(last: 0)
  let memory = TestMemory()
  var feed: any FeedAccess { memory }

  func read<T: Sendable>(_ body: @escaping @Sendable (borrowing Floor) -> T) async throws -> T {
    while state.withLock({ $0.isSilent }) { try await Task.sleep(for: .milliseconds(20)) }
    if let breakdown = state.withLock({ $0.breakdown }) { throw Breakdown(description: breakdown) }
    return state.withLock { body($0.floor) }
  }

  struct Breakdown: Error, CustomStringConvertible {
    var description: String
  }

  func beginAudit(_ record: AuditRecord) async throws -> Int64 {
    try state.withLock { state in
      if state.isAuditFull { throw Breakdown(description: "disk full") }
      var record = record
      record.number = Int64(state.audit.count) + 1
      state.audit.append(record)
      return record.number
    }
  }

  func endAudit(_ number: Int64, status: Int, before: String?, after: String?) async throws {
    state.withLock { state in
      state.audit[Int(number) - 1].status = status
      state.audit[Int(number) - 1].before = before
      state.audit[Int(number) - 1].after = after
    }
  }

  func auditTrail(before: Int64?, limit: Int) async throws -> [AuditRecord] {
    state.withLock { state in
      Array(state.audit.reversed().filter { $0.number < before ?? .max }.prefix(limit))
    }
  }

  func submit(_ events: [Event]) async throws(SubmitRefusal) {
    if let refusal = state.withLock({ $0.refusal }) { throw refusal }
    for event in events { handle(event) }
  }

  /// As the daemon would: the floor, the journal, then the readers.
  func handle(_ event: Event) {
    let last = state.withLock { state in
      state.now = state.now + .seconds(1)
      state.submitted.append(event)
      for effect in state.floor.handle(event, at: state.now) {
        guard case .journal(let entry) = effect else { continue }
        var device: Device.ID?
        if case .device(let event) = entry.record { device = event.device }
        let recorded = TestFloor.names.clock.time(entry.at + .milliseconds(5))
        state.changes += entry.changes.map {
          ChangeRecord(change: $0, at: entry.at, recorded: recorded, device: device)
        }
      }
      return state.changes.last?.change.sequence ?? 0
    }
    signal.announce(last)
  }

  /// The tunnel has a unit before its cameras: one stock change.
  func present(_ plate: String) {
    let sequence = state.withLock { state in
      state.sequence += 1
      return state.sequence
    }
    handle(
      .device(
        DeviceEvent(
          device: TestFloor.tunnel, stream: 1, sequence: sequence,
          body: .presented(plate: plate, key: StockKey(sku: ID(0), owner: ID(1))))))
  }

  /// A unit about which a person has to decide.
  func askReview(_ plate: String) {
    present(plate)
    guard let item = state.withLock({ $0.floor.books.item(plate: plate) }) else { return }
    let region = Region(x: 1, y: 2, width: 3, height: 4)
    let checks = [
      CheckScore(.dimensions, oddness: 400), CheckScore(.shade, view: 1, oddness: 2100, region: region),
    ]
    handle(
      .inspected(
        item,
        Inspection(findings: [Finding(kind: .dent, permille: 600, view: 1, region: region)], checks: checks)))
  }

  func binSnapshot() async throws -> BinSnapshot {
    state.withLock { state in
      var rows: [StockLine] = []
      for bin in TestFloor.site.bins.indices {
        for line in state.floor.books.ledger.bins[bin] {
          rows.append(StockLine(bin: ID(bin), key: line.key, quantity: line.quantity))
        }
      }
      return BinSnapshot(offset: state.changes.last?.change.sequence ?? 0, rows: rows)
    }
  }

  func changes(after offset: Int64, limit: Int) async throws -> ChangePage {
    state.withLock { state in
      let last = state.changes.last?.change.sequence ?? 0
      if offset > last { return .ahead(last: last) }
      if offset < state.forgotten { return .gone(first: state.forgotten + 1) }
      return .changes(Array(state.changes.dropFirst(Int(offset)).prefix(limit)))
    }
  }

  func waitForChange(after offset: Int64) async { await signal.wait(after: offset) }

  func frame(plate: String, view: Int) async -> Frame? {
    state.withLock { state in
      state.framesAsked.append(plate)
      return state.frame
    }
  }

  func reference(sku: String, view: Int) async -> Frame? {
    state.withLock { state in
      state.framesAsked.append(sku)
      return state.frame
    }
  }

  var journalFault: String? { state.withLock { $0.fault } }

  func counters() -> [String: Double] {
    ["drover_broker_connected": 1, "drover_broker_sent_total": 41.5, "bad name\n": 3]
  }
}
