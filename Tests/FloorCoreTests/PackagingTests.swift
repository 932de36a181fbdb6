import Cartons
import FloorCore
import FloorModel
import Testing

/// What products are sent in: decided once, remembered, doubted on evidence, and told.
@Suite("Packaging")
struct PackagingTests {
  /// The tiny site with a bag and a padded mailer beside its cartons.
  static func site() -> Site {
    var site = Tiny.site()
    func soft(_ code: String, _ kind: PackageKind, _ cents: Int32) -> Box {
      Box(
        code: code, inner: Size3(length: 400, width: 300, height: 140),
        outer: Size3(length: 402, width: 302, height: 142), tare: 20, maxLoad: 3_000, costCents: cents, kind: kind)
    }
    site.boxes += [soft("BAG", .bag, 5), soft("PAD", .padded, 15)]
    return site
  }

  /// Answers as the shells do.
  private func answer(_ rig: inout Rig, _ effects: [Effect]) -> CartonRequest? {
    let packager = Packager(site: rig.floor.site)
    for case .cartonize(let request) in effects {
      rig.handle(.cartonized(request.order, packager.answer(request)))
      return request
    }
    return nil
  }

  /// An order of so many units of tea, to the pack station, and packed in the plan's boxes.
  @discardableResult
  private func ship(_ rig: inout Rig, _ code: String, _ count: Int32 = 1) -> (CartonRequest?, FloorCore.Parcel.ID) {
    rig.released(Tiny.order(code, [(Tiny.tea, count)]))
    rig.pickAll()
    let order = Order.ID(rig.floor.books.orders.count - 1)
    rig.report(Tiny.pick, .toteClosed(order: order))
    let request = answer(&rig, rig.report(Tiny.pack, .toteArrived(order: order)))
    let parcel = FloorCore.Parcel.ID(rig.floor.books.parcels.count - 1)
    let box = rig.floor.books.parcels[parcel.index].plan.box
    rig.report(Tiny.pack, .packed(parcel: parcel, box: box, measured: Rig.measured, mass: 400))
    rig.report(Tiny.sorter, .inducted(parcel: parcel))
    rig.report(Tiny.sorter, .sorted(parcel: parcel, chute: 0))
    return (request, parcel)
  }

  private func entry(_ rig: Rig, _ quantity: Int32 = 1) -> DecisionBook.Entry? {
    rig.floor.books.packaging.decisions.entry(of: DecisionBook.Key(product: "tea", quantity: quantity))
  }

  private func say(_ rig: inout Rig, _ word: Packaging, by person: String = "eve") {
    rig.handle(.planning(.packaging(word), by: person))
  }

  @Test("a product is decided once; the next order of it is answered from the book, and lies as before")
  func decidedOnce() throws {
    var rig = Rig(Self.site())
    let (first, parcel) = ship(&rig, "S1")
    #expect(first?.known == [])
    let made = try #require(entry(rig))
    #expect(made.version == 1 && made.doubt == nil && !made.decision.reasons.isEmpty)
    #expect(made.decision.weighed.count >= 3, "bag, padded mailer and cartons were weighed")
    #expect(made.fit?.box == Int32(rig.floor.books.parcels[parcel.index].plan.box.raw))
    #expect(rig.journal.contains { if case .packagesDecided = $0.record { true } else { false } })
    let (second, next) = ship(&rig, "S2")
    #expect(second?.known.map(\.sku) == [Tiny.tea.sku])
    #expect(entry(rig)?.version == 1)
    let plans = [parcel, next].map { rig.floor.books.parcels[$0.index].plan }
    #expect(plans[0] == plans[1])
    #expect(entry(rig)?.since.shipped == 2)
    ship(&rig, "S3", 2)
    #expect(entry(rig, 2)?.version == 1, "two of them are another decision")
  }

