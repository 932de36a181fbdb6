import FloorModel

/// The function that training minimises: minus the logarithm of likelihood times priors, and its gradient.
///
/// Parameters, in order: one weight a column; per step the inverse softplus of it; the logarithm of the spread; the logarithm
/// of the floor.
struct DamageObjective {
  let training: DamageTraining
  /// Columns that some product has, ascending; column 0 first, also when there are no products.
  let columns: [UInt32]
  /// Features of all products, one after the other; `rowStart` says where each begins.
  private let entries: [(index: Int, value: Double)]
  private let rowStart: [Int]
  private let tallies: [ShipmentTally]
  private let tallyStart: [Int]

  /// Parameters in their own terms.
  struct Unpacked {
    var steps: [Double]
    var spread: Double
    var floor: Double
  }

  init(training: DamageTraining, products: [TrainingProduct]) {
    self.training = training
    let features = products.map { ProfileFeatures.of($0.profile) }
    var seen: [UInt32] = [0, 8]
    for row in features { seen += row.map(\.column) }
    seen.sort()
    columns = seen.indices.filter { $0 == 0 || seen[$0] != seen[$0 - 1] }.map { seen[$0] }
    var index: [UInt32: Int] = [:]
    for (place, column) in columns.enumerated() { index[column] = place }
    rowStart = features.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    entries = features.flatMap { $0.map { (index[$0.column]!, $0.value) } }
    tallyStart = products.reduce(into: [0]) { $0.append($0.last! + $1.history.count) }
    tallies = products.flatMap(\.history)
  }

  private var stepStart: Int { columns.count }
  private var spreadIndex: Int { columns.count + training.rankCount - 1 }
  private var floorIndex: Int { spreadIndex + 1 }

  /// Where the descent begins, which is also the answer when there is no history.
  var start: [Double] {
    var start = columns.map(priorWeight)
    start += Array(repeating: Elementary.inverseSoftplus(training.priorStep), count: training.rankCount - 1)
    start += [Elementary.log(training.priorSpread), Elementary.log(training.priorFloor)]
    return start
  }

  func unpacked(_ x: [Double]) -> Unpacked {
    Unpacked(
      steps: x[stepStart..<spreadIndex].map(Elementary.softplus), spread: Elementary.exp(x[spreadIndex]),
      floor: Elementary.exp(x[floorIndex]))
  }

  /// Fragile goods (column 8) break more often also before any did.
  private func priorWeight(_ column: UInt32) -> Double { column == 0 ? training.priorLogit : column == 8 ? 0.7 : 0 }

  /// The intercept is hardly held.
  private func precision(_ column: UInt32) -> Double { column == 0 ? 0.05 : training.precision }

  /// - Parameter gradient: overwritten.
  func value(at x: [Double], gradient: inout [Double]) -> Double {
    for index in gradient.indices { gradient[index] = 0 }
    let now = unpacked(x)
    var total = penalties(x, now, &gradient)
    var slopes = Slopes(ranks: training.rankCount)
    for product in 0..<(rowStart.count - 1) {
      slopes.clear()
      total -= logLikelihood(of: product, logit: logit(of: product, x), now, &slopes)
      for entry in entries[rowStart[product]..<rowStart[product + 1]] {
        gradient[entry.index] -= entry.value * slopes.logit
      }
      var above = 0.0
      for step in stride(from: training.rankCount - 2, through: 0, by: -1) {
        above += slopes.rank[step + 1]
        gradient[stepStart + step] += above * Elementary.logistic(x[stepStart + step])
      }
      gradient[spreadIndex] -= slopes.spread * now.spread
      gradient[floorIndex] -= slopes.floor * now.floor
    }
    return total
  }

  /// Derivatives of one product's log-likelihood.
  private struct Slopes {
    var logit = 0.0
    var rank: [Double]
    var spread = 0.0
    var floor = 0.0
    /// Per point: log-likelihood, and the same derivatives there.
    var likelihood = Array(repeating: 0.0, count: 9)
    var perPoint: [Double]

    init(ranks: Int) {
      rank = Array(repeating: 0, count: ranks)
      perPoint = Array(repeating: 0, count: 9 * ranks)
    }

    mutating func clear() {
      (logit, spread, floor) = (0, 0, 0)
      for index in rank.indices { rank[index] = 0 }
      for index in perPoint.indices { perPoint[index] = 0 }
    }
  }

