public import FloorModel
public import Foundation

/// Says exactly what in a vehicle's messages is not as VDA 5050 wants it.
///
/// The driver forgives most of it; another master may not, and a fault that is forgiven today is found here, not in an aisle.
public struct ConformanceCheck: Sendable {
  public struct Finding: Hashable, Sendable {
    public var topic: String
    /// The field, as a path; empty: the message as a whole.
    public var field: String
    public var fault: String

    public init(topic: String, field: String, fault: String) {
      self.topic = topic
      self.field = field
      self.fault = fault
    }
  }

  /// States are due at least so often.
  public static let stateInterval = Span.seconds(30)

  /// In the order in which they were found; each once.
  public private(set) var findings: [Finding] = []
  /// Messages seen, by topic.
  public private(set) var seen: [String: Int] = [:]
  private let dialect: Dialect
  private let manufacturer: String
  private let serialNumber: String
  private var known: Set<Finding> = []
  private var headerIDs: [String: Int64] = [:]
  private var lastState: Instant?

  public init(device: Device) {
    let place = DriveUnits.place(of: device)
    dialect = .of(place.version)
    manufacturer = place.manufacturer
    serialNumber = device.name
  }

  public mutating func note(_ topic: String, _ field: String, _ fault: String) {
    let finding = Finding(topic: topic, field: field, fault: fault)
    guard known.insert(finding).inserted else { return }
    findings.append(finding)
  }

  /// Takes a message as the broker delivered it.
  public mutating func take(topic: String, payload: Data, qos: UInt8, retained: Bool, at now: Instant) {
    seen[topic, default: 0] += 1
    guard let object = try? JSONSerialization.jsonObject(with: payload) as? [String: Any] else {
      return note(topic, "", "is no JSON object")
    }
    checkHeader(topic, object, isOld: retained)
    if topic == DriveUnits.Topic.connection, qos != 1 { note(topic, "", "comes with QoS \(qos), not 1") }
    if topic != DriveUnits.Topic.connection, qos > 0 { note(topic, "", "comes with QoS \(qos), not 0") }
    for rule in FieldRule.rules(for: topic, in: dialect) { check(rule, topic, object) }
    guard topic == DriveUnits.Topic.state else { return }
    if let lastState, now - lastState > Self.stateInterval {
      note(topic, "", "came \(Int((now - lastState).seconds)) s after the one before; 30 s is the limit")
    }
    lastState = now
  }

  private mutating func checkHeader(_ topic: String, _ object: [String: Any], isOld: Bool) {
    let version = object["version"] as? String ?? ""
    if version != dialect.version.rawValue {
      note(topic, "version", "is '\(version)', the site file says \(dialect.version.rawValue)")
    }
    if object["manufacturer"] as? String != manufacturer { note(topic, "manufacturer", "is not the topic's") }
    if object["serialNumber"] as? String != serialNumber { note(topic, "serialNumber", "is not the topic's") }
    if let stamp = object["timestamp"] as? String {
      if StationTime(stamp) == nil {
        note(topic, "timestamp", "'\(stamp.prefix(40))' is no ISO 8601 time")
      } else if !stamp.hasSuffix("Z") {
        note(topic, "timestamp", "'\(stamp.prefix(40))' is not in UTC with a Z")
      }
    }
    guard let id = (object["headerId"] as? NSNumber)?.int64Value, !isOld else { return }
    if let last = headerIDs[topic], id <= last { note(topic, "headerId", "went from \(last) to \(id)") }
    headerIDs[topic] = id
  }

  private mutating func check(_ rule: FieldRule, _ topic: String, _ object: [String: Any]) {
    var values: [Any] = [object]
    for (depth, part) in rule.path.enumerated() {
      let isLast = depth == rule.path.count - 1
      values = values.flatMap { value -> [Any] in
        let holders = value as? [Any] ?? [value]
        return holders.compactMap { holder in
          guard let fields = holder as? [String: Any] else { return nil }
          if let found = fields[part], !(found is NSNull) { return found }
          if isLast, rule.isRequired { note(topic, rule.name, fields[part] == nil ? "is missing" : "is null") }
          return nil
        }
      }
    }
    for value in values where !rule.kind.fits(value) { note(topic, rule.name, "is not \(rule.kind.name)") }
  }
}

/// What a field must be.
struct FieldRule: Sendable {
  enum Kind: Sendable {
    case text
    case number
    case count
    case flag
    case list
    case object
    case word([String])

    var name: String {
      switch self {
      case .text: "text"
      case .number: "a number"
      case .count: "a whole number of at least 0"
      case .flag: "true or false"
      case .list: "a list"
      case .object: "an object"
      case .word(let words): "one of \(words.joined(separator: ", "))"
      }
    }

    func fits(_ value: Any) -> Bool {
      switch self {
      case .text: return value is String
      case .number: return !Self.isFlag(value) && (value as? NSNumber).map { $0.doubleValue.isFinite } == true
      case .count:
        guard !Self.isFlag(value), let number = (value as? NSNumber)?.doubleValue else { return false }
        return number >= 0 && number == number.rounded()
      case .flag: return Self.isFlag(value)
      case .list: return value is [Any]
      case .object: return value is [String: Any]
      case .word(let words): return (value as? String).map { words.contains($0) } == true
      }
    }

