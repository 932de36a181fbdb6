import FloorModel

/// A version of VDA 5050: only what differs between versions in the fields that Drover uses.
///
/// All versions share one set of message types. A version is one value here: names of fields, words, and what it adds.
struct Dialect: Sendable {
  let version: VDA5050Version
  let position: WireKey
  let positionInitialized: WireKey
  let battery: WireKey
  let batteryCharge: WireKey
  let emergencyStop: WireKey
  /// The last will's word.
  let connectionBroken: String
  let teachIn: String
  /// Instant actions have a list of states of their own.
  let separatesInstantActions: Bool
  /// The schema of 2.0.0 asks for an `actionName` in instant actions, which its text does not know.
  let namesInstantActions: Bool
  /// Knows starting up, intervention, and four levels of errors.
  let hasFineWords: Bool
  /// The names of the factsheet's fields, where they are not those of 2.1.0.
  let factsheetNames: [String: WireKey]

  static let v2_0 = Dialect(.v2_0, namesInstantActions: true)
  static let v2_1 = Dialect(.v2_1, namesInstantActions: false)
  static let v3_0 = Dialect()

  static func of(_ version: VDA5050Version) -> Dialect {
    switch version {
    case .v2_0: v2_0
    case .v2_1: v2_1
    case .v3_0: v3_0
    }
  }

  /// The version that a header names; nil when Drover does not speak it. A blank one counts as 2.1.0.
  static func version(named text: String) -> VDA5050Version? {
    // Headers of our own making are by far the most.
    if text == VDA5050Version.v2_1.rawValue || text.isEmpty { return .v2_1 }
    switch IDReader.read(text, { $0.number() }) {
    case 2: return text.hasPrefix("2.0") ? .v2_0 : .v2_1
    case 3: return .v3_0
    default: return nil
    }
  }

  /// The first number of a version, which topics carry.
  static func major(_ version: VDA5050Version) -> Int { version == .v3_0 ? 3 : 2 }

  /// The dialect of a header's version; nil when Drover does not speak it.
  init?(version text: String) {
    guard let version = Self.version(named: text) else { return nil }
    self = .of(version)
  }

  func factsheetKey(_ name: String) -> WireKey { factsheetNames[name] ?? WireKey(stringValue: name) }

  /// Versions 2.
  private init(_ version: VDA5050Version, namesInstantActions: Bool) {
    self.version = version
    position = "agvPosition"
    positionInitialized = "positionInitialized"
    battery = "batteryState"
    batteryCharge = "batteryCharge"
    emergencyStop = "eStop"
    connectionBroken = "CONNECTIONBROKEN"
    teachIn = "TEACHIN"
    separatesInstantActions = false
    self.namesInstantActions = namesInstantActions
    hasFineWords = false
    factsheetNames = [:]
  }

  /// Version 3.0.0.
  private init() {
    version = .v3_0
    position = "mobileRobotPosition"
    positionInitialized = "localized"
    battery = "powerSupply"
    batteryCharge = "stateOfCharge"
    emergencyStop = "activeEmergencyStop"
    connectionBroken = "CONNECTION_BROKEN"
    teachIn = "TEACH_IN"
    separatesInstantActions = true
    namesInstantActions = false
    hasFineWords = true
    factsheetNames = [
      "agvKinematic": "mobileRobotKinematics", "agvClass": "mobileRobotClass", "maxLoadMass": "maximumLoadMass",
      "speedMin": "minimumSpeed", "speedMax": "maximumSpeed", "accelerationMax": "maximumAcceleration",
      "decelerationMax": "maximumDeceleration", "heightMin": "minimumHeight", "heightMax": "maximumHeight",
      "maxStringLens": "maximumStringLengths", "maxArrayLens": "maximumArrayLengths",
      "minOrderInterval": "minimumOrderInterval", "minStateInterval": "minimumStateInterval",
      "agvActions": "mobileRobotActions", "agvGeometry": "mobileRobotGeometry",
    ]
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
