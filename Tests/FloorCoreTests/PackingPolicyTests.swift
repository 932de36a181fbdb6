import Cartons
import FloorCore
import FloorModel
import Testing

/// What a site chooses about packing reaches the packer, the pack station and the books.
@Suite("Packing as a site chooses")
struct PackingPolicyTests {
  private static func site(_ change: (inout Site) -> Void) -> Site {
    var site = Tiny.site()
    change(&site)
    return site
  }

  private static let wrapping = site { $0.packing.giftWrap = GiftWrap(thickness: 10, mass: 40) }

  private func plans(_ site: Site, _ units: [StockKey], gifts: [Int] = []) -> [ParcelPlan] {
    switch Packager(site: site).answer(CartonRequest(order: ID(0), units: units, gifts: gifts)) {
    case .parcels(let plans), .decided(_, let plans): return plans
    case .none(let reason):
      Issue.record("\(reason)")
      return []
    }
  }

  private func gift(_ code: String, _ lines: [(StockKey, Int32, Bool)]) -> OrderRequest {
    OrderRequest(
      code: code, lines: lines.map { OrderLine(sku: $0.0.sku, quantity: $0.1, isGift: $0.2) }, destination: "NORTH",
      due: .zero + .hours(2))
  }

  // MARK: Balance

  @Test("loads lie in a corner, or with their centre of mass in the middle where the site wants them balanced")
  func balance() throws {
    for (balances, wanted) in [(false, Int32(0)), (true, 80)] {
      let site = Self.site { $0.packing.balancesLoads = balances }
      let lies = try #require(plans(site, [Tiny.tea]).first?.placements.first)
      #expect(lies.position.x == (240 - lies.size.length) / 2 * (balances ? 1 : 0))
      #expect(lies.position.y == (240 - lies.size.width) / 2 * (balances ? 1 : 0))
      #expect(max(lies.position.x, lies.position.y) >= wanted && lies.position.z == 0)
    }
  }

  // MARK: Likes

  /// A box that takes two units of either product, and products of one shape.
  private static func pairs(_ change: (inout Site) -> Void) -> Site {
    site {
      let cube = Size3(length: 100, width: 100, height: 100)
      for sku in $0.skus.indices { $0.skus[sku].size = cube }
      $0.boxes = [$0.boxes[0]]
      $0.boxes[0].inner = Size3(length: 200, width: 100, height: 100)
      change(&$0)
    }
  }

  @Test("units of one product, or of one category, share a parcel where the site wants likes together")
  func likes() {
    let units = [Tiny.tea, Tiny.cup, Tiny.tea, Tiny.cup]
    let together = Self.pairs { $0.packing.keepsTogether = .product }
    #expect(plans(together, units).map { Set($0.contents).count } == [1, 1])
    let mixed = Self.pairs { _ in }
    #expect(plans(mixed, units).count == 2 && plans(mixed, units) != plans(together, units))
    // Of one category both are alike: then the first plan is as good as any.
    let category = Self.pairs {
      $0.packing.keepsTogether = .category
      $0.skus.append(SKU(code: "pot", name: "Pot", size: $0.skus[0].size, mass: 250, category: "tea"))
      $0.skus[0].category = "tea"
      $0.skus[1].category = "china"
    }
    let pot = StockKey(sku: ID(2))
    let sorted = plans(category, [Tiny.tea, Tiny.cup, pot, Tiny.cup]).map { Set($0.contents.map(\.sku)) }
    #expect(Set(sorted) == [[Tiny.cup.sku], [Tiny.tea.sku, pot.sku]])
  }

  // MARK: Dangerous goods and loads

  @Test("classes that a site keeps apart never share a parcel, and nothing presses on what bears little")
  func apart() {
    func site(_ change: (inout Site) -> Void) -> Site {
      Self.site {
        ($0.skus[0].hazard, $0.skus[1].hazard) = ("flammable", "oxidising")
        change(&$0)
      }
    }
    let free = plans(site { _ in }, [Tiny.tea, Tiny.cup])
    #expect(free.count == 1)
    let kept = plans(site { $0.packing.keepsApart = [ClassPair("oxidising", "flammable")] }, [Tiny.tea, Tiny.cup])
    #expect(kept.map(\.contents.count) == [1, 1])
    // A narrow box in which one must stand on the other: neither may, so there are two.
    let tower = Self.pairs {
      $0.boxes[0].inner = Size3(length: 100, width: 100, height: 200)
      $0.skus[0].thisWayUp = true
    }
    #expect(plans(tower, [Tiny.tea, Tiny.tea]).count == 1)
    var weak = tower
    weak.skus[0].maxOnTop = 100
    #expect(plans(weak, [Tiny.tea, Tiny.tea]).count == 2)
  }

  // MARK: Gifts