    /// JSON's true and false come as numbers, too.
    private static func isFlag(_ value: Any) -> Bool {
      if type(of: value) == Bool.self { return true }
      guard let number = value as? NSNumber else { return false }
      return ["c", "B"].contains(String(cString: number.objCType))
    }
  }

  let path: [String]
  let kind: Kind
  let isRequired: Bool

  var name: String { path.joined(separator: ".") }

  private init(_ path: String, _ kind: Kind, optional: Bool = false) {
    self.path = path.split(separator: ".").map(String.init)
    self.kind = kind
    isRequired = !optional
  }

  /// The fields that the standard requires of a vehicle, and some that Drover needs.
  static func rules(for topic: String, in dialect: Dialect) -> [FieldRule] {
    let header = [
      FieldRule("headerId", .count), FieldRule("timestamp", .text), FieldRule("version", .text),
      FieldRule("manufacturer", .text), FieldRule("serialNumber", .text),
    ]
    switch topic {
    case DriveUnits.Topic.state: return header + state(dialect)
    case DriveUnits.Topic.connection:
      let words = ["ONLINE", "OFFLINE", dialect.connectionBroken] + (dialect.hasFineWords ? ["HIBERNATING"] : [])
      return header + [FieldRule("connectionState", .word(words))]
    case DriveUnits.Topic.factsheet: return header + factsheet(dialect)
    default: return header
    }
  }

  private static func state(_ dialect: Dialect) -> [FieldRule] {
    let position = dialect.position.stringValue
    let battery = dialect.battery.stringValue
    let statuses = ["WAITING", "INITIALIZING", "RUNNING", "PAUSED", "FINISHED", "FAILED"]
    let modes = ["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL", "SERVICE", dialect.teachIn]
    var rules = [
      FieldRule("orderId", .text), FieldRule("orderUpdateId", .count), FieldRule("lastNodeId", .text),
      FieldRule("lastNodeSequenceId", .count), FieldRule("nodeStates", .list), FieldRule("nodeStates.nodeId", .text),
      FieldRule("nodeStates.sequenceId", .count), FieldRule("nodeStates.released", .flag),
      FieldRule("edgeStates", .list),
      FieldRule("edgeStates.edgeId", .text), FieldRule("edgeStates.sequenceId", .count),
      FieldRule("edgeStates.released", .flag), FieldRule("driving", .flag), FieldRule("actionStates", .list),
      FieldRule("actionStates.actionId", .text),
      FieldRule("actionStates.actionStatus", .word(statuses + (dialect.hasFineWords ? ["RETRIABLE"] : []))),
      FieldRule("operatingMode", .word(modes + (dialect.hasFineWords ? ["STARTUP", "INTERVENED"] : []))),
      FieldRule("errors", .list), FieldRule("errors.errorType", .text),
      FieldRule(
        "errors.errorLevel", .word(["WARNING", "FATAL"] + (dialect.hasFineWords ? ["URGENT", "CRITICAL"] : []))),
      FieldRule("safetyState", .object), FieldRule("safetyState.fieldViolation", .flag),
      FieldRule(
        "safetyState.\(dialect.emergencyStop.stringValue)",
        .word(["MANUAL", "REMOTE", "NONE"] + (dialect.hasFineWords ? [] : ["AUTOACK"]))),
      FieldRule(battery, .object), FieldRule("\(battery).\(dialect.batteryCharge.stringValue)", .number),
      FieldRule("\(battery).charging", .flag), FieldRule(position, .object, optional: true),
      FieldRule("\(position).\(dialect.positionInitialized.stringValue)", .flag),
    ]
    for name in ["x", "y", "theta"] { rules.append(FieldRule("\(position).\(name)", .number)) }
    rules.append(FieldRule("\(position).mapId", .text))
    if dialect.separatesInstantActions { rules.append(FieldRule("instantActionStates", .list)) }
    return rules
  }

  private static func factsheet(_ dialect: Dialect) -> [FieldRule] {
    func name(_ parts: String...) -> String {
      parts.map { dialect.factsheetKey($0).stringValue }.joined(separator: ".")
    }
    return [
      FieldRule("typeSpecification", .object), FieldRule("typeSpecification.seriesName", .text),
      FieldRule(name("typeSpecification", "agvKinematic"), .text), FieldRule("physicalParameters", .object),
      FieldRule(name("physicalParameters", "speedMax"), .number),
      FieldRule(name("physicalParameters", "width"), .number),
      FieldRule(name("physicalParameters", "length"), .number), FieldRule("protocolLimits", .object),
      FieldRule("protocolFeatures", .object), FieldRule(name("protocolFeatures", "agvActions"), .list),
      FieldRule("loadSpecification", .object), FieldRule(name("agvGeometry"), .object),
    ]
  }
}
