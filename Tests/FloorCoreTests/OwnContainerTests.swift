import Cartons
import FloorModel
import Testing

@testable import FloorCore

/// What the catalogue says of folding and of own containers, from the packer to the pack station and back into the books.
@Suite("What folds, and what ships as it is")
struct OwnContainerTests {
  private static func site(_ change: (inout Site) -> Void) -> Site {
    var site = Tiny.site()
    change(&site)
    return site
  }

  private static let own = site { $0.skus[0].shipsAsIs = true }

  private func plans(_ site: Site, _ request: CartonRequest) -> [ParcelPlan] {
    switch Packager(site: site).answer(request) {
    case .parcels(let plans), .decided(_, let plans): return plans
    case .none(let reason):
      Issue.record("\(reason)")
      return []
    }
  }

  // MARK: Folding

  /// One mailer, and a carton that costs ten times as much.
  private static let shirts = site {
    $0.skus[0].size = Size3(length: 300, width: 230, height: 60)
    $0.skus[0].folded = Size3(length: 220, width: 150, height: 40)
    $0.boxes[1].costCents = 300
    $0.boxes[0] = Box(
      code: "M", inner: Size3(length: 300, width: 230, height: 60), outer: Size3(length: 302, width: 232, height: 62),
      tare: 15, maxLoad: 3_000, costCents: 9, kind: .mailer)
  }

