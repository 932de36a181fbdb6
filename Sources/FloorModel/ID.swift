/// A dense index of one kind of noun: the n-th SKU, bin or device of a site.
///
/// Hot state lies in arrays indexed by these, so an id costs four bytes and a lookup costs one add. Two kinds do not mix:
/// an `ID<SKU>` cannot be passed where an `ID<Bin>` is meant. Outside the core, things go by their names in the site file.
public struct ID<Noun>: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let raw: Int32

  @inlinable public init(_ index: Int) { raw = Int32(truncatingIfNeeded: index) }

  /// The index as Swift's collections want it.
  @inlinable public var index: Int { Int(raw) }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }

  public var description: String { "\(raw)" }
}

extension ID: Codable {
  public init(from decoder: any Decoder) throws {
    raw = try decoder.singleValueContainer().decode(Int32.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(raw)
  }
}