  private func logit(of product: Int, _ x: [Double]) -> Double {
    entries[rowStart[product]..<rowStart[product + 1]].reduce(0) { $0 + x[$1.index] * $1.value }
  }

  private func logLikelihood(of product: Int, logit: Double, _ now: Unpacked, _ slopes: inout Slopes) -> Double {
    let ranks = training.rankCount
    var floorAt = Array(repeating: 0.0, count: 9)
    for point in 0..<9 {
      slopes.likelihood[point] = 0
      for tally in tallies[tallyStart[product]..<tallyStart[product + 1]] {
        let lowered = now.steps[..<Int(tally.rank)].reduce(0, +)
        let inner = Elementary.logistic(logit - lowered + now.spread * DamageModel.points[point])
        let chance = max(now.floor + (1 - now.floor) * inner, 1e-300)
        let rest = max((1 - now.floor) * (1 - inner), 1e-300)
        let (bad, good) = (tally.damaged, tally.shipped - tally.damaged)
        if bad > 0 { slopes.likelihood[point] += bad * Elementary.log(chance) }
        slopes.likelihood[point] += good * Elementary.log(rest)
        let slope = bad / chance - good / rest
        slopes.perPoint[point * ranks + Int(tally.rank)] += slope * (1 - now.floor) * inner * (1 - inner)
        floorAt[point] += slope * (1 - inner)
      }
    }
    return gather(floorAt, &slopes)
  }

  /// Sums over the points, each with the share that the tallies give it.
  private func gather(_ floorAt: [Double], _ slopes: inout Slopes) -> Double {
    let ranks = training.rankCount
    let greatest = slopes.likelihood.max()!
    var shares = (0..<9).map { Elementary.exp(slopes.likelihood[$0] - greatest) * DamageModel.pointWeights[$0] }
    let total = shares.reduce(0, +)
    for point in 0..<9 {
      shares[point] /= total
      var sum = 0.0
      for rank in 0..<ranks {
        let slope = slopes.perPoint[point * ranks + rank]
        slopes.rank[rank] += shares[point] * slope
        sum += slope
      }
      slopes.logit += shares[point] * sum
      slopes.spread += shares[point] * sum * DamageModel.points[point]
      slopes.floor += shares[point] * floorAt[point]
    }
    return greatest + Elementary.log(total)
  }

  private func penalties(_ x: [Double], _ now: Unpacked, _ gradient: inout [Double]) -> Double {
    var total = 0.0
    for (index, column) in columns.enumerated() {
      let off = x[index] - priorWeight(column)
      total += precision(column) * off * off / 2
      gradient[index] += precision(column) * off
    }
    for (index, step) in now.steps.enumerated() {
      let off = Elementary.log(max(step, 1e-300) / training.priorStep)
      total += training.stepPrecision * off * off / 2
      gradient[stepStart + index] +=
        training.stepPrecision * off / max(step, 1e-300) * Elementary.logistic(x[stepStart + index])
    }
    let spread = x[spreadIndex] - Elementary.log(training.priorSpread)
    let floor = x[floorIndex] - Elementary.log(training.priorFloor)
    total += (training.spreadPrecision * spread * spread + training.floorPrecision * floor * floor) / 2
    gradient[spreadIndex] += training.spreadPrecision * spread
    gradient[floorIndex] += training.floorPrecision * floor
    return total
  }

  /// Per weight: the prior's precision and what the shipments add to it (the diagonal of the expected information).
  func weightCurvature(at x: [Double]) -> [Double] {
    let now = unpacked(x)
    var curvature = columns.map(precision)
    for product in 0..<(rowStart.count - 1) {
      let logit = logit(of: product, x)
      var information = 0.0
      for tally in tallies[tallyStart[product]..<tallyStart[product + 1]] {
        let inner = Elementary.logistic(logit - now.steps[..<Int(tally.rank)].reduce(0, +))
        information += tally.shipped * inner * (1 - inner)
      }
      // A product's own deviation bounds what even many shipments of it say about its words.
      information = information / (1 + information * now.spread * now.spread)
      for entry in entries[rowStart[product]..<rowStart[product + 1]] {
        curvature[entry.index] += information * entry.value * entry.value
      }
    }
    return curvature
  }
}
