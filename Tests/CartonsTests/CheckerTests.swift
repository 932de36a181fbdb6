import Cartons
import FloorModel
import Testing

@Suite struct CheckerTests {
  private let box = Samples.box("B", 100, 100, 100, maxLoad: 500)

  private func lay(_ item: Int, at p: (Int32, Int32, Int32), _ a: Int32, _ b: Int32, _ c: Int32) -> Placement {
    Placement(item: item, position: Position3(x: p.0, y: p.1, z: p.2), size: Samples.size(a, b, c))
  }

  private func faults(
    _ placements: [Placement], _ items: [PackItem], support: Int32 = 0, box index: Int = 0
  ) -> [PackingFault] {
    PackingChecker(catalogue: [box], minimumSupportPermille: support).faults(
      in: PackingPlan(parcels: [Parcel(box: index, placements: placements)], isProvenOptimal: false), for: items)
  }

  @Test func acceptsATurnedItemOnTopOfAnother() {
    let items = [Samples.item(100, 50, 20), Samples.item(40, 10, 90)]
    #expect(faults([lay(0, at: (0, 0, 0), 50, 100, 20), lay(1, at: (0, 0, 20), 10, 90, 40)], items) == [])
  }

  @Test func seesEachItemMissingRepeatedOrUnknown() {
    let items = [Samples.item(10, 10, 10), Samples.item(20, 20, 20)]
    let one = lay(0, at: (0, 0, 0), 10, 10, 10)
    #expect(faults([one], items) == [.missing(item: 1)])
    let again = lay(0, at: (50, 0, 0), 10, 10, 10)
    let other = lay(1, at: (0, 50, 0), 20, 20, 20)
    #expect(faults([one, again, other], items) == [.repeated(item: 0)])
    #expect(
      faults([one, other, lay(7, at: (0, 0, 50), 1, 1, 1)], items) == [.unknownItem(parcel: 0, item: 7)])
    #expect(faults([], []) == [.emptyParcel(parcel: 0)])
    #expect(faults([], [], box: 3) == [.unknownBox(parcel: 0)])
  }

  @Test func seesWrongSidesAndTurns() {
    let items = [Samples.item(30, 20, 10, thisWayUp: true)]
    #expect(faults([lay(0, at: (0, 0, 0), 20, 30, 10)], items) == [])
    #expect(faults([lay(0, at: (0, 0, 0), 10, 20, 30)], items) == [.notUpright(parcel: 0, item: 0)])
    #expect(faults([lay(0, at: (0, 0, 0), 30, 30, 10)], items) == [.wrongSides(parcel: 0, item: 0)])
  }

  @Test(arguments: [(-1, 0, 0), (0, -1, 0), (0, 0, -1), (91, 0, 0), (0, 91, 0), (0, 0, 91)] as [(Int32, Int32, Int32)])
  func seesWhatSticksOut(corner: (Int32, Int32, Int32)) {
    #expect(faults([lay(0, at: corner, 10, 10, 10)], [Samples.item(10, 10, 10)]) == [.outside(parcel: 0, item: 0)])
  }

  @Test func seesOverlapButNotTouching() {
    let items = [Samples.item(10, 10, 10), Samples.item(10, 10, 10)]
    #expect(faults([lay(0, at: (0, 0, 0), 10, 10, 10), lay(1, at: (10, 0, 0), 10, 10, 10)], items) == [])
    #expect(
      faults([lay(0, at: (0, 0, 0), 10, 10, 10), lay(1, at: (9, 9, 9), 10, 10, 10)], items)
        == [.overlap(parcel: 0, first: 0, second: 1)])
  }

  @Test func seesWhatLiesAboveAFragileItemEvenWithAGap() {
    let items = [Samples.item(10, 10, 10, fragile: true), Samples.item(20, 20, 20)]
    let low = lay(0, at: (0, 0, 0), 10, 10, 10)
    #expect(
      faults([low, lay(1, at: (9, 9, 50), 20, 20, 20)], items) == [.aboveFragile(parcel: 0, fragile: 0, above: 1)])
    #expect(faults([low, lay(1, at: (10, 0, 50), 20, 20, 20)], items) == [])
  }

  @Test func seesTooMuchMass() {
    let items = [Samples.item(10, 10, 10, mass: 300), Samples.item(10, 10, 10, mass: 201)]
    let placements = [lay(0, at: (0, 0, 0), 10, 10, 10), lay(1, at: (10, 0, 0), 10, 10, 10)]
    #expect(faults(placements, items) == [.tooHeavy(parcel: 0, mass: 501, limit: 500)])
  }

  @Test func seesTooLittleSupport() {
    let items = [Samples.item(10, 10, 10), Samples.item(20, 10, 10)]
    let placements = [lay(0, at: (0, 0, 0), 10, 10, 10), lay(1, at: (0, 0, 10), 20, 10, 10)]
    #expect(faults(placements, items, support: 500) == [])
    #expect(faults(placements, items, support: 501) == [.unsupported(parcel: 0, item: 1, permille: 500)])
  }

  @Test func seesAnOrderThatCannotBeCarriedOutFromAbove() {
    let items = [Samples.item(10, 10, 10), Samples.item(20, 10, 10)]
    let upper = lay(1, at: (0, 0, 10), 20, 10, 10)
    let lower = lay(0, at: (0, 0, 0), 10, 10, 10)
    #expect(faults([upper, lower], items) == [.blockedFromAbove(parcel: 0, item: 0, by: 1)])
  }
}
