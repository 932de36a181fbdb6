/// What is known of one product's shipments, for training.
public struct TrainingProduct: Equatable, Sendable, Codable {
  public var profile: ProductProfile
  public var history: [ShipmentTally]

  public init(profile: ProductProfile, history: [ShipmentTally]) {
    self.profile = profile
    self.history = history
  }
}

/// Fits a `DamageModel` to shipments and what came back damaged.
///
/// It maximises the likelihood of the tallies with each product's own deviation integrated out, times priors that keep
/// weights near zero, steps near what each rank of protection usually brings, and the spread near what products usually
/// differ by. The same products in the same order give the same model, bit for bit, on any machine.
public struct DamageTraining: Equatable, Sendable {
  /// Ranks of protection that the history's tallies may name.
  public var rankCount: Int
  /// Inverse variance of a weight before anything is seen.
  public var precision = 8.0
  /// Log-odds of damage of an unknown product in the least protective package, before anything is seen.
  public var priorLogit = -4.6
  /// A step of protection before anything is seen (it halves the odds), and the inverse variance of its logarithm.
  public var priorStep = 0.69
  public var stepPrecision = 8.0
  /// The spread of products before anything is seen, and the inverse variance of its logarithm.
  public var priorSpread = 0.6
  public var spreadPrecision = 8.0
  /// Damage that no package prevents, before anything is seen, and the inverse variance of its logarithm.
  public var priorFloor = 5e-4
  public var floorPrecision = 8.0
  /// Most steps of descent; it usually stops far earlier, when a step gains nothing.
  public var iterationLimit = 200

  public init(rankCount: Int) {
    precondition(2...64 ~= rankCount, "protection is ordered in 2 to 64 ranks")
    self.rankCount = rankCount
  }

  /// - Parameter products: those whose profile or history cannot be real are left out, and those never shipped say nothing.
  public func train(_ products: [TrainingProduct]) -> DamageModel {
    let usable = products.compactMap { product -> TrainingProduct? in
      guard product.profile.fault == nil else { return nil }
      let tallies = product.history.filter { $0.isPossible && Int($0.rank) < rankCount && $0.shipped > 0 }
      return tallies.isEmpty ? nil : TrainingProduct(profile: product.profile, history: tallies)
    }
    let objective = DamageObjective(training: self, products: usable)
    let answer = Descent(iterationLimit: iterationLimit).minimum(of: objective, from: objective.start)
    let curvature = objective.weightCurvature(at: answer)
    let unpacked = objective.unpacked(answer)
    let weights = objective.columns.enumerated().map { index, column in
      DamageModel.Weight(column: column, value: answer[index], variance: 1 / curvature[index])
    }
    let tallies = usable.flatMap(\.history)
    return DamageModel(
      weights: weights, openVariance: 1 / precision, steps: unpacked.steps, spread: unpacked.spread,
      floor: unpacked.floor, shipped: tallies.reduce(0) { $0 + $1.shipped },
      damaged: tallies.reduce(0) { $0 + $1.damaged })
  }
}
