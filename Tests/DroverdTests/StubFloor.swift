import FloorCore
import FloorHTTP
import FloorModel
import Foundation
import Synchronization

@testable import droverd

/// A floor that answers, with one bin of tea whose lot may be sold until the end of March.
final class StubFloor: FloorAccess {
  static let lastDay = CalendarDay("2027-03-31")!

  static let site: Site = {
    let bin = Bin(
      name: "P1-A", pod: ID(0), face: 0, inner: Size3(length: 400, width: 300, height: 300), maxLoad: 20_000)
    let demand = DemandProfile(
      inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [], defectRate: 0,
      binErrorRate: 0)
    var site = Site(
      name: "stub", grid: Grid(width: 1, height: 1, kinds: [.storage]), cellSize: 1_000, devices: [],
      pods: [Pod(name: "P1", home: Cell(0), heading: .north, firstBin: ID(0), binCount: 1)], bins: [bin],
      skus: [
        SKU(code: "TEA", name: "Tea", size: Size3(length: 90, width: 80, height: 140), mass: 140, gtin: "4006381333931")
      ], boxes: [], owners: ["house"],
      openingStock: [StockLine(bin: ID(0), key: StockKey(sku: ID(0), lot: 7), quantity: 4)], velocity: [1],
      demand: demand)
    site.lots = [Lot(sku: ID(0), number: 7, expires: lastDay)]
    return site
  }()

  private let floor = Mutex(Floor(site: StubFloor.site))
  private let silent = Mutex(false)
  private let events = Mutex<[Event]>([])
  let directory: URL
  let memory: FeedMemory

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("droverd-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    memory = try FeedMemory(directory: directory.path, floorTime: .zero)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// What the floor was told, in order.
  var told: [Event] { events.withLock { $0 } }

  func fallSilent() { silent.withLock { $0 = true } }

  func tell(_ event: Event, at now: Instant = .zero + .seconds(1)) {
    events.withLock { $0.append(event) }
    _ = floor.withLock { $0.handle(event, at: now) }
  }

  struct Silence: Error {}

  func read<T: Sendable>(_ body: @escaping @Sendable (borrowing Floor) -> T) async throws -> T {
    if silent.withLock({ $0 }) { throw Silence() }
    return floor.withLock { body($0) }
  }

  var feed: any FeedAccess { memory }
  var journalFault: String? { nil }
  func submit(_ events: [Event]) async throws(SubmitRefusal) { for event in events { tell(event) } }
  func binSnapshot() async throws -> BinSnapshot { BinSnapshot(offset: 0, rows: []) }
  func changes(after offset: Int64, limit: Int) async throws -> ChangePage { .changes([]) }
  func waitForChange(after offset: Int64) async {}
  func frame(plate: String, view: Int) async -> Frame? { nil }
  func reference(sku: String, view: Int) async -> Frame? { nil }
  func beginAudit(_ record: AuditRecord) async throws -> Int64 { 0 }
  func endAudit(_ number: Int64, status: Int, before: String?, after: String?) async throws {}
  func auditTrail(before: Int64?, limit: Int) async throws -> [AuditRecord] { [] }
  func counters() -> [String: Double] { [:] }
}
