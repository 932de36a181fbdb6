import FloorCore
import FloorModel
import Testing

@Suite("Zero-check") struct ZeroCheckTests {
  /// A rig whose pod A, with five units of tea in front, stands before the pick station.
  private func atStation(_ quantity: Int32) -> (rig: Rig, effects: [Effect]) {
    var rig = Rig()
    rig.released(Tiny.order("S1", [(Tiny.tea, quantity)]))
    let effects = rig.drive(DriveReport(cell: Tiny.pickCell, heading: .north, load: Tiny.podA))
    return (rig, effects + rig.wait(.seconds(5)))
  }

  private func isLast(_ effects: [Effect]) -> [Bool] {
    effects.work.compactMap { if case .pick(_, _, _, _, _, let isLast) = $0.work { isLast } else { nil } }
  }

  private func answer(_ rig: inout Rig, _ quantity: Int32, isEmpty: Bool) -> [Effect] {
    rig.report(Tiny.pick, .zeroChecked(task: ID(0), bin: Tiny.teaBin, quantity: quantity, isEmpty: isEmpty))
  }

  @Test("the person is asked when the record says that nothing is left, and only then")
  func asked() {
    #expect(isLast(atStation(5).effects) == [true])
    #expect(isLast(atStation(4).effects) == [false])
  }

  @Test("a yes confirms the record: nobody has to count")
  func confirmed() {
    var (rig, _) = atStation(5)
    let effects = answer(&rig, 5, isEmpty: true)
    #expect(effects.alarms.isEmpty)
    #expect(rig.floor.books.ledger.bins[Tiny.teaBin.index].isEmpty)
    #expect(rig.floor.books.beliefs.lines[Tiny.teaBin.index].isEmpty)
    #expect(rig.floor.books.beliefs.wishes.isEmpty && !rig.floor.books.stowBlocked[Tiny.teaBin.index])
    rig.expectBalance()
  }

  @Test("a no opens a count, keeps stow away from the bin, and comes before all other counts")
  func notEmpty() {
    var (rig, _) = atStation(5)
    let effects = answer(&rig, 5, isEmpty: false)
    #expect(effects.alarms == [.countWanted(Tiny.teaBin)])
    #expect(rig.floor.books.orders[0].picked.count == 5, "what was taken is taken")
    #expect(rig.floor.books.stowBlocked[Tiny.teaBin.index])
    #expect(rig.floor.countProposals(limit: 3).first?.bin == Tiny.teaBin)
    #expect(rig.floor.countProposals(limit: 3).count { $0.bin == Tiny.teaBin } == 1)
    rig.restart()
    #expect(rig.floor.alarms.standing.map(\.cause) == [.countWanted(Tiny.teaBin)])
    let found = BinCount(bin: Tiny.teaBin, lines: [.init(key: Tiny.tea, quantity: 1)], reason: .zeroCheck)
    for _ in 0..<2 { rig.handle(.planning(.count(found), by: "ann")) }
    #expect(rig.floor.books.beliefs.wishes.isEmpty && !rig.floor.books.stowBlocked[Tiny.teaBin.index])
    #expect(rig.floor.alarms.standing.isEmpty)
    #expect(rig.floor.books.ledger.quantity(of: Tiny.tea, at: .bin(Tiny.teaBin)) == 1)
    rig.expectBalance()
  }

  @Test("a yes where the record has more takes that out of sale until it is counted")
  func emptier() {
    var (rig, _) = atStation(4)
    let effects = answer(&rig, 4, isEmpty: true)
    #expect(effects.alarms == [.countWanted(Tiny.teaBin)])
    let line = rig.floor.books.ledger.bins[Tiny.teaBin.index][0]
    #expect(line.quantity == 1 && line.available == 0)
  }

  @Test("an answer to a pick that nobody asked for is refused, and opens nothing")
  func nonsense() {
    var (rig, _) = atStation(5)
    let effects = rig.report(Tiny.pick, .zeroChecked(task: ID(7), bin: Tiny.teaBin, quantity: 1, isEmpty: false))
    #expect(effects.alarms == [.invalidEvent(Tiny.pick, .impossible)])
    #expect(rig.floor.books.beliefs.wishes.isEmpty)
  }
}
