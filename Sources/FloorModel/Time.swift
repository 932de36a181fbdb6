/// A point on the floor's own clock: milliseconds since the site's epoch.
///
/// The clock is monotonic; wall time is only a label that shells attach. Virtual time uses the same type.
public struct Instant: Hashable, Comparable, Sendable, Codable {
  public var milliseconds: Int64

  @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static let zero = Instant(milliseconds: 0)

  /// Seconds since the epoch, for people and for ratios.
  @inlinable public var seconds: Double { Double(milliseconds) / 1000 }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
  @inlinable public static func + (a: Self, b: Span) -> Self { Self(milliseconds: a.milliseconds + b.milliseconds) }
  @inlinable public static func - (a: Self, b: Span) -> Self { Self(milliseconds: a.milliseconds - b.milliseconds) }
  @inlinable public static func - (a: Self, b: Self) -> Span { Span(milliseconds: a.milliseconds - b.milliseconds) }

  public init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}

/// A length of time in milliseconds. (`Duration` is Swift's own and carries attoseconds; a floor needs none.)
public struct Span: Hashable, Comparable, Sendable, Codable {
  public var milliseconds: Int64

  @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static let zero = Span(milliseconds: 0)
  @inlinable public static func milliseconds(_ n: Int64) -> Span { Span(milliseconds: n) }
  @inlinable public static func seconds(_ n: Double) -> Span { Span(milliseconds: Int64((n * 1000).rounded())) }
  @inlinable public static func minutes(_ n: Double) -> Span { .seconds(n * 60) }
  @inlinable public static func hours(_ n: Double) -> Span { .seconds(n * 3600) }

  @inlinable public var seconds: Double { Double(milliseconds) / 1000 }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(milliseconds: a.milliseconds + b.milliseconds) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(milliseconds: a.milliseconds - b.milliseconds) }
  @inlinable public static func * (a: Self, b: Int64) -> Self { Self(milliseconds: a.milliseconds * b) }

  public init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}
