import Cartons
import FloorCore
import FloorModel
import Testing

@Suite("Outbound")
struct OutboundTests {
  private func event(_ rig: Rig, _ device: Device.ID, _ body: DeviceEvent.Body) -> Record {
    .device(rig.last(device, body))
  }

  @Test("an order on its way: every step journaled before it is done, every event acknowledged")
  func transcript() {
    var rig = Rig()
    let request = Tiny.order("S1", [(Tiny.tea, 2)])
    #expect(rig.handle(.order(request)) == [rig.entry(.order(request))])
    let plan = PickPlan(line: 0, bin: Tiny.teaBin, key: Tiny.tea, quantity: 2)
    let released = rig.tick()
    #expect(released.first == rig.entry(.orderReleased(ID(0), station: Tiny.pick, picks: [plan])))
    #expect(released.contains(.binsChanged([Tiny.teaBin])), "two units are spoken for")
    #expect(released.commands == [])

    let picked = DeviceEvent.Body.picked(task: ID(0), bin: Tiny.teaBin, quantity: 2)
    #expect(
      rig.report(Tiny.pick, picked) == [
        rig.entry(
          event(rig, Tiny.pick, picked), [rig.change(Tiny.tea, 2, .bin(Tiny.teaBin), .orderTote(ID(0)))], before: 1),
        .binsChanged([Tiny.teaBin]),
        rig.entry(.toteRouted(ID(0), to: Tiny.pack)),
        .command(
          Command(
            id: CommandID(.closeTote, 0), device: Tiny.pick, work: .closeTote(order: ID(0), destination: Tiny.pack))),
        rig.acknowledge(Tiny.pick),
      ])
    #expect(
      rig.report(Tiny.pick, .toteClosed(order: ID(0))) == [
        rig.entry(event(rig, Tiny.pick, .toteClosed(order: ID(0)))), rig.acknowledge(Tiny.pick),
      ])
    #expect(
      rig.report(Tiny.pack, .toteArrived(order: ID(0))) == [
        rig.entry(event(rig, Tiny.pack, .toteArrived(order: ID(0)))),
        .cartonize(CartonRequest(order: ID(0), units: [Tiny.tea, Tiny.tea])), rig.acknowledge(Tiny.pack),
      ])
    packAndSort(&rig)
  }

  private func packAndSort(_ rig: inout Rig) {
    let parcel = ParcelPlan(box: Tiny.small, contents: [Tiny.tea, Tiny.tea], placements: [])
    #expect(
      rig.handle(.cartonized(ID(0), .parcels([parcel]))) == [
        rig.entry(.cartonsChosen(ID(0), [parcel])),
        .command(
          Command(
            id: CommandID(.pack, 0), device: Tiny.pack,
            work: .pack(
              PackWork(
                parcel: ID(0), order: ID(0), box: Tiny.small, contents: parcel.contents, placements: [],
                alternatives: [Tiny.large])),
            label: ParcelLabel(
              destination: "NORTH", due: .zero + .hours(2), size: rig.floor.site.boxes[0].outer, mass: 600))),
      ])
    let packed = DeviceEvent.Body.packed(parcel: ID(0), box: Tiny.small, measured: Rig.measured, mass: 600)
    #expect(
      rig.report(Tiny.pack, packed) == [
        rig.entry(event(rig, Tiny.pack, packed), [rig.change(Tiny.tea, 2, .orderTote(ID(0)), .parcel(ID(0)))]),
        rig.acknowledge(Tiny.pack),
      ])
    #expect(
      rig.report(Tiny.sorter, .inducted(parcel: ID(0))) == [
        rig.entry(event(rig, Tiny.sorter, .inducted(parcel: ID(0))), before: 1),
        rig.entry(.chuteChosen(ID(0), chute: 0)),
        .command(
          Command(
            id: CommandID(.sort, 0, attempt: 1), device: Tiny.sorter, work: .sort(parcel: ID(0), chute: 0),
            label: ParcelLabel(destination: "NORTH", due: .zero + .hours(2), size: Rig.measured, mass: 600))),
        rig.acknowledge(Tiny.sorter),
      ])
    #expect(
      rig.report(Tiny.sorter, .sorted(parcel: ID(0), chute: 0)) == [
        rig.entry(
          event(rig, Tiny.sorter, .sorted(parcel: ID(0), chute: 0)),
          [rig.change(Tiny.tea, 2, .parcel(ID(0)), .shipped)]),
        rig.acknowledge(Tiny.sorter),
      ])
    #expect(rig.floor.books.orders[0].stage == .shipped(at: rig.now))
    #expect(rig.floor.books.shippedOnTime == 1 && rig.floor.books.shippedLate == 0)
    #expect(rig.floor.unansweredCount == 0)
    #expect(rig.floor.books.invalidRecords == 0)
    rig.expectBalance()
  }

  @Test("an order that misses its truck is late, and says so")
  func late() {
    var rig = Rig()
    let (id, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)], due: .minutes(61)))
    _ = rig.pack(parcel)
    rig.report(Tiny.sorter, .inducted(parcel: parcel))
    rig.wait(.minutes(2))
    #expect(rig.report(Tiny.sorter, .sorted(parcel: parcel, chute: 0)).alarms == [.orderLate(id)])
    #expect(rig.floor.books.shippedLate == 1 && rig.floor.books.shippedOnTime == 0)
  }

  @Test("a short pick writes the rest off and takes other picks of the same stock elsewhere")
  func shortPick() {
    var rig = Rig()
    let first = rig.released(Tiny.order("S1", [(Tiny.tea, 3)]))
    let second = rig.released(Tiny.order("S2", [(Tiny.tea, 2)]))
    #expect(rig.floor.books.tasks.map(\.bin) == [Tiny.teaBin, Tiny.teaBin])
    let effects = rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: 1))
    #expect(effects.alarms == [.shortPick(Tiny.teaBin)])
    let books = rig.floor.books
    #expect(
      books.discrepancies == [
        Discrepancy(bin: Tiny.teaBin, key: Tiny.tea, expected: 5, found: 1, opened: rig.now)
      ])
    #expect(books.ledger.totals.missing == 4)
    #expect(books.tasks.map(\.stage) == [.done, .cancelled, .open])
    // Only three are left in the other bin: the second order is served at once, the first lacks one and goes on short.
    #expect(books.tasks[2].bin == Tiny.otherTeaBin && books.tasks[2].quantity == 2)
    #expect(books.orders[second.index].openPicks == 1)
    #expect(books.orders[first.index].picked == [Tiny.tea])
    rig.expectBalance()
  }

  @Test("a pick that was given up and is done all the same is believed")
  func latePick() {
    var rig = Rig()
    _ = rig.released(Tiny.order("S1", [(Tiny.tea, 1)]))
    let second = rig.released(Tiny.order("S2", [(Tiny.tea, 2)]))
    rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: 0))
    #expect(rig.floor.books.tasks[1].stage == .cancelled)
    rig.report(Tiny.pick, .picked(task: ID(1), bin: Tiny.teaBin, quantity: 2))
    #expect(rig.floor.books.orders[second.index].picked == [Tiny.tea, Tiny.tea])
    #expect(rig.floor.books.ledger.totals.missing == 3)
    #expect(rig.floor.books.invalidRecords == 0)
    rig.expectBalance()
  }

  @Test("an order for which nothing is left goes on with what it has")
  func shorted() {
    var rig = Rig()
    let id = rig.released(Tiny.order("S1", [(Tiny.tea, 1), (Tiny.cup, 2)]))
    // Tea lies in two bins: either will do.
    rig.report(Tiny.pick, .picked(task: ID(0), bin: rig.floor.books.tasks[0].bin, quantity: 1))
    let effects = rig.report(Tiny.pick, .picked(task: ID(1), bin: Tiny.cupBin, quantity: 0))
    #expect(effects.contains(rig.entry(.orderShorted(id), before: 1)))
    #expect(rig.floor.books.orders[id.index].request.lines.map(\.quantity) == [1, 0])
    #expect(rig.floor.books.orders[id.index].stage == .toteClosing(station: Tiny.pick, pack: Tiny.pack))
  }

  @Test("an order of which nothing could be picked waits for stock")
  func shortedToNothing() {
    var rig = Rig()
    let id = rig.released(Tiny.order("S1", [(Tiny.cup, 2)]))
    rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.cupBin, quantity: 0))
    #expect(rig.floor.books.orders[id.index].stage == .waiting)
    #expect(rig.floor.books.orders[id.index].request.lines.map(\.quantity) == [2])
    #expect(rig.floor.waitingCount == 1)
    #expect(rig.floor.why(order: id).reasons.first?.contains("cup") == true)
    let (_, task) = rig.stowing("L1", Tiny.cup)
    rig.report(Tiny.stow, .stowed(task: task, bin: rig.floor.books.tasks[task.index].bin))
    let (_, other) = rig.stowing("L2", Tiny.cup)
    rig.report(Tiny.stow, .stowed(task: other, bin: rig.floor.books.tasks[other.index].bin))
    rig.wait(.seconds(10))
    #expect(rig.floor.books.orders[id.index].stage == .picking(station: Tiny.pick))
  }

  @Test("contents that do not fit go to a person, and into the box that he names")
  func packRefused() {
    var rig = Rig()
    let (id, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 2)]))
    #expect(rig.report(Tiny.pack, .packRefused(parcel: parcel, reason: .doesNotFit)).commands == [])
    #expect(rig.floor.books.orders[id.index].stage == .packReview(pack: Tiny.pack))
    #expect(rig.floor.books.reviews.map(\.subject) == [.box(id)])
    #expect(rig.floor.unansweredCount == 0)
    let effects = rig.handle(.review(ID(0), .useBox(Tiny.large), by: "ann"))
    #expect(effects.commands.map(\.id) == [CommandID(.pack, 1)])
    _ = rig.pack(ID(1), Tiny.large)
    #expect(rig.floor.books.orders[id.index].stage == .sorting)
    #expect(rig.floor.books.orders[id.index].refusedBoxes == [Tiny.small])
    rig.expectBalance()
  }

  @Test("no box holds it: a person decides, and the alarm ends with that")
  func noBox() {
    var rig = Rig()
    let id = rig.arrived(Tiny.order("S1", [(Tiny.tea, 2)]))
    #expect(rig.handle(.cartonized(id, .none(reason: "too long"))).alarms == [.noBox(id)])
    #expect(rig.handle(.review(ID(0), .useBox(Tiny.large), by: "ann")).commands.count == 1)
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .noBox(id) })
  }

  @Test("one parcel of two that does not fit voids both; what is closed stays closed")
  func twoParcels() {
    var rig = Rig()
    let id = rig.arrived(Tiny.order("S1", [(Tiny.tea, 3)]))
    rig.handle(
      .cartonized(
        id, .parcels((0..<3).map { _ in ParcelPlan(box: Tiny.small, contents: [Tiny.tea], placements: []) })))
    _ = rig.pack(ID(0))
    rig.report(Tiny.pack, .packRefused(parcel: ID(1), reason: .damaged))
    #expect(rig.floor.books.parcels.map(\.stage) == [.closed, .cancelled, .cancelled])
    #expect(rig.floor.books.unitsToPack(id) == [Tiny.tea, Tiny.tea])
    rig.handle(.review(ID(0), .useBox(Tiny.large), by: "ann"))
    _ = rig.pack(ID(3), Tiny.large)
    for parcel in [0, 3] {
      #expect(rig.floor.books.orders[id.index].shippedAt == nil)
      rig.report(Tiny.sorter, .inducted(parcel: ID(parcel)))
      rig.report(Tiny.sorter, .sorted(parcel: ID(parcel), chute: 0))
    }
    #expect(rig.floor.books.orders[id.index].shippedAt == rig.now)
    #expect(rig.floor.books.ledger.totals.shipped == 3)
    rig.expectBalance()
  }

  @Test("a parcel that the arm drops is sorted again, by a new command")
  func dropped() {
    var rig = Rig()
    let (_, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)]))
    _ = rig.pack(parcel)
    rig.report(Tiny.sorter, .inducted(parcel: parcel))
    let effects = rig.report(Tiny.sorter, .sortRefused(parcel: parcel, reason: .dropped))
    #expect(effects.commands.map(\.id) == [CommandID(.sort, 0, attempt: 2)])
  }

  @Test("a parcel without a chute is an alarm, not a wrong chute")
  func noChute() {
    var rig = Rig()
    let (_, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)], to: "MOON"))
    _ = rig.pack(parcel)
    let effects = rig.report(Tiny.sorter, .inducted(parcel: parcel))
    #expect(effects.commands == [] && effects.alarms == [.noChute(parcel)])
    #expect(rig.floor.why(order: ID(0)).reasons.first?.contains("no chute of its destination") == true)
  }

  @Test("a tote that comes to another pack station counts there, and no longer where it was expected")
  func toteAtAnotherStation() {
    var site = Tiny.site()
    site.devices.append(
      Device(
        name: "pack-2", family: "pack-station", place: .packStation(PackStationPlace(slots: 4, sorter: Tiny.sorter))))
    let second = Device.ID(site.devices.count - 1)
    var rig = Rig(site)
    let first = rig.released(Tiny.order("S1", [(Tiny.tea, 1)]))
    rig.pickAll()
    #expect(rig.floor.books.orders[first.index].stage == .toteClosing(station: Tiny.pick, pack: Tiny.pack))
    rig.report(second, .toteArrived(order: first))
    rig.released(Tiny.order("S2", [(Tiny.tea, 1)]))
    rig.pickAll()
    #expect(rig.floor.books.orders[1].stage == .toteClosing(station: Tiny.pick, pack: Tiny.pack), "it has no order now")

    let contents = rig.floor.books.unitsToPack(first)
    rig.handle(.cartonized(first, .parcels([ParcelPlan(box: Tiny.small, contents: contents, placements: [])])))
    rig.report(second, .packed(parcel: ID(0), box: Tiny.small, measured: Rig.measured, mass: 700))
    rig.released(Tiny.order("S3", [(Tiny.tea, 1)]))
    rig.pickAll()
    #expect(rig.floor.books.orders[2].stage == .toteClosing(station: Tiny.pick, pack: second), "it has packed its one")
  }

  @Test("goods of different climates do not share a parcel")
  func climates() {
    var site = Tiny.site()
    site.skus[1].temperature = .frozen
    let units = [Tiny.tea, Tiny.cup, Tiny.tea]
    let outcome = Packager(site: site).answer(CartonRequest(order: ID(0), units: units))
    guard case .decided(_, let plans) = outcome else {
      Issue.record("not packed: \(outcome)")
      return
    }
    #expect(plans.map(\.contents) == [[Tiny.tea, Tiny.tea], [Tiny.cup]])
    #expect(plans.allSatisfy { $0.placements.map(\.item) == Array($0.contents.indices) })
  }

  @Test("a full chute is left alone until its cart can have been changed, and the parcel is then tried again")
  func fullChute() {
    var rig = Rig()
    let (_, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)]))
    _ = rig.pack(parcel)
    rig.report(Tiny.sorter, .inducted(parcel: parcel))
    let refused = rig.report(Tiny.sorter, .sortRefused(parcel: parcel, reason: .chuteFull))
    #expect(refused.commands == [] && refused.alarms == [.noChute(parcel)])
    #expect(rig.wait(.seconds(60)).commands.filter { $0.id.kind == .sort } == [])
    let later = rig.wait(.seconds(70)).commands.map(\.id)
    #expect(later.contains(CommandID(.sort, 0, attempt: 2)))
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .noChute(parcel) })
    rig.report(Tiny.sorter, .sorted(parcel: parcel, chute: 0))
    #expect(rig.floor.books.orders[0].shippedAt == rig.now)
  }

  @Test("what the arm could not lift is not tried again at once, and a person hears of it")
  func tooHeavy() {
    var rig = Rig()
    let (_, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)]))
    _ = rig.pack(parcel)
    rig.report(Tiny.sorter, .inducted(parcel: parcel))
    let refused = rig.report(Tiny.sorter, .sortRefused(parcel: parcel, reason: .tooHeavy))
    #expect(refused.commands == [] && refused.alarms == [.noChute(parcel)])
    #expect(rig.wait(.minutes(3)).commands.map(\.id).contains(CommandID(.sort, 0, attempt: 2)))
  }

  @Test("a parcel beyond the arm's gripper gets no command")
  func beyondTheGripper() {
    var rig = Rig()
    let (_, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)]))
    rig.report(Tiny.pack, .packed(parcel: parcel, box: Tiny.small, measured: Rig.measured, mass: 90_000))
    let effects = rig.report(Tiny.sorter, .inducted(parcel: parcel))
    #expect(effects.commands == [] && effects.alarms == [.noChute(parcel)])
  }

  @Test("with no pack station open a full tote waits, with a reason, and goes on when one is")
  func noPackStation() {
    var rig = Rig()
    rig.handle(.intervention(.withdraw(Tiny.pack), by: "ann"))
    let id = rig.released(Tiny.order("S1", [(Tiny.tea, 1)]))
    rig.pickAll()
    #expect(rig.floor.books.orders[id.index].stage == .picking(station: Tiny.pick))
    #expect(rig.floor.why(order: id).reasons == ["every pack station is out of service"])
    rig.handle(.intervention(.restore(Tiny.pack), by: "ann"))
    #expect(rig.wait(.seconds(10)).commands.map(\.id).contains(CommandID(.closeTote, 0)))
  }

  @Test("the same code again is the same order; an impossible order is refused")
  func orders() {
    var rig = Rig()
    rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    let books = rig.floor.books
    let refused = [
      Tiny.order("S1", [(Tiny.cup, 9)]), Tiny.order("S2", []), Tiny.order("S3", [(Tiny.tea, 0)]),
      Tiny.order("S4", [(Tiny.tea, -1)]), Tiny.order("S5", [(StockKey(sku: ID(2)), 1)]),
      Tiny.order("S6", [(StockKey(sku: ID(-1)), 1)]), Tiny.order("S7", [(StockKey(sku: ID(0), owner: ID(1)), 1)]),
      Tiny.order("S8", [(Tiny.tea, .max), (Tiny.tea, .max)]),
      Tiny.order("S9", [(Tiny.tea, 1)], due: Span(milliseconds: .min)),
    ]
    for request in refused { #expect(rig.handle(.order(request)) == [], "\(request.code)") }
    #expect(rig.floor.books == books)
    #expect(rig.floor.refusals.reduce(0, +) == refused.count)
  }

  @Test("the more urgent order goes first, the same urgency by number")
  func urgency() {
    var rig = Rig()
    for (code, due) in [("late", 9.0), ("soon", 2), ("late too", 9), ("middle", 5), ("soon too", 2)] {
      rig.handle(.order(Tiny.order(code, [(Tiny.tea, 1)], due: .hours(due))))
    }
    rig.tick()
    let released = rig.journal.compactMap { entry in
      if case .orderReleased(let id, _, _) = entry.record { rig.floor.books.orders[id.index].request.code } else { nil }
    }
    #expect(released == ["soon", "soon too", "middle", "late"])
    #expect(rig.floor.waitingCount == 1)
  }

  @Test("a parcel that is quicker than the pack station's word is sorted when the word comes")
  func inductedEarly() {
    var rig = Rig()
    let (id, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)]))
    #expect(rig.report(Tiny.sorter, .inducted(parcel: parcel)).commands == [])
    #expect(rig.pack(parcel).commands.map(\.id) == [CommandID(.sort, 0, attempt: 1)])
    rig.report(Tiny.sorter, .sorted(parcel: parcel, chute: 0))
    #expect(rig.floor.books.orders[id.index].shippedAt == rig.now)
    #expect(rig.floor.books.invalidRecords == 0)
  }

  @Test("a tote that is quicker than the pick station's word is packed, and the word settles the command")
  func arrivedEarly() {
    var rig = Rig()
    let id = rig.released(Tiny.order("S1", [(Tiny.tea, 1)]))
    rig.pickAll()
    #expect(
      rig.report(Tiny.pack, .toteArrived(order: id))
        .contains(.cartonize(CartonRequest(order: id, units: [Tiny.tea]))))
    #expect(rig.floor.unansweredCount == 1)
    rig.report(Tiny.pick, .toteClosed(order: id))
    #expect(rig.floor.unansweredCount == 0)
    #expect(rig.floor.books.orders[id.index].stage == .packing(pack: Tiny.pack))
    #expect(rig.floor.books.invalidRecords == 0)
  }
}
