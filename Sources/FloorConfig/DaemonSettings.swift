import Foundation

/// What a daemon must know that is not in the site file: where the broker is, and the secrets. A JSON file that only its
/// owner can read, so that no secret is ever on a command line or in an environment.
public struct DaemonSettings: Codable, Sendable {
  public struct Broker: Codable, Sendable {
    public var host: String
    public var port: UInt16
    public var username: String
    public var password: String
    /// File with the broker's certificate authority; nil: no TLS.
    public var ca: String?

    public init(host: String, port: UInt16, username: String, password: String, ca: String? = nil) {
      self.host = host
      self.port = port
      self.username = username
      self.password = password
      self.ca = ca
    }
  }

  /// A bearer token and what its holder may do.
  public struct Token: Codable, Sendable {
    public var name: String
    public var role: String
    public var token: String

    public init(name: String, role: String, token: String) {
      self.name = name
      self.role = role
      self.token = token
    }
  }

  public var broker: Broker
  public var httpPort: Int
  /// GS1's prefix of the company, 6 to 12 digits, under which feeds name places, totes and parcels; nil: the prefix that GS1
  /// keeps for demonstrations.
  public var gs1CompanyPrefix: String?
  public var tokens: [Token]

  public init(broker: Broker, httpPort: Int, tokens: [Token]) {
    self.broker = broker
    self.httpPort = httpPort
    self.tokens = tokens
  }

  /// - Throws: `SettingsFault` when others can read the file; what the file system or JSON says otherwise.
  public static func read(_ path: String) throws -> DaemonSettings {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    if let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0 {
      throw SettingsFault(description: "\(path) can be read by others; run: chmod 600 \(path)")
    }
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Writes the file so that nobody else can ever have read it.
  public func write(to path: String) throws {
    let data = try JSONEncoder().encode(self)
    guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600]) else {
      throw SettingsFault(description: "\(path) cannot be written; is its directory there, and yours?")
    }
  }
}

/// Settings that a daemon must not run with.
public struct SettingsFault: Error, CustomStringConvertible {
  public var description: String

  public init(description: String) { self.description = description }
}
