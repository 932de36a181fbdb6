/// What the holder of a token may do. Each role includes those below it; planners and engineers stand side by side.
public enum AccessRole: String, CaseIterable, Sendable, Comparable {
  /// Sees everything, changes nothing.
  case viewer
  /// Answers reviews, pauses, withdraws and acknowledges.
  case `operator`
  /// Sends velocity and orders.
  case planner
  /// Sends velocity and orders.
  case engineer
  case admin

  var rank: Int {
    switch self {
    case .viewer: 0
    case .operator: 1
    case .planner, .engineer: 2
    case .admin: 3
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}

/// A bearer token. Its name goes into the journal with what its holder does.
public struct AccessToken: Sendable {
  /// Bytes that a token has at least: below that it can be guessed.
  public static let shortest = 16

  public var name: String
  public var role: AccessRole
  let secret: [UInt8]

  /// - Returns: nil when the token has fewer than `shortest` bytes or the name is empty.
  public init?(name: String, role: AccessRole, token: String) {
    let secret = Array(token.utf8)
    guard secret.count >= Self.shortest, !name.isEmpty else { return nil }
    self.name = name
    self.role = role
    self.secret = secret
  }
}

/// Who asks.
struct Caller: Sendable {
  var name: String
  var role: AccessRole
}

/// All tokens that open the door.
struct TokenBook: Sendable {
  let tokens: [AccessToken]

  /// Looks at every byte of every token whatever is presented, so that the time taken says nothing about how near a
  /// guess is.
  func caller(presenting text: Substring) -> Caller? {
    let presented = Array(text.utf8)
    var found: Caller?
    for token in tokens {
      if Self.equal(token.secret, presented) { found = Caller(name: token.name, role: token.role) }
    }
    return found
  }

  static func equal(_ secret: [UInt8], _ presented: [UInt8]) -> Bool {
    var difference = secret.count ^ presented.count
    for index in secret.indices {
      difference |= Int(secret[index] ^ (index < presented.count ? presented[index] : 0))
    }
    return difference == 0
  }
}
