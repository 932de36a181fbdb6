public import Foundation

/// The broker's settings in `Config/`, with `{{words}}` to fill in.
public struct BrokerTemplate: Sendable {
  /// `mosquitto.conf`: what holds for every broker.
  public var text: String
  /// `mosquitto-passwords.conf`: everybody has a password.
  public var passwords: String
  /// `mosquitto-certificates.conf`: everybody has a certificate.
  public var certificates: String

  public init(text: String, passwords: String, certificates: String) {
    self.text = text
    self.passwords = passwords
    self.certificates = certificates
  }

  /// Reads `Config/mosquitto*.conf` in the given directory or the nearest one above it.
  public static func find(from directory: URL) throws(BrokerError) -> BrokerTemplate {
    var place = directory.standardizedFileURL
    while true {
      let folder = place.appendingPathComponent("Config")
      let texts = ["mosquitto.conf", "mosquitto-passwords.conf", "mosquitto-certificates.conf"].compactMap {
        try? String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
      }
      if texts.count == 3 { return BrokerTemplate(text: texts[0], passwords: texts[1], certificates: texts[2]) }
      let above = place.deletingLastPathComponent().standardizedFileURL
      guard above.path != place.path, place.path != "/" else { throw .missingTemplate(from: directory.path) }
      place = above
    }
  }

  /// The lines by which a broker knows its users by their certificates; all are paths.
  func identity(authority: String, certificate: String, key: String, revoked: String) throws(BrokerError) -> String {
    try Self.fill(
      certificates,
      [("authority", authority), ("certificate", certificate), ("key", key), ("revoked", revoked)])
  }

  /// Fills in every word; each must occur, and no other may.
  static func fill(_ text: String, _ words: [(word: String, value: String)]) throws(BrokerError) -> String {
    var filled = text
    for (word, value) in words {
      guard filled.contains("{{\(word)}}") else { throw .badTemplate(reason: "{{\(word)}} is missing") }
      guard !value.contains(where: \.isNewline) else { throw .badTemplate(reason: "a line break in \(word)") }
      filled = filled.replacingOccurrences(of: "{{\(word)}}", with: value)
    }
    if let open = filled.range(of: "{{") {
      let line = filled[open.lowerBound...].prefix { !$0.isNewline }
      throw .badTemplate(reason: "nobody knows \(line)")
    }
    return filled
  }
}