  @Test("gifts are wrapped: the plan leaves room for it, the station is told which, and the label says what they weigh")
  func gifts() throws {
    var rig = Rig(Self.wrapping)
    let order = rig.arrived(gift("G1", [(Tiny.tea, 2, true), (Tiny.cup, 1, false)]))
    let units = rig.floor.books.unitsToPack(order)
    let request = rig.floor.books.orders[order.index].request
    #expect(request.lines.map(\.isGift) == [true, false])
    var asked: CartonRequest?
    for case .cartonize(let one) in rig.floor.restart(at: rig.now) { asked = one }
    let question = try #require(asked)
    #expect(question.gifts.map { units[$0] } == [Tiny.tea, Tiny.tea])
    let effects = rig.handle(.cartonized(order, Packager(site: Self.wrapping).answer(question)))
    let command = try #require(effects.commands.first)
    guard case .pack(let work) = command.work else {
      Issue.record("no parcel is packed")
      return
    }
    let wrapped = work.gifts.map { Int($0) }
    #expect(wrapped.map { work.contents[$0] } == [Tiny.tea, Tiny.tea])
    for place in work.contents.indices {
      let size = work.placements[place].size
      let sides = [size.length, size.width, size.height].sorted()
      #expect(sides == (wrapped.contains(place) ? [80, 100, 140] : [100, 100, 110]))
    }
    #expect(command.label?.mass == 1_080, "the box, two of 250 g in 40 g of paper, and one of 400 g")
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books, "replayed from the journal")
  }

  @Test("what lies wrapped in a closed parcel is not wrapped again, and a person's box takes gifts too")
  func giftsLeft() throws {
    var rig = Rig(Self.wrapping)
    let order = rig.arrived(gift("G1", [(Tiny.tea, 1, true), (Tiny.tea, 2, false)]))
    let plan = ParcelPlan(box: Tiny.small, contents: [Tiny.tea], placements: [], gifts: [0])
    let rest = ParcelPlan(box: Tiny.small, contents: [Tiny.tea, Tiny.tea], placements: [])
    rig.handle(.cartonized(order, .parcels([plan, rest])))
    _ = rig.pack(ID(0))
    var asked: CartonRequest?
    for case .cartonize(let one) in rig.report(Tiny.pack, .packRefused(parcel: ID(1), reason: .boxMissing)) {
      asked = one
    }
    #expect(asked?.units.count == 2 && asked?.gifts == [])

    let other = rig.arrived(gift("G2", [(Tiny.tea, 1, true), (Tiny.cup, 1, false)]))
    rig.handle(.cartonized(other, .none(reason: "too long")))
    let review = try #require(rig.floor.books.reviews.lastIndex { $0.subject == .box(other) })
    let effects = rig.handle(.review(ID(review), .useBox(Tiny.large), by: "ann"))
    guard case .pack(let work) = effects.commands.first?.work else {
      Issue.record("the person's box is not packed")
      return
    }
    #expect(work.gifts.map { work.contents[Int($0)] } == [Tiny.tea])
  }

  @Test("a site that wraps nothing takes no order of gifts")
  func noGifts() {
    var rig = Rig()
    rig.handle(.order(gift("G1", [(Tiny.tea, 1, true)])))
    #expect(rig.floor.books.orders.isEmpty)
    rig.handle(.order(gift("G1", [(Tiny.tea, 1, false)])))
    #expect(rig.floor.books.orders.count == 1)
  }

  // MARK: Refusals

  @Test(
    "why no box holds an order is told in the alarm, in the review and in its explanation, and outlives the process")
  func reasons() throws {
    var site = Tiny.site()
    site.skus[0].size = Size3(length: 90, width: 290, height: 210)
    site.boxes.removeLast()
    site.boxes[0].inner = Size3(length: 400, width: 200, height: 200)
    var rig = Rig(site)
    let order = rig.arrived(Tiny.order("S1", [(Tiny.tea, 1)]))
    let outcome = Packager(site: site).answer(CartonRequest(order: order, units: [Tiny.tea]))
    let sentence =
      "no package holds tea: its shortest two sides 210 × 90 mm exceed the 200 × 200 mm inside S, the roomiest box that "
      + "takes its 290 mm and may hold its 250 g"
    #expect(outcome == .none(reason: sentence))
    rig.handle(.cartonized(order, outcome))
    #expect(rig.journal.last?.record == .cartonsRefused(order, reason: sentence))
    #expect(rig.floor.describe(.noBox(order)) == "order S1: \(sentence); a person has to choose")
    rig.restart()
    #expect(rig.floor.books.reviews.last?.reason == sentence)
    #expect(
      rig.floor.why(order: order).reasons.first == "a person has to choose a box (review 0): \(sentence)")
  }

  @Test("boxes that are out or were refused are named, so that nobody looks for another reason")
  func outOfBoxes() {
    let site = Tiny.site()
    let packager = Packager(site: site)
    let none = packager.answer(CartonRequest(order: ID(0), units: [Tiny.tea], without: [Tiny.small, Tiny.large]))
    #expect(none == .none(reason: "no box is left: S, L are out, or did not fit"))
    var large = site
    large.skus[0].size.length = 300
    guard
      case .none(let reason) = Packager(site: large).answer(
        CartonRequest(order: ID(0), units: [Tiny.tea], without: [Tiny.large]))
    else {
      Issue.record("300 mm went into 240 mm")
      return
    }
    #expect(
      reason
        == "no package holds tea: its longest side 300 mm exceeds the 240 mm inside S, the longest box that may hold "
        + "its 250 g; without L, out of stock or refused before")
  }
}
