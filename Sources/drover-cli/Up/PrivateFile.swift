import Foundation

/// A JSON file that only its owner can read.
enum PrivateFile {
  static func write(_ value: some Encodable, to path: String) throws {
    let data = try JSONEncoder().encode(value)
    guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600]) else {
      throw RigFault(description: "\(path) cannot be written")
    }
  }
}
