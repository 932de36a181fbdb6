import FloorVision

/// How well bins are counted by sight, on bins whose products were not learnt from.
public struct BinTrial {
  private static let folds = 5

  private var pairs: [(estimate: BinEstimate, count: Int, lines: Int)] = []
  private let most: Int

  /// Cross-validated, split by groups of bins that share a product.
  ///
  /// - Parameter most: bins that hold more are left out.
  public init(_ photographs: BinPhotographs, most: Int) {
    self.most = most
    let examples = photographs.examples.filter { $0.count <= most }
    var folds: [Int: Int] = [:]
    // The largest groups first, each to the smallest fold.
    var sizes = [Int](repeating: 0, count: Self.folds)
    let groups = Dictionary(grouping: examples, by: \.group).map { (group: $0.key, size: $0.value.count) }
    for (group, size) in groups.sorted(by: { ($1.size, $0.group) < ($0.size, $1.group) }) {
      let fold = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
      folds[group] = fold
      sizes[fold] += size
    }
    for fold in 0..<Self.folds {
      let learnt = examples.filter { folds[$0.group] != fold }
      guard let counter = BinCounter(learnt.map { ($0.features, $0.count, $0.lines) }) else { continue }
      for example in examples where folds[example.group] == fold {
        let estimate = counter.estimate(example.features, lines: example.lines)
        pairs.append((estimate, example.count, example.lines))
      }
    }
  }

  public var count: Int { pairs.count }

  public var rootMeanSquare: Double {
    let sum = pairs.reduce(0.0) { $0 + ($1.estimate.mean - Double($1.count)) * ($1.estimate.mean - Double($1.count)) }
    return (sum / Double(max(1, pairs.count))).squareRoot()
  }

  /// How well a record that is wrong by so many is told from a right one; the products that it lists are right, so it
  /// never says fewer than one of each.
  public func auroc(wrongBy difference: Int) -> Double {
    auroc { pair in [pair.count - difference, pair.count + difference] }
  }

  /// The same, of a record that says what another bin holds.
  public var aurocOfAnotherBin: Double {
    let counts = pairs.map(\.count)
    return auroc { pair in counts.filter { $0 != pair.count } }
  }

  private func auroc(_ wrong: ((estimate: BinEstimate, count: Int, lines: Int)) -> [Int]) -> Double {
    let right = pairs.filter { $0.count >= $0.lines }.map { Self.score($0.estimate.doubt(of: $0.count)) }
    let others = pairs.flatMap { pair in
      wrong(pair).filter { $0 >= max(1, pair.lines) && $0 <= most }.map { Self.score(pair.estimate.doubt(of: $0)) }
    }
    return BenchResult.auroc(bad: others, good: right)
  }

  private static func score(_ doubt: Double) -> Int32 { Int32((doubt * 100_000).rounded()) }

  public var figures: [BenchFigure] {
    func number(_ value: Double) -> String { BenchResult.number(value, 1, 3).trimmed }
    let name = most < BinCounter.most ? "bins of up to \(most)" : "all bins"
    return [
      BenchFigure(
        "\(name), \(count) photographs: RMSE of the count", number(rootMeanSquare), goal: "≤ 1.0",
        isMet: rootMeanSquare <= 1),
      BenchFigure(
        "\(name): AUROC of a record that says what another bin holds", number(aurocOfAnotherBin), goal: "≥ 0.75",
        isMet: aurocOfAnotherBin >= 0.75),
    ]
      + [1, 2, 3].map { step in
        let area = auroc(wrongBy: step)
        return BenchFigure(
          "\(name): AUROC of a record wrong by \(step)", number(area), goal: "≥ 0.75", isMet: area >= 0.75)
      }
  }
}
