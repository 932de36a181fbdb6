/// How the content of a bin drifts away from its record without anybody noticing: units fall behind, are put next door, are
/// taken for others. A Bayesian inventory record after DeHoratius, Mersereau and Schrage (2008).
///
/// The figures make what histories of picks, stows and counts saw, and the truth in the end, as likely as may be. How far figures
/// that are fitted on half of the bins are right about the others: `planner-bench belief --fit`.
public struct BeliefModel: Equatable, Sendable {
  /// Deviations from the record that are told apart, in units, to either side.
  public static let reach = 12
  /// One disturbance moves at most so many units.
  static let jump = 5
  /// A step of time in which a bin is disturbed with at most this probability is taken at once.
  static let largestStep = 0.05
  /// More steps than this are not taken at once: the belief has then come to rest.
  static let stepLimit = 400

  /// The share of disturbances that change the content.
  public var severity: Double
  /// The share of changes by which the bin gains.
  public var gains: Double
  /// Of changes by at least n units, the share that is by more than n.
  public var tail: Double
  /// Chance of a pick that takes one unit too many, or one too few, unnoticed.
  public var pickError: Double

  /// By how many units a disturbance changes a bin, with which probability: index 0 is one unit.
  let sizes: [Double]

  public init(severity: Double = 0.875, gains: Double = 0.335, tail: Double = 0.56, pickError: Double = 0.0003) {
    self.severity = severity
    self.gains = gains
    self.tail = tail
    self.pickError = pickError
    var weights: [Double] = []
    var weight = 1.0
    for _ in 0..<Self.jump {
      weights.append(weight)
      weight *= tail
    }
    let sum = weights.reduce(0, +)
    sizes = weights.map { $0 / sum }
  }
}

/// What is believed of one kind of goods in one bin: the probability of each deviation of the content from the record.
public struct BinBelief: Equatable, Sendable, Codable {
  /// Index `BeliefModel.reach` is "as recorded"; greater is more than that. Sums to 1.
  public private(set) var weights: [Double]

  /// The record is right: a count, or the first unit that came in.
  public init() {
    weights = Array(repeating: 0, count: 2 * BeliefModel.reach + 1)
    weights[BeliefModel.reach] = 1
  }

  /// P(record is wrong).
  public var wrong: Double { max(0, 1 - weights[BeliefModel.reach]) }

  /// P(nothing is there), given what the record says.
  public func empty(record: Int32) -> Double {
    let last = BeliefModel.reach - Int(min(record, Int32(BeliefModel.reach)))
    // Fewer than nothing cannot be: what lies below is none.
    return Int(record) > BeliefModel.reach ? 0 : weights[...last].reduce(0, +)
  }

  /// Expected units that are there.
  public func expected(record: Int32) -> Double {
    var sum = 0.0
    for index in weights.indices { sum += weights[index] * max(0, Double(Int(record) + index - BeliefModel.reach)) }
    return sum
  }

  /// Time has passed, or something has happened nearby.
  /// - Parameters:
  ///   - disturbances: how many are expected in that time.
  ///   - record: what the record says.
  ///   - capacity: the most units that go in.
  public mutating func disturb(_ disturbances: Double, record: Int32, capacity: Int32, _ model: BeliefModel) {
    let total = disturbances * model.severity
    guard total > 0 else { return }
    let steps = min(Double(BeliefModel.stepLimit), (total / BeliefModel.largestStep).rounded(.up))
    for _ in 0..<Int(steps) { drift(min(total / steps, 1), record, capacity, model) }
  }

  private mutating func drift(_ chance: Double, _ record: Int32, _ capacity: Int32, _ model: BeliefModel) {
    let lowest = max(0, BeliefModel.reach - Int(min(record, Int32(BeliefModel.reach))))
    let highest = min(weights.count - 1, max(BeliefModel.reach, BeliefModel.reach + Int(capacity) - Int(record)))
    var next = weights.map { $0 * (1 - chance) }
    for index in weights.indices where weights[index] > 1e-15 {
      for size in 1...BeliefModel.jump {
        let share = weights[index] * chance * model.sizes[size - 1]
        next[max(lowest, index - size)] += share * (1 - model.gains)
        // A bin that is fuller than can be gains nothing more.
        next[max(index, min(highest, index + size))] += share * model.gains
      }
    }
    weights = next
  }

  /// All that was asked for was there: at least `quantity` units, of the `record` before the pick.
  /// - Returns: how probable that was, 0 to 1.
  @discardableResult
  public mutating func picked(_ quantity: Int32, of record: Int32, _ model: BeliefModel) -> Double {
    let probability = condition { Int(record) + $0 >= Int(quantity) }
    guard model.pickError > 0, probability > 0 else { return probability }
    var next = weights.map { $0 * (1 - 2 * model.pickError) }
    for index in weights.indices {
      next[max(0, index - 1)] += weights[index] * model.pickError
      next[min(weights.count - 1, index + 1)] += weights[index] * model.pickError
    }
    weights = next
    return probability
  }

  /// Exactly so many were there, and the record is corrected to it.
  /// - Returns: how probable that was, 0 to 1.
  @discardableResult
  public mutating func counted(_ quantity: Int32, of record: Int32) -> Double {
    let probability = condition { max(0, Int(record) + $0) == Int(quantity) }
    self = BinBelief()
    return probability
  }

  /// A sensor or a camera says that there are so many, and is right with probability `trust`.
  public mutating func sensed(_ quantity: Int32, of record: Int32, trust: Double) {
    let others = Double(weights.count - 1)
    let agreeing = min(max(trust, 0), 1)
    reweigh { max(0, Int(record) + $0) == Int(quantity) ? agreeing : (1 - agreeing) / others }
  }

  /// By how likely each deviation makes what was seen.
  mutating func reweigh(_ likelihood: (Int) -> Double) {
    let sum = weights.indices.reduce(0.0) { $0 + weights[$1] * likelihood($1 - BeliefModel.reach) }
    guard sum > 0 else { return }
    for index in weights.indices { weights[index] *= likelihood(index - BeliefModel.reach) / sum }
  }

  /// Keeps the deviations that agree with what was seen.
  /// - Returns: their probability before. When it was 0 the belief was mistaken, and starts again from the record.
  private mutating func condition(_ agrees: (Int) -> Bool) -> Double {
    var sum = 0.0
    for index in weights.indices {
      if agrees(index - BeliefModel.reach) { sum += weights[index] } else { weights[index] = 0 }
    }
    guard sum > 1e-12 else {
      self = BinBelief()
      return 0
    }
    for index in weights.indices { weights[index] /= sum }
    return sum
  }
}
