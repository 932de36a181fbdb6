import FloorCore
import FloorModel
import Testing

@Suite("Ledger")
struct LedgerTests {
  private let tea = Tiny.tea
  private let cup = Tiny.cup
  private let bin = Bin.ID(0)

  private func ledger(_ lines: [StockLine]) -> Ledger {
    var ledger = Ledger(bins: 4, skus: 2)
    ledger.open(with: lines)
    return ledger
  }

  private func with(_ quantity: Int32) -> Ledger { ledger([StockLine(bin: bin, key: tea, quantity: quantity)]) }

  @Test("opening stock is there, and is no change")
  func opening() {
    let ledger = with(5)
    #expect(ledger.quantity(of: tea, at: .bin(bin)) == 5)
    #expect(ledger.available[0] == 5)
    #expect(ledger.binsOfSKU[0] == [bin])
    #expect(ledger.lastChange == 0)
    #expect(ledger.totals.initial == 5 && ledger.totals.onHand == 5)
  }

  @Test("a move takes from one place what it gives to another, under the next number")
  func move() {
    var ledger = with(5)
    let first = ledger.move(2, of: tea, from: .bin(bin), to: .orderTote(ID(7)))
    let second = ledger.move(1, of: tea, from: .orderTote(ID(7)), to: .missing)
    #expect(first == StockChange(sequence: 1, key: tea, quantity: 2, from: .bin(bin), to: .orderTote(ID(7))))
    #expect(second?.sequence == 2)
    #expect(ledger.quantity(of: tea, at: .bin(bin)) == 3)
    #expect(ledger.quantity(of: tea, at: .orderTote(ID(7))) == 1)
    #expect(ledger.totals.missing == 1 && ledger.totals.onHand == 4 && ledger.totals.balances)
  }

  @Test("what is not there cannot be moved, and nothing changes")
  func impossible() {
    let before = with(5)
    var ledger = before
    #expect(ledger.move(6, of: tea, from: .bin(bin), to: .shipped) == nil)
    #expect(ledger.move(1, of: cup, from: .bin(bin), to: .shipped) == nil)
    #expect(ledger.move(1, of: tea, from: .bin(ID(1)), to: .shipped) == nil)
    #expect(ledger.move(1, of: tea, from: .holdShelf, to: .shipped) == nil)
    #expect(ledger.move(0, of: tea, from: .bin(bin), to: .shipped) == nil)
    #expect(ledger.move(-1, of: tea, from: .bin(bin), to: .shipped) == nil)
    #expect(ledger.move(1, of: tea, from: .bin(bin), to: .bin(bin)) == nil)
    #expect(ledger == before)
  }

  @Test("the pick of one of two reservations leaves the other")
  func twoReservations() {
    var ledger = with(5)
    let reserved = [ledger.reserve(2, of: tea, in: bin), ledger.reserve(3, of: tea, in: bin)]
    let tooMany = ledger.reserve(1, of: tea, in: bin)
    #expect(reserved == [true, true] && !tooMany)
    ledger.release(2, of: tea, in: bin)
    _ = ledger.move(2, of: tea, from: .bin(bin), to: .orderTote(ID(0)))
    #expect(ledger.bins[0].map(\.reserved) == [3])
    #expect(ledger.bins[0].map(\.quantity) == [3])
    #expect(ledger.available[0] == 0)
  }

  @Test("a reservation never holds more than there is")
  func reservationShrinks() {
    var ledger = with(5)
    _ = ledger.reserve(5, of: tea, in: bin)
    _ = ledger.move(2, of: tea, from: .bin(bin), to: .missing)
    #expect(ledger.bins[0].map(\.reserved) == [3])
    #expect(ledger.available[0] == 0)
    ledger.release(9, of: tea, in: bin)
    #expect(ledger.available[0] == 3)
  }

  @Test("a bin is listed under a product as long as it holds a unit of any owner or lot")
  func binsOfSKU() {
    var ledger = with(1)
    let lot = StockKey(sku: tea.sku, lot: 9)
    _ = ledger.move(1, of: lot, from: .outside, to: .bin(bin))
    #expect(ledger.binsOfSKU[0] == [bin])
    _ = ledger.move(1, of: tea, from: .bin(bin), to: .shipped)
    #expect(ledger.binsOfSKU[0] == [bin])
    _ = ledger.move(1, of: lot, from: .bin(bin), to: .shipped)
    #expect(ledger.binsOfSKU[0] == [])
    #expect(ledger.bins[0].isEmpty)
  }

  @Test("after any moves the sums are what a recount gives", arguments: 1...20 as ClosedRange<UInt64>)
  func recount(seed: UInt64) {
    var dice = Dice(seed)
    var ledger = ledger((0..<4).map { StockLine(bin: ID($0), key: $0 % 2 == 0 ? tea : cup, quantity: 6) })
    let places: [Place] = [
      .outside, .tunnel(ID(3)), .holdShelf, .stowTote(ID(1)), .bin(ID(0)), .bin(ID(1)), .bin(ID(2)), .bin(ID(3)),
      .orderTote(ID(0)), .orderTote(ID(1)), .parcel(ID(0)), .shipped, .missing,
    ]
    var changes: Int64 = 0
    for _ in 0..<400 {
      let key = dice.chance(50) ? tea : cup
      let bin = Bin.ID(dice.below(4))
      switch dice.below(4) {
      case 0: _ = ledger.reserve(Int32(dice.below(4)), of: key, in: bin)
      case 1: ledger.release(Int32(dice.below(4)), of: key, in: bin)
      default:
        let to = places[1 + dice.below(places.count - 1)]
        let moved = ledger.move(Int32(dice.below(4)), of: key, from: places[dice.below(places.count)], to: to)
        if let moved {
          changes += 1
          #expect(moved.sequence == changes)
        }
      }
      expectSums(ledger)
    }
    #expect(changes > 30)
  }

  private func expectSums(_ ledger: Ledger) {
    #expect(ledger.totals.balances)
    #expect(ledger.recount() == ledger.totals)
    for sku in 0..<2 {
      let lines = ledger.bins.flatMap { $0 }.filter { $0.key.sku.index == sku }
      #expect(lines.reduce(0) { $0 + $1.available } == ledger.available[sku])
      #expect(lines.allSatisfy { $0.quantity > 0 && $0.reserved >= 0 && $0.available >= 0 })
      let holding = (0..<4).filter { bin in ledger.bins[bin].contains { $0.key.sku.index == sku } }
      #expect(ledger.binsOfSKU[sku].map(\.index).sorted() == holding)
    }
  }
}
