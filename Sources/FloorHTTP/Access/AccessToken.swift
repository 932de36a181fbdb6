import PlannerFeed

/// A bearer token, as far as the server knows it: who holds it, and the hash by which it is recognised.
public struct AccessToken: Sendable, Equatable {
  /// Bytes that a token has at least: below that it can be guessed.
  public static let shortest = 16

  /// Goes into the journal and the audit trail with what the holder does.
  public var name: String
  public var role: AccessRole
  /// Seconds since 1970 at which it ends; nil: never.
  public var expires: Int64?
  /// SHA-256 of the token.
  let hash: [UInt8]

  /// - Returns: nil when the token has fewer than `shortest` bytes or the name is empty.
  public init?(name: String, role: AccessRole, token: String, expires: Int64? = nil) {
    guard token.utf8.count >= Self.shortest, !name.isEmpty else { return nil }
    self.init(name: name, role: role, hash: SHA256.digest(Array(token.utf8)), expires: expires)
  }

  init(name: String, role: AccessRole, hash: [UInt8], expires: Int64?) {
    self.name = name
    self.role = role
    self.hash = hash
    self.expires = expires
  }
}

/// Who asks.
struct Caller: Sendable {
  var name: String
  var role: AccessRole
}

/// All tokens that open the door.
struct TokenBook: Sendable {
  enum Verdict {
    case caller(Caller)
    case expired
    case unknown
  }

  var tokens: [AccessToken] = []

  /// Looks at every byte of every hash whatever is presented, so that the time taken says nothing about how near a guess
  /// is.
  /// - Parameter now: seconds since 1970.
  func verdict(presenting text: Substring, at now: Int64) -> Verdict {
    let presented = SHA256.digest(Array(text.utf8))
    var found: AccessToken?
    for token in tokens where Self.equal(token.hash, presented) { found = token }
    guard let found else { return .unknown }
    if let end = found.expires, end <= now { return .expired }
    return .caller(Caller(name: found.name, role: found.role))
  }

  static func equal(_ hash: [UInt8], _ presented: [UInt8]) -> Bool {
    var difference = hash.count ^ presented.count
    for index in hash.indices {
      difference |= Int(hash[index] ^ (index < presented.count ? presented[index] : 0))
    }
    return difference == 0
  }
}
