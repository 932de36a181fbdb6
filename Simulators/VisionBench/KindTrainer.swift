import Foundation

/// Fits the weights that name a defect's kind: multinomial logistic regression by gradient descent, a little shrunk.
public enum KindTrainer {
  private static let rounds = 4000
  private static let pull = 0.002

  /// - Returns: the rows of `KindWeights`, as Swift source.
  public static func fit(_ result: BenchResult) -> String {
    let examples = result.examples
    guard let width = examples.first?.features.count else { return "" }
    let kinds = VisionBench.kinds.count
    var weights = Array(repeating: Array(repeating: 0.0, count: width + 1), count: kinds)
    var speed = weights
    for _ in 0..<rounds {
      var slope = Array(repeating: Array(repeating: 0.0, count: width + 1), count: kinds)
      for (features, row) in examples {
        let shares = softmax(weights.map { w in w[0] + zip(w.dropFirst(), features).reduce(0) { $0 + $1.0 * $1.1 } })
        for k in 0..<kinds {
          let away = shares[k] - (k == row ? 1 : 0)
          slope[k][0] += away
          for i in 0..<width { slope[k][i + 1] += away * features[i] }
        }
      }
      for k in 0..<kinds {
        for i in 0...width {
          let gradient = slope[k][i] / Double(examples.count) + (i == 0 ? 0 : pull * weights[k][i])
          speed[k][i] = 0.9 * speed[k][i] - 0.08 * gradient
          weights[k][i] += speed[k][i]
        }
      }
    }
    return weights.map { row in
      "    [" + row.map { String(format: "%.2f", $0) }.joined(separator: ", ") + "],"
    }.joined(separator: "\n")
  }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let top = scores.max() ?? 0
    let powers = scores.map { exp($0 - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
