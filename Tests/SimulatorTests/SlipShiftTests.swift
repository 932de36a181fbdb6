import Cartons
import FloorCore
import FloorModel
import Simulators
import Testing

/// Shifts in which pickers take other units than they say, or lose them: pack stations find it, and nothing is lost or doubled.
@Suite("Slips of pickers")
struct SlipShiftTests {
  private static let slips = World.Slips(wrong: 0.08, lost: 0.05)

  private func run(seed: UInt64, _ change: (inout ShiftOptions) -> Void = { _ in }) throws -> VirtualShift {
    try VirtualShift.run(try Package.site("small"), seed: seed, .minutes(90)) {
      $0.plan.slips = Self.slips
      $0.isAudited = true
      $0.keepsJournal = true
      $0.calmAfter = .minutes(60)
      change(&$0)
    }
  }

  @Test("wrong and missing units are found, held, counted for, and picked again", arguments: [1, 2, 3] as [UInt64])
  func found(seed: UInt64) throws {
    let shift = try run(seed: seed)
    expectSound(shift, "seed \(seed)")
    expectFinished(shift, "seed \(seed)")
    let books = shift.floor.books
    #expect(books.toteDiscrepancies.contains { $0.missing > 0 } && books.toteDiscrepancies.contains { $0.missing < 0 })
    let again = books.orders.filter { $0.totesAmiss != nil && $0.shippedAt != nil }
    #expect(again.contains { $0.request.lines.allSatisfy { $0.quantity > 0 } }, "picked again, and shipped in full")
    let strangers = books.items.filter { $0.plate.hasPrefix("PS-") }
    #expect(strangers.contains { $0.stage == .stowed }, "a strange unit is in a bin again")
    #expect(shift.world.amiss.isEmpty, "nothing went out unseen")
    #expect(books.beliefs.wishes == [] && books.beliefs.recounts == [], "somebody has counted")
    for bin in books.toteDiscrepancies.flatMap(\.bins) {
      let record = books.ledger.bins[bin.index].map { BinCount.Line(key: $0.key, quantity: $0.quantity) }
      let real = shift.world.bins[bin.index].map { BinCount.Line(key: $0.key, quantity: $0.quantity) }
      #expect(record == real, "seed \(seed): bin \(shift.floor.site.bins[bin.index].name)")
    }
    #expect(shift.recorder.report.alarms["toteDiffers", default: 0] > 0)
  }

  @Test(
    "whatever the site wants of missing units, gifts or not, nothing is lost and every order goes",
    arguments: [PackingPolicy.MissingUnits.shipRest, .ask])
  func policies(policy: PackingPolicy.MissingUnits) throws {
    var site = try Package.site("small")
    site.packing = PackingPolicy(
      missingUnits: policy, keepsTogether: .product, balancesLoads: true, giftWrap: GiftWrap(thickness: 3, mass: 40))
    site.demand.giftRate = 0.3
    let shift = try VirtualShift.run(site, seed: 6, .minutes(90)) {
      $0.plan.slips = Self.slips
      $0.isAudited = true
      $0.keepsJournal = true
      $0.calmAfter = .minutes(60)
      $0.restartAt = [.minutes(31)]
    }
    expectSound(shift, "\(policy)")
    expectFinished(shift, "\(policy)")
    let books = shift.floor.books
    let asked = books.reviews.filter { if case .missing = $0.subject { true } else { false } }
    #expect(asked.isEmpty == (policy == .shipRest))
    #expect(asked.allSatisfy { $0.answer != nil })
    #expect(books.toteDiscrepancies.contains { $0.missing > 0 })
    #expect(shift.recorder.report.alarms["toteDiffers", default: 0] > 0)
    let wrapped = books.parcels.filter { !$0.plan.gifts.isEmpty && $0.stage != .cancelled }
    #expect(wrapped.contains { $0.mass > 0 })
    let checker = PackingChecker(catalogue: site.boxes)
    for parcel in wrapped where !parcel.plan.placements.isEmpty {
      let items = parcel.plan.placements.map { PackItem(size: $0.size, mass: 1) }
      let plan = PackingPlan(
        parcels: [Cartons.Parcel(box: parcel.plan.box.index, placements: parcel.plan.placements)],
        isProvenOptimal: false)
      #expect(checker.faults(in: plan, for: items) == [])
    }
  }

  @Test("over the wire and over a daemon's death it comes to the same")
  func wired() throws {
    let plain = try run(seed: 4)
    let wired = try run(seed: 4) { $0.isWired = true }
    #expect(plain.hash == wired.hash)
    let killed = try run(seed: 4) { $0.restartAt = [.minutes(21), .minutes(40)] }
    expectSound(killed, "killed twice")
    expectFinished(killed, "killed twice")
  }

  @Test("a model that was trained on what came back decides otherwise than the cold start, and signs its decisions")
  func trained() throws {
    let site = try Package.site("small")
    let cold = try VirtualShift.run(site, seed: 5, .minutes(60))
    // All that was sent in plain cartons came back broken.
    let returns = cold.floor.books.packaging.shipments(on: site).map { product in
      TrainingProduct(
        profile: product.profile,
        history: product.history.map {
          ShipmentTally(rank: $0.rank, shipped: 20 * $0.shipped, damaged: $0.rank < 5 ? 12 * $0.shipped : 0)
        })
    }
    let model = DamageTraining(rankCount: PackageKind.allCases.count).train(returns)
    #expect(model.shipped > 0)
    let warm = try VirtualShift.run(site, seed: 5, .minutes(60)) {
      $0.damageModel = model
      $0.keepsJournal = true
      $0.restartAt = [.minutes(30)]
    }
    expectSound(warm, "with a model")
    let book = warm.floor.books.packaging.decisions
    #expect(!book.entries.isEmpty && book.entries.allSatisfy { $0.decision.model == model.version })
    let before = cold.floor.books.packaging.decisions
    let other = book.entries.filter { entry in
      before.entry(of: entry.key).map { $0.decision.rank != entry.decision.rank } ?? false
    }
    #expect(!other.isEmpty)
    #expect(other.allSatisfy { $0.sentence.contains("by model \(String(model.version, radix: 16))") })
  }
}
