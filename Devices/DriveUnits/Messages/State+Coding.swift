extension DriveUnits.State: Codable {
  /// Missing lists, ids and optionals are forgiven; a state without driving, mode or battery is not one.
  ///
  /// Of a version that Drover does not speak only the header is read: enough to say why it is refused.
  public init(from decoder: any Decoder) throws {
    self.init(header: try DriveUnits.Header(from: decoder))
    guard let dialect = Dialect(version: header.version) else { return }
    let container = try decoder.container(keyedBy: WireKey.self)
    orderID = try container.text("orderId")
    orderUpdateID = try container.decodeIfPresent(Int32.self, forKey: "orderUpdateId") ?? 0
    lastNodeID = try container.text("lastNodeId")
    lastNodeSequenceID = try container.decodeIfPresent(Int32.self, forKey: "lastNodeSequenceId") ?? 0
    nodeStates = try container.list("nodeStates")
    edgeStates = try container.list("edgeStates")
    driving = try container.decode(Bool.self, forKey: "driving")
    paused = try container.decodeIfPresent(Bool.self, forKey: "paused")
    newBaseRequest = try container.decodeIfPresent(Bool.self, forKey: "newBaseRequest")
    // A mode that is not known takes no orders from us.
    let mode = try container.decode(String.self, forKey: "operatingMode")
    operatingMode = mode == Dialect.v3_0.teachIn ? .teachIn : DriveUnits.OperatingMode(rawValue: mode) ?? .service
    position = try container.position(in: dialect)
    loads = try container.decodeIfPresent([DriveUnits.Load].self, forKey: "loads")
    actionStates = try container.list("actionStates")
    if dialect.separatesInstantActions { actionStates += try container.list("instantActionStates") }
    errors = try container.list("errors")
    battery = try DriveUnits.Battery(from: container.superDecoder(forKey: dialect.battery), in: dialect)
    if container.contains("safetyState"), try !container.decodeNil(forKey: "safetyState") {
      safety = try DriveUnits.Safety(from: container.superDecoder(forKey: "safetyState"), in: dialect)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    guard let dialect = Dialect(version: header.version) else { return }
    var container = encoder.container(keyedBy: WireKey.self)
    try container.encode(orderID, forKey: "orderId")
    try container.encode(orderUpdateID, forKey: "orderUpdateId")
    try container.encode(lastNodeID, forKey: "lastNodeId")
    try container.encode(lastNodeSequenceID, forKey: "lastNodeSequenceId")
    try container.encode(nodeStates, forKey: "nodeStates")
    try container.encode(edgeStates, forKey: "edgeStates")
    try container.encode(driving, forKey: "driving")
    try container.encodeIfPresent(paused, forKey: "paused")
    try container.encodeIfPresent(newBaseRequest, forKey: "newBaseRequest")
    try container.encode(operatingMode.word(in: dialect), forKey: "operatingMode")
    try position?.encode(to: container.superEncoder(forKey: dialect.position), in: dialect)
    try container.encodeIfPresent(loads, forKey: "loads")
    if dialect.separatesInstantActions {
      try container.encode(actionStates.filter { !$0.isInstant }, forKey: "actionStates")
      try container.encode(actionStates.filter(\.isInstant), forKey: "instantActionStates")
    } else {
      try container.encode(actionStates, forKey: "actionStates")
    }
    var list = container.nestedUnkeyedContainer(forKey: "errors")
    for error in errors { try error.encode(to: list.superEncoder(), in: dialect) }
    try battery.encode(to: container.superEncoder(forKey: dialect.battery), in: dialect)
    try safety.encode(to: container.superEncoder(forKey: "safetyState"), in: dialect)
  }
}

extension DriveUnits.OperatingMode {
  func word(in dialect: Dialect) -> String {
    switch self {
    case .automatic, .semiautomatic, .manual, .service: rawValue
    case .teachIn: dialect.teachIn
    case .startup: dialect.hasFineWords ? rawValue : Self.service.rawValue
    case .intervened: dialect.hasFineWords ? rawValue : Self.manual.rawValue
    }
  }
}

extension DriveUnits.ActionState {
  var isInstant: Bool { DriveUnits.ActionType.instant.contains(actionType ?? "") }
}

extension DriveUnits.ActionState: Codable {
  private enum CodingKeys: String, CodingKey {
    case actionID = "actionId"
    case actionType
    case status = "actionStatus"
  }

  /// PAUSED, RETRIABLE and words to come are stages between begun and done.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    actionID = try container.decode(String.self, forKey: .actionID)
    actionType = try container.decodeIfPresent(String.self, forKey: .actionType)
    status = Status(rawValue: try container.decode(String.self, forKey: .status)) ?? .running
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(actionID, forKey: .actionID)
    try container.encodeIfPresent(actionType, forKey: .actionType)
    try container.encode(status.rawValue, forKey: .status)
  }
}

