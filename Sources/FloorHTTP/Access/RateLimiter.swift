import Synchronization

/// How much a caller may ask: a bucket that fills steadily and holds so much at most.
struct RateLimit: Sendable, Equatable {
  /// Requests a second in the long run.
  var perSecond: Double
  /// Requests at once after a pause.
  var burst: Double
}

/// Counts requests by caller. Its memory is bounded: whoever comes when it is full shares one bucket with the others who do.
final class RateLimiter: Sendable {
  /// Callers that are told apart.
  static let keys = 4_096

  private struct Bucket {
    var level: Double
    var filled: ContinuousClock.Instant
  }

  private let buckets = Mutex<[String: Bucket]>([:])

  /// - Returns: nil when the request may be made; otherwise how long to wait.
  func delay(_ key: String, _ limit: RateLimit, at now: ContinuousClock.Instant = .now) -> Duration? {
    buckets.withLock { buckets in
      var key = key
      if buckets[key] == nil, buckets.count >= Self.keys {
        // A bucket that is full again says nothing that a new one would not.
        buckets = buckets.filter { Self.level($0.value, limit, now) < limit.burst }
        if buckets.count >= Self.keys { key = "" }
      }
      var level = buckets[key].map { Self.level($0, limit, now) } ?? limit.burst
      defer { buckets[key] = Bucket(level: level, filled: now) }
      guard level >= 1 else { return .seconds((1 - level) / limit.perSecond) }
      level -= 1
      return nil
    }
  }

  private static func level(_ bucket: Bucket, _ limit: RateLimit, _ now: ContinuousClock.Instant) -> Double {
    min(limit.burst, bucket.level + max(0, bucket.filled.duration(to: now) / .seconds(1)) * limit.perSecond)
  }
}
