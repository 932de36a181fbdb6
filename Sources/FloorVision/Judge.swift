import FloorCore

/// From evidence to a finding: how unusual it is, and what it most looks like.
struct Judge {
  /// What good pieces of any product reach about once in a hundred, in the order of `Evidence.names`.
  static let usual: [Double] = [2.2, 4.5, 5, 5, 3.5, 0.006, 0.06, 0.02]

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

  static func kind(_ evidence: Evidence, _ trait: Evidence.Trait, labelMissed: Bool) -> FindingKind {
    if evidence.size > 2 * usual[5], evidence.unlike < 0.25, evidence.beyond < 14, evidence.lacking < 14 {
      return .wrongSize
    }
    if evidence.beyond > 12, evidence.beyond >= evidence.lacking { return .openFlap }
    if evidence.lacking > 8 { return .crush }
    if evidence.unlike > 0.4, evidence.spread > 0.25 {
      return labelMissed && trait.area < 0.35 ? .missingLabel : .wrongItem
    }
    if evidence.colour > 7 { return .wrongColour }
    if labelMissed, trait.area > 0.08, trait.darker > 25 { return .missingLabel }
    if trait.darker > 3 * trait.brighter { return evidence.fine > evidence.coarse ? .tear : .stain }
    return trait.elongation > 2.2 ? .tear : .dent
  }
}
