import Cartons
import FloorModel
import Testing

@Suite struct DrawingTests {
  private let box = Samples.box("A<&\">", 100, 80, 60)
  private let items = [Samples.item(50, 80, 60), Samples.item(50, 80, 60, fragile: true)]
  private var parcel: Parcel {
    Parcel(
      box: 0,
      placements: [
        Placement(item: 0, position: Position3(x: 0, y: 0, z: 0), size: items[0].size),
        Placement(item: 1, position: Position3(x: 50, y: 0, z: 0), size: items[1].size),
      ])
  }

  private func blocks(_ text: String) -> Int { text.split(separator: "\n").count { $0.hasPrefix("<g ") } }

  @Test func showsOneMoreItemAStep() {
    for step in -1...3 {
      let text = PackingDrawing.svg(parcel: parcel, items: items, box: box, step: step)
      #expect(blocks(text) == min(max(step, 0), 2))
      #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n"))
    }
  }

  @Test func highlightsOnlyTheLatestAndMarksTheFragile() {
    let text = PackingDrawing.svg(parcel: parcel, items: items, box: box, step: 2)
    #expect(text.split(separator: "\n").count { $0.contains("stroke=\"#c1121f\"") } == 1)
    #expect(text.contains("2: item 1, 50 × 80 × 60 mm, fragile"))
    #expect(text.contains(">2!</text>"))
  }

  @Test func giftsHaveARibbonAndWhatIsFoldedSaysSo() {
    let text = PackingDrawing.svg(parcel: parcel, items: items, box: box, step: 2, gifts: [1], folded: [0])
    #expect(text.contains("1: item 0, 50 × 80 × 60 mm, folded<"))
    #expect(text.contains("2: item 1, 50 × 80 × 60 mm, fragile, gift<"))
    #expect(text.split(separator: "\n").count { $0.contains("class=\"gift\"") } == 2)
    let before = PackingDrawing.svg(parcel: parcel, items: items, box: box, step: 1, gifts: [1])
    #expect(!before.contains("gift"), "it is not in the box yet")
  }

  @Test func escapesTheBoxCode() {
    let text = PackingDrawing.svg(parcel: parcel, items: items, box: box, step: 1)
    #expect(text.contains("<title>A&lt;&amp;&quot;&gt;: 1 of 2 items</title>"))
  }

  @Test func nearerItemsAreDrawnLater() throws {
    let behindLast = Parcel(box: 0, placements: parcel.placements.reversed())
    let text = PackingDrawing.svg(parcel: behindLast, items: items, box: box, step: 2)
    let far = try #require(text.firstRange(of: "item 0"))
    let near = try #require(text.firstRange(of: "item 1"))
    #expect(far.lowerBound < near.lowerBound)
  }
}
