/// How a subscriber knows that a call is ours, fresh and whole: an HMAC over the time and the body, with a secret that only
/// the two know.
public enum WebhookSignature {
  public static let header = "Drover-Signature"
  /// Seconds by which a call may be late, or a clock be wrong, before a subscriber should refuse it.
  public static let tolerance: Int64 = 300
  /// Bytes that a secret has at least.
  public static let shortestSecret = 16

  /// - Parameter seconds: since 1970-01-01T00:00:00Z.
  /// - Returns: `t=<seconds>,v1=<64 hex digits>`.
  public static func sign(_ body: some Collection<UInt8>, at seconds: Int64, secret: String) -> String {
    "t=\(seconds),v1=\(code(body, seconds, secret))"
  }

  /// Whether a header belongs to a body. Looks at every digit whatever it finds, so that the time taken tells nothing.
  public static func verify(_ header: String, _ body: some Collection<UInt8>, at now: Int64, secret: String) -> Bool {
    var parts: [Substring: Substring] = [:]
    for part in header.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { parts[pair[0]] = pair[1] }
    }
    guard let seconds = parts["t"].flatMap({ Int64($0) }), let given = parts["v1"],
      (now - tolerance...now + tolerance).contains(seconds)
    else { return false }
    let expected = Array(code(body, seconds, secret).utf8)
    let presented = Array(given.utf8)
    var difference = expected.count ^ presented.count
    for index in expected.indices {
      difference |= Int(expected[index] ^ (index < presented.count ? presented[index] : 0))
    }
    return difference == 0
  }

  private static func code(_ body: some Collection<UInt8>, _ seconds: Int64, _ secret: String) -> String {
    SHA256.hex(SHA256.authentication(of: Array("\(seconds).".utf8) + Array(body), key: secret.utf8))
  }
}

/// When a call that failed is made again.
public enum WebhookBackoff {
  /// Seconds between two attempts at most.
  public static let longest: Int64 = 300

  /// Seconds to wait after so many failures in a row: 1, 2, 4 … 256, 300. Nothing is given up: the feed waits.
  public static func delay(after failures: Int) -> Int64 {
    failures <= 0 ? 0 : failures > 9 ? longest : min(longest, 1 << Int64(failures - 1))
  }
}
