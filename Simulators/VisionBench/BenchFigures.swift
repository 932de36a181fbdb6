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
  /// - Parameter calibration: thresholds from elsewhere; nil: from this result's own good items. False rejects come last, with the
  ///   interval in which nine in ten such benches would find them.
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
    if let calibration {
      let rate = RejectRate(goods) { RejectRate.by(calibration, $0) }
      return lines + falseRejects(rate, "\(building), thresholds by the usual building's good items")
    }
    lines += falseRejects(
      RejectRate(goods, RejectRate.ofKnownProducts), "\(building), thresholds by other good items of the same products")
    return lines
      + falseRejects(RejectRate(goods, RejectRate.ofNewProducts), "\(building), thresholds by other products alone")
  }

  private func falseRejects(_ rate: RejectRate?, _ what: String) -> [BenchFigure] {
    guard let rate else { return [] }
    func text(_ value: Double) -> String { Self.number(value, 1, 2).trimmed }
    let interval = "\(text(rate.interval.lowerBound))–\(text(rate.interval.upperBound))"
    return [
      BenchFigure(
        "false rejects for a 1 % target, \(what) (\(normals.count + calibrating.count) tested)",
        "\(text(rate.percent)) % (\(interval))", goal: "0.5–1.5 %", isMet: (0.5...1.5).contains(rate.percent))
    ]
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

  /// For one good item in a hundred rejected and three reviewed or rejected.
  public var ownCalibration: Calibration? { RejectRate.calibration(calibrating) }

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
