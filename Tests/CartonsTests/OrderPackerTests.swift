import Cartons
import FloorModel
import Testing

@Suite struct OrderPackerTests {
  private let catalogue = Samples.catalogue

  private func packer(_ change: (inout PackingRules) -> Void = { _ in }) -> OrderPacker {
    var rules = PackingRules()
    change(&rules)
    return OrderPacker(catalogue: catalogue, rules: rules)
  }

  private func boxes(_ order: PackedOrder) -> [String] {
    order.parts.map { part in
      if case .box(let box) = part.container { catalogue[box].code } else { "as is" }
    }
  }

  private func contents(_ order: PackedOrder) -> [[Int]] { order.parts.map { $0.placements.map(\.item).sorted() } }

  @Test func withoutRulesItIsTheCartonizersPlan() throws {
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<40 {
      let items = Samples.order(.random(in: 1...8, using: &generator), using: &generator)
      let plain = try Cartonizer(catalogue: catalogue).plan(items)
      let order = try packer().plan(items.map { OrderItem($0) })
      #expect(order.isProvenOptimal == plain.isProvenOptimal)
      #expect(order.parts.map(\.placements) == plain.parcels.map(\.placements))
      #expect(order.parts.map(\.container) == plain.parcels.map { .box($0.box) })
    }
  }

  @Test func classesAreToldApartByTheirWords() {
    let classes = HazardClasses(keepingApart: [
      ClassPair("acid", "base"), ClassPair("flammable", "acid"), ClassPair("base", "base"),
    ])
    let (acid, base, flammable) = (classes.bit(of: "acid"), classes.bit(of: "base"), classes.bit(of: "flammable"))
    #expect(Set([acid, base, flammable]).count == 3)
    #expect([acid, base, flammable].allSatisfy { $0.nonzeroBitCount == 1 })
    #expect(classes.bit(of: nil) == 0 && classes.bit(of: "dust") == 0)
    #expect(classes.forbidden.map(\.0) == [acid, flammable, base] && classes.forbidden.map(\.1) == [base, acid, base])
    let words = (0..<(HazardClasses.limit + 2)).map { "class \($0)" }
    let many = HazardClasses(keepingApart: words.map { ClassPair($0, $0) })
    #expect(Set(words.prefix(HazardClasses.limit).map { many.bit(of: $0) }).count == HazardClasses.limit)
    #expect(words.suffix(2).allSatisfy { many.bit(of: $0) == 0 })
  }

  @Test func climatesAndHazardsAreSetApart() throws {
    let small = Samples.item(60, 50, 40)
    let items = [
      OrderItem(small), OrderItem(small, climate: .frozen), OrderItem(small, hazards: 1), OrderItem(small, hazards: 2),
      OrderItem(small, climate: .frozen),
    ]
    #expect(contents(try packer().plan(items)) == [[0, 2, 3], [1, 4]])
    let apart = try packer { $0.forbidden = [(1, 2)] }.plan(items)
    #expect(Set(contents(apart)) == [[0, 3], [2], [1, 4]])
    #expect(!apart.isProvenOptimal)
  }

