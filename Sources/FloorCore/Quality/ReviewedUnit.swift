public import FloorModel

/// A unit that a person has judged, with what the cameras showed: what the judge learns from, and what a new product is
/// enrolled from. Lies in `answers/<plate>/` of the golden frames' directory: `answer.json` and `<view>.jpg`.
public struct ReviewedUnit: Codable, Sendable, Equatable {
  public var plate: String
  public var sku: SKU
  /// What the person saw; nil: the unit is good.
  public var truth: FindingKind?
  public var reviewer: String
  /// The machine's strongest finding against the unit, in thousandths.
  public var machine: Int32

  public init(plate: String, sku: SKU, truth: FindingKind?, reviewer: String, machine: Int32) {
    self.plate = plate
    self.sku = sku
    self.truth = truth
    self.reviewer = reviewer
    self.machine = machine
  }
}
