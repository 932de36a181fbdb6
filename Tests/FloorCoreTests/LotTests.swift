import FloorCore
import FloorModel
import Testing

@Suite("Lots and dates") struct LotTests {
  private static let old = StockKey(sku: ID(0), lot: 1)
  private static let new = StockKey(sku: ID(0), lot: 2)

  /// Tea of two lots: the older far away and behind, the newer near; and tea that keeps.
  private static func site() -> Site {
    var site = Tiny.site()
    site.openingStock = [
      StockLine(bin: Tiny.teaBin, key: new, quantity: 5), StockLine(bin: Tiny.otherTeaBin, key: old, quantity: 3),
      StockLine(bin: Tiny.emptyBin, key: Tiny.tea, quantity: 4),
    ]
    site.lots = [
      Lot(sku: ID(0), number: 2, expires: day("2027-05-01")), Lot(sku: ID(0), number: 1, expires: day("2027-04-01")),
    ]
    return site
  }

  private static func day(_ text: String) -> CalendarDay { CalendarDay(text)! }

  private func picks(_ rig: Rig) -> [(StockKey, Int32)] {
    rig.floor.books.tasks.filter { $0.stage == .open }.map { ($0.key, $0.quantity) }
  }

  @Test("what expires first is picked first, wherever it lies; what keeps comes last")
  func firstExpiredFirstOut() {
    var rig = Rig(Self.site())
    rig.handle(.planning(.day(Self.day("2027-03-01")), by: "clock"))
    rig.released(Tiny.order("S1", [(Tiny.tea, 10)]))
    #expect(picks(rig).map(\.0) == [Self.old, Self.new, Tiny.tea])
    #expect(picks(rig).map(\.1) == [3, 5, 2])
  }

