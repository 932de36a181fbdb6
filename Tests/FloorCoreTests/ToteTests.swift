import FloorCore
import FloorModel
import Testing

/// Totes that hold at the pack station what nobody picked, or lack what somebody did.
@Suite("Totes that are not as they should be")
struct ToteTests {
  private let strange = StrangeUnit(plate: "PS-1", key: Tiny.cup)

  private func units(_ rig: Rig, _ key: StockKey, _ place: Place) -> Int32 {
    rig.floor.books.ledger.quantity(of: key, at: place)
  }

  @Test(
    "a missing unit leaves the tote's stock, opens a discrepancy and a count, and is picked again into a second tote")
  func missing() throws {
    var rig = Rig()
    let (order, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, 2)]))
    let bin = try #require(rig.floor.books.tasks.last?.bin)
    let effects = rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: []))
    #expect(effects.alarms.contains(.toteDiffers(order)) && effects.alarms.contains(.countWanted(bin)))
    #expect(
      rig.floor.describe(.toteDiffers(order))
        == "pack, order T1: 1 × tea not in the tote: picked again, or the order goes without")
    let found = try #require(rig.floor.books.toteDiscrepancies.last)
    #expect(found.key == Tiny.tea && found.missing == 1 && found.bins == [bin] && found.closed == nil)
    #expect(units(rig, Tiny.tea, .missing) == 1 && units(rig, Tiny.tea, .orderTote(order)) == 1)
    #expect(rig.floor.books.orders[order.index].stage == .waiting)
    #expect(rig.floor.books.parcels[parcel.index].stage == .cancelled)
    #expect(rig.floor.why(order: order).reasons.first?.contains("its tote stands at pack") == true)
    #expect(rig.floor.inconsistencies() == [])
    #expect(rig.floor.books.velocities.demand.picked(of: Tiny.tea.sku) == 1, "what is not there was not picked")
    rig.expectBalance()

    rig.tick()
    #expect(rig.floor.books.orders[order.index].stage == .picking(station: Tiny.pick))
    #expect(rig.floor.books.unmet(order) == [0] && rig.floor.books.orders[order.index].openPicks == 1)
    rig.restart()
    rig.pickAll()
    #expect(rig.floor.books.velocities.demand.units(of: Tiny.tea.sku) == 2, "asked for once")
    let close = try #require(rig.report(Tiny.pick, .toteClosed(order: order)) as [Effect]?)
    #expect(close.alarms == [])
    let asked = rig.report(Tiny.pack, .toteArrived(order: order))
    #expect(
      asked.contains { if case .cartonize(let request) = $0 { request.units == [Tiny.tea, Tiny.tea] } else { false } })
    #expect(rig.floor.books.orders[order.index].toteAt == nil)
    #expect(rig.floor.books.invalidRecords == 0)
    rig.expectBalance()
  }

  @Test("each tote of an order is closed by a command of its own, at the pack station where the first one stands")
  func secondTote() {
    var rig = Rig()
    let (order, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, 2)]))
    rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: []))
    rig.tick()
    var closing: [Command] = []
    for (index, task) in rig.floor.books.tasks.enumerated() where task.stage == .open {
      closing += rig.report(Tiny.pick, .picked(task: ID(index), bin: task.bin, quantity: task.quantity)).commands
    }
    #expect(
      closing.filter { $0.id.kind == .closeTote } == [
        Command(
          id: CommandID(.closeTote, Int64(order.index), attempt: 1), device: Tiny.pick,
          work: .closeTote(order: order, destination: Tiny.pack))
      ])
  }

  @Test("a wrong unit comes onto the hold shelf from the record that was wrong, a person sees it, and it goes to a bin")
  func wrong() throws {
    var rig = Rig()
    let (order, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, 2)]))
    let before = rig.floor.books.ledger.available[Tiny.cup.sku.index]
    let effects = rig.report(
      Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: [strange]))
    #expect(units(rig, Tiny.cup, .holdShelf) == 1)
    #expect(rig.floor.books.ledger.available[Tiny.cup.sku.index] == before - 1)
    #expect(rig.floor.books.toteDiscrepancies.map(\.missing).sorted() == [-1, 1])
    #expect(rig.floor.describe(.toteDiffers(order)).contains("1 × cup not of the order"))
    #expect(!effects.alarms.isEmpty && rig.floor.inconsistencies() == [])
    let item = try #require(rig.floor.books.item(plate: "PS-1"))
    let review = try #require(rig.floor.books.reviews.lastIndex { $0.subject == .item(item) })
    let lane = rig.handle(.review(ID(review), .pass, by: "ann"))
    let diverts = lane.commands.filter { $0.id.kind == .divert }
    #expect(diverts.map(\.device) == [Tiny.tunnel])
    rig.report(Tiny.tunnel, .diverted(plate: "PS-1", lane: .stow(Tiny.stow)))
    #expect(units(rig, Tiny.cup, .holdShelf) == 0 && units(rig, Tiny.cup, .stowTote(Tiny.stow)) == 1)
    #expect(rig.floor.books.invalidRecords == 0)
    rig.expectBalance()
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books, "replayed from the journal")
  }

  @Test("only a strange unit: the order is packed as it was to be, under new parcels")
  func onlyStrange() {
    var rig = Rig()
    let (order, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, 2)]))
    let effects = rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [], strange: [strange]))
    #expect(effects.contains(.cartonize(CartonRequest(order: order, units: [Tiny.tea, Tiny.tea]))))
    #expect(rig.floor.books.orders[order.index].stage == .packing(pack: Tiny.pack))
    // The same label is the same unit, however often it is told of.
    rig.handle(
      .cartonized(
        order,
        .parcels([ParcelPlan(box: Tiny.small, contents: [Tiny.tea, Tiny.tea], placements: [])])))
    let next = Parcel.ID(rig.floor.books.parcels.count - 1)
    rig.report(Tiny.pack, .toteDiffers(parcel: next, missing: [], strange: [strange]))
    #expect(units(rig, Tiny.cup, .holdShelf) == 1)
  }

  @Test("where nobody has the missing unit any more, the order goes with the rest, or waits when there is no rest")
  func shortClosed() {
    var rig = Rig()
    let all = rig.floor.books.ledger.available[Tiny.tea.sku.index]
    let (order, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, all)]))
    rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: []))
    let effects = rig.tick()
    #expect(rig.journal.contains { $0.record == .orderShorted(order) })
    #expect(
      effects.contains {
        if case .cartonize(let request) = $0 { request.units.count == Int(all) - 1 } else { false }
      })
    #expect(rig.floor.books.orders[order.index].request.lines[0].quantity == all - 1)
    #expect(rig.floor.inconsistencies() == [])

    var bare = Rig()
    let (single, only) = bare.packing(Tiny.order("T2", [(Tiny.tea, 1)]))
    bare.report(Tiny.pack, .toteDiffers(parcel: only, missing: [Tiny.tea], strange: []))
    #expect(bare.floor.books.orders[single.index].picked == [])
    #expect(bare.floor.books.orders[single.index].toteAt == nil, "an empty tote waits nowhere")
    #expect(bare.floor.inconsistencies() == [])
  }

  @Test("what is missing of an order whose other parcels are closed is taken off it, and it is shipped without")
  func restIsClosed() throws {
    var rig = Rig()
    let all = rig.floor.books.ledger.available[Tiny.tea.sku.index]
    let order = rig.arrived(Tiny.order("T1", [(Tiny.tea, all)]))
    let units = rig.floor.books.unitsToPack(order)
    rig.handle(
      .cartonized(
        order,
        .parcels([
          ParcelPlan(box: Tiny.small, contents: Array(units.dropLast()), placements: []),
          ParcelPlan(box: Tiny.small, contents: [Tiny.tea], placements: []),
        ])))
    _ = rig.pack(ID(0))
    rig.report(Tiny.sorter, .inducted(parcel: ID(0)))
    rig.report(Tiny.sorter, .sorted(parcel: ID(0), chute: 0))
    rig.report(Tiny.pack, .toteDiffers(parcel: ID(1), missing: [Tiny.tea], strange: []))
    rig.tick()
    #expect(rig.floor.books.orders[order.index].shippedAt != nil)
    #expect(rig.floor.inconsistencies() == [])
    rig.expectBalance()
  }

  // MARK: What the site wants of missing units

  /// An order of which one unit is missing at the pack station.
  private func lacking(
    _ policy: PackingPolicy.MissingUnits, _ count: Int32 = 2
  ) -> (rig: Rig, order: Order.ID, effects: [Effect]) {
    var site = Tiny.site()
    site.packing.missingUnits = policy
    var rig = Rig(site)
    let (order, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, count)]))
    let effects = rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: []))
    return (rig, order, effects)
  }

  private func isPacked(_ effects: [Effect], _ units: Int) -> Bool {
    effects.contains { if case .cartonize(let request) = $0 { request.units.count == units } else { false } }
  }

  @Test("a site may send the rest at once: the order says what it goes with, and the bin is counted all the same")
  func shipRest() {
    var (rig, order, effects) = lacking(.shipRest)
    #expect(isPacked(effects, 1))
    #expect(rig.floor.books.orders[order.index].stage == .packing(pack: Tiny.pack))
    #expect(rig.floor.books.orders[order.index].request.lines[0].quantity == 1)
    #expect(rig.floor.describe(.toteDiffers(order)).hasSuffix("1 × tea not in the tote: the order goes without"))
    #expect(rig.floor.books.toteDiscrepancies.last?.closed == nil && units(rig, Tiny.tea, .missing) == 1)
    #expect(rig.floor.inconsistencies() == [] && rig.floor.books.invalidRecords == 0)
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books, "replayed from the journal")
    rig.expectBalance()
  }

  @Test("an order of which nothing is left is picked again whatever the site wants")
  func nothingLeft() {
    var (rig, order, _) = lacking(.shipRest, 1)
    #expect(rig.floor.books.orders[order.index].stage == .waiting)
    #expect(rig.floor.books.orders[order.index].request.lines[0].quantity == 1)
    rig.tick()
    #expect(rig.floor.books.orders[order.index].stage == .picking(station: Tiny.pick))
    #expect(rig.floor.inconsistencies() == [])
  }

  @Test("a site may ask a person, and the tote waits for the answer", arguments: [true, false])
  func asks(isShipped: Bool) throws {
    var (rig, order, effects) = lacking(.ask)
    #expect(effects.commands == [] && !isPacked(effects, 1))
    #expect(rig.floor.books.orders[order.index].stage == .packReview(pack: Tiny.pack))
    #expect(rig.floor.books.reviews.map(\.subject) == [.missing(order)])
    #expect(
      rig.floor.why(order: order).reasons.first?.hasPrefix("a person has to decide (review 0): pack, order T1: 1")
        == true)
    #expect(rig.floor.view(at: rig.now).reviews.map(\.subject) == ["Does T1 go without what is missing?"])
    rig.tick()
    rig.restart()
    #expect(rig.floor.books.orders[order.index].stage == .packReview(pack: Tiny.pack), "nothing moves meanwhile")
    #expect(rig.handle(.review(ID(0), .useBox(Tiny.large), by: "ann")) == [], "that was not the question")

    let answer = rig.handle(.review(ID(0), isShipped ? .shipRest : .pickAgain, by: "ann"))
    #expect(rig.floor.books.reviews[0].answer == (isShipped ? .shipRest : .pickAgain))
    #expect(isPacked(answer, 1) == isShipped)
    #expect(rig.floor.books.orders[order.index].request.lines[0].quantity == (isShipped ? 1 : 2))
    #expect(rig.floor.inconsistencies() == [])
    if !isShipped {
      rig.tick()
      #expect(rig.floor.books.orders[order.index].stage == .picking(station: Tiny.pick))
      rig.pickAll()
      rig.report(Tiny.pick, .toteClosed(order: order))
      #expect(isPacked(rig.report(Tiny.pack, .toteArrived(order: order)), 2))
    }
    #expect(rig.floor.inconsistencies() == [] && rig.floor.books.invalidRecords == 0)
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books, "replayed from the journal")
  }

  @Test("a box that a person names first goes with what is there; the other answer then finds nothing to do")
  func askedTwice() throws {
    var site = Tiny.site()
    site.packing.missingUnits = .ask
    var rig = Rig(site)
    let (order, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, 2)]))
    rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: []))
    #expect(rig.floor.books.reviews.count == 1)
    rig.handle(.review(ID(0), .shipRest, by: "ann"))
    rig.handle(.review(ID(0), .pickAgain, by: "bob"))
    #expect(rig.floor.books.reviews[0].answer == .shipRest)
    #expect(rig.floor.books.orders[order.index].stage == .packing(pack: Tiny.pack))
    #expect(rig.floor.inconsistencies() == [])
  }

  @Test("a count of the bin finds the unit, gives it back, and closes the matter")
  func counted() throws {
    var rig = Rig()
    let (_, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, 1)]))
    let bin = try #require(rig.floor.books.tasks.last?.bin)
    rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: []))
    let lines = rig.floor.books.ledger.bins[bin.index].map {
      BinCount.Line(key: $0.key, quantity: $0.quantity + ($0.key == Tiny.tea ? 1 : 0))
    }
    for _ in 0..<2 {
      rig.handle(
        .planning(.count(BinCount(bin: bin, lines: lines, reason: .misplaced)), by: "ann"), after: .minutes(1))
    }
    #expect(units(rig, Tiny.tea, .missing) == 0)
    #expect(rig.floor.books.toteDiscrepancies.allSatisfy { $0.closed != nil })
    rig.expectBalance()
  }

  @Test("a report of a tote that is not being packed is not believed, nor one of goods that the site has not")
  func unbelievable() {
    var rig = Rig()
    let (_, parcel) = rig.packing(Tiny.order("T1", [(Tiny.tea, 1)]))
    _ = rig.pack(parcel)
    let books = rig.floor.books
    let late = rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [Tiny.tea], strange: [strange]))
    #expect(late.alarms == [.invalidEvent(Tiny.pack, .impossible)])
    rig.report(Tiny.pack, .toteDiffers(parcel: parcel, missing: [StockKey(sku: ID(99))], strange: []))
    rig.report(
      Tiny.pack,
      .toteDiffers(parcel: parcel, missing: Array(repeating: Tiny.tea, count: ToteReport.unitLimit + 1), strange: []))
    #expect(rig.floor.books.ledger == books.ledger && rig.floor.books.invalidRecords == books.invalidRecords + 3)
  }
}
