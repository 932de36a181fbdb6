/// Kinds of package in order of protection: a higher case protects better than a lower one.
public enum PackageKind: UInt8, Sendable, Codable, Worded, Comparable {
  case bag = 0
  case mailer = 1
  case padded = 2
  case wrap = 3
  case carton = 4
  /// A carton with dunnage on every side.
  case reinforced = 5

  /// Free space that dunnage takes on each side of the goods in a reinforced carton.
  public static let dunnage: Millimetres = 25
  /// Kinds that a box is bought as: what reinforces a carton is put in when it is packed.
  public static let ofBoxes = allCases.filter { $0 != .reinforced }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  public var code: String {
    switch self {
    case .bag: "bag"
    case .mailer: "mailer"
    case .padded: "padded"
    case .wrap: "wrap"
    case .carton: "carton"
    case .reinforced: "reinforced"
    }
  }

  /// The kind of a rank of protection, from 0; beyond the ranks that there are the most protective.
  public init(rank: Int32) { self = UInt8(exactly: rank).flatMap { PackageKind(rawValue: $0) } ?? .reinforced }
}
