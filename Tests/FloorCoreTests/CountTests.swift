import FloorModel
import Testing

@testable import FloorCore

@Suite("Counts and belief")
struct CountTests {
  private func count(
    _ rig: inout Rig, _ units: [(StockKey, Int32)], in bin: Bin.ID = Tiny.teaBin, by person: String = "ann"
  ) -> String? {
    let count = Planning.count(
      BinCount(bin: bin, lines: units.map { .init(key: $0.0, quantity: $0.1) }, reason: .scheduled))
    let refusal = rig.floor.refusal(of: count, by: person)
    rig.handle(.planning(count, by: person))
    return refusal
  }

  private func tea(_ rig: Rig) -> Int32 { rig.floor.books.ledger.quantity(of: Tiny.tea, at: .bin(Tiny.teaBin)) }

  private func belief(_ rig: Rig, in bin: Bin.ID = Tiny.teaBin) -> BeliefBook.Line {
    rig.floor.books.belief(of: Tiny.tea, in: bin, at: rig.now, site: rig.floor.site)
  }

  @Test("a count that agrees ends all doubt and moves nothing")
  func agrees() {
    var rig = Rig()
    #expect(belief(rig).belief.wrong > 0.01)
    #expect(count(&rig, [(Tiny.tea, 5)]) == nil)
    #expect(belief(rig).belief.wrong == 0)
    #expect(belief(rig).confirmed == rig.now)
    #expect(tea(rig) == 5 && rig.floor.books.ledger.lastChange == 0)
  }

  @Test("one that does not agree is repeated; two alike correct the record, by a change of its own")
  func recount() {
    var rig = Rig()
    _ = count(&rig, [(Tiny.tea, 3)])
    #expect(tea(rig) == 5)
    #expect(rig.floor.alarms.standing.map(\.cause) == [.binVariance(Tiny.teaBin)])
    _ = count(&rig, [(Tiny.tea, 4)])
    #expect(tea(rig) == 5)
    _ = count(&rig, [(Tiny.tea, 4)])
    #expect(tea(rig) == 4)
    #expect(rig.floor.books.ledger.totals.missing == 1 && rig.floor.books.ledger.lastChange == 1)
    #expect(rig.floor.alarms.standing.isEmpty)
    #expect(rig.floor.books.discrepancies.map(\.found) == [4])
    rig.expectBalance()
  }

  @Test("a count that is sent twice under one id is one count")
  func sentTwice() {
    var rig = Rig()
    func count(_ units: Int32, _ id: String) -> Event {
      let lines = [BinCount.Line(key: Tiny.tea, quantity: units)]
      return .planning(.count(BinCount(bin: Tiny.teaBin, lines: lines, reason: .scheduled, id: id)), by: "ann")
    }
    for _ in 0..<3 { rig.handle(count(4, "first")) }
    #expect(tea(rig) == 5 && rig.floor.books.beliefs.recounts.count == 1)
    for _ in 0..<2 { rig.handle(count(4, "second")) }
    #expect(tea(rig) == 4 && rig.floor.books.discrepancies.count == 1)
    #expect(rig.floor.books.beliefs.recounts == [])
  }

  @Test("a bin in which a station may be at work is counted when the pod has left")
  func beingPicked() {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.reportAll()
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    for _ in 0..<300 where fleet.units[0].report.load == nil { fleet.step() }
    // The daemon that told the station, or did not, is no more.
    fleet.deliver(fleet.rig.restart())
    #expect(count(&fleet.rig, [(Tiny.tea, 4)])?.contains("count it when the pod has left") == true)
    #expect(fleet.rig.floor.books.beliefs.recounts == [])
    fleet.run(untilDone: 1)
    #expect(count(&fleet.rig, [(Tiny.tea, 4)]) == nil)
    #expect(tea(fleet.rig) == 4 && belief(fleet.rig).belief.wrong == 0)
  }

  @Test("what turns up is taken from what was missing, and the rest comes in")
  func found() {
    var rig = Rig()
    for _ in 0..<2 { _ = count(&rig, [(Tiny.tea, 3)]) }
    for _ in 0..<2 { _ = count(&rig, [(Tiny.tea, 8)]) }
    #expect(tea(rig) == 8)
    #expect(rig.floor.books.ledger.totals.missing == 0 && rig.floor.books.ledger.totals.inbound == 3)
    rig.expectBalance()
  }

  @Test("a large correction needs a second person")
  func secondPerson() {
    var rig = Rig()
    _ = count(&rig, [(Tiny.tea, 15)])
    #expect(rig.floor.books.beliefs.recounts.map(\.needsSecondPerson) == [true])
    #expect(count(&rig, [(Tiny.tea, 15)])?.contains("second person") == true)
    #expect(tea(rig) == 5)
    #expect(count(&rig, [(Tiny.tea, 15)], by: "bob") == nil)
    #expect(tea(rig) == 15)
  }

