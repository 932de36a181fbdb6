import Foundation
import PlannerFeed

/// The tokens of a daemon in a file of mode 0600: names, roles, ends and hashes. The tokens themselves are nowhere.
public struct TokenFile: Codable, Sendable {
  /// Tokens in one file at most: every request is compared with all of them.
  public static let limit = 1_000

  public struct Entry: Codable, Sendable {
    public var name: String
    public var role: String
    /// SHA-256 of the token, in hexadecimal.
    public var sha256: String
    /// Seconds since 1970.
    public var created: Int64
    /// Seconds since 1970 at which it ends; nil: never.
    public var expires: Int64?
  }

  public private(set) var tokens: [Entry] = []

  public init() {}

  /// - Throws: `TokenFault` when others can read the file, or it is not what this program has written.
  public static func read(_ path: String) throws -> TokenFile {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    if let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0 {
      throw TokenFault(description: "\(path) can be read by others; run: chmod 600 \(path)")
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    guard let file = try? JSONDecoder().decode(TokenFile.self, from: data), file.tokens.count <= limit else {
      throw TokenFault(description: "\(path) is no file of tokens; make one with: drover token create")
    }
    _ = try file.accessTokens()
    return file
  }

  /// Replaces the file at once, so that a daemon that reads it meanwhile finds the old or the new one whole.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let new = path + ".new"
    try? FileManager.default.removeItem(atPath: new)
    let attributes = [FileAttributeKey.posixPermissions: 0o600]
    guard FileManager.default.createFile(atPath: new, contents: try encoder.encode(self), attributes: attributes),
      rename(new, path) == 0
    else { throw TokenFault(description: "\(path) cannot be written; is its directory there, and yours?") }
  }

  /// Adds a token of 256 random bits.
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - expires: seconds since 1970; nil: never.
  /// - Returns: the token, which nobody can ever read again.
  public mutating func create(name: String, role: AccessRole, now: Int64, expires: Int64?) throws -> String {
    guard Self.isName(name) else {
      throw TokenFault(description: "a token's name has 1 to 64 letters, digits, dots, hyphens, underscores or @")
    }
    guard !tokens.contains(where: { $0.name == name }) else {
      throw TokenFault(description: "there is a token of \(name) already; revoke it first")
    }
    guard tokens.count < Self.limit else { throw TokenFault(description: "there are \(Self.limit) tokens already") }
    var system = SystemRandomNumberGenerator()
    let token = "drv_" + SHA256.hex((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &system) })
    let hash = SHA256.hex(SHA256.digest(Array(token.utf8)))
    tokens.append(Entry(name: name, role: role.rawValue, sha256: hash, created: now, expires: expires))
    return token
  }

  /// - Returns: whether there was one.
  public mutating func revoke(name: String) -> Bool {
    let before = tokens.count
    tokens.removeAll { $0.name == name }
    return tokens.count < before
  }

  func accessTokens() throws -> [AccessToken] {
    try tokens.map { entry in
      guard let role = AccessRole(rawValue: entry.role), let hash = Self.bytes(entry.sha256), hash.count == 32,
        Self.isName(entry.name)
      else { throw TokenFault(description: "the token of '\(entry.name.prefix(64))' has no valid name, role or hash") }
      return AccessToken(name: entry.name, role: role, hash: hash, expires: entry.expires)
    }
  }

  private static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x40, 0x5F: true
        default: false
        }
      }
  }

  private static func bytes(_ hex: String) -> [UInt8]? {
    let digits = hex.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
    guard digits.count == hex.utf8.count, digits.count % 2 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// Why tokens cannot be used.
public struct TokenFault: Error, CustomStringConvertible {
  public var description: String
}
