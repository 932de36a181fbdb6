import FloorModel

/// The numbers that tell kinds of defects apart, each brought to about 0...3.
enum KindFeatures {
  static let names = [
    "fine", "coarse", "fine over coarse", "beyond", "lacking", "colour", "longer", "shorter", "wider", "narrower",
    "unlike", "spread", "darker", "brighter", "one-sided", "area", "elongation", "fill", "tint", "kept", "unread",
  ]

  /// - Parameters:
  ///   - long, short: relative errors of the extents.
  ///   - unread: no barcode, where good pieces showed theirs.
  static func of(_ e: Evidence, _ t: Evidence.Trait, long: Double, short: Double, unread: Bool) -> [Double] {
    func log(_ value: Double) -> Double { Turn.log(1 + max(0, value)) }
    return [
      log(e.fine), log(e.coarse), log(e.fine) - log(e.coarse), log(e.beyond), log(e.lacking), log(e.colour),
      log(100 * long), log(-100 * long), log(100 * short), log(-100 * short), 3 * e.unlike, 3 * e.spread,
      log(t.darker) / 2, log(t.brighter) / 2, (t.darker - t.brighter) / (t.darker + t.brighter + 5),
      log(30 * t.area), log(t.elongation - 1), t.fill * 2, log(t.tint) / 2, 2 * t.kept, unread ? 1 : 0,
    ]
  }
}