  @Test("impossible counts are refused with a reason")
  func impossible() {
    var rig = Rig()
    #expect(count(&rig, [(Tiny.tea, 2_000)])?.contains("% of bin A/front") == true)
    #expect(count(&rig, [(Tiny.tea, -1)])?.contains("cannot be counted") == true)
    #expect(count(&rig, [(Tiny.tea, 1), (Tiny.tea, 1)])?.contains("twice") == true)
    #expect(count(&rig, [(StockKey(sku: ID(9)), 1)])?.contains("no such product") == true)
    #expect(count(&rig, [], in: ID(99))?.contains("no such bin") == true)
    #expect(rig.floor.books.lastEntry == 0)
  }

  @Test("picks of stock that a count takes away look for other stock")
  func voided() {
    var rig = Rig()
    let order = rig.released(Tiny.order("S1", [(Tiny.tea, 3)]))
    #expect(rig.floor.books.tasks.map(\.bin) == [Tiny.teaBin])
    for _ in 0..<2 { _ = count(&rig, []) }
    #expect(rig.floor.books.tasks.map(\.bin) == [Tiny.teaBin, Tiny.otherTeaBin])
    #expect(rig.floor.books.tasks.map(\.stage) == [.cancelled, .open])
    #expect(rig.floor.books.orders[order.index].openPicks == 1)
    rig.expectBalance()
  }

  @Test("stock that a sensor does not see is not offered, and offered again once it is seen")
  func phantom() {
    var rig = Rig()
    func see(_ quantity: Int32, _ rig: inout Rig) {
      rig.handle(
        .planning(
          .observation(BinObservation(bin: Tiny.teaBin, key: Tiny.tea, quantity: quantity, trustPermille: 999)),
          by: "scale"))
    }
    rig.tick(after: .hours(24 * 40))
    see(0, &rig)
    #expect(belief(rig).belief.empty(record: 5) >= 0.5)
    #expect(rig.floor.books.ledger.available[Tiny.tea.sku.index] == 3)
    _ = rig.released(Tiny.order("S1", [(Tiny.tea, 2)]))
    #expect(rig.floor.books.tasks.map(\.bin) == [Tiny.otherTeaBin])
    see(5, &rig)
    see(5, &rig)
    #expect(rig.floor.books.ledger.available[Tiny.tea.sku.index] == 6)
    #expect(tea(rig) == 5)
    rig.expectBalance()
  }

  @Test("picks confirm, and disturb what lies beside; a short pick ends the doubt about its bin")
  func picks() {
    var rig = Rig()
    _ = rig.released(Tiny.order("S1", [(Tiny.tea, 5)]))
    let before = belief(rig).belief.wrong
    rig.report(Tiny.pick, .picked(task: ID(0), bin: Tiny.teaBin, quantity: 4))
    #expect(before > 0)
    #expect(rig.floor.books.beliefs.lines[Tiny.teaBin.index].isEmpty)
    #expect(rig.floor.books.beliefs.touches[Tiny.teaBin.index] == 1)
  }

  @Test("counts are ranked by what it costs to be wrong times the belief that one is; recounts come first")
  func ranking() {
    var rig = Rig()
    rig.tick(after: .hours(24))
    let first = rig.floor.countProposals(limit: 10)
    #expect(first.map(\.bin) == [Tiny.teaBin, Tiny.otherTeaBin, Tiny.cupBin])
    #expect(zip(first, first.dropFirst()).allSatisfy { $0.wrong * $0.cost >= $1.wrong * $1.cost })
    _ = count(&rig, [(Tiny.cup, 1)], in: Tiny.cupBin)
    #expect(rig.floor.countProposals(limit: 1).map(\.bin) == [Tiny.cupBin])
  }

  @Test("the bound that lines are chosen by is never below the belief")
  func bound() {
    var rig = Rig()
    for hours in [0.0, 5, 100, 2_000] {
      rig.tick(after: .hours(hours))
      let bound = rig.floor.books.beliefs.suspicion(of: Tiny.tea, in: Tiny.teaBin, at: rig.now)
      #expect(bound >= belief(rig).belief.wrong && bound <= 1)
      if hours == 5 { _ = count(&rig, [(Tiny.tea, 5)]) }
    }
  }

  @Test("counts and observations come back from the journal")
  func replay() {
    var rig = Rig()
    for units: Int32 in [3, 4, 4] { _ = count(&rig, [(Tiny.tea, units)]) }
    rig.handle(
      .planning(
        .observation(BinObservation(bin: Tiny.cupBin, key: Tiny.cup, quantity: 0, trustPermille: 900)), by: "x"))
    var books = Books(site: rig.floor.site)
    for entry in rig.journal { #expect(books.apply(entry.record, at: entry.at, site: rig.floor.site) == entry.changes) }
    #expect(books == rig.floor.books)
  }
}
