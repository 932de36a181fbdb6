public import FloorCore
import FloorModel
import FloorVision
import Foundation

/// What a bench counted, and the figures that follow from it.
public struct BenchResult: Sendable {
  /// `worst` of good items.
  public private(set) var calibrating: [Int32] = []
  public private(set) var normals: [Int32] = []
  /// The same by product.
  private(set) var goods: [RejectRate.Product] = []
  /// `worst` of bad items, by kind in the order of `VisionBench.kinds`.
  public private(set) var bad: [[Int32]] = Array(repeating: [], count: VisionBench.kinds.count)
  /// How often the strongest finding named the right kind, by kind.
  public private(set) var named: [Int] = Array(repeating: 0, count: VisionBench.kinds.count)
  /// What it was named, by kind and by `FindingKind`'s raw value; last column nothing.
  public private(set) var confusion: [[Int]] = Array(
    repeating: Array(repeating: 0, count: 12), count: VisionBench.kinds.count)
  public private(set) var milliseconds: [Double] = []
  public private(set) var sizeErrors: [Double] = []
  public private(set) var barcodes = (read: 0, wrong: 0, of: 0)

  /// Good pieces that were enrolled, and those of them that were put aside as unlike the others.
  public private(set) var enrolment = (pieces: 0, odd: 0)

  /// Begins a product: the trials that follow are of it.
  mutating func enrolled(_ pieces: Int, odd: Int) {
    enrolment = (enrolment.pieces + pieces, enrolment.odd + odd)
    goods.append(RejectRate.Product(index: goods.count))
  }

  /// What each check said of good items: those that calibrate, and those that are tested.
  private(set) var checks = CheckBook(skus: 1)
  private(set) var tested: [[CheckScore]] = []

  /// What the judge learns from: the numbers of every frame, and the kind as a row of `VisionBench.kinds`; nil for good ones.
  var examples: [(strains: [Double], features: [Double], row: Int?)] = []
  /// Bad items that came closest to passing, and good ones that came closest to being rejected, the worst first.
  public private(set) var misses: [Case] = []
  public private(set) var alarms: [Case] = []

  /// An item for the contact sheet.
  public struct Case: Sendable {
    public var frame: [UInt8]
    public var product: String
    public var truth: FindingKind?
    public var severity: Double
    public var inspection: Inspection
    /// Its strongest finding, in thousandths.
    public var worst: Int32 { inspection.worst }
  }

  /// Pictures on each of the two contact sheets.
  static let sheetLimit = 24

  mutating func add(_ trial: Trial, sku: SKU, calibrates: Bool) {
    milliseconds.append(trial.milliseconds)
    let worst = trial.inspection.worst
    keep(trial, sku)
    let known = trial.truth.flatMap { VisionBench.kinds.firstIndex(of: $0) }
    if let details = trial.details { examples.append((details.strains, details.features, known)) }
    if let gtin = trial.inspection.gtin, gtin != sku.gtin, trial.truth != .wrongItem { barcodes.wrong += 1 }
    guard let truth = trial.truth, let row = VisionBench.kinds.firstIndex(of: truth) else {
      let scores = trial.inspection.checks ?? []
      if calibrates {
        calibrating.append(worst)
        goods[goods.count - 1].calibrating.append(worst)
        checks.learn(scores, of: 0, group: nil)
      } else {
        normals.append(worst)
        goods[goods.count - 1].tested.append(worst)
        tested.append(scores)
      }
      sizeErrors += trial.sizeErrors.map(abs)
      barcodes.of += 1
      if trial.inspection.gtin == sku.gtin { barcodes.read += 1 }
      return
    }
    bad[row].append(worst)
    let name = trial.inspection.findings.first?.kind
    if name == truth { named[row] += 1 }
    confusion[row][name.map { Int($0.rawValue) } ?? 11] += 1
  }

  /// Takes an example that is none of the bench's own.
  mutating func learn(strains: [Double], features: [Double], row: Int?) {
    examples.append((strains, features, row))
  }

  private mutating func keep(_ trial: Trial, _ sku: SKU) {
    let item = Case(
      frame: trial.frame, product: sku.name, truth: trial.truth, severity: trial.severity, inspection: trial.inspection)
    if trial.truth == nil {
      let place = alarms.firstIndex { $0.worst < item.worst } ?? alarms.count
      if place < Self.sheetLimit { alarms.insert(item, at: place) }
      if alarms.count > Self.sheetLimit { alarms.removeLast() }
    } else {
      let place = misses.firstIndex { $0.worst > item.worst } ?? misses.count
      if place < Self.sheetLimit { misses.insert(item, at: place) }
      if misses.count > Self.sheetLimit { misses.removeLast() }
    }
  }

