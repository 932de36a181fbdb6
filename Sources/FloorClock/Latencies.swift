/// How long something took, many times: counts in buckets that are 1/16 of their value wide, so that a quantile is never
/// wrong by more than 6 %. A thousand buckets hold everything from a nanosecond to a century.
public struct Latencies: Sendable {
  private static let stepBits = 4
  private static let steps = 1 << stepBits

  private var buckets = Array(repeating: UInt64(0), count: 64 * steps)
  public private(set) var count: UInt64 = 0

  public init() {}

  public mutating func note(nanoseconds: UInt64) {
    buckets[Self.bucket(of: nanoseconds)] += 1
    count += 1
  }

  /// Seconds that the given share of all did not take longer than: the middle of the bucket in which that one lies. 0 when
  /// nothing was noted.
  public func quantile(_ share: Double) -> Double {
    let rank = UInt64((share * Double(count)).rounded(.up))
    var seen: UInt64 = 0
    for bucket in buckets.indices {
      seen += buckets[bucket]
      if seen >= max(1, rank) { return (Self.lower(bucket) + Self.lower(bucket + 1)) / 2e9 }
    }
    return 0
  }

  private static func bucket(of value: UInt64) -> Int {
    guard value >= steps else { return Int(value) }
    let magnitude = 63 - value.leadingZeroBitCount
    let step = Int(value >> UInt64(magnitude - stepBits)) & (steps - 1)
    return (magnitude - stepBits + 1) * steps + step
  }

  /// The least value that falls into a bucket. A whole number, which a `Double` holds without loss: it has few digits.
  private static func lower(_ bucket: Int) -> Double {
    guard bucket >= steps else { return Double(bucket) }
    return Double(sign: .plus, exponent: bucket / steps - 1, significand: Double(steps + bucket % steps))
  }
}
