public import FloorModel
public import Foundation

/// How many things a bin may hold, by its photograph: probabilities, never a count to book.
public struct BinEstimate: Sendable, Equatable {
  /// By count from 0, in thousandths; sums to about 1000.
  public var permille: [Int32]

  public var mean: Double { permille.enumerated().reduce(0) { $0 + Double($1.offset) * Double($1.element) } / 1000 }

  /// How much less likely the recorded count is than the likeliest one: 0 for a record that the picture bears out, near 1
  /// for one that it does not.
  public func doubt(of recorded: Int) -> Double {
    let most = Double(permille.max() ?? 0)
    let own = recorded < permille.count && recorded >= 0 ? Double(permille[recorded]) : 0
    return most > 0 ? 1 - own / most : 0
  }
}

/// A bin camera's eye as a site has trained it (`drover vision train-bins`): ridge regression of the logarithm of the
/// count on `BinFeatures`, its residual taken as normal.
public struct BinCounter: Codable, Sendable, Equatable {
  public static let fileName = "bins.json"
  /// Counts beyond this are not told apart.
  public static let most = 30
  /// Weights are pulled to zero by this many examples' worth.
  private static let pull = 100.0
  /// A product of the record that is missing altogether is rarer than one more or less of it.
  private static let lost = 0.1

  private var version = 1
  private var means: [Double]
  private var spreads: [Double]
  private var weights: [Double]
  private var level: Double
  private var residual: Double

  /// - Parameter examples: features of a photograph, and the count.
  /// - Returns: nil when there are too few to fit.
  package init?(_ examples: [(features: [Double], count: Int)]) {
    guard let width = examples.first?.features.count, examples.count > 20 else { return nil }
    let n = Double(examples.count)
    let middle = (0..<width).map { k in examples.reduce(0) { $0 + $1.features[k] } / n }
    let wide = (0..<width).map { k in
      (examples.reduce(0) { $0 + ($1.features[k] - middle[k]) * ($1.features[k] - middle[k]) } / n).squareRoot() + 1e-9
    }
    let rows = examples.map { e in (0..<width).map { (e.features[$0] - middle[$0]) / wide[$0] } }
    let targets = examples.map { Turn.log(Double($0.count) + 0.5) }
    let mean = targets.reduce(0, +) / n
    // Ridge by as many further rows as there are weights.
    let penalty = (0..<width).map { k in (0..<width).map { $0 == k ? Self.pull.squareRoot() : 0.0 } }
    guard
      let fit = LeastSquares.solve(
        rows + penalty, targets.map { $0 - mean } + [Double](repeating: 0, count: width))
    else { return nil }
    (means, spreads, weights, level) = (middle, wide, fit, mean)
    let errors = zip(rows, targets).map { row, target in zip(row, fit).reduce(mean) { $0 + $1.0 * $1.1 } - target }
    // Widened for what is not seen in training, by as much as weights were fitted.
    residual = (errors.reduce(0) { $0 + $1 * $1 } / max(1, n - Double(width) / 2)).squareRoot()
  }

  package func estimate(_ features: [Double], lines: Int) -> BinEstimate {
    let place = features.indices.reduce(level) { $0 + weights[$1] * (features[$1] - means[$1]) / spreads[$1] }
    var shares = (0...Self.most).map { count -> Double in
      let away = (Turn.log(Double(count) + 0.5) - place) / residual
      let share = Turn.exp(-0.5 * away * away) / (Double(count) + 0.5)
      return count < lines ? share * Self.lost : share
    }
    let sum = shares.reduce(0, +)
    shares = shares.map { $0 / max(sum, 1e-300) }
    return BinEstimate(permille: shares.map { Int32((1000 * $0).rounded()) })
  }

  /// - Parameter things: the products that the record lists in the bin.
  /// - Returns: nil for what is no picture.
  public func estimate(_ photograph: [UInt8], things: [SKU]) -> BinEstimate? {
    (try? BinFeatures.of(photograph, things: things)).map { estimate($0, lines: things.count) }
  }

  /// - Throws: `ReferenceError`.
  public init(contentsOf file: URL) throws {
    guard let data = try? Data(contentsOf: file) else { throw ReferenceError.storage(file.lastPathComponent) }
    guard let counter = try? JSONDecoder().decode(BinCounter.self, from: data), counter.version == 1,
      [counter.means.count, counter.spreads.count, counter.weights.count].allSatisfy({ $0 == BinFeatures.count })
    else { throw ReferenceError.damaged(file.lastPathComponent) }
    self = counter
  }

  public func write(to file: URL) throws { try JSONEncoder().encode(self).write(to: file, options: .atomic) }

  /// What one photograph and its record give, to learn from.
  package static func features(_ photograph: [UInt8], things: [SKU]) throws -> [Double] {
    try BinFeatures.of(photograph, things: things)
  }
}
