import FloorMQTT
import Foundation

/// What a daemon must know that is not in the site file: where the broker is and the secrets. A JSON file of mode 0600, so
/// that no secret is ever on a command line or in an environment.
struct Settings: Codable, Sendable {
  struct Broker: Codable, Sendable {
    var host: String
    var port: UInt16
    var username: String
    var password: String
    var ca: String?
  }

  /// A bearer token and what its holder may do.
  struct Token: Codable, Sendable {
    var name: String
    var role: String
    var token: String
  }

  var broker: Broker
  var tokens: [Token]

  static func read(_ path: String) throws -> Settings {
    let url = URL(fileURLWithPath: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    if let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0 {
      throw SettingsFault(text: "\(path) can be read by others; run: chmod 600 \(path)")
    }
    return try JSONDecoder().decode(Settings.self, from: Data(contentsOf: url))
  }
}

struct SettingsFault: Error, CustomStringConvertible {
  var text: String
  var description: String { text }
}