  @Test("what folds goes folded into the mailer that it would not fit otherwise, and the station is told")
  func folded() throws {
    var rig = Rig(Self.shirts)
    let order = rig.arrived(Tiny.order("F1", [(Tiny.tea, 1)]))
    let outcome = Packager(site: Self.shirts).answer(CartonRequest(order: order, units: [Tiny.tea]))
    guard case .decided(let made, let plans) = outcome else {
      Issue.record("nothing was decided: \(outcome)")
      return
    }
    #expect(plans.map(\.box) == [ID(0)] && plans.map(\.folded) == [[0]])
    let lies = try #require(plans.first?.placements.first?.size)
    #expect(lies.ranked == Size3(length: 220, width: 150, height: 40))
    let command = try #require(rig.handle(.cartonized(order, outcome)).commands.first)
    guard case .pack(let work) = command.work else { return }
    #expect(work.folded == [0] && work.gifts == [])
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books, "replayed from the journal")
    // The next one is answered from the book, and is folded as well.
    let known = KnownPackage(
      sku: Tiny.tea.sku, kind: PackageKind(rank: made[0].decision.rank), fit: made[0].fit)
    let next = self.plans(Self.shirts, CartonRequest(order: order, units: [Tiny.tea], known: [known]))
    #expect(next.map(\.folded) == [[0]])
  }

  @Test("what need not be folded is not")
  func flat() {
    let roomy = Self.site {
      $0.skus[0].folded = Size3(length: 40, width: 60, height: 120)
      $0.boxes[0].inner = Size3(length: 80, width: 60, height: 120)
    }
    #expect(plans(roomy, CartonRequest(order: ID(0), units: [Tiny.tea])).map(\.folded) == [[]])
  }

  // MARK: Its own container

  @Test("it goes by itself, without a box and without a decision; the rest of its order goes in one")
  func alone() throws {
    let outcome = Packager(site: Self.own).answer(CartonRequest(order: ID(0), units: [Tiny.tea, Tiny.cup, Tiny.tea]))
    guard case .decided(let made, let plans) = outcome else {
      Issue.record("nothing was decided: \(outcome)")
      return
    }
    #expect(made.map(\.key.product) == ["cup"])
    #expect(plans.map(\.box) == [Box.own, Box.own, Tiny.small])
    #expect(plans.map(\.contents) == [[Tiny.tea], [Tiny.tea], [Tiny.cup]])
    #expect(plans[0].placements.map(\.size) == [Self.own.skus[0].size])
  }

  @Test("it needs no box that it would fit, and none at all")
  func large() {
    let site = Self.site {
      $0.skus[0].shipsAsIs = true
      $0.skus[0].size = Size3(length: 900, width: 700, height: 600)
    }
    let none = CartonRequest(order: ID(0), units: [Tiny.tea], without: [Tiny.small, Tiny.large])
    #expect(plans(site, none).map(\.box) == [Box.own])
  }

  @Test("the station labels it, and what it measures goes on; no box is promised, used up or reported on")
  func shipped() throws {
    var rig = Rig(Self.own)
    rig.handle(.planning(.packaging(.boxesLeft(Tiny.small, 5)), by: "ann"))
    let order = rig.arrived(Tiny.order("A1", [(Tiny.tea, 1)]))
    let outcome = Packager(site: Self.own).answer(CartonRequest(order: order, units: [Tiny.tea]))
    let command = try #require(rig.handle(.cartonized(order, outcome)).commands.first)
    guard case .pack(let work) = command.work else {
      Issue.record("nothing is packed")
      return
    }
    #expect(work.box == Box.own && work.alternatives == [])
    #expect(command.label?.size == Self.own.skus[0].size && command.label?.mass == 250)
    let parcel = try #require(rig.floor.books.orders[order.index].parcels.last)
    #expect(rig.floor.books.packaging.shelf.promised == [0, 0])
    _ = rig.report(Tiny.pack, .packChecked(parcel: parcel, PackCheck(fill: 120, units: [])))
    let measured = Size3(length: 81, width: 60, height: 119)
    _ = rig.report(Tiny.pack, .packed(parcel: parcel, box: Box.own, measured: measured, mass: 252))
    #expect(rig.floor.books.orders[order.index].stage == .sorting)
    #expect(rig.floor.books.parcels[parcel.index].plan.box == Box.own)
    #expect(rig.floor.books.packaging.shelf.left == [5, nil])
    #expect(rig.floor.books.packaging.fits.boxes.allSatisfy { $0.parcels == 0 && $0.gauged == 0 && $0.replaced == 0 })
    #expect(rig.floor.whyPacked(parcel) == ["parcel \(parcel): tea in its own container"])
    let said = rig.floor.refusal(of: .override(Tiny.tea.sku, quantity: 1, .carton, box: nil, reason: "x"))
    #expect(said == "tea ships in its own container: change 'ships_as_is' in the catalogue")
    // What comes back is known to have travelled as well as in a carton.
    #expect(
      rig.floor.books.rank(of: Tiny.tea.sku, in: order, or: nil, site: Self.own)
        == Int32(PackageKind.carton.rawValue))
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books, "replayed from the journal")
  }

  @Test(
    "what cannot be sent in its own container is put in a box instead", arguments: [PackFailure.boxMissing, .damaged])
  func refused(_ reason: PackFailure) throws {
    var rig = Rig(Self.own)
    let order = rig.arrived(Tiny.order("A1", [(Tiny.tea, 1)]))
    rig.handle(.cartonized(order, Packager(site: Self.own).answer(CartonRequest(order: order, units: [Tiny.tea]))))
    let parcel = try #require(rig.floor.books.orders[order.index].parcels.last)
    var asked: CartonRequest?
    for case .cartonize(let one) in rig.report(Tiny.pack, .packRefused(parcel: parcel, reason: reason)) { asked = one }
    #expect(rig.floor.books.packaging.shelf.left == [nil, nil])
    guard reason == .boxMissing else {
      #expect(rig.floor.books.reviews.last?.reason == "its own container is damaged")
      return
    }
    let again = try #require(asked)
    #expect(again.without == [Box.own])
    #expect(plans(Self.own, again).map(\.box) == [Tiny.small])
  }

  // MARK: Cost

  @Test(
    "of boxes that hold it the one of least cost is taken, with what the carrier bills; of least room where no cost is known"
  )
  func cost() {
    func box(_ change: (inout Site) -> Void) -> [String] {
      let site = Self.site {
        $0.boxes[0].costCents = 0
        $0.boxes[1].costCents = 0
        change(&$0)
      }
      return plans(site, CartonRequest(order: ID(0), units: [Tiny.tea, Tiny.cup])).map { site.boxes[$0.box.index].code }
    }
    #expect(box { _ in } == ["S"])
    #expect(box { $0.boxes[0].costCents = 2_000 } == ["L"], "dearer to buy than what the larger one costs to send")
    #expect(box { $0.boxes[0].costCents = 90 } == ["S"])
    let bulky = Size3(length: 700, width: 700, height: 700)
    #expect(box { $0.boxes[0].outer = bulky } == ["S"], "nothing costs anything here")
    #expect(
      box {
        $0.boxes[0].outer = bulky
        $0.packing.shipping = Tiny.tariff
      } == ["L"])
  }
}

extension Tiny {
  fileprivate static let tariff = Tariff(centsPerParcel: 100, centsPerKilogram: 50, divisor: 5_000, rounding: 100)
}
