import FloorCore
import FloorModel
import Testing

/// What single checks say of a unit, weighed by what they say of good ones.
@Suite("Checks")
struct CheckTests {
  private func score(_ oddness: Int32, _ check: Check = .print) -> CheckScore { CheckScore(check, oddness: oddness) }

  private func book(_ oddness: Range<Int32>, of sku: Int = 0, group: Int? = nil) -> CheckBook {
    var book = CheckBook(skus: 3, groups: 1)
    for value in oddness { book.learn([score(value)], of: sku, group: group) }
    return book
  }

  private func p(_ oddness: Int32, _ book: CheckBook, of sku: Int = 0, group: Int? = nil) -> Int32? {
    book.weighed([score(oddness)], of: sku, group: group)[0].pPermille
  }

  @Test("a p-value is the share of good units at least as odd, and never nought")
  func conformal() {
    let book = book(0..<99)
    #expect(p(98, book) == 20, "one of ninety-nine and the unit itself, of a hundred")
    #expect(p(99, book) == 10, "none is as odd")
    #expect(p(10_000, book) == 10)
    #expect(p(0, book) == 1000)
  }

  @Test("too few good units say nothing")
  func tooFew() {
    #expect(p(5, book(0..<98)) == nil)
    #expect(book(0..<99).weighed([score(5, .colour)], of: 0, group: nil)[0].pPermille == nil, "of another check")
  }

  @Test("a product's own good units come first, then those of its category, then all")
  func pooling() {
    var book = book(0..<99, group: 0)
    #expect(p(98, book, of: 1, group: 0) == 20, "by its category")
    #expect(p(98, book, of: 1) == 20, "by all")
    for value: Int32 in 1000..<1099 { book.learn([score(value)], of: 1, group: nil) }
    #expect(p(98, book, of: 1, group: 0) == 1000, "by itself: all of its good units are odder")
    #expect(p(98, book, of: 2, group: 0) == 20, "the category has not heard of those")
    #expect(p(98, book, of: 2) == 508, "half of all are odder")
  }

  @Test("the latest good units count: a product that changes is learnt anew")
  func forgetting() {
    var book = book(0..<99)
    for _ in 0..<200 { book.learn([score(5000)], of: 0, group: nil) }
    #expect(p(4999, book) == 1000)
  }

  @Test("of new good units, no more than a share p gets a p-value of p or less, to within chance")
  func validity() {
    var state: UInt64 = 7
    func draw() -> Int32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int32(state >> 33 & 0xFFFF)
    }
    var book = CheckBook(skus: 1)
    for _ in 0..<200 { book.learn([score(draw())], of: 0, group: nil) }
    let values = (0..<4000).compactMap { _ in p(draw(), book) }
    #expect(values.count { $0 <= 100 } < 600 && values.count { $0 <= 100 } > 200)
  }

  @Test("the floor keeps p-values with the verdict, from units that passed before")
  func journaled() {
    var rig = Rig()
    for number in 0..<100 {
      rig.report(Tiny.tunnel, .presented(plate: "C\(number)", key: Tiny.tea))
      rig.handle(.inspected(ID(number), Inspection(findings: [], checks: [score(Int32(number)), score(7, .colour)])))
    }
    let last = rig.floor.books.items[99].inspection?.checks
    #expect(last?.map(\.pPermille) == [10, 1000])
    #expect(rig.floor.books.items[0].inspection?.checks?.map(\.pPermille) == [nil, nil])
  }
}
