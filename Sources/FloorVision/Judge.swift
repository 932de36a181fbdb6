import FloorCore

/// From evidence to a finding: how unusual it is, and what it most looks like.
struct Judge {
  /// What good pieces of any product reach about once in a hundred, in the order of `Evidence.names`. How far a change
  /// spreads tells kinds apart but decides nothing that the coarse residual does not.
  static let usual: [Double] = [2.2, 4.8, 5, 5, 3.5, 0.01, 0.06, .infinity]

  /// How far the strongest evidence lies above what good pieces show; about 1 at the edge.
  static func strain(_ evidence: Evidence, normals: [Evidence]) -> (strain: Double, leading: Int) {
    var best = (strain: 0.0, leading: 0)
    for (k, value) in evidence.values.enumerated() {
      let own = normals.map { $0.values[k] }
      let mean = own.reduce(0, +) / Double(max(1, own.count))
      let spread = own.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(max(1, own.count - 1))
      let bound = max(usual[k], mean + 2.5 * spread.squareRoot())
      if value / bound > best.strain { best = (value / bound, k) }
    }
    return best
  }

  /// Thousandths: 500 where strain is at the edge of the usual.
  static func permille(_ strain: Double) -> Int32 {
    Int32((1000 * Turn.logistic(5 * (strain - 1.15))).rounded())
  }

  /// What a defect of these `KindFeatures` most looks like.
  static func kind(_ features: [Double]) -> FindingKind {
    let scores = KindWeights.rows.map { row in row[0] + zip(row.dropFirst(), features).reduce(0) { $0 + $1.0 * $1.1 } }
    let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    return FindingKind(rawValue: UInt8(best)) ?? .dent
  }
}
