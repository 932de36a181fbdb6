import Foundation

/// What the twins' process must know: where the broker and the daemon are, and how every device shows who it is. Mode 0600.
struct TwinSettings: Codable, Sendable {
  var host: String
  var port: UInt16
  /// Passwords by device name; a device's user name is its name.
  var passwords: [String: String]
  /// Directory of the authority that has issued every device's certificate; nil: they have passwords.
  var authority: String?
  var daemon: String
  /// For the customers' orders and the person at the review desk.
  var token: String
  /// Seconds from one state of a drive unit to the next when nothing happens; nil: the twin's own.
  var stateSeconds: Double?

  func write(to path: String) throws { try PrivateFile.write(self, to: path) }

  static func read(_ path: String) throws -> TwinSettings {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// What the twins know of reality at the end, to hold the books against.
struct Reality: Codable, Sendable {
  var phantoms: Int64
  /// Units by bin name and SKU code, owner and lot: `bin|sku|owner|lot`.
  var bins: [String: Int32]
  var shipped: Int64
  var held: Int64
  /// Parcels that fell into a chute more than once.
  var doubled: Int
  /// Times at which two drive units stood in one cell.
  var collisions: Int
  /// Orders that drive units were told, and states that they sent.
  var orders: Int
  var states: Int
}
