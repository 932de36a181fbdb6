import FloorModel
import Testing

@testable import FloorCore

@Suite("Claims")
struct ClaimsTests {
  private let cell = Cell(3)

  @Test("who claims first goes first, and the next only when that claim has ended")
  func order() {
    var claims = Claims(cells: 5)
    #expect(!claims.isClaimed(cell) && claims.holder(of: cell) == nil)
    claims.append(1, sequence: 4, at: cell)
    claims.append(0, sequence: 9, at: cell)
    #expect(claims.isFirst(1, sequence: 4, at: cell))
    #expect(!claims.isFirst(0, sequence: 9, at: cell))
    claims.remove(1, sequence: 4, at: cell)
    #expect(claims.isFirst(0, sequence: 9, at: cell))
    #expect(claims.holder(of: cell) == 0)
  }

  @Test("a unit that passes a cell twice has two claims, each in its turn")
  func twice() {
    var claims = Claims(cells: 5)
    claims.append(0, sequence: 1, at: cell)
    claims.append(1, sequence: 1, at: cell)
    claims.append(0, sequence: 7, at: cell)
    #expect(!claims.isFirst(0, sequence: 7, at: cell))
    claims.remove(0, sequence: 1, at: cell)
    #expect(!claims.isFirst(0, sequence: 7, at: cell))
    claims.remove(1, sequence: 1, at: cell)
    #expect(claims.isFirst(0, sequence: 7, at: cell))
  }

  @Test("a claim that is not there cannot be removed; others stay")
  func removesOne() {
    var claims = Claims(cells: 5)
    claims.append(0, sequence: 1, at: cell)
    claims.remove(0, sequence: 2, at: cell)
    claims.remove(1, sequence: 1, at: cell)
    #expect(claims.isFirst(0, sequence: 1, at: cell))
  }
}
