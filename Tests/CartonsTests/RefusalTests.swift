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

  private func sentence(_ items: [PackItem], _ catalogue: [Box] = Samples.catalogue) -> String? {
    refusal(items, Cartonizer(catalogue: catalogue))?.sentence(catalogue: catalogue)
  }

  @Test func aCrossSectionThatFitsNowhereIsToldAsSuch() {
    let items = [Samples.item(10, 10, 10), Samples.item(410, 390, 401)]
    #expect(refusal(items, cartonizer) == .fitsNoBox(item: 1, size: items[1].size, mass: 100, thisWayUp: false))
    #expect(
      sentence(items)
        == "no package holds item 1: its shortest two sides 401 × 390 mm exceed the 400 × 400 mm inside XL, "
        + "the roomiest box that takes its 410 mm and may hold its 100 g")
    #expect(
      refusal(items, cartonizer)?.sentence(catalogue: Samples.catalogue) { "unit \($0 + 1)" }
        .hasPrefix("no package holds unit 2: ") == true)
  }

  @Test func tooLongAnItemNamesTheLongestBox() {
    #expect(
      sentence([Samples.item(20, 10, 710)]) == "no package holds item 0: its longest side 710 mm exceeds the 700 mm "
        + "inside long, the longest box that may hold its 100 g")
  }

  @Test func tooHeavyAnItemNamesTheStrongestBox() {
    #expect(
      sentence([Samples.item(10, 10, 10, mass: 30_001)])
        == "no package holds item 0: its 30001 g exceed the 30000 g that the strongest box XL may hold")
  }

  @Test func anUprightItemThatWouldFitLyingIsRefusedForItsHeightOrItsBase() {
    let high = Samples.item(100, 100, 500, thisWayUp: true)
    #expect(refusal([high], cartonizer) == .fitsNoBox(item: 0, size: high.size, mass: 100, thisWayUp: true))
    #expect(
      sentence([high]) == "no package holds item 0: it must stand upright, and its height 500 mm exceeds the 400 mm "
        + "inside XL, the highest box that may hold its 100 g")
    #expect(
      sentence([Samples.item(410, 405, 300, thisWayUp: true)])
        == "no package holds item 0: it must stand upright, and its base 410 × 405 mm exceeds the 600 × 400 mm inside XL, "
        + "the roomiest box that is 300 mm high and may hold its 100 g")
  }

  @Test func aLongHeavyItemFitsNoSingleBoxThoughEachLimitIsMet() {
    // Only "long" takes 700 mm, and it may hold 20 kg; "XL" may hold 30 kg.
    let item = Samples.item(690, 100, 100, mass: 25_000)
    #expect(refusal([item], cartonizer) == .fitsNoBox(item: 0, size: item.size, mass: 25_000, thisWayUp: false))
    #expect(
      sentence([item])
        == "no package holds item 0: its longest side 690 mm exceeds the 600 mm inside XL, the longest box "
        + "that may hold its 25000 g")
  }

  @Test func withoutTheBoxesTheSentenceSpeaksOfTheItem() {
    let refused = PackingRefusal.fitsNoBox(item: 3, size: Samples.size(4, 5, 6), mass: 7, thisWayUp: false)
    #expect(refused.description == "no package holds item 3: its sides 4 × 5 × 6 mm and its 7 g suit none")
  }
}
