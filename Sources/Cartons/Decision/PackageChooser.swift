public import FloorModel

/// Chooses the package type of least expected cost: material, shipping, and what damage is likely to cost.
public struct PackageChooser: Equatable, Sendable, Codable {
  /// By rank of protection, the least protective first.
  public var types: [PackageType]
  public var tariff: Tariff
  public var model: DamageModel
  /// When a person is asked.
  public var review: ReviewPolicy

  /// When the doubt about a choice goes to a person.
  public struct ReviewPolicy: Equatable, Sendable, Codable {
    /// What a person's minute costs, in cents, and for how many shipments their answer will serve.
    public var askingCents: Double
    public var shipmentsServed: Double

    public init(askingCents: Double = 150, shipmentsServed: Double = 10) {
      self.askingCents = askingCents
      self.shipmentsServed = shipmentsServed
    }
  }

  public init(
    types: [PackageType] = PackageType.usual, tariff: Tariff = Tariff(), model: DamageModel,
    review: ReviewPolicy = ReviewPolicy()
  ) {
    precondition(types.count == model.rankCount, "the model knows another number of package types")
    self.types = types
    self.tariff = tariff
    self.model = model
    self.review = review
  }

  /// Whether a decision is to be looked at again: another model made it, and this one has seen shipments. What a person has
  /// decided (`model` 0) stands.
  public func reconsiders(_ model: UInt64) -> Bool {
    model != 0 && model != self.model.version && self.model.shipped > 0
  }

  /// The types that take the product, each with what sending it costs.
  public func options(for profile: ProductProfile) -> [PackageOption] {
    let content = stacked(profile)
    let mass = Int64(profile.mass) * Int64(profile.quantity)
    let thickness = min(content.length, content.width, content.height)
    return types.indices.compactMap { rank in
      let type = types[rank]
      guard thickness <= type.maxThickness, mass <= Int64(type.maxMass) else { return nil }
      let outer = Size3(
        length: content.length + 2 * type.padding, width: content.width + 2 * type.padding,
        height: content.height + 2 * type.padding)
      let cents =
        type.materialCents + type.centsPerLitre * Double(outer.volume) / 1e6
        + tariff.cents(for: outer, mass: mass + Int64(type.tare))
      return PackageOption(rank: Int32(rank), cents: cents)
    }
  }

  /// Units of one product stacked along their shortest side, bounded to what is real.
  private func stacked(_ profile: ProductProfile) -> Size3 {
    let sides = [profile.size.length, profile.size.width, profile.size.height].sorted()
    let height = min(Int64(sides[0]) * Int64(profile.quantity), Int64(Cartonizer.longestSide))
    return Size3(length: sides[2], width: sides[1], height: Millimetres(height))
  }

  /// Decides among the types that take the product.
  ///
  /// - Parameter damageCents: what one damaged parcel costs: the goods, sending again, goodwill. Nil: twice the price.
  public func decide(
    _ profile: ProductProfile, history: [ShipmentTally] = [], damageCents: Double? = nil, incumbent: Int32? = nil
  ) throws(DecisionRefusal) -> PackageDecision {
    if let fault = profile.fault { throw .profile(fault) }
    return try decide(
      profile, among: options(for: profile), history: history,
      damageCents: damageCents ?? 2 * (profile.price ?? 1_000) * Double(profile.quantity), incumbent: incumbent)
  }

  /// What another type must save a parcel before a product leaves the type that it travels in, in cents: a floor that changes
  /// its packages for less pays more for the change.
  public static let switchCents = 1.0

