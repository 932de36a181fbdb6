import FloorModel
import Testing

@testable import Cartons

@Suite struct PackageChooserTests {
  private let chooser = DecisionSamples.chooser

  private func refusal(_ work: () throws(DecisionRefusal) -> PackageDecision) -> DecisionRefusal? {
    do throws(DecisionRefusal) {
      _ = try work()
      return nil
    } catch { return error }
  }

  @Test func theChoiceHasTheLeastExpectedCost() throws {
    for noun in DecisionSamples.nouns {
      let made = try chooser.decide(DecisionSamples.profile(noun.word, category: noun.category), damageCents: 4_000)
      let least = try #require(made.weighed.map(\.expectedCents).min())
      let chosen = try #require(made.weighed.first { $0.rank == made.rank })
      #expect(chosen.expectedCents == least)
      for one in made.weighed { #expect(abs(one.cents + one.damage * 4_000 - one.expectedCents) < 1e-9) }
    }
  }

  @Test func whatIsDearToBreakIsProtectedBetter() throws {
    let glass = DecisionSamples.profile("glass carafe", size: Samples.size(200, 150, 70))
    var last: Int32 = 0
    for cost in [0.0, 500, 2_000, 10_000, 100_000] {
      let rank = try chooser.decide(glass, damageCents: cost).rank
      #expect(rank >= last)
      last = rank
    }
    #expect(last == 3)
    #expect(try chooser.decide(glass, damageCents: 0).rank == 1, "the poly mailer costs least: the goods suit no bag")
  }

  @Test func typesThatDoNotHoldItAreNoOptions() throws {
    #expect(chooser.options(for: DecisionSamples.profile("pan", mass: 5_000)).map(\.rank) == [3])
    let only = try chooser.decide(DecisionSamples.profile("pan", mass: 5_000))
    #expect(only.rank == 3 && only.reasons.contains(.onlyType) && !only.needsPerson)
    let thick = DecisionSamples.profile("pan", size: Samples.size(300, 300, 200))
    #expect(refusal { () throws(DecisionRefusal) in try chooser.decide(thick) } == .noType(size: thick.size, mass: 600))
    var pair = DecisionSamples.profile("pan", size: Samples.size(200, 150, 50))
    #expect(chooser.options(for: pair).count == 4)
    pair.quantity = 2
    #expect(chooser.options(for: pair).map(\.rank) == [3], "two are 100 mm thick")
  }

  @Test func aPersonIsAskedWhereTheDoubtIsDear() throws {
    let product = DecisionSamples.profile("zzyzx", category: "unheard", size: Samples.size(200, 150, 50))
    // Somewhere two types cost nearly the same, and there the doubt is greatest.
    let costs = [500.0, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000]
    let doubts = try costs.map { try chooser.decide(product, damageCents: $0).doubtCents }
    let greatest = try #require(doubts.max())
    let cost = try #require(zip(costs, doubts).first { $0.1 == greatest }?.0)
    #expect(greatest > 0.3)
    let careful = PackageChooser(
      types: chooser.types, model: chooser.model, review: .init(askingCents: 9 * greatest, shipmentsServed: 10))
    let doubtful = try careful.decide(product, damageCents: cost)
    #expect(doubtful.needsPerson && doubtful.confidence < 1)
    #expect(doubtful.reasons.last == .doubt(cents: doubtful.doubtCents))
    #expect(doubtful.reasons.contains(.unknownCategory("unheard")) && doubtful.reasons.contains(.noHistory))
    #expect(try !careful.decide(product, damageCents: 50).needsPerson, "little is at stake")
    let patient = PackageChooser(
      types: chooser.types, model: chooser.model, review: .init(askingCents: 11 * greatest, shipmentsServed: 10))
    #expect(try !patient.decide(product, damageCents: cost).needsPerson, "a person costs more than the doubt")
    let known = try careful.decide(
      product, history: [ShipmentTally(rank: 1, shipped: 80_000, damaged: 4_000)], damageCents: cost)
    #expect(!known.needsPerson && known.doubtCents < doubtful.doubtCents, "80,000 shipments leave little doubt")
  }

  @Test func reasonsNameWhatMovedTheChoice() throws {
    let made = try chooser.decide(
      DecisionSamples.profile("mini glass carafe"), history: [ShipmentTally(rank: 1, shipped: 9, damaged: 2)])
    let texts = made.reasons.map(\.description)
    #expect(texts.contains("2 of 9 shipments came back damaged"))
    #expect(texts.contains { $0.hasPrefix("“glass” raises") || $0.hasPrefix("“carafe” raises") })
    #expect(made.model == chooser.model.version)
  }

  @Test func badInputIsRefusedWithAReason() {
    var bad = DecisionSamples.profile("pan")
    for side in [0, -4, .max, .min] as [Int32] {
      bad.size.width = side
      #expect(refusal { () throws(DecisionRefusal) in try chooser.decide(bad) } == .profile(.impossibleSize(bad.size)))
    }
    bad = DecisionSamples.profile("pan", mass: 0)
    #expect(refusal { () throws(DecisionRefusal) in try chooser.decide(bad) } == .profile(.impossibleMass(0)))
    bad = DecisionSamples.profile("pan", price: -.infinity)
    #expect(refusal { () throws(DecisionRefusal) in try chooser.decide(bad) } != nil)
    bad = DecisionSamples.profile("pan", price: .nan)
    #expect(refusal { () throws(DecisionRefusal) in try chooser.decide(bad) }?.description.contains("price") == true)
    bad = DecisionSamples.profile("pan")
    bad.quantity = 0
    #expect(refusal { () throws(DecisionRefusal) in try chooser.decide(bad) } == .profile(.impossibleQuantity(0)))
    let good = DecisionSamples.profile("pan")
    let strange = PackageOption(rank: 9, cents: 3)
    #expect(
      refusal { () throws(DecisionRefusal) in try chooser.decide(good, among: [strange], damageCents: 1) }
        == .impossibleOption(strange))
    #expect(
      refusal { () throws(DecisionRefusal) in try chooser.decide(good, among: [], damageCents: 1) }
        == .noType(size: good.size, mass: 600))
    #expect(
      refusal { () throws(DecisionRefusal) in try chooser.decide(good, damageCents: .nan) }?.description
        .contains("damage") == true)
  }

  @Test func aCarrierBillsTheGreaterOfMassAndVolume() {
    let tariff = Tariff(centsPerParcel: 100, centsPerKilogram: 50, divisor: 5_000, rounding: 500)
    // 30 × 20 × 10 cm are 6,000 cm³, billed as 1,200 g, rounded up to 1,500 g.
    let box = Samples.size(300, 200, 100)
    #expect(tariff.billedMass(of: box, mass: 400) == 1_500 && tariff.cents(for: box, mass: 400) == 175)
    #expect(tariff.billedMass(of: box, mass: 2_001) == 2_500)
  }
}
