import FloorVision
import TunnelScenes

/// How well bins are counted by sight, on bins whose products were not learnt from.
///
/// A few hundred photographs fall into five parts in very many ways, and figures of one way differ from those of another by more
/// than what one would change to better them. Every figure is the mean over several ways, and the least and the most are told.
public struct BinTrial {
  private static let folds = 5
  public static let splits = 10

  private typealias Pair = (estimate: BinEstimate, count: Int, lines: Int)

  /// A split each, every bin once.
  private var trials: [[Pair]] = []
  private let most: Int

  /// Cross-validated, split by groups of bins that share a product.
  ///
  /// - Parameters:
  ///   - most: bins that hold more are left out.
  ///   - splits: how many ways to split them.
  public init(_ photographs: BinPhotographs, most: Int, splits: Int = BinTrial.splits) {
    self.most = most
    let examples = photographs.examples.filter { $0.count <= most }
    for split in 0..<splits {
      let folds = Self.folds(of: examples.map(\.group), seed: UInt64(split))
      var pairs: [Pair] = []
      for fold in 0..<Self.folds {
        let learnt = zip(examples, folds).filter { $0.1 != fold }.map(\.0)
        guard let counter = BinCounter(learnt.map { ($0.features, $0.count, $0.lines) }) else { continue }
        for (example, own) in zip(examples, folds) where own == fold {
          let estimate = counter.estimate(example.features, lines: example.lines)
          pairs.append((estimate, example.count, example.lines))
        }
      }
      trials.append(pairs)
    }
  }

  /// Each example's part: groups in a drawn order, the largest first, each to the smallest part.
  static func folds(of groups: [Int], seed: UInt64) -> [Int] {
    var random = SceneRandom(seed)
    var sizes: [Int: Int] = [:]
    for group in groups { sizes[group, default: 0] += 1 }
    let drawn = sizes.sorted { $0.key < $1.key }.map { (group: $0.key, size: $0.value, place: random.next()) }
    var filled = [Int](repeating: 0, count: folds)
    var parts: [Int: Int] = [:]
    for next in drawn.sorted(by: { ($1.size, $0.place) < ($0.size, $1.place) }) {
      let part = filled.indices.min { filled[$0] < filled[$1] } ?? 0
      parts[next.group] = part
      filled[part] += next.size
    }
    return groups.map { parts[$0] ?? 0 }
  }

  public var count: Int { trials.first?.count ?? 0 }

  public var rootMeanSquare: Double { Self.mean(trials.map(Self.rootMeanSquare)) }

  private static func rootMeanSquare(_ pairs: [Pair]) -> Double {
    let sum = pairs.reduce(0.0) { $0 + ($1.estimate.mean - Double($1.count)) * ($1.estimate.mean - Double($1.count)) }
    return (sum / Double(max(1, pairs.count))).squareRoot()
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

  /// How well a record that is wrong by so many is told from a right one; the products that it lists are right, so it
  /// never says fewer than one of each.
  public func auroc(wrongBy difference: Int) -> Double { Self.mean(aurocs(wrongBy: difference)) }

  /// The same, of a record that says what another bin holds.
  public var aurocOfAnotherBin: Double { Self.mean(aurocsOfAnotherBin) }

  private func aurocs(wrongBy difference: Int) -> [Double] {
    trials.map { auroc($0) { pair in [pair.count - difference, pair.count + difference] } }
  }

  private var aurocsOfAnotherBin: [Double] {
    trials.map { pairs in
      let counts = pairs.map(\.count)
      return auroc(pairs) { pair in counts.filter { $0 != pair.count } }
    }
  }

  private func auroc(_ pairs: [Pair], _ wrong: (Pair) -> [Int]) -> Double {
    let right = pairs.filter { $0.count >= $0.lines }.map { Self.score($0.estimate.doubt(of: $0.count)) }
    let others = pairs.flatMap { pair in
      wrong(pair).filter { $0 >= max(1, pair.lines) && $0 <= most }.map { Self.score(pair.estimate.doubt(of: $0)) }
    }
    return BenchResult.auroc(bad: others, good: right)
  }

  private static func score(_ doubt: Double) -> Int32 { Int32((doubt * 100_000).rounded()) }

  public var figures: [BenchFigure] {
    func text(_ values: [Double]) -> String {
      let (low, high) = (values.min() ?? .nan, values.max() ?? .nan)
      let numbers = [Self.mean(values), low, high].map { BenchResult.number($0, 1, 3).trimmed }
      return "\(numbers[0]) (\(numbers[1])–\(numbers[2]))"
    }
    func area(_ what: String, _ values: [Double]) -> BenchFigure {
      BenchFigure("\(name): AUROC of a record \(what)", text(values), goal: "≥ 0.75", isMet: Self.mean(values) >= 0.75)
    }
    let name = most < BinCounter.most ? "bins of up to \(most)" : "all bins"
    return [
      BenchFigure(
        "\(name), \(count) photographs: RMSE of the count", text(trials.map(Self.rootMeanSquare)), goal: "≤ 1.0",
        isMet: rootMeanSquare <= 1), area("that says what another bin holds", aurocsOfAnotherBin),
    ] + [1, 2, 3].map { area("wrong by \($0)", aurocs(wrongBy: $0)) }
  }
}