  /// Decides among given types at given costs.
  ///
  /// - Parameter incumbent: the rank that it travels in now; kept where no other saves more than `switchCents`.
  public func decide(
    _ profile: ProductProfile, among options: [PackageOption], history: [ShipmentTally] = [], damageCents: Double,
    incumbent: Int32? = nil
  ) throws(DecisionRefusal) -> PackageDecision {
    if let fault = profile.fault { throw .profile(fault) }
    guard damageCents.isFinite, 0...1e12 ~= damageCents else { throw .impossibleDamageCost(damageCents) }
    guard !options.isEmpty else { throw .noType(size: profile.size, mass: profile.mass) }
    for option in options where !isPossible(option) { throw .impossibleOption(option) }
    let sorted = options.sorted { $0.rank < $1.rank }
    let estimate = model.estimate(profile, history: history)
    let weighed = sorted.map { option in
      let rank = Int(option.rank)
      return PackageDecision.Weighed(
        rank: option.rank, cents: option.cents, damage: estimate.probability[rank], damageLow: estimate.low[rank],
        damageHigh: estimate.high[rank], expectedCents: option.cents + estimate.probability[rank] * damageCents)
    }
    // Of equal costs the more protective is taken.
    var best = weighed.indices.min { a, b in
      weighed[a].expectedCents == weighed[b].expectedCents ? a > b : weighed[a].expectedCents < weighed[b].expectedCents
    }!
    if let now = weighed.firstIndex(where: { $0.rank == incumbent }),
      weighed[now].expectedCents - weighed[best].expectedCents <= Self.switchCents
    {
      best = now
    }
    let (doubt, confidence) = doubt(about: best, sorted, estimate, damageCents)
    let asks = weighed.count > 1 && doubt * review.shipmentsServed > review.askingCents
    return PackageDecision(
      rank: weighed[best].rank, weighed: weighed, doubtCents: doubt, confidence: confidence, needsPerson: asks,
      model: model.version,
      reasons: reasons(profile, history, isOnly: weighed.count == 1) + (asks ? [.doubt(cents: doubt)] : []))
  }

  private func isPossible(_ option: PackageOption) -> Bool {
    (0..<types.count).contains(Int(option.rank)) && option.cents.isFinite && 0...1e12 ~= option.cents
  }

  /// The expected value of perfect information, and the share of cases in which the choice is the best.
  private func doubt(
    about chosen: Int, _ options: [PackageOption], _ estimate: DamageEstimate, _ damageCents: Double
  ) -> (cents: Double, confidence: Double) {
    var (lost, right) = (0.0, 0.0)
    for (chances, share) in zip(estimate.cases, estimate.shares) {
      let costs = options.map { $0.cents + chances[Int($0.rank)] * damageCents }
      let excess = costs[chosen] - costs.min()!
      lost += share * excess
      if excess <= 0 { right += share }
    }
    return (lost, right)
  }

  private func reasons(_ profile: ProductProfile, _ history: [ShipmentTally], isOnly: Bool) -> [DecisionReason] {
    var found: [DecisionReason] = isOnly ? [.onlyType] : []
    let known = history.filter(\.isPossible)
    let shipped = known.reduce(0) { $0 + $1.shipped }
    found.append(
      shipped > 0 ? .history(shipped: shipped, damaged: known.reduce(0) { $0 + $1.damaged }) : .noHistory)
    if !profile.category.isEmpty {
      if let weight = model.weight(of: ProfileFeatures.column(ofCategory: profile.category)) {
        found.append(.category(profile.category, weight.value))
      } else {
        found.append(.unknownCategory(profile.category))
      }
    }
    return found + words(of: profile)
  }

  /// The three words that moved the odds most.
  private func words(of profile: ProductProfile) -> [DecisionReason] {
    var seen: [(text: String, effect: Double)] = []
    for word in ProfileFeatures.words(profile.text) {
      let text = String(decoding: word, as: UTF8.self)
      guard !seen.contains(where: { $0.text == text }) else { continue }
      seen.append((text, model.effect(ofWord: word)))
    }
    let order = seen.indices.sorted {
      seen[$0].effect.magnitude == seen[$1].effect.magnitude
        ? $0 < $1 : seen[$0].effect.magnitude > seen[$1].effect.magnitude
    }
    return order.prefix(3).filter { seen[$0].effect.magnitude > 0.05 }.map { .word(seen[$0].text, seen[$0].effect) }
  }
}
