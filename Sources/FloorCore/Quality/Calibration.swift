/// What to do with an item, by its inspection.
public enum Outcome: UInt8, CaseIterable, Sendable, Codable {
  case pass = 0
  case review = 1
  case reject = 2
}

/// Two thresholds on an inspection's `worst`, set by good items alone.
///
/// Split-conformal: of good items like those of the calibration, at most a share `reviewRate` is kept from passing and at
/// most `rejectRate` rejected, whatever the distribution of scores (Vovk, Gammerman, Shafer 2005).
public struct Calibration: Hashable, Sendable, Codable {
  /// An item above this does not simply pass, in thousandths.
  public var reviewAbove: Int32
  /// An item above this is rejected, in thousandths.
  public var rejectAbove: Int32

  public init(reviewAbove: Int32, rejectAbove: Int32) {
    precondition(reviewAbove <= rejectAbove, "what is rejected would also be reviewed")
    self.reviewAbove = reviewAbove
    self.rejectAbove = rejectAbove
  }

  /// Before a floor has calibrated its own tunnels.
  public static let factory = Calibration(reviewAbove: 399, rejectAbove: 849)

  /// - Parameters:
  ///   - normals: `worst` of good items that no reference was made of.
  ///   - reviewPermille: good items that may be reviewed or rejected, in thousandths.
  ///   - rejectPermille: good items that may be rejected, in thousandths.
  /// - Returns: nil when there are too few normals for so small a share: at least 1000 / permille − 1 are needed.
  public init?(normals: [Int32], reviewPermille: Int32, rejectPermille: Int32) {
    let sorted = normals.sorted()
    guard let review = Self.bound(sorted, reviewPermille), let reject = Self.bound(sorted, rejectPermille) else {
      return nil
    }
    self.init(reviewAbove: min(review, reject), rejectAbove: reject)
  }

  /// The ⌈(n + 1)(1 − α)⌉-th smallest.
  private static func bound(_ sorted: [Int32], _ permille: Int32) -> Int32? {
    let n = Int64(sorted.count)
    let rank = ((n + 1) * Int64(1000 - permille) + 999) / 1000
    guard rank >= 1, rank <= n else { return nil }
    return sorted[Int(rank) - 1]
  }

  public func outcome(of inspection: Inspection) -> Outcome { outcome(worst: inspection.worst) }

  /// - Parameter worst: an inspection's strongest finding, in thousandths.
  public func outcome(worst: Int32) -> Outcome {
    if worst > rejectAbove { return .reject }
    return worst > reviewAbove ? .review : .pass
  }
}
