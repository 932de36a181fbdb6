import Cartons
import FloorModel
import Testing

@Suite struct RefusalTests {
  private let cartonizer = Cartonizer(catalogue: Samples.catalogue)

  private func refusal(_ items: [PackItem], _ cartonizer: Cartonizer) -> PackingRefusal? {
    do {
      _ = try cartonizer.plan(items)
      return nil
    } catch { return error }
  }

  @Test func nothingToPack() {
    #expect(refusal([], cartonizer) == .noItems)
  }

  @Test func tooManyItems() {
    let items = Array(repeating: Samples.item(10, 10, 10), count: 10_000)
    #expect(refusal(items, cartonizer) == .tooManyItems(count: 10_000, limit: 1_000))
  }

  @Test(arguments: [0, -1, 20_001, .max, .min] as [Int32])
  func impossibleSides(side: Int32) {
    let good = Samples.item(10, 10, 10)
    for size in [Samples.size(side, 1, 1), Samples.size(1, side, 1), Samples.size(1, 1, side)] {
      let bad = PackItem(size: size, mass: 1)
      #expect(refusal([good, bad], cartonizer) == .impossibleItem(item: 1, size: size, mass: 1))
    }
  }

  @Test(arguments: [0, -5, 10_000_001, .max] as [Grams])
  func impossibleMass(mass: Grams) {
    let item = Samples.item(10, 10, 10, mass: mass)
    #expect(refusal([item], cartonizer) == .impossibleItem(item: 0, size: item.size, mass: mass))
  }

  @Test func uselessCatalogues() {
    let item = Samples.item(10, 10, 10)
    #expect(refusal([item], Cartonizer(catalogue: [])) == .noUsableBox)
    for bad in [Samples.box("flat", 100, 100, 0), Samples.box("weak", 100, 100, 100, maxLoad: 0)] {
      let catalogue = [Samples.box("good", 100, 100, 100), bad]
      #expect(refusal([item], Cartonizer(catalogue: catalogue)) == .noUsableBox)
      #expect(PackingRefusal.noUsableBox.sentence(catalogue: catalogue).hasPrefix("box \(bad.code) cannot be real"))
    }
    #expect(PackingRefusal.noUsableBox.sentence(catalogue: []) == "the box catalogue is empty: add a box")
  }

  @Test func tooLargeAnItemNamesTheLargestBox() {
    let items = [Samples.item(10, 10, 10), Samples.item(410, 390, 401)]
    let refused = refusal(items, cartonizer)
    #expect(refused == .fitsNoBox(item: 1, size: items[1].size, mass: 100))
    #expect(
      refused?.sentence(catalogue: Samples.catalogue)
        == "no package holds item 1: its sides 410 × 390 × 401 mm (100 g) exceed the largest box XL "
        + "(600 × 400 × 400 mm inside)")
  }

  @Test func tooHeavyAnItemNamesTheStrongestBox() {
    let items = [Samples.item(10, 10, 10, mass: 30_001)]
    #expect(
      refusal(items, cartonizer)?.sentence(catalogue: Samples.catalogue)
        == "no package holds item 0: its 30001 g exceed the 30000 g that the strongest box XL may hold")
  }

  @Test func anUprightItemThatWouldFitLyingIsRefused() {
    let item = Samples.item(100, 100, 500, thisWayUp: true)
    #expect(refusal([item], cartonizer) == .fitsNoBox(item: 0, size: item.size, mass: 100))
  }

  @Test func aLongHeavyItemFitsNoSingleBoxThoughEachLimitIsMet() {
    // Only "long" takes 700 mm, and it may hold 20 kg; "XL" may hold 30 kg.
    let item = Samples.item(690, 100, 100, mass: 25_000)
    #expect(refusal([item], cartonizer) == .fitsNoBox(item: 0, size: item.size, mass: 25_000))
  }
}
