import FloorCore
import FloorModel
import Testing

@Suite("Held bins") struct HeldBinTests {
  @Test("nothing is picked from a held bin until it is released")
  func held() {
    var rig = Rig()
    rig.handle(.intervention(.holdBin(Tiny.teaBin), by: "cold chain"))
    #expect(rig.floor.alarms.standing.map(\.cause) == [.binHeld(Tiny.teaBin)])
    rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 4)])))
    rig.wait(.seconds(30))
    #expect(rig.floor.books.orders[0].stage == .waiting)
    rig.handle(.intervention(.releaseBin(Tiny.teaBin), by: "ann"))
    #expect(rig.floor.alarms.standing.isEmpty)
    rig.wait(.seconds(10))
    #expect(rig.floor.books.orders[0].stage == .picking(station: Tiny.pick))
    rig.expectBalance()
  }

  @Test("picks that were planned are off, and made from another bin")
  func voided() {
    var rig = Rig()
    rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 2)])))
    rig.tick()
    #expect(rig.floor.books.ledger.bins[Tiny.teaBin.index].contains { $0.reserved == 2 })
    rig.handle(.intervention(.holdBin(Tiny.teaBin), by: "cold chain"))
    let books = rig.floor.books
    #expect(books.ledger.bins[Tiny.teaBin.index].allSatisfy { $0.reserved == 0 })
    #expect(books.tasks.map(\.stage) == [.cancelled, .open] && books.tasks[1].bin == Tiny.otherTeaBin)
    rig.report(Tiny.pick, .picked(task: ID(1), bin: Tiny.otherTeaBin, quantity: 2))
    #expect(rig.floor.books.orders[0].picked.count == 2)
    rig.expectBalance()
  }

  @Test("what a station may be picking just now is left to it")
  func carried() {
    var rig = Rig()
    rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 2)])))
    rig.tick()
    var books = rig.floor.books
    let site = rig.floor.site
    let pod = site.bins[Tiny.teaBin.index].pod
    _ = books.apply(.podLifted(pod, by: Tiny.unit, facing: .north), at: .zero, site: site)
    _ = books.apply(.intervention(.holdBin(Tiny.teaBin), by: "cold chain"), at: .zero, site: site)
    #expect(books.heldBins[Tiny.teaBin.index] && books.tasks[0].stage == .open)
  }

  @Test("a bin that is not there cannot be held")
  func unknown() {
    var rig = Rig()
    rig.handle(.intervention(.holdBin(ID(9_999)), by: "ann"))
    rig.handle(.intervention(.releaseBin(ID(-1)), by: "ann"))
    #expect(rig.floor.refusals[Int(RefusalReason.impossible.rawValue)] == 2)
    #expect(rig.floor.books.lastEntry == 0)
  }
}
