import FloorCore
import FloorModel
import StoreSamples
import Testing

@testable import FloorStore

@Suite struct ProjectionTests {
  let directory: TemporaryDirectory
  let journal: Journal
  let key = StockKey(sku: ID(4), owner: ID(1), lot: 2)

  init() throws {
    directory = try TemporaryDirectory()
    let opening = [StockLine(bin: ID(7), key: key, quantity: 5), StockLine(bin: ID(8), key: key, quantity: 1)]
    journal = try Journal(directory: directory.path, site: site, opening: opening)
  }

  private func append(_ record: Record, _ moves: [(Int32, Place, Place)] = []) throws {
    var (number, sequence) = journal.last
    number += 1
    let changes = moves.map { quantity, from, to in
      sequence += 1
      return StockChange(sequence: sequence, key: key, quantity: quantity, from: from, to: to)
    }
    try journal.append([Entry(number: number, at: Instant(milliseconds: number * 10), record: record, changes: changes)]
    )
  }

  private func event(_ device: Int, _ sequence: Int64, _ body: DeviceEvent.Body) -> Record {
    .device(DeviceEvent(device: ID(device), stream: 77, sequence: sequence, body: body))
  }

  @Test func binsStartWithTheOpeningStockAndFollowTheChanges() throws {
    #expect(
      try journal.reader.snapshotOfBins().rows == [
        BinRow(bin: ID(7), key: key, quantity: 5, sequence: 0), BinRow(bin: ID(8), key: key, quantity: 1, sequence: 0),
      ])
    try append(event(1, 1, .picked(task: ID(0), bin: ID(7), quantity: 2)), [(2, .bin(ID(7)), .orderTote(ID(0)))])
    try append(event(1, 2, .picked(task: ID(1), bin: ID(8), quantity: 1)), [(1, .bin(ID(8)), .orderTote(ID(0)))])
    try append(event(2, 1, .stowed(task: ID(2), bin: ID(9))), [(1, .stowTote(ID(2)), .bin(ID(9)))])
    let (offset, rows) = try journal.reader.snapshotOfBins()
    #expect(offset == 3)
    #expect(
      rows == [
        BinRow(bin: ID(7), key: key, quantity: 3, sequence: 1), BinRow(bin: ID(9), key: key, quantity: 1, sequence: 3),
      ], "an empty bin has no row")
    let tasks = try journal.reader.tasks(limit: 9)
    #expect(tasks.map(\.quantity) == [2, 1, 1])
    #expect(tasks.map(\.bin) == [ID(7), ID(8), ID(9)])
    #expect(
      try journal.reader.devices(limit: 9).map { ($0.id.raw, $0.sequence) }.elementsEqual([(1, 2), (2, 1)], by: ==))
  }

  @Test func anOrderIsFollowedToItsChute() throws {
    func order() throws -> OrderRow? { try journal.reader.orders(limit: 9).last }
    func request(_ code: String) -> OrderRequest {
      OrderRequest(code: code, lines: [], destination: "NORTH", due: Instant(milliseconds: 9_000))
    }
    try append(.order(request("A-1")))
    try append(.order(request("A-2")))
    try append(.order(request("A-1")))
    #expect(try journal.reader.orders(limit: 9).map(\.code) == ["A-1", "A-2"], "the same code again is the same order")
    #expect(try order()?.stage == .waiting)
    #expect(try order()?.due == Instant(milliseconds: 9_000))
    try append(.orderReleased(ID(1), station: ID(5), picks: []))
    #expect(try order()?.stage == .picking)
    #expect(try order()?.station == ID(5))
    try append(event(5, 1, .toteClosed(order: ID(1))))
    #expect(try order()?.stage == .toteMoving)
    try append(event(6, 1, .toteArrived(order: ID(1))))
    try append(.cartonsNotFound(ID(1)))
    #expect(try order()?.stage == .packReview)
    let plan = ParcelPlan(box: ID(3), contents: [], placements: [])
    try append(.cartonsChosen(ID(1), [plan, plan]))
    #expect(try order()?.stage == .packing)
    #expect(try order()?.parcels == 2)
    let size = Size3(length: 1, width: 1, height: 1)
    for parcel in [10, 11] {
      #expect(try order()?.stage == .packing)
      let packed = DeviceEvent.Body.packed(parcel: ID(parcel), box: ID(3), measured: size, mass: 400)
      try append(event(6, Int64(parcel), packed), [(1, .orderTote(ID(1)), .parcel(ID(parcel)))])
    }
    #expect(try order()?.stage == .sorting)
    try append(event(9, 1, .inducted(parcel: ID(10))))
    try append(.chuteChosen(ID(10), chute: 4))
    try append(event(9, 2, .sorted(parcel: ID(10), chute: 4)))
    #expect(try order()?.stage == .sorting)
    try append(event(9, 3, .sorted(parcel: ID(11), chute: 4)))
    #expect(try order()?.stage == .shipped)
    let parcel = ParcelRow(
      id: ID(10), order: ID(1), stage: .inChute, box: ID(3), mass: 400, station: ID(9), chute: 4)
    #expect(try journal.reader.parcels(limit: 1) == [parcel])
  }

  @Test func aWithdrawnDeviceIsShown() throws {
    try append(.intervention(.withdraw(ID(3)), by: "kim"))
    try append(event(3, 8, .invalid(reason: .malformed)))
    let row = DeviceRow(
      id: ID(3), stream: 77, sequence: 8, heard: Instant(milliseconds: 20), isWithdrawn: true)
    #expect(try journal.reader.devices(limit: 9) == [row])
    try append(.intervention(.restore(ID(3)), by: "kim"))
    #expect(try journal.reader.devices(limit: 9).map(\.isWithdrawn) == [false])
  }

  @Test func everyPlaceSurvivesItsColumns() {
    var samples = SampleEntries(seed: 8)
    for _ in 0..<500 {
      let place = samples.place()
      #expect(PlaceColumns(place).place == place)
    }
    #expect(PlaceColumns(kind: 99, id: nil).place == nil)
    #expect(PlaceColumns(kind: 4, id: nil).place == nil)
  }

  @Test func projectionsMadeAgainAreTheSame() throws {
    var samples = SampleEntries(seed: 21)
    try journal.append(samples.next(1_500))
    func all() throws -> String {
      let reader = journal.reader
      return try "\(reader.snapshotOfBins())\(reader.orders(limit: 9_999))\(reader.tasks(limit: 9_999))"
        + "\(reader.devices(limit: 9_999))\(reader.parcels(limit: 9_999))\(reader.changes(after: 0, limit: 9_999))"
    }
    let before = try all()
    try journal.rebuildProjections()
    #expect(try all() == before)
  }
}