  @Test("the day after its last, a lot is not sold any more; and not counted for cover or for orders")
  func expires() {
    var rig = Rig(Self.site())
    rig.handle(.planning(.day(Self.day("2027-04-01")), by: "clock"))
    #expect(!rig.floor.books.lots.isExpired(Self.old))
    #expect(rig.floor.books.unexpired(of: ID(0)) == 12)
    let effects = rig.handle(.planning(.day(Self.day("2027-04-02")), by: "clock"))
    #expect(rig.floor.books.lots.isExpired(Self.old))
    #expect(rig.floor.books.unexpired(of: ID(0)) == 9)
    #expect(effects.contains(.binsChanged([Tiny.otherTeaBin])), "those who watch the bin are told")
    rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 10)])))
    rig.wait(.seconds(30))
    #expect(rig.floor.books.orders[0].stage == .waiting)
    rig.handle(.order(Tiny.order("S2", [(Tiny.tea, 9)])))
    rig.wait(.seconds(30))
    #expect(picks(rig).map(\.0) == [Self.new, Tiny.tea])
    rig.expectBalance()
  }

  @Test("picks that were planned of what expires are made of other stock")
  func calledOff() {
    var rig = Rig(Self.site())
    rig.handle(.planning(.day(Self.day("2027-03-31")), by: "clock"))
    rig.released(Tiny.order("S1", [(Tiny.tea, 2)]))
    #expect(picks(rig).map(\.0) == [Self.old])
    rig.handle(.planning(.day(Self.day("2027-04-02")), by: "clock"))
    #expect(picks(rig).map(\.0) == [Self.new])
    #expect(rig.floor.books.ledger.bins[Tiny.otherTeaBin.index].allSatisfy { $0.reserved == 0 })
    rig.expectBalance()
  }

  @Test("a clock or a date that is put right brings stock back")
  func putRight() {
    var rig = Rig(Self.site())
    rig.handle(.planning(.day(Self.day("2099-01-01")), by: "clock"))
    #expect(rig.floor.books.unexpired(of: ID(0)) == 4)
    rig.handle(.planning(.day(Self.day("2027-04-15")), by: "clock"))
    #expect(rig.floor.books.unexpired(of: ID(0)) == 9)
    let right = Lot(sku: ID(0), number: 1, expires: Self.day("2027-06-01"))
    rig.handle(.planning(.lots([right]), by: "ann"))
    #expect(rig.floor.books.unexpired(of: ID(0)) == 12)
  }

  @Test("a label is believed where nothing is known, and refused where it says otherwise")
  func labels() {
    var rig = Rig(Self.site())
    let lot = Lot(sku: ID(1), number: 7, expires: Self.day("2027-03-31"))
    rig.handle(.planning(.lotRead(lot), by: "tunnel"))
    #expect(rig.floor.books.lots.expiry(of: StockKey(sku: ID(1), lot: 7)) == lot.expires)
    #expect(rig.handle(.planning(.lotRead(lot), by: "tunnel")).isEmpty, "the second unit of the lot says nothing new")
    let other = Lot(sku: ID(1), number: 7, expires: Self.day("2028-03-31"))
    #expect(rig.floor.refusal(of: .lotRead(other), by: "tunnel") == "lot 7 is known to expire on 2027-03-31")
    rig.handle(.planning(.lotRead(other), by: "tunnel"))
    #expect(rig.floor.books.lots.expiry(of: StockKey(sku: ID(1), lot: 7)) == lot.expires)
    #expect(rig.floor.refusals[Int(RefusalReason.impossible.rawValue)] == 1)
  }

  @Test("a delivery that has expired goes to the hold shelf, however good it looks")
  func inbound() {
    var rig = Rig(Self.site())
    rig.handle(.planning(.day(Self.day("2027-04-15")), by: "clock"))
    rig.report(Tiny.tunnel, .presented(plate: "A", key: Self.old))
    let effects = rig.handle(.inspected(ID(0), Inspection(findings: [])))
    #expect(effects.work.map(\.work) == [.divert(plate: "A", lane: .hold)])
    rig.report(Tiny.tunnel, .diverted(plate: "A", lane: .hold))
    rig.wait(.seconds(30))
    #expect(rig.floor.books.items[0].stage == .held)
    // Its date was wrong.
    rig.handle(.planning(.lots([Lot(sku: ID(0), number: 1, expires: Self.day("2027-06-01"))]), by: "ann"))
    rig.wait(.seconds(10))
    #expect(rig.floor.books.items[0].stage == .diverting(.stow(Tiny.stow)))
  }

  @Test("lots that cannot be are refused with a reason")
  func refused() {
    let floor = Rig(Self.site()).floor
    let day = Self.day("2027-04-01")
    #expect(floor.refusal(of: .lots([Lot(sku: ID(9), number: 1, expires: day)]), by: "") == "there is no such product")
    #expect(
      floor.refusal(of: .lots([Lot(sku: ID(0), number: 0, expires: day)]), by: "") == "lot 0 of tea is no lot's number")
  }

  @Test("dates survive a restart, and so does the day")
  func restart() {
    var rig = Rig(Self.site())
    rig.handle(.planning(.day(Self.day("2027-04-15")), by: "clock"))
    rig.handle(.planning(.lotRead(Lot(sku: ID(1), number: 3, expires: Self.day("2027-04-01"))), by: "tunnel"))
    let lots = rig.floor.books.lots
    rig.restart()
    #expect(rig.floor.books.lots == lots && lots.isExpired(StockKey(sku: ID(1), lot: 3)))
  }

  @Test(
    "days are read as labels write them, and written as ISO does",
    arguments: [
      ("2027-03-31", "2027-03-31"), ("270331", "2027-03-31"), ("270200", "2027-02-28"), ("280200", "2028-02-29"),
      ("1970-01-01", "1970-01-01"), ("2000-02-29", "2000-02-29"), ("2100-12-31", "2100-12-31"),
    ])
  func days(text: String, iso: String) {
    #expect(CalendarDay(text)?.description == iso)
  }

  @Test(
    "what is no day is none",
    arguments: [
      "2027-02-29", "2100-02-29", "2027-13-01", "27-01-01", "271301", "2700", "", "2027/01/01", "１７０１０１", "1969-12-31",
    ])
  func noDays(text: String) {
    #expect(CalendarDay(text) == nil)
  }

  @Test("a day's number counts from 1970, and a wall clock's milliseconds fall into their day")
  func numbers() {
    #expect(CalendarDay("2000-03-01")?.number == 11_017)
    #expect(CalendarDay(wallMilliseconds: 951_868_799_999).description == "2000-02-29")
    #expect(CalendarDay(wallMilliseconds: 951_868_800_000).description == "2000-03-01")
    #expect(CalendarDay(wallMilliseconds: -1).number == -1)
  }
}
