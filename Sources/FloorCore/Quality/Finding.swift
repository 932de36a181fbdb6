public import FloorModel

/// What an inspection can hold against an item.
public enum FindingKind: UInt8, CaseIterable, Sendable, Codable {
  case dent = 0
  case crush = 1
  case tear = 2
  case stain = 3
  case openFlap = 4
  case missingLabel = 5
  case wrongColour = 6
  case wrongSize = 7
  /// Its barcode or its looks are another product's.
  case wrongItem = 8
  /// The frame could not be judged: truncated, over-exposed, nothing in it.
  case unreadableFrame = 9
  /// There is no golden reference to compare with.
  case noReference = 10

  /// Whether it says something of the item, and not only that the machine could not judge it.
  public var concernsItem: Bool { self != .unreadableFrame && self != .noReference }
}

/// A part of a frame, in pixels from its upper left corner.
public struct Region: Hashable, Sendable, Codable {
  public var x: Int32
  public var y: Int32
  public var width: Int32
  public var height: Int32

  public init(x: Int32, y: Int32, width: Int32, height: Int32) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// One thing that an inspection found.
public struct Finding: Hashable, Sendable, Codable {
  public var kind: FindingKind
  /// Probability that the finding is real, in thousandths (integers keep traces equal on every machine).
  public var permille: Int32
  /// Which camera's frame, from 0.
  public var view: Int32
  public var region: Region?

  public init(kind: FindingKind, permille: Int32, view: Int32 = 0, region: Region? = nil) {
    self.kind = kind
    self.permille = permille
    self.view = view
    self.region = region
  }
}

/// What an inspection says of one item.
public struct Inspection: Hashable, Sendable, Codable {
  public var findings: [Finding]
  /// Measured extents, where the views allow it.
  public var measured: Size3?
  /// The GTIN that was read, or nil: never a guess.
  public var gtin: String?
  /// What each check says by itself, ascending by check; nil from a detector that does not tell. `findings` is what they
  /// come to together.
  public var checks: [CheckScore]?

  public init(findings: [Finding], measured: Size3? = nil, gtin: String? = nil, checks: [CheckScore]? = nil) {
    self.findings = findings
    self.measured = measured
    self.gtin = gtin
    self.checks = checks
  }

  private enum CodingKeys: CodingKey { case findings, measured, gtin, checks }

  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(findings, forKey: .findings)
    try box.encodeIfPresent(measured, forKey: .measured)
    try box.encodeIfPresent(gtin, forKey: .gtin)
    // Written only where there are any: what has none is in the journal as it was before there were checks.
    if checks != nil { try box.encodeIfPresent(checks, forKey: .checks) }
  }

  /// The strongest finding's probability in thousandths; 0 when nothing was found.
  public var worst: Int32 { findings.map(\.permille).max() ?? 0 }

  /// The strongest of the findings that concern the item, in thousandths.
  public var against: Int32 { findings.lazy.filter(\.kind.concernsItem).map(\.permille).max() ?? 0 }
  /// Whether a view could not be judged: then the others cannot let the item pass.
  public var isIncomplete: Bool { findings.contains { !$0.kind.concernsItem } }
}