  /// Share of pairs of a bad and a good item that stand in the right order; half for a tie.
  public static func auroc(bad: [Int32], good: [Int32]) -> Double {
    guard !bad.isEmpty, !good.isEmpty else { return .nan }
    let sorted = good.sorted()
    func below(_ value: Int32) -> Int {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let pairs = bad.reduce(0.0) { $0 + Double(below($1) + below($1 + 1)) / 2 }
    return pairs / Double(bad.count * good.count)
  }

  /// The threshold of which a hundredth of the tested good items lies above, and the share of bad items above it.
  public var recallAtOnePercent: (threshold: Int32, recall: Double) {
    let sorted = normals.sorted(by: >)
    guard !sorted.isEmpty else { return (0, .nan) }
    let threshold = sorted[min(sorted.count - 1, sorted.count / 100)]
    let all = bad.flatMap { $0 }
    return (threshold, Double(all.filter { $0 > threshold }.count) / Double(max(1, all.count)))
  }

  /// The measured model of the detector that simulated shifts use.
  public var model: DetectorModel {
    func quantiles(_ scores: [Int32]) -> DetectorModel.Quantiles {
      let sorted = scores.isEmpty ? [0] : scores.sorted()
      return (0...DetectorModel.steps).map { sorted[(sorted.count - 1) * $0 / DetectorModel.steps] }
    }
    let ms = milliseconds.sorted()
    return DetectorModel(
      good: quantiles(normals + calibrating), bad: bad.map(quantiles),
      namedRight: zip(named, bad).map { Int32(1000 * $0 / max(1, $1.count)) },
      microsecondsPerView: Int32(1000 * (ms.isEmpty ? 0 : ms[ms.count / 2])))
  }

  public var table: String {
    let good = normals + calibrating
    let at = recallAtOnePercent
    var lines = ["kind           frames   AUROC  recall@1%  named right  worst decile of severity-mixed scores"]
    for (row, kind) in VisionBench.kinds.enumerated() {
      let scores = bad[row].sorted()
      let recall = Double(scores.filter { $0 > at.threshold }.count) / Double(max(1, scores.count))
      lines.append(
        Self.pad("\(kind)", 14) + Self.number(Double(scores.count), 7, 0)
          + Self.number(Self.auroc(bad: scores, good: good), 8, 4) + Self.number(recall, 11, 3)
          + Self.number(Double(named[row]) / Double(max(1, scores.count)), 13, 2)
          + "  \(scores.isEmpty ? 0 : scores[scores.count / 10])")
    }
    let all = bad.flatMap { $0 }
    lines.append(
      Self.pad("all", 14) + Self.number(Double(all.count), 7, 0) + Self.number(Self.auroc(bad: all, good: good), 8, 4)
        + Self.number(at.recall, 11, 3))
    lines += calibrated(all) + timing()
    return lines.joined(separator: "\n")
  }

  private func calibrated(_ all: [Int32]) -> [String] {
    guard let calibration = ownCalibration else {
      return ["too few good items for a calibration at 1 %"]
    }
    func share(_ scores: [Int32], _ outcome: Outcome) -> String {
      let count = scores.filter { calibration.outcome(worst: $0) == outcome }.count
      return Self.number(100 * Double(count) / Double(max(1, scores.count)), 6, 2) + " %"
    }
    return [
      "calibrated on \(calibrating.count) good items: review above \(calibration.reviewAbove), reject above \(calibration.rejectAbove)",
      "  of \(normals.count) good items: pass\(share(normals, .pass)), review\(share(normals, .review)), reject\(share(normals, .reject))",
      "  of \(all.count) bad items:  pass\(share(all, .pass)), review\(share(all, .review)), reject\(share(all, .reject))",
    ]
  }

  private func timing() -> [String] {
    let ms = milliseconds.sorted()
    let errors = sizeErrors.sorted()
    guard !ms.isEmpty, !errors.isEmpty else { return [] }
    return [
      "CPU a view: median\(Self.number(ms[ms.count / 2], 6, 1)) ms, p95\(Self.number(ms[ms.count * 95 / 100], 6, 1)) ms",
      "size error: median\(Self.number(100 * errors[errors.count / 2], 6, 2)) %, p95\(Self.number(100 * errors[errors.count * 95 / 100], 6, 2)) %, worst\(Self.number(100 * (errors.last ?? 0), 6, 2)) %",
      "barcodes of good items: \(barcodes.read) of \(barcodes.of) read; read wrong anywhere: \(barcodes.wrong)",
    ]
  }

  static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  static func number(_ value: Double, _ width: Int, _ digits: Int) -> String {
    let text = String(format: "%.\(digits)f", value)
    return String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