  @Test("every plan that the packager gives is one that the checker takes")
  func plansAreReal() {
    let site = Self.site()
    let packager = Packager(site: site)
    for count in 1...6 {
      let units = Array(repeating: Tiny.tea, count: count) + Array(repeating: Tiny.cup, count: count / 2)
      guard case .decided(_, let plans) = packager.answer(CartonRequest(order: ID(0), units: units)) else {
        Issue.record("\(count): not packed")
        continue
      }
      #expect(plans.reduce(0) { $0 + $1.contents.count } == units.count)
      for plan in plans {
        let parcel = Cartons.Parcel(box: plan.box.index, placements: plan.placements)
        let faults = PackingChecker(catalogue: site.boxes).faults(
          in: PackingPlan(parcels: [parcel], isProvenOptimal: false),
          for: plan.contents.map { PackItem(site.skus[$0.sku.index]) })
        #expect(faults == [], "\(count): \(faults)")
      }
    }
  }

  @Test("books that are replayed from the journal have the same decisions")
  func replayed() {
    var rig = Rig(Self.site())
    ship(&rig, "S1")
    say(&rig, .override(Tiny.tea.sku, quantity: 1, .carton, box: Tiny.large, reason: "crushed"))
    say(&rig, .returned(Tiny.tea.sku, order: ID(0), nil, .damaged, count: 1))
    say(&rig, .boxesLeft(Tiny.small, 3))
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books)
    #expect(books.invalidRecords == 0)
  }

  @Test("an engineer's word stands for every shipment, with who said it; what it cannot be is refused")
  func overridden() throws {
    var rig = Rig(Self.site())
    let word = Packaging.override(Tiny.tea.sku, quantity: 1, .carton, box: Tiny.large, reason: "crushed")
    #expect(rig.floor.refusal(of: .packaging(word), by: "eve") == "nothing was decided yet for 1 of tea")
    ship(&rig, "S1")
    say(&rig, word)
    let made = try #require(entry(rig))
    #expect(made.version == 2 && made.source == .person(name: "eve", reason: "crushed"))
    #expect(rig.floor.books.packaging.decisions.audit.last?.act == .overridden(rank: 4, by: "eve", reason: "crushed"))
    let (_, parcel) = ship(&rig, "S2")
    #expect(rig.floor.books.parcels[parcel.index].plan.box == Tiny.large)
    #expect(rig.floor.books.parcels[parcel.index].plan.placements.count == 1)
    #expect(
      rig.floor.why(order: ID(1)).reasons.contains { $0.contains("in carton L") && $0.contains("by eve (crushed)") })
    for (kind, box) in [(PackageKind.mailer, nil), (.bag, Tiny.large), (.carton, Box.ID(9))] as [(_, Box.ID?)] {
      let wrong = Packaging.override(Tiny.tea.sku, quantity: 1, kind, box: box, reason: "")
      #expect(rig.floor.refusal(of: .packaging(wrong), by: "eve") != nil)
      let before = rig.journal.count
      say(&rig, wrong)
      #expect(rig.journal.count == before, "what is refused is no fact")
    }
  }

  @Test("measures that differ end the decision, and the next order is packed by them")
  func measured() throws {
    var rig = Rig(Self.site())
    ship(&rig, "S1")
    let bigger = Size3(length: 100, width: 75, height: 150)
    say(&rig, .measured(Tiny.tea.sku, bigger, 250))
    #expect(entry(rig)?.doubt == .measured(bigger, 250))
    let (request, parcel) = ship(&rig, "S2")
    #expect(request?.known == [] && request?.learned.first?.size == bigger)
    #expect(entry(rig)?.version == 2 && entry(rig)?.profile.size == bigger)
    let placed = try #require(rig.floor.books.parcels[parcel.index].plan.placements.first?.size)
    #expect(placed.volume == bigger.volume)
  }

  @Test("returns for damage end the decision, others do not")
  func returned() {
    var rig = Rig(Self.site())
    for number in 1...3 { ship(&rig, "S\(number)") }
    say(&rig, .returned(Tiny.tea.sku, order: ID(0), nil, .unwanted, count: 3))
    #expect(entry(rig)?.doubt == nil)
    say(&rig, .returned(Tiny.tea.sku, order: ID(0), nil, .damaged, count: 1))
    say(&rig, .returned(Tiny.tea.sku, order: ID(1), nil, .leaking, count: 2))
    guard case .damage = entry(rig)?.doubt else {
      Issue.record("three of three came back, and nobody doubts it")
      return
    }
    #expect(
      rig.floor.refusal(
        of: .packaging(.returned(Tiny.cup.sku, order: ID(0), nil, .damaged, count: 1)), by: "x")
        == "no parcel of that order held it")
    #expect(
      rig.floor.refusal(of: .packaging(.returned(Tiny.cup.sku, order: nil, nil, .damaged, count: 1)), by: "x") != nil)
  }

  @Test("a decision of little confidence asks a person once, whose answer stands")
  func asked() throws {
    var rig = Rig(Self.site())
    let id = rig.arrived(Tiny.order("S1", [(Tiny.tea, 1)]))
    let careful = PackageChooser(
      model: .untrained(rankCount: 6), review: .init(askingCents: 0.000_001, shipmentsServed: 10))
    let request = CartonRequest(order: id, units: [Tiny.tea])
    let outcome = Packager(site: rig.floor.site, chooser: careful).answer(request)
    let effects = rig.handle(.cartonized(id, outcome))
    #expect(effects.commands.count == 1, "the line does not wait for the person")
    #expect(rig.floor.books.reviews.map(\.subject) == [.package(Tiny.tea.sku, quantity: 1)])
    let refused = rig.handle(.review(ID(0), .usePackage(.wrap), by: "ann"))
    #expect(refused == [], "the site has no such package")
    rig.handle(.review(ID(0), .usePackage(.carton), by: "ann"))
    #expect(entry(rig)?.source == .person(name: "ann", reason: "asked for an answer"))
    #expect(entry(rig)?.decision.rank == 4)
    #expect(rig.floor.books.packaging.decisions.training.count == 1)
  }

  @Test("a box that a station has not got is replaced without asking anybody, and not proposed again until counted in")
  func boxMissing() throws {
    var rig = Rig()
    ship(&rig, "S1")
    let id = rig.arrived(Tiny.order("S2", [(Tiny.tea, 1)]))
    let units = [Tiny.tea]
    _ = answer(&rig, [.cartonize(CartonRequest(order: id, units: units))])
    let parcel = FloorCore.Parcel.ID(1)
    let refused = rig.report(Tiny.pack, .packRefused(parcel: parcel, reason: .boxMissing))
    #expect(refused.alarms == [.boxesOut(Tiny.small)])
    let request = try #require(answer(&rig, refused))
    #expect(request.without == [Tiny.small])
    #expect(rig.floor.books.parcels.last?.plan.box == Tiny.large)
    #expect(rig.floor.books.reviews == [])
    say(&rig, .boxesLeft(Tiny.small, 5))
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .boxesOut(Tiny.small) })
    #expect(rig.floor.books.packaging.shelf.out == [])
  }

  @Test("counted boxes are used up, and promised to one parcel only")
  func boxesLeft() {
    var rig = Rig()
    say(&rig, .boxesLeft(Tiny.small, 1))
    ship(&rig, "S1")
    #expect(rig.floor.books.packaging.shelf.left[0] == 0)
    let (request, parcel) = ship(&rig, "S2")
    #expect(request?.without == [Tiny.small])
    #expect(rig.floor.books.parcels[parcel.index].plan.box == Tiny.large)
    #expect(rig.floor.refusal(of: .packaging(.boxesLeft(Tiny.small, -1)), by: "x") != nil)
  }

  @Test("a product that is not as its record says is found at the pack station, and measured in the tunnel")
  func wrongMasterData() {
    var rig = Rig(Self.site())
    ship(&rig, "S1")
    let real = Size3(length: 80, width: 60, height: 180)
    let check = PackCheck(fill: 180, units: [UnitCheck(sku: Tiny.tea.sku, size: real, mass: 250)])
    for _ in 0..<2 { rig.report(Tiny.pack, .packChecked(parcel: ID(0), check)) }
    #expect(rig.floor.books.packaging.fits.suspects.isEmpty, "two may be chance")
    #expect(rig.report(Tiny.pack, .packChecked(parcel: ID(0), check)).alarms == [.masterData(Tiny.tea.sku)])
    #expect(rig.floor.books.packaging.fits.suspects.map(\.sku) == [Tiny.tea.sku])
    #expect(rig.floor.books.packaging.measures(of: Tiny.tea.sku, on: rig.floor.site).size == real)
    #expect(entry(rig)?.doubt != nil)
    for number in 0..<2 {
      rig.report(Tiny.tunnel, .presented(plate: "L\(number)", key: Tiny.tea))
      rig.handle(.inspected(ID(number), Inspection(findings: [], measured: real)))
    }
    #expect(rig.floor.books.packaging.fits.suspects.isEmpty)
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .masterData(Tiny.tea.sku) })
  }

  @Test("one odd unit in a tunnel changes nothing, two that agree do")
  func tunnelMeasures() {
    var rig = Rig(Self.site())
    ship(&rig, "S1")
    let odd = Size3(length: 90, width: 60, height: 200)
    let sizes = [odd, Size3(length: 300, width: 60, height: 120), odd]
    for (number, size) in sizes.enumerated() {
      rig.report(Tiny.tunnel, .presented(plate: "L\(number)", key: Tiny.tea))
      rig.handle(.inspected(ID(number), Inspection(findings: [], measured: size)))
      if number < 2 { #expect(entry(rig)?.doubt == nil) }
    }
    #expect(entry(rig)?.doubt == nil, "the one between speaks against it")
    rig.report(Tiny.tunnel, .presented(plate: "L9", key: Tiny.tea))
    rig.handle(.inspected(ID(3), Inspection(findings: [], measured: odd)))
    #expect(entry(rig)?.doubt != nil)
  }

  @Test("parcels that do not fit put the product in doubt, and its decision at once")
  func misfits() {
    var rig = Rig(Self.site())
    ship(&rig, "S1")
    for number in 0..<2 {
      let id = rig.arrived(Tiny.order("M\(number)", [(Tiny.tea, 1)]))
      _ = answer(&rig, [.cartonize(CartonRequest(order: id, units: [Tiny.tea]))])
      let parcel = FloorCore.Parcel.ID(rig.floor.books.parcels.count - 1)
      let effects = rig.report(Tiny.pack, .packRefused(parcel: parcel, reason: .doesNotFit))
      #expect(effects.alarms == (number == 1 ? [.masterData(Tiny.tea.sku)] : []))
      #expect(entry(rig)?.doubt == .didNotFit)
    }
    #expect(rig.floor.books.packaging.fits.fit(of: Tiny.tea.sku)?.suspicion == .misfits(2))
  }

  @Test("what cannot be real is refused with a reason, and ten thousand units are no hang")
  func badInput() {
    var site = Self.site()
    let packager = Packager(site: site)
    let many = Array(repeating: Tiny.tea, count: 10_000)
    guard case .none(let reason) = packager.answer(CartonRequest(order: ID(0), units: many)) else {
      Issue.record("ten thousand units were packed")
      return
    }
    #expect(reason.contains("10000 items are more than the 1000"))
    site.skus[0].size = Size3(length: 900, width: 390, height: 410)
    let large = Packager(site: site).answer(CartonRequest(order: ID(0), units: [Tiny.tea]))
    #expect(
      large
        == .none(
          reason: "no package holds tea: its longest side 900 mm exceeds the 480 mm inside L, the longest box that may "
            + "hold its 250 g"))
    site.skus[0].size = Size3(length: 0, width: -1, height: 10)
    guard case .none(let none) = Packager(site: site).answer(CartonRequest(order: ID(0), units: [Tiny.tea])) else {
      Issue.record("nothing was packed")
      return
    }
    #expect(none.contains("cannot be real"))
    site.boxes = []
    #expect(
      Packager(site: site).answer(CartonRequest(order: ID(0), units: [Tiny.cup]))
        == .none(reason: "the box catalogue is empty: add a box"))
  }
}
