import Cartons
import FloorCore
import FloorModel
import Testing

/// Another damage model looks at what stands: it keeps what its evidence does not speak against.
@Suite("Decisions under another damage model")
struct ModelTests {
  /// The tiny site with a bag and a padded mailer that cost less to send than its cartons.
  private static let site: Site = {
    var site = Tiny.site()
    func soft(_ code: String, _ kind: PackageKind, _ outside: Millimetres, _ cents: Int32) -> Box {
      Box(
        code: code, inner: Size3(length: 260, width: 200, height: 90),
        outer: Size3(length: 260 + outside, width: 200 + outside, height: 90 + outside), tare: 20, maxLoad: 3_000,
        costCents: cents, kind: kind)
    }
    site.boxes += [soft("BAG", .bag, 2, 5), soft("PAD", .padded, 12, 15)]
    return site
  }()

  /// Learned from shipments of all products of the site, of which such a share came back damaged in each kind of package.
  private func model(_ damage: (PackageKind) -> Double) -> DamageModel {
    DamageTraining(rankCount: PackageKind.allCases.count).train(
      Self.site.skus.map { sku in
        TrainingProduct(
          profile: ProductProfile(sku),
          history: PackageKind.allCases.map {
            ShipmentTally(rank: Int32($0.rawValue), shipped: 2_000, damaged: (2_000 * damage($0)).rounded())
          })
      })
  }

  private func packager(_ model: DamageModel) -> Packager {
    Packager(site: Self.site, chooser: PackageChooser(model: model))
  }

  /// One tea, decided by a packager and taken in.
  private func decided(_ rig: inout Rig, _ code: String, by packager: Packager) throws -> DecisionBook.Entry {
    let order = rig.released(Tiny.order(code, [(Tiny.tea, 1)]))
    rig.pickAll()
    rig.report(Tiny.pick, .toteClosed(order: order))
    for case .cartonize(let request) in rig.report(Tiny.pack, .toteArrived(order: order)) {
      rig.handle(.cartonized(order, packager.answer(request)))
    }
    return try #require(rig.floor.books.packaging.decisions.entry(of: DecisionBook.Key(product: "tea")))
  }

  @Test(
    "where another type saves money, a new version is made that names the model; elsewhere the old one is confirmed")
  func reconsidered() throws {
    var rig = Rig(Self.site)
    let gentle = model { $0 < .carton ? 0.0005 : 0.0004 }
    let first = try decided(&rig, "S1", by: packager(gentle))
    #expect(first.version == 1 && first.decision.model == gentle.version && first.decision.rank == 0)

    let alike = model { $0 < .carton ? 0.001 : 0.0004 }
    let second = try decided(&rig, "S2", by: packager(alike))
    #expect(second.version == 1 && second.decision.model == alike.version && second.fit == first.fit)
    #expect(rig.floor.books.packaging.decisions.audit.last?.act == .confirmed(rank: 0, model: alike.version))

    let harsh = model { $0 < .padded ? 0.4 : 0.001 }
    let third = try decided(&rig, "S3", by: packager(harsh))
    #expect(third.version == 2 && third.decision.model == harsh.version && third.decision.rank > 1)
    let entries = rig.journal.count
    _ = try decided(&rig, "S4", by: packager(harsh))
    #expect(
      !rig.journal.dropFirst(entries).contains { if case .packagesDecided = $0.record { true } else { false } },
      "looked at once")
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books)
  }

  @Test("a floor without a trained model leaves standing what one decided, and no model overrules a person")
  func stands() throws {
    var rig = Rig(Self.site)
    let harsh = model { $0 < .padded ? 0.4 : 0.001 }
    let made = try decided(&rig, "S1", by: packager(harsh))
    let cold = try decided(&rig, "S2", by: Packager(site: Self.site))
    #expect(cold == made)
    let word = Packaging.override(Tiny.tea.sku, quantity: 1, .bag, box: nil, reason: "it does")
    rig.handle(.planning(.packaging(word), by: "eve"))
    let after = try decided(&rig, "S3", by: packager(model { $0 < .padded ? 0.5 : 0.001 }))
    #expect(after.source == .person(name: "eve", reason: "it does") && after.version == 2)
  }

  @Test("what is told for training: each product once, with its parcels, its damages, and what a person said")
  func shipments() throws {
    var rig = Rig(Self.site)
    _ = try decided(&rig, "S1", by: Packager(site: Self.site))
    func tell(_ packaging: Packaging) { rig.handle(.planning(.packaging(packaging), by: "eve")) }
    tell(.returned(Tiny.tea.sku, order: nil, .bag, .damaged, count: 3))
    tell(.returned(Tiny.cup.sku, order: nil, .carton, .late, count: 1))
    tell(.returned(Tiny.cup.sku, order: nil, .carton, .leaking, count: 1))
    let told = rig.floor.books.packaging.shipments(on: Self.site)
    #expect(told.map(\.product) == ["cup", "tea"])
    #expect(told[0].profile == ProductProfile(Self.site.skus[1]), "never decided: as the catalogue has it")
    #expect(told[0].history == [ShipmentTally(rank: 4, shipped: 1, damaged: 1)])
    #expect(told[1].history == [ShipmentTally(rank: 0, shipped: 3, damaged: 3)])
    tell(.override(Tiny.tea.sku, quantity: 1, .carton, box: nil, reason: "broke"))
    #expect(rig.floor.books.packaging.shipments(on: Self.site)[1].history.count == 2, "with the person's answer")
  }

  @Test("carts are asked for ahead of parcels whose orders are still picked, as far as these go with the same truck")
  func carts() {
    func due(_ orderDue: Span) -> Bool {
      var site = Self.site
      for index in site.devices.indices {
        guard case .sorter(var place) = site.devices[index].place else { continue }
        for chute in place.chutes.indices { place.chutes[chute].cartLitres = 26 }
        site.devices[index].place = .sorter(place)
      }
      var rig = Rig(site)
      let (_, parcel) = rig.packing(Tiny.order("A", [(Tiny.tea, 1)]))
      _ = rig.pack(parcel)
      rig.report(Tiny.sorter, .inducted(parcel: parcel))
      rig.report(Tiny.sorter, .sorted(parcel: parcel, chute: 0))
      var later = Tiny.order("B", [(Tiny.tea, 6), (Tiny.cup, 2)])
      later.due = rig.floor.books.orders[0].request.due + orderDue
      rig.released(later)
      return rig.floor.alarms.standing.contains { if case .cartDue = $0.cause { true } else { false } }
    }
    #expect(due(.zero), "15.6 of 26 litres are full, and some 11 are on their way")
    #expect(!due(.hours(4)), "they go into the next cart")
  }
}
