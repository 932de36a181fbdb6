import Cartons
import FloorModel
import Testing

@Suite struct DecisionBookTests {
  private let chooser = DecisionSamples.chooser
  private let pan = DecisionSamples.profile("steel pan", size: Samples.size(250, 200, 50))

  private func decided(_ book: inout DecisionBook, _ profile: ProductProfile? = nil) throws -> DecisionBook.Entry {
    try book.decision(for: "pan-1", profile ?? pan, by: chooser, damageCents: 3_000)
  }

  @Test func aDecisionIsMadeOnceAndStands() throws {
    var book = DecisionBook()
    let first = try decided(&book)
    #expect(first.version == 1 && first.decision.model == chooser.model.version && first.source == .model)
    let again = try decided(&book)
    #expect(again == first)
    #expect(book.audit.count == 1)
    // Another model is no evidence against it; another quantity is another question.
    let other = PackageChooser(types: chooser.types, model: DamageModel.untrained(rankCount: 4))
    let asked = try book.decision(for: "pan-1", pan, by: other)
    #expect(asked == first)
    var two = pan
    two.quantity = 2
    let pair = try decided(&book, two)
    #expect(pair.key == DecisionBook.Key(product: "pan-1", quantity: 2))
    #expect(book.entries.count == 2)
    #expect(book.isSound(ranks: 4) && !book.isSound(ranks: 2), "it weighed four types")
  }

  @Test func otherMeasuresMakeItAnew() throws {
    var book = DecisionBook()
    _ = try decided(&book)
    book.take(PackingEvidence(product: "pan-1", .measured(Samples.size(203, 252, 49), 605)))
    #expect(book.entries[0].doubt == nil, "within what a gauge errs by, and in another order")
    let large = Samples.size(250, 200, 110)
    book.take(PackingEvidence(product: "pan-1", .measured(large, 900)))
    #expect(book.entries[0].doubt == .measured(large, 900))
    let second = try decided(&book)
    #expect(second.version == 2 && second.profile.size == large && second.decision.rank == 3)
    let third = try decided(&book)
    #expect(third == second, "the catalogue still says otherwise, and what was measured counts")
  }

  @Test func damageBeyondWhatWasReckonedWithMakesItAnew() throws {
    var book = DecisionBook()
    let first = try decided(&book)
    book.take(PackingEvidence(product: "pan-1", .shipped(rank: first.decision.rank, count: 40)))
    book.take(PackingEvidence(product: "pan-1", .returned(rank: first.decision.rank, reason: .unwanted, count: 9)))
    #expect(book.entries[0].doubt == nil, "no package keeps a customer from changing their mind")
    book.take(PackingEvidence(product: "pan-1", .returned(rank: first.decision.rank, reason: .leaking, count: 12)))
    #expect(book.entries[0].doubt == .damage(shipped: 40, damaged: 12))
    let second = try decided(&book)
    #expect(second.version == 2 && second.decision.rank > first.decision.rank)
    #expect(second.decision.reasons.contains(.history(shipped: 40, damaged: 12)))
    #expect(book.outcomes.isEmpty, "nothing was shipped under the new one yet")
  }

  @Test func whatDidNotFitIsDoubtedAndMeasured() throws {
    var book = DecisionBook()
    let rank = try decided(&book).decision.rank
    book.take(PackingEvidence(product: "pan-1", .didNotFit(rank: rank)))
    #expect(book.entries[0].doubt == .didNotFit && book.toMeasure.isEmpty)
    book.take(PackingEvidence(product: "pan-1", .didNotFit(rank: rank)))
    #expect(book.toMeasure == ["pan-1"])
    #expect(book.outcomes.map(\.misfits) == [2])
    book.take(PackingEvidence(product: "pan-1", .measured(Samples.size(300, 200, 60), 700)))
    #expect(book.toMeasure.isEmpty)
  }

  @Test func anEngineersWordStandsAndIsLearned() throws {
    var book = DecisionBook()
    let first = try decided(&book)
    let unknown = book.override(.init(product: "none"), rank: 3, by: "ann", reason: "x")
    let impossible = book.override(first.key, rank: 9, by: "ann", reason: "x")
    #expect(unknown == nil && impossible == nil)
    let answer = book.override(first.key, rank: 3, by: "ann", reason: "handle sticks out")
    let second = try #require(answer)
    #expect(second.version == 2 && second.decision.rank == 3 && second.decision.model == 0)
    let later = try decided(&book)
    #expect(later == second)
    #expect(
      book.audit.map(\.act) == [
        .decided(rank: first.decision.rank, model: chooser.model.version),
        .overridden(rank: 3, by: "ann", reason: "handle sticks out"),
      ])
    let taught = DamageTraining(rankCount: 4).train(DecisionSamples.history(seed: 3).suffix(60) + book.training)
    let before = DamageTraining(rankCount: 4).train(Array(DecisionSamples.history(seed: 3).suffix(60)))
    #expect(taught.estimate(pan).probability[0] > before.estimate(pan).probability[0])
  }

  @Test func expectedAndRealDamageAreReported() throws {
    var book = DecisionBook()
    let first = try decided(&book)
    book.take(PackingEvidence(product: "pan-1", .shipped(rank: first.decision.rank, count: 100)))
    book.take(PackingEvidence(product: "pan-1", .returned(rank: first.decision.rank, reason: .damaged, count: 1)))
    let chance = try #require(first.decision.weighed.first { $0.rank == first.decision.rank }?.damage)
    let outcome = try #require(book.outcomes.first)
    #expect(outcome.shipped == 100 && outcome.damages == 1 && abs(outcome.expectedDamages - 100 * chance) < 1e-9)
    // A return of which no shipment is known counts as one.
    book.take(PackingEvidence(product: "new", .returned(rank: 1, reason: .damaged, count: 3)))
    #expect(book.tallies(of: "new") == [ShipmentTally(rank: 1, shipped: 3, damaged: 3)])
  }

  @Test func impossibleEvidenceIsLeftOut() throws {
    var book = DecisionBook()
    _ = try decided(&book)
    let before = book
    for what: PackingEvidence.What in [
      .shipped(rank: -1, count: 3), .shipped(rank: 0, count: 0), .returned(rank: 99, reason: .damaged, count: 1),
      .returned(rank: 0, reason: .damaged, count: .max), .measured(Samples.size(0, 1, 1), 5),
      .measured(Samples.size(1, 1, 1), .max), .didNotFit(rank: .min),
    ] { book.take(PackingEvidence(product: "pan-1", what)) }
    #expect(book == before)
  }
}
