/// How an inspection tunnel's detector behaves, in measured numbers: what simulated shifts use in place of pictures.
///
/// A distribution of `Inspection.worst` is kept as quantiles: the value at 0, 1/16, … 16/16 of the measured items.
public struct DetectorModel: Hashable, Sendable, Codable {
  /// Thousandths, ascending, `DetectorModel.steps + 1` of them.
  public typealias Quantiles = [Int32]

  public static let steps = 16

  public var good: Quantiles
  /// By `FindingKind`'s raw value, `dent` to `wrongItem`.
  public var bad: [Quantiles]
  /// How often the strongest finding names the right kind, in thousandths, in the same order.
  public var namedRight: [Int32]
  /// CPU time of one view, in microseconds: median.
  public var microsecondsPerView: Int32

  public init(good: Quantiles, bad: [Quantiles], namedRight: [Int32], microsecondsPerView: Int32) {
    precondition(([good] + bad).allSatisfy { $0.count == Self.steps + 1 }, "quantiles at 0, 1/16, … 16/16")
    precondition(bad.count == 9 && namedRight.count == 9, "one entry for each kind from dent to wrongItem")
    self.good = good
    self.bad = bad
    self.namedRight = namedRight
    self.microsecondsPerView = microsecondsPerView
  }

  /// The strongest finding's probability that the detector would give, in thousandths.
  ///
  /// - Parameters:
  ///   - kind: what is really wrong with the item; nil for a good one.
  ///   - uniform: a draw from all 64-bit numbers.
  public func worst(of kind: FindingKind?, uniform: UInt64) -> Int32 {
    guard let kind else { return Self.value(good, uniform) }
    guard Int(kind.rawValue) < bad.count else { return 1000 }
    return Self.value(bad[Int(kind.rawValue)], uniform)
  }

  /// The inspection that the detector would give of one item.
  ///
  /// - Parameters:
  ///   - kind: what is really wrong with the item; nil for a good one.
  ///   - uniform: a draw from all 64-bit numbers.
  ///   - naming: another one, for what the finding is called.
  public func inspection(of kind: FindingKind?, uniform: UInt64, naming: UInt64) -> Inspection {
    let permille = worst(of: kind, uniform: uniform)
    guard permille > 0 else { return Inspection(findings: []) }
    // A finding on a good item is mostly called a stain or a dent; a wrong name of a bad one likewise.
    let usual: FindingKind = kind == .stain || naming & 1 == 0 ? .dent : .stain
    guard let kind else { return Inspection(findings: [Finding(kind: usual, permille: permille)]) }
    guard Int(kind.rawValue) < namedRight.count else {
      return Inspection(findings: [Finding(kind: kind, permille: permille)])
    }
    let right = Int32(truncatingIfNeeded: (naming >> 1) % 1000) < namedRight[Int(kind.rawValue)]
    return Inspection(findings: [Finding(kind: right ? kind : usual, permille: permille)])
  }

  /// Inverse of the distribution function, straight between its quantiles.
  private static func value(_ quantiles: Quantiles, _ uniform: UInt64) -> Int32 {
    let step = Int(uniform >> 60)
    let within = Int64(uniform >> 44 & 0xFFFF)
    let (low, high) = (Int64(quantiles[step]), Int64(quantiles[step + 1]))
    return Int32(low + (high - low) * within / 0x10000)
  }
}
