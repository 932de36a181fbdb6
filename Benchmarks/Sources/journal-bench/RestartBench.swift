import FloorConfig
import FloorCore
import FloorModel
import FloorStore
import Foundation

/// What a restart costs after a full shift: a million entries that follow from each other on the demo site, as units come in,
/// are stowed, picked, packed and sorted; then the books from the whole journal, and from a snapshot.
enum RestartBench {
  static let entries = 1_000_000

  static func run() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
    let site = try SiteReader.read(path: root.appendingPathComponent("Config/sites/demo.yaml").standardized.path)
    let directory = NSTemporaryDirectory() + "/restart-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var course = Course(site: site)
    try course.write(entries, to: directory)
    try report("from the whole journal", site, directory, course.books)
    let journal = try Journal(directory: directory, site: site.fingerprint)
    let keeper = SnapshotKeeper(journal: journal, site: site, newest: 0) { print($0) }
    let saving = ContinuousClock().measure { keeper.finish() }
    journal.close()
    print("restart: a snapshot off the floor's thread takes \(saving), the one before it made anew")
    try report("from a snapshot", site, directory, course.books)
  }

  private static func report(_ from: String, _ site: Site, _ directory: String, _ expected: Books) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let journal = try Journal(directory: directory, site: site.fingerprint)
    let opened = clock.now
    let recovery = try journal.reader.recover(site)
    let end = clock.now
    journal.close()
    precondition(recovery.books == expected, "a restart has other books than the floor had")
    print(
      "restart after \(recovery.books.lastEntry) entries \(from): \(end - start), of which opening \(opened - start), "
        + "\(recovery.replayed) entries replayed")
  }
}

/// Units on their way through the building, one after the other, in records that the books take.
private struct Course {
  private(set) var books: Books
  private let site: Site
  private var batch: [Entry] = []
  private var sequences: [Int64]
  private let tunnel: Device.ID
  private let stow: Device.ID
  private let pick: Device.ID
  private let pack: Device.ID
  private let sorter: Device.ID

  init(site: Site) {
    self.site = site
    books = Books(site: site)
    sequences = Array(repeating: 0, count: site.devices.count)
    func first(_ role: Role) -> Device.ID { site.devices(role)[0] }
    (tunnel, stow, pick, pack, sorter) = (first(.inspect), first(.stow), first(.pick), first(.pack), first(.sort))
  }

  mutating func write(_ count: Int, to directory: String) throws {
    let journal = try Journal(directory: directory, site: site.fingerprint, opening: site.openingStock)
    var unit = 0
    while books.lastEntry < Int64(count) {
      step(unit)
      unit += 1
      if batch.count >= 2_000 {
        try journal.append(batch)
        batch.removeAll(keepingCapacity: true)
      }
    }
    try journal.append(batch)
    journal.close()
    precondition(books.invalidRecords == 0, "the course has records that the books do not take")
  }

  /// One unit in, one order out.
  private mutating func step(_ unit: Int) {
    let key = StockKey(sku: ID(unit % site.skus.count))
    let bin = Bin.ID(unit % site.bins.count)
    let item = Item.ID(books.items.count)
    device(tunnel, .presented(plate: "L\(unit)", key: key))
    commit(.judged(item, .pass, Inspection(findings: [])))
    commit(.laneChosen(item, .stow(stow)))
    device(tunnel, .diverted(plate: "L\(unit)", lane: .stow(stow)))
    commit(.stowPlanned(item, bin: bin))
    device(stow, .stowed(task: ID(books.tasks.count - 1), bin: bin))

    let order = Order.ID(books.orders.count)
    let line = OrderLine(sku: key.sku, quantity: 1)
    commit(.order(OrderRequest(code: "S\(unit)", lines: [line], destination: "NORTH", due: .zero + .hours(9))))
    commit(.orderReleased(order, station: pick, picks: [PickPlan(line: 0, bin: bin, key: key, quantity: 1)]))
    device(pick, .picked(task: ID(books.tasks.count - 1), bin: bin, quantity: 1))
    commit(.toteRouted(order, to: pack))
    device(pick, .toteClosed(order: order))
    device(pack, .toteArrived(order: order))
    commit(.cartonsChosen(order, [ParcelPlan(box: ID(0), contents: [key], placements: [])]))
    let parcel = Parcel.ID(books.parcels.count - 1)
    device(pack, .packed(parcel: parcel, box: ID(0), measured: Size3(length: 300, width: 200, height: 100), mass: 500))
    device(sorter, .inducted(parcel: parcel))
    commit(.chuteChosen(parcel, chute: 0))
    device(sorter, .sorted(parcel: parcel, chute: 0))
  }

  private mutating func device(_ device: Device.ID, _ body: DeviceEvent.Body) {
    sequences[device.index] += 1
    commit(.device(DeviceEvent(device: device, stream: 1, sequence: sequences[device.index], body: body)))
  }

  private mutating func commit(_ record: Record) {
    let at = Instant(milliseconds: 29 * books.lastEntry)
    let changes = books.apply(record, at: at, site: site)
    batch.append(Entry(number: books.lastEntry, at: at, record: record, changes: changes))
  }
}