extension DriveUnits.Battery {
  init(from decoder: any Decoder, in dialect: Dialect) throws {
    let container = try decoder.container(keyedBy: WireKey.self)
    charge = try container.decode(Double.self, forKey: dialect.batteryCharge)
    isCharging = try container.decodeIfPresent(Bool.self, forKey: "charging") ?? false
  }

  func encode(to encoder: any Encoder, in dialect: Dialect) throws {
    var container = encoder.container(keyedBy: WireKey.self)
    try container.encode(charge, forKey: dialect.batteryCharge)
    try container.encode(isCharging, forKey: "charging")
  }
}

extension DriveUnits.Fault: Decodable {
  private enum CodingKeys: String, CodingKey { case errorType, errorLevel, errorReferences, errorDescription }

  /// A level that is not known is taken seriously.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let word = try container.decode(String.self, forKey: .errorType)
    type = DriveUnits.FaultType.version3.first { $0.value == word }?.key ?? word
    level = try container.word(.errorLevel, else: .fatal)
    references = try container.list(.errorReferences)
    description = try container.decodeIfPresent(String.self, forKey: .errorDescription)
  }

  func encode(to encoder: any Encoder, in dialect: Dialect) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let word = dialect.hasFineWords ? DriveUnits.FaultType.version3.first { $0.key == type }?.value : nil
    try container.encode(word ?? type, forKey: .errorType)
    let known: Level =
      switch level {
      case .warning, .fatal: level
      case .urgent: dialect.hasFineWords ? level : .warning
      case .critical: dialect.hasFineWords ? level : .fatal
      }
    try container.encode(known.rawValue, forKey: .errorLevel)
    if !references.isEmpty { try container.encode(references, forKey: .errorReferences) }
    try container.encodeIfPresent(description, forKey: .errorDescription)
  }
}

extension DriveUnits.Fault.Reference: Codable {
  private enum CodingKeys: String, CodingKey {
    case key = "referenceKey"
    case value = "referenceValue"
  }

  /// Some vehicles write update ids as numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    key = try container.text(.key)
    if let number = try? container.decode(Int64.self, forKey: .value) {
      value = String(number)
    } else {
      value = try container.text(.value)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(key, forKey: .key)
    try container.encode(value, forKey: .value)
  }
}

extension DriveUnits.Safety {
  /// A stop that is not known is a stop.
  init(from decoder: any Decoder, in dialect: Dialect) throws {
    let container = try decoder.container(keyedBy: WireKey.self)
    let word = try container.decodeIfPresent(String.self, forKey: dialect.emergencyStop) ?? EmergencyStop.none.rawValue
    emergencyStop = EmergencyStop(rawValue: word) ?? .manual
    fieldViolation = try container.decodeIfPresent(Bool.self, forKey: "fieldViolation") ?? false
  }

  func encode(to encoder: any Encoder, in dialect: Dialect) throws {
    var container = encoder.container(keyedBy: WireKey.self)
    // Version 3 knows no stop that ends by itself.
    let known = emergencyStop == .autoAcknowledged && dialect.hasFineWords ? .manual : emergencyStop
    try container.encode(known.rawValue, forKey: dialect.emergencyStop)
    try container.encode(fieldViolation, forKey: "fieldViolation")
  }
}
