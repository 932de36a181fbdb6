public import FloorCore
public import FloorModel

/// Stands in for the cameras and the vision of a tunnel in a simulated shift: findings drawn from measured frequencies.
public struct SimulatedDetector: Sendable {
  /// Of units with a defect, the share that is flagged for certain and the share that is doubted; the rest passes.
  public var caught = 0.86
  public var doubted = 0.10
  /// Of good units, the share that is doubted, and the share that is flagged.
  public var falselyDoubted = 0.010
  public var falselyCaught = 0.002
  /// From frames to findings.
  public var time = Span.milliseconds(220)

  public init() {}

  /// - Parameter draw: uniform in [0, 1).
  public func inspect(defect: FindingKind?, size: Size3, gtin: String, draw: Double) -> Inspection {
    let measured: Size3? = size
    let read: String? = defect == .missingLabel || gtin.isEmpty ? nil : gtin
    if let defect {
      if draw < caught {
        return Inspection(findings: [Finding(kind: defect, permille: 960)], measured: measured, gtin: read)
      }
      if draw < caught + doubted {
        return Inspection(findings: [Finding(kind: defect, permille: 600)], measured: measured, gtin: read)
      }
      return Inspection(findings: [], measured: measured, gtin: read)
    }
    if draw < falselyCaught {
      return Inspection(findings: [Finding(kind: .dent, permille: 900)], measured: measured, gtin: read)
    }
    if draw < falselyCaught + falselyDoubted {
      return Inspection(findings: [Finding(kind: .stain, permille: 500)], measured: measured, gtin: read)
    }
    return Inspection(findings: [], measured: measured, gtin: read)
  }
}
