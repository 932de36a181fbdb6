public import FloorVision
import Foundation

/// Fits a site's judge: how much each check says, and what tells kinds apart. Regressions by gradient descent, a little
/// shrunk, so that the same examples give the same weights.
public enum JudgeTrainer {
  private static let rounds = 3000
  private static let pull = 0.002

  /// - Returns: nil when there are no bad or no good examples.
  public static func fit(_ results: [BenchResult]) -> TrainedJudge? {
    let examples = results.flatMap(\.examples)
    let bad = examples.filter { $0.row != nil }
    guard !bad.isEmpty, bad.count < examples.count else { return nil }
    let kinds = softmaxRows(bad.map { ($0.features, $0.row ?? 0) }, classes: VisionBench.kinds.count)
    // Good and bad weigh the same, however many of each were drawn.
    let weight = Double(examples.count - bad.count) / Double(bad.count)
    let fusion = logistic(
      examples.map { (TrainedJudge.terms($0.strains), $0.row == nil ? 0 : 1, $0.row == nil ? 1 : weight) })
    return TrainedJudge(fusion: fusion, kinds: kinds)
  }

  private static func logistic(_ examples: [(terms: [Double], truth: Double, weight: Double)]) -> [Double] {
    let width = examples[0].terms.count
    var weights = Array(repeating: 0.0, count: width + 1)
    var speed = weights
    let total = examples.reduce(0) { $0 + $1.weight }
    for _ in 0..<rounds {
      var slope = Array(repeating: 0.0, count: width + 1)
      for example in examples {
        let sum = weights[0] + zip(weights.dropFirst(), example.terms).reduce(0) { $0 + $1.0 * $1.1 }
        let away = example.weight * (1 / (1 + exp(-sum)) - example.truth)
        slope[0] += away
        for i in 0..<width { slope[i + 1] += away * example.terms[i] }
      }
      for i in 0...width {
        let gradient = slope[i] / total + (i == 0 ? 0 : pull * weights[i])
        speed[i] = 0.9 * speed[i] - 0.1 * gradient
        weights[i] += speed[i]
        // No check may speak for an item: less evidence is never worse than more.
        if i > 0 { weights[i] = max(0, weights[i]) }
      }
    }
    return weights
  }

  private static func softmaxRows(_ examples: [(features: [Double], row: Int)], classes: Int) -> [[Double]] {
    let width = examples[0].features.count
    var weights = Array(repeating: Array(repeating: 0.0, count: width + 1), count: classes)
    var speed = weights
    for _ in 0..<rounds {
      var slope = Array(repeating: Array(repeating: 0.0, count: width + 1), count: classes)
      for (features, row) in examples {
        let shares = softmax(weights.map { w in w[0] + zip(w.dropFirst(), features).reduce(0) { $0 + $1.0 * $1.1 } })
        for k in 0..<classes {
          let away = shares[k] - (k == row ? 1 : 0)
          slope[k][0] += away
          for i in 0..<width { slope[k][i + 1] += away * features[i] }
        }
      }
      for k in 0..<classes {
        for i in 0...width {
          let gradient = slope[k][i] / Double(examples.count) + (i == 0 ? 0 : pull * weights[k][i])
          speed[k][i] = 0.9 * speed[k][i] - 0.08 * gradient
          weights[k][i] += speed[k][i]
        }
      }
    }
    return weights
  }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let top = scores.max() ?? 0
    let powers = scores.map { exp($0 - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
