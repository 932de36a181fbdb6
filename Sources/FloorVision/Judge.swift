import FloorCore

/// From evidence to a finding: how unusual it is, and what it most looks like.
struct Judge {
  /// What good pieces of any product reach about once in a hundred, in the order of `Evidence.names`. How far a change
  /// spreads tells kinds apart but decides nothing that the coarse residual does not.
  static let usual: [Double] = [2.2, 4.8, 5, 5, 3.5, 0.01, 0.06, .infinity]
  /// Checks that decide: all of `usual` that are finite, and the strongest of them.
  static let strainCount = 8
  /// What each of the strains but the last is of.
  static let strained = zip(Evidence.names, usual).filter { $0.1.isFinite }.map(\.0)

  /// A site's own; nil: as the product comes.
  let trained: TrainedJudge?

  /// Every deciding check's value over what good pieces show, then the largest of them; about 1 at the edge.
  static func strains(_ evidence: Evidence, normals: [Evidence]) -> [Double] {
    var strains: [Double] = []
    for (k, value) in evidence.values.enumerated() where usual[k].isFinite {
      let own = normals.map { $0.values[k] }
      let mean = own.reduce(0, +) / Double(max(1, own.count))
      let spread = own.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(max(1, own.count - 1))
      strains.append(value / max(usual[k], mean + 2.5 * spread.squareRoot()))
    }
    return strains + [strains.max() ?? 0]
  }

  /// Probability in thousandths that something is wrong.
  func permille(_ strains: [Double]) -> Int32 {
    guard let trained else {
      return Int32((1000 * Turn.logistic(5 * ((strains.last ?? 0) - 1.15))).rounded())
    }
    let terms = Self.terms(strains)
    let sum = trained.fusion[0] + zip(trained.fusion.dropFirst(), terms).reduce(0) { $0 + $1.0 * $1.1 }
    return Int32((1000 * Turn.logistic(sum)).rounded())
  }

  /// A site's network has half the say: the mean of both logits.
  static func joined(_ permille: Int32, _ network: Double?) -> Int32 {
    guard let network else { return permille }
    let own = min(0.9995, max(0.0005, Double(permille) / 1000))
    return Int32((1000 * Turn.logistic((Turn.log(own / (1 - own)) + network) / 2)).rounded())
  }

  /// Strains as the regression takes them: what is ten times too much is hardly worse than five times.
  static func terms(_ strains: [Double]) -> [Double] { strains.map { 2 * Turn.log(0.2 + min(max($0, 0), 20)) } }

  /// What a defect of these `KindFeatures` most looks like.
  func kind(_ features: [Double]) -> FindingKind {
    let rows = trained?.kinds ?? KindWeights.rows
    let scores = rows.map { row in row[0] + zip(row.dropFirst(), features).reduce(0) { $0 + $1.0 * $1.1 } }
    let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    return FindingKind(rawValue: UInt8(best)) ?? .dent
  }
}
