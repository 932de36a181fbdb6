import Cartons
import FloorModel
import Testing

/// Each rule, broken by hand in an order that is otherwise right.
@Suite struct OrderCheckerTests {
  private static let catalogue = [
    Samples.box("B", 200, 200, 200), Samples.box("mailer", 300, 250, 60, maxLoad: 2_000),
  ]

  private static let brick = OrderItem(Samples.item(100, 100, 50))

  private func order(
    _ lies: [(item: Int, x: Int32, y: Int32, z: Int32, size: Size3)], in container: PackedOrder.Container = .box(0)
  ) throws -> PackedOrder {
    // Made by the packer, and then written over.
    var order = try OrderPacker(catalogue: Self.catalogue).plan([Self.brick])
    order.parts[0].container = container
    order.parts[0].placements = lies.map {
      Placement(item: $0.item, position: Position3(x: $0.x, y: $0.y, z: $0.z), size: $0.size)
    }
    return order
  }

  private func faults(
    _ order: PackedOrder, _ items: [OrderItem], _ change: (inout PackingRules) -> Void = { _ in }
  ) -> [OrderFault] {
    var rules = PackingRules()
    change(&rules)
    return OrderChecker(catalogue: Self.catalogue, rules: rules).faults(in: order, for: items)
  }

  private let flat = Samples.size(100, 100, 50)

  @Test func whatIsRightHasNoFault() throws {
    let two = try order([(0, 0, 0, 0, flat), (1, 0, 0, 50, flat)])
    #expect(faults(two, [Self.brick, Self.brick]) == [])
  }

  @Test func placementsAreJudgedAsThePlainCheckerJudgesThem() throws {
    let overlapping = try order([(0, 0, 0, 0, flat), (1, 20, 20, 20, flat)])
    #expect(
      faults(overlapping, [Self.brick, Self.brick]) == [.lying(.overlap(parcel: 0, first: 0, second: 1))])
    #expect(faults(try order([(0, 0, 0, 0, flat)]), [Self.brick, Self.brick]) == [.lying(.missing(item: 1))])
    #expect(
      faults(try order([(0, 0, 0, 0, flat)], in: .box(9)), [Self.brick])
        == [.lying(.unknownBox(parcel: 0)), .lying(.missing(item: 0))])
  }

  @Test func whatMayNotMixIsFound() throws {
    let two = try order([(0, 0, 0, 0, flat), (1, 100, 0, 0, flat)])
    var other = Self.brick
    other.climate = .frozen
    #expect(faults(two, [Self.brick, other]) == [.mixed(part: 0, first: 0, second: 1)])
    let (acid, base) = (OrderItem(Self.brick.item, hazards: 1), OrderItem(Self.brick.item, hazards: 2))
    #expect(faults(two, [acid, base]) == [])
    #expect(faults(two, [acid, base]) { $0.forbidden = [(2, 1)] } == [.mixed(part: 0, first: 0, second: 1)])
  }

  @Test func whatPressesIsFoundWithItsWrapping() throws {
    let two = try order([(0, 0, 0, 0, flat), (1, 0, 0, 50, Samples.size(104, 104, 54))])
    let weak = OrderItem(Self.brick.item, maxOnTop: 120)
    let gift = OrderItem(Self.brick.item, isWrapped: true)
    #expect(faults(two, [weak, gift]) == [.overloaded(part: 0, item: 0, mass: 140, limit: 120)])
    #expect(faults(two, [weak, gift]) { $0.wrapMass = 20 } == [])
  }

  @Test func aGiftWithoutRoomForItsPaperIsFound() throws {
    let gift = OrderItem(Self.brick.item, isWrapped: true)
    #expect(faults(try order([(0, 0, 0, 0, flat)]), [gift]) == [.lying(.wrongSides(parcel: 0, item: 0))])
  }

  @Test func onlyWhatFoldsLiesFoldedAndItIsSaid() throws {
    let thin = Samples.size(100, 100, 20)
    var lies = try order([(0, 0, 0, 0, thin)])
    let shirt = OrderItem(Self.brick.item, folded: thin)
    #expect(faults(lies, [shirt]) == [.folding(item: 0)])
    #expect(faults(lies, [Self.brick]) == [.lying(.wrongSides(parcel: 0, item: 0))])
    lies.folded = [0]
    #expect(faults(lies, [shirt]) == [])
  }

  @Test func ownContainersAreForThoseThatHaveThemAndAlone() throws {
    let own = OrderItem(Self.brick.item, shipsAsIs: true)
    #expect(faults(try order([(0, 0, 0, 0, flat)], in: .asIs), [own]) == [])
    #expect(faults(try order([(0, 0, 0, 0, flat)], in: .asIs), [Self.brick]) == [.notAsIs(part: 0)])
    #expect(faults(try order([(0, 0, 0, 0, flat)]), [own]) == [.boxed(part: 0, item: 0)])
    let two = try order([(0, 0, 0, 0, flat), (1, 0, 0, 50, flat)], in: .asIs)
    #expect(faults(two, [own, own]).contains(.notAsIs(part: 0)))
  }

  @Test func paddingAndBulgingTakeRoom() throws {
    let one = try order([(0, 0, 0, 0, flat)])
    #expect(faults(one, [Self.brick]) { $0.padding = 5 } == [.lying(.outside(parcel: 0, item: 0))])
    let long = OrderItem(Samples.item(280, 200, 50))
    let mailed = try order([(0, 0, 0, 0, Samples.size(280, 200, 50))], in: .box(1))
    #expect(faults(mailed, [long]) == [])
    #expect(faults(mailed, [long]) { $0.flexible = [1] } == [.lying(.outside(parcel: 0, item: 0))])
  }

  @Test func moreBoxesThanThereAreIsFound() throws {
    let one = try order([(0, 0, 0, 0, flat)])
    #expect(faults(one, [Self.brick]) { $0.stock = [1, 0] } == [])
    #expect(faults(one, [Self.brick]) { $0.stock = [0, 5] } == [.beyondStock(box: 0, used: 1)])
  }
}
