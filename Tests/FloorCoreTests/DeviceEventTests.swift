import FloorCore
import FloorModel
import Testing

@Suite("Device events")
struct DeviceEventTests {
  private let presented = DeviceEvent.Body.presented(plate: "L1", key: Tiny.tea)

  private func event(_ stream: Int64, _ sequence: Int64, _ plate: String = "L1") -> Event {
    .device(
      DeviceEvent(
        device: Tiny.tunnel, stream: stream, sequence: sequence, body: .presented(plate: plate, key: Tiny.tea)))
  }

  @Test("a repeated event is acknowledged again and does nothing")
  func repeated() {
    var rig = Rig()
    rig.report(Tiny.tunnel, presented)
    let books = rig.floor.books
    #expect(
      rig.handle(.device(rig.last(Tiny.tunnel, presented))) == [.acknowledge(Tiny.tunnel, stream: 1, sequence: 1)])
    #expect(rig.floor.books == books)
    #expect(rig.floor.refusals[Int(RefusalReason.duplicate.rawValue)] == 1)
  }

  @Test("an event that comes before the one before it is left to be repeated")
  func early() {
    var rig = Rig()
    let books = rig.floor.books
    #expect(rig.handle(event(1, 2, "L2")) == [])
    #expect(rig.floor.books == books)
    #expect(rig.floor.refusals[Int(RefusalReason.outOfSequence.rawValue)] == 1)
    #expect(rig.handle(event(1, 1)).last == .acknowledge(Tiny.tunnel, stream: 1, sequence: 1))
    #expect(rig.handle(event(1, 2, "L2")).last == .acknowledge(Tiny.tunnel, stream: 1, sequence: 2))
    #expect(rig.floor.books.items.map(\.plate) == ["L1", "L2"])
  }

  @Test("a device without memory counts from 1; what is left of its earlier life is late")
  func streams() {
    var rig = Rig()
    rig.handle(event(5, 1, "L1"))
    rig.handle(event(5, 2, "L2"))
    #expect(rig.handle(event(9, 2, "L4")) == [])
    #expect(rig.handle(event(9, 1, "L3")).last == .acknowledge(Tiny.tunnel, stream: 9, sequence: 1))
    let books = rig.floor.books
    let late = rig.handle(event(5, 3, "L9"))
    #expect(late.count == 1, "an ended stream is acknowledged so that it ends, and believed no more")
    #expect(rig.floor.books == books)
    rig.handle(event(9, 2, "L4"))
    #expect(rig.floor.books.items.map(\.plate) == ["L1", "L2", "L3", "L4"])
  }

  @Test("the ended streams that are remembered are few, and the latest")
  func endedStreams() {
    var rig = Rig()
    for stream in 1...20 as ClosedRange<Int64> { rig.handle(event(stream, 1, "L\(stream)")) }
    #expect(rig.floor.books.streams[Tiny.tunnel.index].ended == [12, 13, 14, 15, 16, 17, 18, 19])
    let books = rig.floor.books
    rig.handle(event(12, 2, "late"))
    #expect(rig.floor.books == books)
  }

  @Test("an event that could not be understood is acknowledged and shown")
  func invalid() {
    var rig = Rig()
    let effects = rig.report(Tiny.tunnel, .invalid(reason: .unknownReference))
    #expect(effects.first == rig.entry(.device(rig.last(Tiny.tunnel, .invalid(reason: .unknownReference)))))
    #expect(effects.alarms == [.invalidEvent(Tiny.tunnel, .unknownReference)])
    #expect(effects.last == rig.acknowledge(Tiny.tunnel))
    #expect(rig.floor.books.invalidRecords == 1)
  }

  /// Events that no driver lets through, or that contradict the books.
  static let nonsense: [(Device.ID, DeviceEvent.Body)] = [
    (Tiny.tunnel, .presented(plate: "X", key: StockKey(sku: ID(99)))),
    (Tiny.tunnel, .presented(plate: "X", key: StockKey(sku: ID(-1)))),
    (Tiny.tunnel, .presented(plate: "X", key: StockKey(sku: ID(0), owner: ID(9)))),
    (Tiny.tunnel, .diverted(plate: "nobody", lane: .hold)),
    (Tiny.tunnel, .diverted(plate: "L0", lane: .stow(Tiny.pick))),
    (Tiny.tunnel, .diverted(plate: "L0", lane: .stow(ID(99)))),
    (Tiny.stow, .stowed(task: ID(99), bin: Tiny.teaBin)),
    (Tiny.stow, .stowed(task: ID(-1), bin: Tiny.teaBin)),
    (Tiny.stow, .stowed(task: ID(0), bin: Tiny.teaBin)),
    (Tiny.stow, .stowed(task: ID(1), bin: ID(99))),
    (Tiny.stow, .stowRefused(task: ID(99), reason: .doesNotFit)),
    (Tiny.stow, .stowRefused(task: ID(0), reason: .doesNotFit)),
    (Tiny.pick, .picked(task: ID(99), bin: Tiny.teaBin, quantity: 1)),
    (Tiny.pick, .picked(task: ID(0), bin: Tiny.cupBin, quantity: 1)),
    (Tiny.pick, .picked(task: ID(0), bin: ID(99), quantity: 1)),
    (Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: 3)),
    (Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: -1)),
    (Tiny.pick, .picked(task: ID(1), bin: Tiny.teaBin, quantity: 1)),
    (Tiny.pick, .toteClosed(order: ID(0))),
    (Tiny.pick, .toteClosed(order: ID(99))),
    (Tiny.pack, .toteArrived(order: ID(0))),
    (Tiny.pack, .toteArrived(order: ID(-1))),
    (Tiny.pack, .packed(parcel: ID(99), box: Tiny.small, measured: Rig.measured, mass: 1)),
    (Tiny.pack, .packed(parcel: ID(0), box: ID(99), measured: Rig.measured, mass: 1)),
    (Tiny.pack, .packRefused(parcel: ID(99), reason: .damaged)),
    (Tiny.sorter, .inducted(parcel: ID(99))),
    (Tiny.sorter, .sorted(parcel: ID(99), chute: 0)),
    (Tiny.sorter, .sorted(parcel: ID(0), chute: 0)),
    (Tiny.sorter, .sorted(parcel: ID(1), chute: 99)),
    (Tiny.sorter, .sorted(parcel: ID(1), chute: -1)),
    (Tiny.sorter, .sortRefused(parcel: ID(0), reason: .dropped)),
    (Tiny.sorter, .sortRefused(parcel: ID(99), reason: .dropped)),
  ]

  @Test("nonsense moves nothing, is counted, acknowledged and shown", arguments: nonsense.indices)
  func believesNone(index: Int) {
    let (device, body) = Self.nonsense[index]
    var rig = busy()
    let before = rig
    let effects = rig.report(device, body)
    #expect(effects.first == rig.entry(.device(rig.last(device, body))), "\(body)")
    #expect(effects.last == rig.acknowledge(device), "\(body)")
    #expect(effects.alarms == [.invalidEvent(device, .impossible)], "\(body)")
    #expect(effects.commands == [], "\(body)")
    #expect(rig.floor.books.invalidRecords == before.floor.books.invalidRecords + 1, "\(body)")
    #expect(rig.floor.books.ledger == before.floor.books.ledger, "\(body)")
    #expect(rig.floor.books.orders == before.floor.books.orders, "\(body)")
    #expect(rig.floor.books.items == before.floor.books.items, "\(body)")
    #expect(rig.floor.books.tasks == before.floor.books.tasks, "\(body)")
    #expect(rig.floor.books.parcels == before.floor.books.parcels, "\(body)")
    rig.wait(.seconds(30))
    rig.expectBalance()
  }

  /// Task 0 is an open pick of 2, task 1 an open stow; parcel 0 is planned, parcel 1 lies before the arm; L0 is presented.
  private func busy() -> Rig {
    var rig = Rig()
    _ = rig.released(Tiny.order("S1", [(Tiny.tea, 2)]))
    _ = rig.stowing("L1")
    let first = rig.floor.books.tasks.count
    rig.handle(.order(Tiny.order("S2", [(Tiny.cup, 2)])))
    rig.wait(.seconds(6))
    rig.report(Tiny.pick, .picked(task: ID(first), bin: Tiny.cupBin, quantity: 2))
    rig.report(Tiny.pick, .toteClosed(order: ID(1)))
    rig.report(Tiny.pack, .toteArrived(order: ID(1)))
    let plans = (0..<2).map { _ in ParcelPlan(box: Tiny.small, contents: [Tiny.cup], placements: []) }
    rig.handle(.cartonized(ID(1), .parcels(plans)))
    _ = rig.pack(ID(1))
    rig.report(Tiny.sorter, .inducted(parcel: ID(1)))
    rig.report(Tiny.tunnel, .presented(plate: "L0", key: Tiny.tea))
    #expect(rig.floor.books.tasks.map(\.stage) == [.open, .open, .done])
    #expect(rig.floor.books.parcels.count == 2 && rig.floor.books.invalidRecords == 0)
    return rig
  }

  @Test("velocities of products that are not there, or that are no numbers, are refused")
  func velocity() {
    var rig = Rig()
    rig.handle(
      .velocity([
        VelocityLine(sku: ID(0), unitsPerDay: 7), VelocityLine(sku: ID(99), unitsPerDay: 1),
        VelocityLine(sku: ID(-1), unitsPerDay: 1), VelocityLine(sku: ID(1), unitsPerDay: .nan),
      ]))
    #expect(rig.floor.books.velocity == [7, 1])
    #expect(rig.floor.refusals[Int(RefusalReason.impossible.rawValue)] == 3)
  }
}
