import Cartons
import FloorCore
import FloorModel
import Testing

@Suite("Velocities")
struct VelocityBookTests {
  private func set(
    _ rates: [(Int, Double)], _ extent: VelocitySet.Extent = .changes, kept: [Int] = [], asOf: Int64? = nil,
    follows: Int32? = nil
  ) -> VelocitySet {
    VelocitySet(
      extent: extent, lines: rates.map { VelocityLine(sku: ID($0.0), unitsPerDay: $0.1) }, kept: kept.map { ID($0) },
      asOf: asOf, follows: follows)
  }

  private func put(_ rig: inout Rig, _ set: VelocitySet, by person: String = "ann") {
    rig.handle(.planning(.velocities(set), by: person))
  }

  @Test("changes change what they name; a whole set takes the rest away, but for lines that were refused")
  func extents() {
    var rig = Rig()
    #expect(rig.floor.books.velocities.current.version == 0)
    put(&rig, set([(0, 7)]))
    #expect(rig.floor.books.velocity == [7, 1])
    put(&rig, set([(1, 4)], .whole))
    #expect(rig.floor.books.velocity == [0, 4])
    #expect(rig.floor.books.velocities.sources == [.none, .planner])
    put(&rig, set([(0, 2)], .whole, kept: [1]))
    #expect(rig.floor.books.velocity == [2, 4])
    #expect(rig.floor.books.velocities.current.version == 3)
  }

  @Test("the set before is kept and can be restored, and that again")
  func restore() {
    var rig = Rig()
    #expect(rig.floor.refusal(of: .restoreVelocities, by: "ann") == "there is no set before this one")
    put(&rig, set([(0, 7)]))
    put(&rig, set([(0, 8)]))
    rig.handle(.planning(.restoreVelocities, by: "bob"))
    #expect(rig.floor.books.velocity == [7, 1])
    #expect(rig.floor.books.velocities.current.version == 3)
    #expect(rig.floor.books.velocities.current.by == "bob")
    rig.handle(.planning(.restoreVelocities, by: "bob"))
    #expect(rig.floor.books.velocity == [8, 1])
  }

  @Test("of two planners the second is told of the first")
  func disagreement() {
    var rig = Rig()
    put(&rig, set([(0, 7)], asOf: 2_000), by: "ann")
    let (old, late) = (set([(0, 9)], asOf: 1_000), set([(0, 9)], follows: 0))
    #expect(rig.floor.refusal(of: .velocities(old), by: "bob")?.contains("version 1 of ann") == true)
    #expect(rig.floor.refusal(of: .velocities(late), by: "bob")?.contains("ann has put version 1") == true)
    put(&rig, old, by: "bob")
    put(&rig, late, by: "bob")
    #expect(rig.floor.books.velocity == [7, 1])
    #expect(rig.floor.refusals[Int(RefusalReason.impossible.rawValue)] == 2)
    put(&rig, set([(0, 9)], asOf: 3_000, follows: 1), by: "bob")
    #expect(rig.floor.books.velocity == [9, 1])
  }

