import FloorModel

/// A box of a site, and how the units of one key lie in it.
public struct PackedUnits: Equatable, Sendable, Codable {
  /// Index into the site's boxes.
  public var box: Int32
  /// One a unit, in packing order; none: the packer is to find them.
  public var placements: [Placement]

  public init(box: Int32, placements: [Placement] = []) {
    self.box = box
    self.placements = placements
  }
}

/// A decision on its way into a book: what was decided for how many units of a product, on what was known of it then.
public struct MadeDecision: Equatable, Sendable, Codable {
  public var key: DecisionBook.Key
  public var decision: PackageDecision
  public var profile: ProductProfile
  public var fit: PackedUnits?

  public init(key: DecisionBook.Key, decision: PackageDecision, profile: ProductProfile, fit: PackedUnits?) {
    self.key = key
    self.decision = decision
    self.profile = profile
    self.fit = fit
  }
}
