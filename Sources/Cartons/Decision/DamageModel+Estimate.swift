import FloorModel

/// What became of a product's shipments in one rank of protection.
public struct ShipmentTally: Equatable, Sendable, Codable {
  public var rank: Int32
  /// Parcels sent; a person's answer counts as some of a shipment, so it need not be whole.
  public var shipped: Double
  /// Of them, sent back because they arrived damaged.
  public var damaged: Double

  public init(rank: Int32, shipped: Double, damaged: Double) {
    self.rank = rank
    self.shipped = shipped
    self.damaged = damaged
  }

  /// Counts that can be: finite, not negative, and no more damaged than shipped.
  public var isPossible: Bool {
    shipped.isFinite && damaged.isFinite && 0...1e9 ~= shipped && 0...shipped ~= damaged && (0..<64).contains(rank)
  }
}

/// What the model holds likely for one product, for every rank of protection.
public struct DamageEstimate: Equatable, Sendable {
  /// Expected probability by rank; never rising.
  public var probability: [Double]
  /// By rank, what the probability is with 95 % probability not below, and not above.
  public var low: [Double]
  public var high: [Double]
  /// The probabilities behind the mean: `cases[k][rank]`, believed with weight `shares[k]`.
  var cases: [[Double]]
  var shares: [Double]
}

extension DamageModel {
  /// Points and weights of Gauss and Hermite's rule with nine points for a standard normal variable.
  static let points: [Double] = [
    -4.512745863399783, -3.20542900285647, -2.0768479786778302, -1.0232556637891326, 0, 1.0232556637891326,
    2.0768479786778302, 3.20542900285647, 4.512745863399783,
  ]
  static let pointWeights: [Double] = [
    2.2345844007746584e-05, 0.0027891413212317696, 0.049916406765217894, 0.24409750289493909, 0.4063492063492063,
    0.24409750289493909, 0.049916406765217894, 0.0027891413212317696, 2.2345844007746584e-05,
  ]

  /// - Parameter history: the product's own shipments; tallies of ranks that the model does not know are left out.
  public func estimate(_ profile: ProductProfile, history: [ShipmentTally] = []) -> DamageEstimate {
    let (logit, variance) = score(profile)
    return estimate(logit: logit, deviation: (spread * spread + variance).squareRoot(), history: history)
  }

  /// The features' part of the log-odds, and the variance that the weights leave it.
  func score(_ profile: ProductProfile) -> (logit: Double, variance: Double) {
    var (logit, variance) = (0.0, 0.0)
    // Words and their parts say the same several times over, so that the sum of their variances is too much; a quarter of
    // it makes expected and observed damage of held-out products agree.
    let overlap = 0.25
    for feature in ProfileFeatures.of(profile) {
      guard let weight = weight(of: feature.column) else { continue }
      logit += weight.value * feature.value
      variance += overlap * weight.variance * feature.value * feature.value
    }
    return (logit, variance)
  }

  /// How much a word alone moves the log-odds.
  func effect(ofWord word: ArraySlice<UInt8>) -> Double {
    ProfileFeatures.of(word: word).reduce(0) { $0 + (weight(of: $1.column)?.value ?? 0) * $1.value }
  }

  func estimate(logit: Double, deviation: Double, history: [ShipmentTally]) -> DamageEstimate {
    let known = history.filter { $0.isPossible && Int($0.rank) < rankCount && $0.shipped > 0 }
    var cases: [[Double]] = []
    var likelihood: [Double] = []
    for point in Self.points {
      let chances = probabilities(logit: logit + deviation * point)
      cases.append(chances)
      likelihood.append(
        known.reduce(0) { sum, tally in
          let chance = chances[Int(tally.rank)]
          return sum + tally.damaged * Elementary.log(chance)
            + (tally.shipped - tally.damaged) * Elementary.log(1 - chance)
        })
    }
    let greatest = likelihood.max() ?? 0
    var shares = zip(likelihood, Self.pointWeights).map { Elementary.exp($0 - greatest) * $1 }
    let total = shares.reduce(0, +)
    for index in shares.indices { shares[index] /= total }
    let mean = (0..<rankCount).map { rank in zip(cases, shares).reduce(0) { $0 + $1.0[rank] * $1.1 } }
    // Bounds by the mean and spread of the log-odds, which nine points tell better than they tell quantiles.
    let centre = zip(Self.points, shares).reduce(0) { $0 + $1.0 * $1.1 }
    let wide = zip(Self.points, shares).reduce(0) { $0 + ($1.0 - centre) * ($1.0 - centre) * $1.1 }.squareRoot()
    return DamageEstimate(
      probability: mean, low: probabilities(logit: logit + deviation * (centre - 1.645 * wide)),
      high: probabilities(logit: logit + deviation * (centre + 1.645 * wide)), cases: cases, shares: shares)
  }

  /// By rank, for a product of these log-odds in the least protective package.
  func probabilities(logit: Double) -> [Double] {
    var (rest, result) = (logit, [Double]())
    result.reserveCapacity(rankCount)
    for rank in 0..<rankCount {
      if rank > 0 { rest -= steps[rank - 1] }
      let chance = floor + (1 - floor) * Elementary.logistic(rest)
      result.append(min(max(chance, 1e-12), 1 - 1e-12))
    }
    return result
  }
}
