import FloorCore
import FloorModel
import Testing

/// What bin cameras make out, and what it may and may not do.
@Suite("Bin sightings")
struct SightingTests {
  private static let eye = Device.ID(6)

  private static func rig() -> Rig {
    var site = Tiny.site()
    site.devices.append(
      Device(name: "eye-1", family: "bin-camera", place: .binCamera(BinCameraPlace(cell: Tiny.homeA))))
    return Rig(site)
  }

  /// Sure of one number.
  private func sure(_ count: Int, of places: Int = 20) -> [Int32] {
    (0..<places).map { $0 == count ? 1000 : 0 }
  }

  private func see(_ permille: [Int32], in bin: Bin.ID = Tiny.teaBin, _ rig: inout Rig) {
    rig.handle(.planning(.sighting(BinSighting(bin: bin, permille: permille)), by: "eye-1"))
  }

  private func record(_ rig: Rig) -> Int32 { rig.floor.books.ledger.quantity(of: Tiny.tea, at: .bin(Tiny.teaBin)) }

  private func wrong(_ rig: Rig) -> Double {
    rig.floor.books.belief(of: Tiny.tea, in: Tiny.teaBin, at: rig.floor.now, site: rig.floor.site).belief.wrong
  }

  @Test("a picture that bears the record out makes it more believed, one that does not makes it doubted")
  func evidence() {
    var (agreeing, doubting) = (Self.rig(), Self.rig())
    let (count, before) = (Int(record(agreeing)), wrong(agreeing))
    see(sure(count), &agreeing)
    #expect(wrong(agreeing) < before)
    see(sure(count - 1), &doubting)
    #expect(wrong(doubting) > before)
  }

  @Test("no picture moves stock, and none by itself takes a bin out of sale that nothing else speaks against")
  func stockStays() {
    var rig = Self.rig()
    let (before, available) = (rig.floor.books.ledger.bins, rig.floor.books.ledger.available)
    see(sure(0), &rig)
    #expect(rig.floor.books.ledger.bins == before && rig.floor.books.ledger.available == available)
    #expect(rig.floor.books.ledger.lastChange == Self.rig().floor.books.ledger.lastChange)
  }

  @Test(
    "a picture of an empty bin that is in doubt already takes it out of sale at once; the record stays, and a count decides"
  )
  func phantom() {
    var rig = Self.rig()
    let (count, available) = (record(rig), rig.floor.books.ledger.available[Tiny.tea.sku.index])
    rig.handle(.tick, after: .hours(24 * 200))
    see(sure(0), &rig)
    let belief = rig.floor.books.belief(of: Tiny.tea, in: Tiny.teaBin, at: rig.floor.now, site: rig.floor.site).belief
    #expect(belief.empty(record: count) >= BeliefBook.phantomFrom)
    #expect(record(rig) == count, "a picture corrects no record")
    #expect(rig.floor.books.ledger.available[Tiny.tea.sku.index] == available - count)
    #expect(rig.floor.alarms.standing.contains { $0.cause == .countWanted(Tiny.teaBin) })
    let lines = rig.floor.books.ledger.bins[Tiny.teaBin.index].map { BinCount.Line(key: $0.key, quantity: $0.quantity) }
    rig.handle(.planning(.count(BinCount(bin: Tiny.teaBin, lines: lines, reason: .scheduled)), by: "ann"))
    #expect(rig.floor.books.ledger.available[Tiny.tea.sku.index] == available)
    rig.expectBalance()
  }

  @Test("what is probably wrong is to be counted, first and with an alarm; a count ends it")
  func countTask() {
    var rig = Self.rig()
    let count = Int(record(rig))
    // Nobody has confirmed the record for weeks: then a clear picture is enough.
    rig.handle(.tick, after: .hours(24 * 30))
    see(sure(count - 2), &rig)
    #expect(wrong(rig) > 0.5)
    #expect(rig.floor.countProposals(limit: 5).first?.bin == Tiny.teaBin)
    #expect(rig.floor.alarms.standing.contains { $0.cause == .countWanted(Tiny.teaBin) })
    let lines = rig.floor.books.ledger.bins[Tiny.teaBin.index].map { BinCount.Line(key: $0.key, quantity: $0.quantity) }
    rig.handle(.planning(.count(BinCount(bin: Tiny.teaBin, lines: lines, reason: .scheduled)), by: "ann"))
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .countWanted(Tiny.teaBin) })
    #expect(wrong(rig) < 0.001)
  }

  @Test("a weak picture only moves the bin up the ranked list")
  func ranked() {
    var rig = Self.rig()
    let count = Int(record(rig))
    // As likely one less as recorded.
    see((0..<20).map { $0 == count || $0 == count - 1 ? 500 : 0 }, &rig)
    #expect(rig.floor.books.beliefs.wishes.isEmpty)
    see(sure(count - 1), &rig)
    #expect(rig.floor.books.beliefs.wishes.isEmpty, "a second picture of the same things says little new")
  }

  @Test("after somebody has reached into the bin a picture is news again")
  func newsAgain() {
    var rig = Self.rig()
    #expect(looks(rig.report(Self.eye, .podSeen(Tiny.podA))).contains(Tiny.teaBin))
    see(sure(Int(record(rig))), &rig)
    #expect(!looks(rig.report(Self.eye, .podSeen(Tiny.podA))).contains(Tiny.teaBin))
  }

  private func looks(_ effects: [Effect]) -> [Bin.ID] {
    effects.compactMap { if case .look(let look) = $0 { look.bin } else { nil } }
  }

  @Test("only bins that the record has something in are looked at, with what it lists there")
  func asksForStocked() {
    var rig = Self.rig()
    let effects = rig.report(Self.eye, .podSeen(Tiny.podA))
    let stocked = rig.floor.site.pods[Tiny.podA.index].bins.filter { !rig.floor.books.ledger.bins[$0].isEmpty }
    #expect(looks(effects) == stocked.map { Bin.ID($0) })
    #expect(effects.contains(.look(BinLook(camera: Self.eye, bin: Tiny.teaBin, things: [Tiny.tea.sku]))))
  }

  @Test("what is no distribution, or of no bin, is refused")
  func refused() {
    var rig = Self.rig()
    let before = rig.floor.books
    see([], &rig)
    see([1000, 1000], &rig)
    see([-100, 1100], &rig)
    see(Array(repeating: 15, count: 65), &rig)
    see(sure(3), in: ID(9_999), &rig)
    #expect(rig.floor.books == before)
  }

  @Test("only a bin camera can have seen a pod")
  func strangers() {
    var rig = Self.rig()
    #expect(looks(rig.report(Tiny.tunnel, .podSeen(Tiny.podA))).isEmpty)
    #expect(rig.floor.books.invalidRecords == 1)
  }

  @Test("the model of a counter is right as often as it says, and its numbers are probabilities")
  func model() {
    let model = BinEyeModel()
    var (state, right) = (UInt64(3), 0)
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let seen = model.sighting(of: 6, uniform: state >> 20 ^ state << 40)
      #expect(BinSighting(bin: ID(0), permille: seen).permille.reduce(0, +) == 1000)
      if seen.firstIndex(of: seen.max() ?? 0) == 6 { right += 1 }
    }
    #expect((800...1000).contains(right))
    #expect(model.sighting(of: 0, uniform: 0).count == 4)
  }
}
