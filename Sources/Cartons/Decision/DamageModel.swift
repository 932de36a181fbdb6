/// How likely a product is damaged on its way, by how well its package protects.
///
/// A product's odds of damage are `a`, from its features and from a product's own deviation that only its history tells; each
/// step of protection lowers them by a positive amount, so that better protection is never worse (the ordinal constraint of
/// Gurumoorthy, Sanyal and Chaoji, "Think out of the package", 2020):
///
///     p(rank) = floor + (1 - floor) · logistic(a + u - steps[0] - … - steps[rank - 1]),   u ~ Normal(0, spread²)
///
/// The probability that is given is the mean over `u` and over what the weights leave open, so that it is calibrated where
/// the history is thin, and it moves with what became of a product's own shipments (Bayes' rule over `u`).
public struct DamageModel: Equatable, Sendable, Codable {
  /// One learned weight, with the variance that the history left it.
  public struct Weight: Equatable, Sendable, Codable {
    /// The column that a word, a part of a word, a category or a measure is hashed into.
    public var column: UInt32
    public var value: Double
    public var variance: Double

    public init(column: UInt32, value: Double, variance: Double) {
      self.column = column
      self.value = value
      self.variance = variance
    }
  }

  /// Ascending by column; a column that no training product had is not among them.
  public internal(set) var weights: [Weight]
  /// Variance of a weight that nothing is known of.
  public internal(set) var openVariance: Double
  /// How much each rank of protection lowers the log-odds below the rank before it; all positive.
  public internal(set) var steps: [Double]
  /// Standard deviation of a product's own deviation.
  public internal(set) var spread: Double
  /// Damage that no package prevents.
  public internal(set) var floor: Double
  /// Shipments and damages that it was trained on.
  public internal(set) var shipped: Double
  public internal(set) var damaged: Double
  /// A fingerprint of all of it: equal for equal models, so that a decision can say which model made it.
  public internal(set) var version: UInt64 = 0

  /// Ranks of protection, the least protective being 0.
  public var rankCount: Int { steps.count + 1 }

  init(
    weights: [Weight], openVariance: Double, steps: [Double], spread: Double, floor: Double, shipped: Double,
    damaged: Double
  ) {
    self.weights = weights
    self.openVariance = openVariance
    self.steps = steps
    self.spread = spread
    self.floor = floor
    self.shipped = shipped
    self.damaged = damaged
    version = fingerprint
  }

  /// What is believed before any shipment: one in a hundred damaged, fragile goods more, and each rank halving the odds
  /// nearly.
  public static func untrained(rankCount: Int) -> DamageModel {
    DamageTraining(rankCount: rankCount).train([])
  }

  /// Whether the numbers can be a model's: read from a file, they may be anything.
  public var isSound: Bool {
    let columns = weights.map(\.column)
    return steps.allSatisfy { $0.isFinite && $0 > 0 } && !steps.isEmpty && steps.count < 64
      && spread.isFinite && spread > 0 && floor.isFinite && 0..<0.5 ~= floor && openVariance.isFinite
      && openVariance > 0 && weights.allSatisfy { $0.value.isFinite && $0.variance.isFinite && $0.variance >= 0 }
      && zip(columns, columns.dropFirst()).allSatisfy { $0 < $1 } && columns.first == 0 && version == fingerprint
  }

  /// The weight of a column; nil when no training product had it.
  func weight(of column: UInt32) -> Weight? {
    var (low, high) = (0, weights.count)
    while low < high {
      let middle = (low + high) / 2
      if weights[middle].column < column { low = middle + 1 } else { high = middle }
    }
    return low < weights.count && weights[low].column == column ? weights[low] : nil
  }

  private var fingerprint: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func fold(_ word: UInt64) { hash = ((hash ^ word) &* 0x100_0000_01b3) ^ (hash >> 29) }
    for weight in weights {
      fold(UInt64(weight.column))
      fold(weight.value.bitPattern)
      fold(weight.variance.bitPattern)
    }
    for value in steps + [openVariance, spread, floor, shipped, damaged] { fold(value.bitPattern) }
    return hash
  }
}