  @Test func whatShipsAsItIsGoesByItself() throws {
    let large = Samples.item(900, 700, 600, mass: 25_000)
    let order = try packer().plan([OrderItem(large, shipsAsIs: true), OrderItem(Samples.item(50, 50, 50))])
    #expect(boxes(order) == ["as is", "S"] && contents(order) == [[0], [1]])
    #expect(throws: PackingRefusal.self) { try packer().plan([OrderItem(large)]) }
    let gift = try packer().plan([OrderItem(large, isWrapped: true, shipsAsIs: true)])
    #expect(gift.parts[0].container == .asIs && gift.parts[0].placements[0].size == Samples.size(904, 704, 604))
    let unreal = OrderItem(Samples.item(0, 1, 1), shipsAsIs: true)
    #expect(throws: PackingRefusal.impossibleItem(item: 0, size: unreal.item.size, mass: 100)) {
      try packer().plan([unreal])
    }
  }

  @Test func aGiftIsThickerAndPaddingTakesRoom() throws {
    let exact = Samples.item(200, 150, 60)
    #expect(boxes(try packer().plan([OrderItem(exact)])) == ["S"])
    let gift = try packer().plan([OrderItem(exact, isWrapped: true)])
    #expect(boxes(gift) == ["M"])
    #expect(gift.parts[0].placements[0].size.volume == Samples.size(204, 154, 64).volume)
    let padded = try packer { $0.padding = 5 }.plan([OrderItem(exact)])
    #expect(boxes(padded) == ["M"])
    let start = padded.parts[0].placements[0].position
    #expect(min(start.x, start.y, start.z) == 5)
  }

  @Test func onlyWhatMustIsFolded() throws {
    let shirt = Samples.item(190, 140, 60)
    let folded = Samples.size(190, 140, 28)
    let two = Array(repeating: OrderItem(shirt, folded: folded), count: 2)
    let order = try packer().plan(two)
    #expect(boxes(order) == ["S"] && order.folded == [0, 1])
    #expect(try packer().plan([two[0]]).folded.isEmpty, "one fits as it is")
    let rug = OrderItem(Samples.item(900, 200, 60), folded: Samples.size(450, 200, 120))
    let rolled = try packer().plan([rug, OrderItem(Samples.item(50, 50, 50))])
    #expect(rolled.folded == [0] && rolled.parts.count == 1, "as it is it fits no box")
    let tooLong = OrderItem(Samples.item(900, 200, 60), folded: Samples.size(800, 200, 70))
    #expect(throws: PackingRefusal.fitsNoBox(item: 0, size: tooLong.item.size, mass: 100, thisWayUp: false)) {
      try packer().plan([tooLong])
    }
    let three = try packer().plan(two + [OrderItem(Samples.item(395, 290, 200))])
    #expect(three.parts.count == 1 || !three.folded.isEmpty)
  }

  @Test func boxesThatRunOutAreReplaced() throws {
    let items = (0..<3).map { _ in OrderItem(Samples.item(590, 390, 390, mass: 9_000)) }
    #expect(boxes(try packer().plan(items)) == ["XL", "XL", "XL"])
    #expect(throws: PackingRefusal.self) {
      try packer { $0.stock = [9, 9, 9, 9, 9, 2] }.plan(items)
    }
    let small = OrderItem(Samples.item(190, 140, 55))
    #expect(boxes(try packer { $0.stock = [0, 9, 9, 9, 9, 9] }.plan([small])) == ["M"])
    let spread = try packer { $0.stock = [9, 9, 9, 9, 9, 1] }.plan([items[0], OrderItem(Samples.item(390, 290, 240))])
    #expect(spread.parts.count == 2 && Set(boxes(spread)) == ["XL", "L"])
  }

  @Test func theCheapestBoxIsTakenWhereCostCounts() throws {
    var dear = catalogue
    dear[0].costCents = 90
    var rules = PackingRules()
    rules.objective = .cost(Tariff(centsPerParcel: 0, centsPerKilogram: 0.01))
    let packer = OrderPacker(catalogue: dear, rules: rules)
    let order = try packer.plan([OrderItem(Samples.item(100, 80, 40))])
    guard case .box(let box) = order.parts[0].container else { return }
    #expect(box != 0 && dear[box].costCents == 10)
    #expect(order.isProvenOptimal, "the one cheaper than S that is no smaller was tried and holds it")
    #expect(
      OrderChecker(catalogue: dear, rules: rules).faults(in: order, for: [OrderItem(Samples.item(100, 80, 40))]) == [])
  }

  /// A box of more room that is flat outside, one of less that is bulky, and one that is dear to make.
  @Test func aLargerBoxWinsByWhatItsBilledMassCosts() throws {
    let catalogue = [
      Box(
        code: "thick", inner: Samples.size(200, 200, 100), outer: Samples.size(300, 300, 200), tare: 100,
        maxLoad: 20_000, costCents: 20),
      Box(
        code: "thin", inner: Samples.size(210, 210, 110), outer: Samples.size(214, 214, 114), tare: 100,
        maxLoad: 20_000, costCents: 25),
      Box(
        code: "dear", inner: Samples.size(220, 220, 120), outer: Samples.size(222, 222, 122), tare: 100,
        maxLoad: 20_000, costCents: 400),
    ]
    let item = OrderItem(Samples.item(190, 190, 90, mass: 500))
    var rules = PackingRules()
    func box() throws -> PackedOrder.Container? {
      let order = try OrderPacker(catalogue: catalogue, rules: rules).plan([item])
      #expect(OrderChecker(catalogue: catalogue, rules: rules).faults(in: order, for: [item]) == [])
      return order.parts.first?.container
    }
    #expect(try box() == .box(0), "the least inner volume")
    // 18 l are billed as 3.6 kg, 5.2 l as 1.1 kg: at a cent for ten grams they make up for five cents of board.
    rules.objective = .cost(Tariff(centsPerParcel: 100, centsPerKilogram: 100))
    #expect(try box() == .box(1))
    rules.objective = .cost(Tariff(centsPerParcel: 100, centsPerKilogram: 1))
    #expect(try box() == .box(0), "what is billed is hardly worth anything")
    // Too heavy for its size to matter.
    let heavy = OrderItem(Samples.item(190, 190, 90, mass: 9_000))
    rules.objective = .cost(Tariff(centsPerParcel: 100, centsPerKilogram: 100))
    #expect(try OrderPacker(catalogue: catalogue, rules: rules).plan([heavy]).parts[0].container == .box(0))
  }

  @Test func aMailerGrowsNarrowerAsItBulges() throws {
    let mailer = Samples.box("mailer", 300, 250, 60, maxLoad: 2_000)
    var rules = PackingRules()
    rules.flexible = [0]
    let packer = OrderPacker(catalogue: [mailer], rules: rules)
    #expect(try packer.plan([OrderItem(Samples.item(280, 230, 7))]).parts.count == 1)
    #expect(try packer.plan([OrderItem(Samples.item(240, 190, 60))]).parts.count == 1)
    #expect(throws: PackingRefusal.self, "as a rigid box it would fit") {
      try packer.plan([OrderItem(Samples.item(290, 240, 50))])
    }
  }

  @Test func whatBearsLittleHasNothingHeavyOnTop() throws {
    let tall = Samples.box("tall", 110, 110, 220)
    let packer = OrderPacker(catalogue: [tall, Samples.box("flat", 230, 230, 110)])
    let brick = OrderItem(Samples.item(100, 100, 100, mass: 3_000))
    #expect(boxesOf(try packer.plan([brick, brick])) == [0])
    let weak = OrderItem(Samples.item(100, 100, 100, mass: 3_000), maxOnTop: 1_000)
    let order = try packer.plan([weak, weak])
    #expect(boxesOf(order) == [1] && !order.isProvenOptimal)
    let strong = OrderItem(Samples.item(100, 100, 100, mass: 3_000), maxOnTop: 3_000)
    #expect(boxesOf(try packer.plan([strong, strong])) == [0])
  }

  private func boxesOf(_ order: PackedOrder) -> [Int] {
    order.parts.compactMap { if case .box(let box) = $0.container { box } else { nil } }
  }

  @Test func likesStayTogetherWhereItCostsNoParcel() throws {
    let catalogue = [Samples.box("B", 200, 100, 100)]
    let packer = OrderPacker(catalogue: catalogue)
    let cube = Samples.item(100, 100, 100)
    let items = [0, 1, 0, 1].map { OrderItem(cube, likeness: $0) }
    #expect(Set(contents(try packer.plan(items))) == [[0, 2], [1, 3]])
  }

  @Test func theLoadIsSlidToTheMiddle() throws {
    let order = try packer { $0.centresMass = true }.plan([OrderItem(Samples.item(150, 120, 50))])
    let placement = order.parts[0].placements[0]
    let (box, size) = (catalogue[0].inner, placement.size)
    #expect(boxes(order) == ["S"])
    #expect(abs(2 * placement.position.x + size.length - box.length) <= 1)
    #expect(abs(2 * placement.position.y + size.width - box.width) <= 1 && placement.position.z == 0)
  }

  @Test func randomOrdersUnderAllRulesKeepThem() throws {
    var generator = SeededGenerator(seed: 31)
    let packer = packer {
      $0.padding = 4
      $0.forbidden = [(1, 2)]
      $0.centresMass = true
    }
    let checker = PackingChecker(catalogue: catalogue)
    for _ in 0..<60 {
      let items = Samples.order(.random(in: 1...10, using: &generator), using: &generator).compactMap { item in
        let padded = item.size.longest <= 370 && min(item.size.length, item.size.width, item.size.height) > 8
        return padded
          ? OrderItem(
            item, climate: TemperatureClass(rawValue: .random(in: 0...1, using: &generator))!,
            hazards: .random(in: 0...2, using: &generator), maxOnTop: .random(in: 0...9_000, using: &generator),
            isWrapped: .random(using: &generator)) : nil
      }
      guard !items.isEmpty, let order = try? packer.plan(items) else { continue }
      #expect(contents(order).flatMap { $0 }.sorted() == Array(items.indices))
      let shapes = items.map { item in
        var shape = item.item
        if item.isWrapped {
          shape.size = Samples.size(shape.size.length + 4, shape.size.width + 4, shape.size.height + 4)
        }
        if item.isWrapped { shape.mass += 40 }
        return shape
      }
      let parcels = order.parts.map { part -> Parcel in
        guard case .box(let box) = part.container else { return Parcel(box: -1, placements: []) }
        return Parcel(box: box, placements: part.placements)
      }
      #expect(checker.faults(in: PackingPlan(parcels: parcels, isProvenOptimal: false), for: shapes) == [])
      #expect(OrderChecker(catalogue: catalogue, rules: packer.rules).faults(in: order, for: items) == [])
      for part in order.parts { try expectRules(part, items) }
    }
  }

  private func expectRules(_ part: PackedOrder.Part, _ items: [OrderItem]) throws {
    let members = part.placements.map { items[$0.item] }
    #expect(Set(members.map(\.climate)).count == 1)
    #expect(members.reduce(0) { $0 | $1.hazards } != 3)
    guard case .box(let box) = part.container else { return }
    for low in part.placements {
      let end = low.position.x + low.size.length
      #expect(low.position.x >= 4 && low.position.z >= 4 && end <= catalogue[box].inner.length - 4)
      let above = part.placements.filter { high in
        high.position.z >= low.position.z + low.size.height && high.position.x < end
          && low.position.x < high.position.x + high.size.length
          && high.position.y < low.position.y + low.size.width
          && low.position.y < high.position.y + high.size.width
      }
      let load = above.reduce(Int64(0)) { $0 + Int64(items[$1.item].item.mass) }
      #expect(load <= Int64(items[low.item].maxOnTop ?? .max))
    }
  }

  /// Rules under which many plans are tried: each is bounded, so that large orders are a matter of seconds.
  @Test func manyItemsThatFoldPressAndBelongTogetherArePacked() throws {
    var generator = SeededGenerator(seed: 5)
    let items = (0..<50).map { number in
      let side = Int32.random(in: 20...60, using: &generator)
      return OrderItem(
        Samples.item(side, side + 5, side + 9), maxOnTop: number % 2 == 0 ? 0 : nil,
        folded: number % 3 == 0 ? Samples.size(side, side, side) : nil, likeness: Int32(number / 4))
    }
    let packer = OrderPacker(catalogue: [Samples.box("XL", 600, 400, 400, maxLoad: 60_000)])
    let order = try packer.plan(items, budget: .quick)
    #expect(OrderChecker(catalogue: packer.catalogue, rules: packer.rules).faults(in: order, for: items) == [])
  }

  @Test func addingAnItemNeverShrinksAProvenPlan() throws {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<60 {
      var items = Samples.order(.random(in: 1...5, using: &generator), using: &generator)
      let before = try Cartonizer(catalogue: catalogue).plan(items)
      items.append(Samples.order(1, using: &generator)[0])
      let after = try Cartonizer(catalogue: catalogue).plan(items)
      guard before.isProvenOptimal, after.isProvenOptimal else { continue }
      #expect(before.parcels.count <= after.parcels.count)
      if before.parcels.count == after.parcels.count {
        #expect(Samples.volume(before) <= Samples.volume(after))
      }
    }
  }

  @Test func badInputIsRefused() {
    #expect(throws: PackingRefusal.noItems) { try packer().plan([]) }
    #expect(throws: PackingRefusal.tooManyItems(count: 10_000, limit: 1_000)) {
      try packer().plan(Array(repeating: OrderItem(Samples.item(9, 9, 9)), count: 10_000))
    }
    #expect(throws: PackingRefusal.noUsableBox) {
      try OrderPacker(catalogue: []).plan([OrderItem(Samples.item(9, 9, 9))])
    }
    let huge = OrderItem(Samples.item(.max, 9, 9), climate: .frozen, isWrapped: true)
    #expect(throws: PackingRefusal.impossibleItem(item: 1, size: huge.item.size, mass: 100)) {
      try packer().plan([OrderItem(Samples.item(9, 9, 9)), huge])
    }
  }
}
