import FloorModel
import Testing

@testable import Cartons

@Suite struct DamageModelTests {
  private let model = DecisionSamples.model

  @Test func trainingTwiceGivesTheSameBits() {
    let again = DamageTraining(rankCount: 4).train(DecisionSamples.history(seed: 3))
    #expect(again == model && again.version == model.version)
    #expect(DamageTraining(rankCount: 4).train(DecisionSamples.history(seed: 4)).version != model.version)
  }

  @Test func whatBreaksIsHeldLikelierToBreak() {
    let glass = model.estimate(DecisionSamples.profile("travel glass carafe")).probability
    let shirt = model.estimate(DecisionSamples.profile("travel cotton shirt", category: "apparel")).probability
    #expect(glass[0] > 0.04 && shirt[0] < 0.01)
    // A word that training never had, but whose parts it had.
    let ware = model.estimate(DecisionSamples.profile("glassware", category: "")).probability
    let other = model.estimate(DecisionSamples.profile("zzyzx", category: "")).probability
    #expect(ware[0] > other[0])
  }

  @Test func theCategorySpeaksForAProductWithoutText() {
    let kitchen = model.estimate(DecisionSamples.profile("", category: "kitchen")).probability[0]
    let apparel = model.estimate(DecisionSamples.profile("", category: "apparel")).probability[0]
    #expect(kitchen > 2 * apparel)
  }

  @Test func betterProtectionIsNeverWorse() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<200 {
      let profile = DecisionSamples.profile(
        DecisionSamples.nouns.randomElement(using: &generator)!.word,
        size: Samples.size(.random(in: 1...20_000, using: &generator), 1, .random(in: 1...900, using: &generator)),
        mass: .random(in: 1...10_000_000, using: &generator))
      let tallies = (0..<Int32(4)).map { rank in
        let shipped = Double(Int.random(in: 0...400, using: &generator))
        return ShipmentTally(rank: rank, shipped: shipped, damaged: (shipped * .random(in: 0...1, using: &generator)))
      }
      let estimate = model.estimate(profile, history: tallies)
      #expect(zip(estimate.probability, estimate.probability.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(estimate.probability.allSatisfy { 0..<1 ~= $0 })
      #expect(zip(estimate.low, estimate.high).allSatisfy { $0 <= $1 })
    }
  }

  @Test func itsOwnShipmentsMoveAProduct() {
    let profile = DecisionSamples.profile("steel pan")
    let before = model.estimate(profile).probability[1]
    let broken = model.estimate(profile, history: [ShipmentTally(rank: 1, shipped: 40, damaged: 12)]).probability[1]
    let whole = model.estimate(profile, history: [ShipmentTally(rank: 1, shipped: 4_000, damaged: 0)]).probability[1]
    #expect(broken > 3 * before && whole < before)
  }

  @Test func expectedAndObservedDamageAgreeOnProductsKeptAside() {
    var (expected, observed, sent) = (0.0, 0.0, 0.0)
    for product in DecisionSamples.history(seed: 77) {
      let chances = model.estimate(product.profile).probability
      for tally in product.history {
        expected += chances[Int(tally.rank)] * tally.shipped
        observed += tally.damaged
        sent += tally.shipped
      }
    }
    #expect(abs(expected - observed) / sent < 0.006)
    #expect(expected / observed > 0.75 && expected / observed < 1.33)
  }

  @Test func tallyingTheSameShipmentsApartChangesNothing() {
    let profile = DecisionSamples.profile("glass carafe")
    let whole = model.estimate(profile, history: [ShipmentTally(rank: 2, shipped: 50, damaged: 3)]).probability
    let parts = model.estimate(
      profile,
      history: [ShipmentTally(rank: 2, shipped: 20, damaged: 3), ShipmentTally(rank: 2, shipped: 30, damaged: 0)])
    for (a, b) in zip(whole, parts.probability) { #expect(abs(a / b - 1) < 1e-9) }
  }

  @Test func impossibleTalliesAndProfilesAreLeftOut() {
    let profile = DecisionSamples.profile("glass carafe")
    let bad = [
      ShipmentTally(rank: 0, shipped: .nan, damaged: 0), ShipmentTally(rank: 0, shipped: 3, damaged: 4),
      ShipmentTally(rank: -1, shipped: 3, damaged: 1), ShipmentTally(rank: 40, shipped: 3, damaged: 1),
      ShipmentTally(rank: 0, shipped: .infinity, damaged: 1), ShipmentTally(rank: 0, shipped: -3, damaged: 0),
    ]
    #expect(model.estimate(profile, history: bad) == model.estimate(profile))
    let good = DecisionSamples.history(seed: 3)
    var impossible = profile
    impossible.size.height = 0
    let extra = [
      TrainingProduct(profile: profile, history: bad),
      TrainingProduct(profile: impossible, history: [ShipmentTally(rank: 0, shipped: 9, damaged: 9)]),
    ]
    #expect(DamageTraining(rankCount: 4).train(good + extra) == model)
  }

  @Test func withoutHistoryTheModelStillOrdersAndKnowsFragileGoods() {
    let untrained = DamageModel.untrained(rankCount: 6)
    let normal = untrained.estimate(DecisionSamples.profile("x")).probability
    let fragile = untrained.estimate(DecisionSamples.profile("x", fragility: .fragile)).probability
    #expect(untrained.isSound && fragile[0] > 1.5 * normal[0] && normal[0] > 2 * normal[5])
  }

  @Test func aDamagedFileIsNotSound() {
    var broken = model
    broken.weights[3].value = 2
    #expect(model.isSound && !broken.isSound)
    broken = model
    broken.steps[0] = -1
    #expect(!broken.isSound)
  }

  @Test func textOfAnyKindHasFeatures() {
    for text in ["", "ÄÖÜ 香水 🍾", String(repeating: "x", count: 100_000), "---", "\u{0}\n\t,;"] {
      let features = ProfileFeatures.of(DecisionSamples.profile(text, category: text))
      #expect(features.allSatisfy { $0.value.isFinite } && features.count < 20_000)
      #expect(zip(features, features.dropFirst()).allSatisfy { $0.column < $1.column })
    }
  }
}