  @Test("what another planner has said lately is overruled only by who says that it is known")
  func overruling() {
    var rig = Rig()
    put(&rig, set([(0, 7), (1, 3)]), by: "ann")
    func refusal(_ set: VelocitySet, by person: String) -> String? {
      rig.floor.refusal(of: .velocities(set), by: person)
    }
    #expect(
      refusal(set([(0, 9), (1, 2)]), by: "bob")
        == "it says 9.0 a day of tea, ann has said 7.0 a day with version 1, and 1 more differ so: "
        + "agree on one, or send it with follows=1 to overrule")
    #expect(refusal(set([(0, 7)], .whole), by: "bob")?.hasPrefix("it says nothing of cup, ann has said 3.0") == true)
    for fine in [set([(0, 7)]), set([(0, 7)], .whole, kept: [1]), set([(0, 9)], follows: 1)] {
      #expect(refusal(fine, by: "bob") == nil)
    }
    #expect(refusal(set([(0, 9)], .whole), by: "ann") == nil)
    put(&rig, set([(0, 9)]), by: "bob")
    #expect(rig.floor.books.velocity == [7, 3])
    put(&rig, set([(0, 9)], follows: 1), by: "bob")
    #expect(rig.floor.books.velocity == [9, 3])
    // Each figure is whose it is, not the whole set.
    #expect(refusal(set([(1, 4)]), by: "ann") == nil)
    #expect(refusal(set([(0, 4)]), by: "ann")?.contains("bob has said 9.0 a day with version 2") == true)
    rig.tick(after: VelocityBook.staleAfter)
    #expect(refusal(set([(0, 4)]), by: "ann") == nil)
  }

  @Test("what was journaled before planners were asked is taken in as it was")
  func journaledOverruling() {
    let site = Tiny.site()
    var books = Books(site: site)
    for (person, rate) in [("ann", 7.0), ("bob", 9.0)] {
      _ = books.apply(.planning(.velocities(set([(0, rate)])), by: person), at: .zero, site: site)
    }
    #expect(books.velocity[0] == 9 && books.velocities.current.by == "bob")
  }

  @Test("what no planner speaks of goes by its category, and without that by what was picked")
  func fallback() {
    var site = Tiny.site()
    site.skus += (0..<4).map { SKU(code: "t\($0)", name: "Tea", size: site.skus[0].size, mass: 250) }
    site.velocity = [10, 0, 2, 4, 6, 0]
    var rig = Rig(site)
    // Cups are of another size than the teas, of which four have figures.
    #expect(rig.floor.books.velocities.sources[5] == .category)
    #expect(rig.floor.books.velocity[5] == 5.5)
    #expect(rig.floor.books.velocities.sources[1] == .none)
    _ = rig.released(Tiny.order("S1", [(Tiny.cup, 2)]))
    rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.cupBin, quantity: 2))
    rig.tick(after: .hours(5))
    put(&rig, set([(0, 10)]))
    #expect(rig.floor.books.velocities.sources[1] == .picks)
    // Two in six hours.
    #expect(abs(rig.floor.books.velocity[1] - 8) < 0.1)
  }

  @Test("velocities that nobody renews are an alarm, until somebody does")
  func stale() {
    var rig = Rig()
    rig.tick()
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .velocityStale })
    rig.tick(after: VelocityBook.staleAfter)
    rig.wait(.seconds(10))
    #expect(rig.floor.alarms.standing.contains { $0.cause == .velocityStale })
    put(&rig, set([(0, 3)]))
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .velocityStale })
  }

  @Test("demand that is off by more than 15 % and more than chance is flagged, with its sign")
  func variance() {
    var rig = Rig()
    _ = rig.released(Tiny.order("S1", [(Tiny.tea, 3)]))
    rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: 1))
    // Two were short and are looked for in the other bin, where one was had: three were asked for, and one is short.
    rig.report(Tiny.pick, .picked(task: ID(1), bin: Tiny.otherTeaBin, quantity: 1))
    let demand = rig.floor.books.velocities.demand
    #expect(demand.units(of: ID(0)) == 3 && demand.short(of: ID(0)) == 1)
    let day = Instant.zero + .hours(24)
    #expect(abs(demand.perDay(of: ID(0), at: day) - 3) < 1e-9)
    #expect(demand.variance(of: ID(0), from: 3, at: day) == nil)
    #expect(demand.variance(of: ID(0), from: 4, at: day) == nil)
    #expect(abs((demand.variance(of: ID(0), from: 30, at: day) ?? 0) + 90) < 1e-9)
    #expect(demand.variance(of: ID(0), from: 0.5, at: day).map { $0 > 15 } == true)
  }

  @Test("a line that found nothing anywhere and waits again is asked for once, whenever it is picked in the end")
  func requeued() {
    var rig = Rig()
    let order = rig.released(Tiny.order("S1", [(Tiny.cup, 2)]))
    rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.cupBin, quantity: 0))
    #expect(rig.floor.books.orders[order.index].stage == .waiting)
    #expect(demand(rig, Tiny.cup) == [0, 2])
    // The units turn up, and are picked in two goes.
    let found = BinCount(bin: Tiny.cupBin, lines: [BinCount.Line(key: Tiny.cup, quantity: 2)], reason: .shortPick)
    for person in ["ann", "bob"] { rig.handle(.planning(.count(found), by: person)) }
    rig.tick()
    #expect(rig.floor.books.orders[order.index].stage == .picking(station: Tiny.pick))
    #expect(demand(rig, Tiny.cup) == [0, 0], "it is looked for again, and nobody knows yet")
    rig.report(Tiny.pick, .picked(task: ID(1), bin: Tiny.cupBin, quantity: 1))
    #expect(demand(rig, Tiny.cup) == [1, 1], "one is had, and the order goes without the other")
  }

  @Test("a pick that was given up before anybody looked, and is made elsewhere, is asked for once")
  func givenUp() {
    var rig = Rig()
    let first = rig.released(Tiny.order("S1", [(Tiny.tea, 2)]))
    let second = rig.released(Tiny.order("S2", [(Tiny.tea, 1)]))
    // The first finds nothing: the second's pick in that bin is off, and both are made from the other bin.
    rig.report(Tiny.pick, .picked(task: ID(0), bin: rig.floor.books.tasks[0].bin, quantity: 0))
    for order in [first, second] { #expect(rig.floor.books.orders[order.index].stage == .picking(station: Tiny.pick)) }
    rig.pickAll()
    #expect(demand(rig, Tiny.tea) == [3, 0])
  }

  @Test("what customers send back is told of beside what was asked for, and forgotten with its window")
  func returned() {
    var rig = Rig()
    let back = Packaging.returned(Tiny.tea.sku, order: nil, .carton, .unwanted, count: 3)
    rig.handle(.planning(.packaging(back), by: "desk"))
    #expect(rig.floor.books.velocities.demand.returned(of: Tiny.tea.sku) == 3)
    #expect(rig.floor.books.velocities.demand.returned(of: Tiny.cup.sku) == 0)
    #expect(demand(rig, Tiny.tea) == [0, 0])
    rig.handle(.planning(.packaging(back), by: "desk"), after: DemandRecord.window)
    #expect(rig.floor.books.velocities.demand.returned(of: Tiny.tea.sku) == 6)
    rig.handle(.planning(.packaging(back), by: "desk"), after: DemandRecord.window)
    #expect(rig.floor.books.velocities.demand.returned(of: Tiny.tea.sku) == 6)
  }

  /// Picked and short.
  private func demand(_ rig: Rig, _ key: StockKey) -> [Int32] {
    let demand = rig.floor.books.velocities.demand
    return [demand.now.picked[key.sku.index], demand.now.short[key.sku.index]]
  }

  @Test("what planners say comes back from the journal")
  func replay() {
    var rig = Rig()
    put(&rig, set([(0, 7)], asOf: 5))
    put(&rig, set([(1, 3)], .whole))
    rig.handle(.planning(.restoreVelocities, by: "bob"))
    var books = Books(site: rig.floor.site)
    for entry in rig.journal { _ = books.apply(entry.record, at: entry.at, site: rig.floor.site) }
    #expect(books == rig.floor.books)
  }
}
