public import Foundation

/// The text of `Config/mosquitto.conf`, with `{{words}}` to fill in.
public struct BrokerTemplate: Sendable {
  public let text: String

  public init(text: String) {
    self.text = text
  }

  /// Reads `Config/mosquitto.conf` in the given directory or the nearest one above it.
  public static func find(from directory: URL) throws(BrokerError) -> BrokerTemplate {
    var place = directory.standardizedFileURL
    while true {
      let file = place.appendingPathComponent("Config/mosquitto.conf")
      if let text = try? String(contentsOf: file, encoding: .utf8) { return BrokerTemplate(text: text) }
      let above = place.deletingLastPathComponent().standardizedFileURL
      guard above.path != place.path, place.path != "/" else { throw .missingTemplate(from: directory.path) }
      place = above
    }
  }

  /// Fills in every word; each must occur, and no other may.
  func fill(_ words: [(word: String, value: String)]) throws(BrokerError) -> String {
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
