/// A version of VDA 5050: only what differs between versions in the fields that Drover uses.
///
/// All versions share one set of message types. A new version is one more value here; the names of its fields are all that
/// `State` and `Visualization` ask of it.
struct Dialect: Sendable {
  /// Sent in headers.
  let version: String
  let position: WireKey
  let positionInitialized: WireKey
  let battery: WireKey
  let batteryCharge: WireKey
  let emergencyStop: WireKey

  static let v2 = Dialect(
    version: "2.1.0", position: "agvPosition", positionInitialized: "positionInitialized", battery: "batteryState",
    batteryCharge: "batteryCharge", emergencyStop: "eStop")

  /// Whether Drover speaks a version, without making a dialect of it.
  static func knows(_ version: String) -> Bool { version == v2.version || Dialect(version: version) != nil }

  /// The dialect of a header's version; nil when Drover does not speak it. A blank version counts as the topic's, 2.
  init?(version: String) {
    guard version.isEmpty || IDReader.read(version, { $0.number() }) == 2 else { return nil }
    self = .v2
  }

  private init(
    version: String, position: WireKey, positionInitialized: WireKey, battery: WireKey, batteryCharge: WireKey,
    emergencyStop: WireKey
  ) {
    self.version = version
    self.position = position
    self.positionInitialized = positionInitialized
    self.battery = battery
    self.batteryCharge = batteryCharge
    self.emergencyStop = emergencyStop
  }
}

/// A field's name.
struct WireKey: CodingKey, ExpressibleByStringLiteral, Sendable {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringLiteral value: String) { stringValue = value }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer {
  /// A list that is missing or null counts as empty: vehicles leave out what they have nothing to say in.
  func list<Element: Decodable>(_ key: Key) throws -> [Element] {
    try decodeIfPresent([Element].self, forKey: key) ?? []
  }

  /// A text that is missing or null counts as empty.
  func text(_ key: Key) throws -> String { try decodeIfPresent(String.self, forKey: key) ?? "" }

  /// A word that is missing, null or not known counts as `fallback`.
  func word<Word: RawRepresentable<String>>(_ key: Key, else fallback: Word) throws -> Word {
    try decodeIfPresent(String.self, forKey: key).flatMap { Word(rawValue: $0) } ?? fallback
  }
}
