public import FloorCore

/// The figures that a tunnel is held to, with their goals.
public struct BenchFigure: Sendable {
  public var name: String
  public var value: String
  public var goal: String
  /// Nil where there is no goal.
  public var isMet: Bool?

  public init(_ name: String, _ value: String, goal: String, isMet: Bool?) {
    (self.name, self.value, self.goal, self.isMet) = (name, value, goal, isMet)
  }
}

extension BenchResult {
  /// - Parameter calibration: thresholds from elsewhere; nil: from this result's own calibrating items.
  public func figures(in building: String, calibration: Calibration? = nil) -> [BenchFigure] {
    let good = normals + calibrating
    let everything = bad.flatMap { $0 }
    let all = Self.auroc(bad: everything, good: good)
    let kinds = zip(VisionBench.kinds, bad).map { (kind: $0, area: Self.auroc(bad: $1, good: good)) }
    let weakest = kinds.min { $0.area < $1.area }
    let wrong = kinds.last { $0.kind == .wrongItem }?.area ?? .nan
    let recall = recallAtOnePercent.recall
    var lines = [
      figure("AUROC overall, \(building)", all, 4, atLeast: 0.99),
      figure(
        "AUROC of the weakest kind, \(weakest.map { "\($0.kind)" } ?? "none")", weakest?.area ?? .nan, 4, atLeast: 0.97),
      figure("AUROC of a wrong item of the same shape", wrong, 4, atLeast: 0.98),
      figure("recall at 1 % realised false rejects", recall, 4, atLeast: 0.95),
    ]
    if let rejected = falseRejects(calibration) {
      let source = calibration == nil ? "its own" : "the usual building's"
      lines.append(
        BenchFigure(
          "false rejects for a 1 % target, \(building), thresholds by \(source) good items (\(good.count) tested)",
          Self.number(rejected, 1, 2).trimmed + " %", goal: "0.5–1.5 %", isMet: (0.5...1.5).contains(rejected)))
    }
    return lines
  }

  /// In per cent. With thresholds of its own, each half is tested by the other's: twice the items, and no half's luck.
  private func falseRejects(_ calibration: Calibration?) -> Double? {
    func share(_ scores: [Int32], _ thresholds: Calibration) -> Double {
      100 * Double(scores.count { $0 > thresholds.rejectAbove }) / Double(max(1, scores.count))
    }
    if let calibration { return share(normals + calibrating, calibration) }
    let back = Calibration(normals: normals, reviewPermille: 30, rejectPermille: 10)
    guard let forth = ownCalibration, let back else { return nil }
    return (share(normals, forth) + share(calibrating, back)) / 2
  }

  /// Of each check, the share of tested good items with a p-value of 0.05 or less, in per cent, ascending by check; checks
  /// that have too few good items are left out.
  public var oftenOdd: [(check: Check, percent: Double)] {
    let weighed = tested.map { checks.weighed($0, of: 0, group: nil) }
    return Check.allCases.compactMap { check in
      let values = weighed.compactMap { $0.first { $0.check == check }?.pPermille }
      guard values.count >= CheckBook.enough else { return nil }
      return (check, 100 * Double(values.count { $0 <= 50 }) / Double(values.count))
    }
  }

  /// Whether the checks' p-values keep what they promise.
  public func promises(in building: String) -> [BenchFigure] {
    guard let most = oftenOdd.max(by: { $0.percent < $1.percent }) else { return [] }
    return [
      BenchFigure(
        "good items with p ≤ 0.05, \(building), of \(oftenOdd.count) checks the most: \(most.check)",
        Self.number(most.percent, 1, 1).trimmed + " %", goal: "≤ 8 %", isMet: most.percent <= 8)
    ]
  }

  /// Split-conformal, for one good item in a hundred rejected and three reviewed or rejected.
  public var ownCalibration: Calibration? {
    Calibration(normals: calibrating, reviewPermille: 30, rejectPermille: 10)
  }

  /// What does not depend on good and bad: size, barcodes, time.
  public func measures() -> [BenchFigure] {
    let mean = sizeErrors.isEmpty ? .nan : 100 * sizeErrors.reduce(0, +) / Double(sizeErrors.count)
    let ms = milliseconds.sorted()
    let median = ms.isEmpty ? .nan : ms[ms.count / 2]
    let perSecond = ms.isEmpty ? 0 : 1000 * Double(ms.count) / ms.reduce(0, +)
    return [
      BenchFigure(
        "dimension error, mean", Self.number(mean, 1, 2).trimmed + " %", goal: "≤ 0.7 %", isMet: mean <= 0.7),
      BenchFigure(
        "CPU per 1280×960 view, median; views a second per core",
        Self.number(median, 1, 1).trimmed + " ms; " + Self.number(perSecond, 1, 1).trimmed, goal: "≤ 60 ms",
        isMet: median <= 60),
      BenchFigure(
        "barcodes of good items read / read wrong", "\(barcodes.read) of \(barcodes.of) / \(barcodes.wrong)",
        goal: "0 wrong", isMet: barcodes.wrong == 0),
      BenchFigure(
        "good pieces put aside at enrolment", "\(enrolment.odd) of \(enrolment.pieces)", goal: "≤ 1 %",
        isMet: enrolment.odd * 100 <= enrolment.pieces),
    ]
  }

  private func figure(_ name: String, _ value: Double, _ digits: Int, atLeast goal: Double) -> BenchFigure {
    BenchFigure(name, Self.number(value, 1, digits).trimmed, goal: "≥ \(goal)", isMet: value >= goal)
  }
}

extension String {
  var trimmed: String { String(drop { $0 == " " }) }
}
