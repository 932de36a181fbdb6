/// Minimises a smooth function by the method of Liu and Nocedal (L-BFGS, 1989), the same way on every machine.
struct Descent {
  var iterationLimit: Int
  /// Earlier steps that tell the curvature.
  private static let memory = 10
  /// Halvings of one step before it is given up.
  private static let halvingLimit = 30
  /// A relative gain below this ends the descent.
  private static let leastGain = 1e-6

  private struct Pair {
    var step: [Double]
    var change: [Double]
    var product: Double
  }

  func minimum(of objective: DamageObjective, from start: [Double]) -> [Double] {
    var x = start
    var gradient = Array(repeating: 0.0, count: x.count)
    var value = objective.value(at: x, gradient: &gradient)
    var pairs: [Pair] = []
    var next = gradient
    for _ in 0..<iterationLimit {
      let direction = direction(against: gradient, pairs)
      let slope = dot(direction, gradient)
      guard slope < 0 else { break }
      var (length, trial, reached) = (1.0, x, value)
      var isLower = false
      for _ in 0..<Self.halvingLimit {
        for index in trial.indices { trial[index] = x[index] + length * direction[index] }
        reached = objective.value(at: trial, gradient: &next)
        if reached <= value + 1e-4 * length * slope {
          isLower = true
          break
        }
        length /= 2
      }
      guard isLower else { break }
      let step = zip(trial, x).map { $0 - $1 }
      let change = zip(next, gradient).map { $0 - $1 }
      let product = dot(step, change)
      if product > 1e-12 {
        pairs.append(Pair(step: step, change: change, product: product))
        if pairs.count > Self.memory { pairs.removeFirst() }
      }
      let gain = value - reached
      (x, value) = (trial, reached)
      swap(&gradient, &next)
      if gain <= Self.leastGain * max(1, value.magnitude) { break }
    }
    return x
  }

  /// Minus the gradient, turned and stretched by the curvature that the earlier steps saw.
  private func direction(against gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var result = gradient
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = dot(pair.step, result) / pair.product
      factors.append(factor)
      for index in result.indices { result[index] -= factor * pair.change[index] }
    }
    let scale: Double
    if let last = pairs.last {
      scale = last.product / dot(last.change, last.change)
    } else {
      scale = 1 / max(1, dot(gradient, gradient).squareRoot())
    }
    for index in result.indices { result[index] *= scale }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let back = dot(pair.change, result) / pair.product
      for index in result.indices { result[index] += (factor - back) * pair.step[index] }
    }
    for index in result.indices { result[index] = -result[index] }
    return result
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
