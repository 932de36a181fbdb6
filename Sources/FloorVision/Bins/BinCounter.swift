public import FloorModel
public import Foundation

/// How many things a bin may hold, by its photograph: probabilities, never a count to book.
public struct BinEstimate: Sendable, Equatable {
  /// By count from 0, in thousandths; sums to about 1000.
  public var permille: [Int32]
  /// How common each count is among all bins, in thousandths.
  var usual: [Int32]

  /// - Parameter usual: how common each count is among all bins; nil: all alike.
  public init(permille: [Int32], usual: [Int32]? = nil) {
    self.permille = permille
    self.usual = usual ?? permille.map { _ in Int32(1000 / max(1, permille.count)) }
  }

  public var mean: Double { permille.enumerated().reduce(0) { $0 + Double($1.offset) * Double($1.element) } / 1000 }

  /// The chance that the recorded count is some other bin's, where that is as likely as not beforehand: how common the count is
  /// anyway against how likely the picture makes it. Near 0 for a record that the picture bears out.
  public func doubt(of recorded: Int) -> Double {
    guard permille.indices.contains(recorded) else { return 1 }
    let (anyway, own) = (Double(usual[recorded]) + 0.05, Double(permille[recorded]))
    return anyway / (anyway + own)
  }
}

/// A bin camera's eye as a site has trained it (`drover vision train-bins`): how many units lie there beyond one of each product
/// that the record lists, by a multinomial regression on `BinFeatures`, its weights pulled to zero.
public struct BinCounter: Codable, Sendable, Equatable {
  public static let fileName = "bins.json"
  /// Counts beyond this are not told apart.
  public static let most = 30
  /// Units beyond one of each product that are told apart; so many or more are one class, with a geometric tail.
  private static let classes = 9
  private static let pull = 0.2
  private static let rounds = 300
  /// Deviations from a feature's mean beyond which it says no more.
  private static let reach = 4.0
  /// How far no picture is believed: a product may be missing altogether, or the record be another bin's.
  private static let stray = 0.03

  private var version = 2
  private var means: [Double]
  private var spreads: [Double]
  /// A row a class: a constant, then one a feature.
  private var rows: [[Double]]
  /// Of the bins in the last class, the share that holds one more than so many.
  private var tail: Double
  /// By count: how common it is.
  private var usual: [Double]

  /// - Parameter examples: features of a photograph, the count, and how many products the record lists.
  /// - Returns: nil when there are too few to fit.
  package init?(_ examples: [(features: [Double], count: Int, lines: Int)]) {
    guard let width = examples.first?.features.count, examples.count > 20 else { return nil }
    let n = Double(examples.count)
    let means = (0..<width).map { k in examples.reduce(0) { $0 + $1.features[k] } / n }
    let spreads = (0..<width).map { k in
      (examples.reduce(0) { $0 + ($1.features[k] - means[k]) * ($1.features[k] - means[k]) } / n).squareRoot() + 1e-9
    }
    (self.means, self.spreads) = (means, spreads)
    let extras = examples.map { max(0, $0.count - $0.lines) }
    let last = Self.classes - 1
    let beyond = extras.filter { $0 >= last }.map { Double($0 - last) }
    let mean = beyond.reduce(0, +) / Double(max(1, beyond.count))
    tail = mean / (1 + mean)
    var counts = [Double](repeating: 0.5, count: Self.most + 1)
    for example in examples { counts[min(max(0, example.count), Self.most)] += 1 }
    let sum = counts.reduce(0, +)
    usual = counts.map { $0 / sum }
    rows = []
    rows = Self.fitted(examples.map { standard($0.features) }, extras.map { min($0, last) })
  }

  private func standard(_ features: [Double]) -> [Double] {
    features.indices.map { max(-Self.reach, min(Self.reach, (features[$0] - means[$0]) / spreads[$0])) }
  }

  /// Gradient descent with momentum: the same examples give the same weights.
  private static func fitted(_ examples: [[Double]], _ classes: [Int]) -> [[Double]] {
    let width = examples[0].count
    var rows = Array(repeating: [Double](repeating: 0, count: width + 1), count: Self.classes)
    var speed = rows
    for _ in 0..<rounds {
      var slope = Array(repeating: [Double](repeating: 0, count: width + 1), count: Self.classes)
      for (features, truth) in zip(examples, classes) {
        let shares = softmax(rows, features)
        for k in shares.indices {
          let away = shares[k] - (k == truth ? 1 : 0)
          slope[k][0] += away
          for i in 0..<width { slope[k][i + 1] += away * features[i] }
        }
      }
      for k in rows.indices {
        for i in 0...width {
          let gradient = slope[k][i] / Double(examples.count) + (i == 0 ? 0 : pull * rows[k][i])
          speed[k][i] = 0.9 * speed[k][i] - 0.3 * gradient
          rows[k][i] += speed[k][i]
        }
      }
    }
    return rows
  }

  private static func softmax(_ rows: [[Double]], _ features: [Double]) -> [Double] {
    let scores = rows.map { row in
      var score = row[0]
      for i in features.indices { score += row[i + 1] * features[i] }
      return score
    }
    let top = scores.max() ?? 0
    let powers = scores.map { Turn.exp($0 - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  package func estimate(_ features: [Double], lines: Int) -> BinEstimate {
    let extras = Self.softmax(rows, standard(features))
    var shares = [Double](repeating: 0, count: Self.most + 1)
    for (extra, share) in extras.dropLast().enumerated() { shares[min(Self.most, lines + extra)] += share }
    var left = extras[Self.classes - 1]
    for count in min(Self.most, lines + Self.classes - 1)..<Self.most {
      shares[count] += left * (1 - tail)
      left *= tail
    }
    shares[Self.most] += left
    shares = zip(shares, usual).map { (1 - Self.stray) * $0 + Self.stray * $1 }
    func permille(_ shares: [Double]) -> [Int32] { shares.map { Int32((1000 * $0).rounded()) } }
    return BinEstimate(permille: permille(shares), usual: permille(usual))
  }

  /// - Parameter things: the products that the record lists in the bin.
  /// - Returns: nil for what is no picture.
  public func estimate(_ photograph: [UInt8], things: [SKU]) -> BinEstimate? {
    (try? BinFeatures.of(photograph, things: things)).map { estimate($0, lines: things.count) }
  }

  /// - Throws: `ReferenceError`.
  public init(contentsOf file: URL) throws {
    guard let data = try? Data(contentsOf: file) else { throw ReferenceError.storage(file.lastPathComponent) }
    guard let counter = try? JSONDecoder().decode(BinCounter.self, from: data), counter.version == 2,
      [counter.means.count, counter.spreads.count].allSatisfy({ $0 == BinFeatures.count }),
      counter.rows.count == Self.classes, counter.rows.allSatisfy({ $0.count == BinFeatures.count + 1 }),
      counter.usual.count == Self.most + 1
    else { throw ReferenceError.damaged(file.lastPathComponent) }
    self = counter
  }

  public func write(to file: URL) throws { try JSONEncoder().encode(self).write(to: file, options: .atomic) }

  /// What one photograph and its record give, to learn from.
  package static func features(_ photograph: [UInt8], things: [SKU]) throws -> [Double] {
    try BinFeatures.of(photograph, things: things)
  }
}
