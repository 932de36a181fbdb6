extension DriveUnits {
  /// Something that a vehicle does at a node, or at once.
  public struct Action: Equatable, Sendable {
    public var actionType: String
    /// Names the action in the vehicle's state; never used for another one.
    public var actionID: String
    public var blockingType: BlockingType
    public var parameters: [Parameter]

    public struct Parameter: Equatable, Sendable, Codable {
      public var key: String
      public var value: ParameterValue

      public init(_ key: String, _ value: ParameterValue) {
        self.key = key
        self.value = value
      }
    }

    public init(
      _ actionType: String, id: String, blockingType: BlockingType = .hard, parameters: [Parameter] = []
    ) {
      self.actionType = actionType
      actionID = id
      self.blockingType = blockingType
      self.parameters = parameters
    }

    /// The text of a parameter; nil when it is not there or no text.
    public func text(_ key: String) -> String? {
      guard case .text(let text)? = parameters.first(where: { $0.key == key })?.value else { return nil }
      return text
    }
  }

  /// What a vehicle may do beside an action: anything, anything but driving, nothing.
  public enum BlockingType: String, Sendable {
    case none = "NONE"
    case soft = "SOFT"
    case hard = "HARD"
  }

  /// Any JSON value but null.
  public enum ParameterValue: Equatable, Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([ParameterValue])
    case object([String: ParameterValue])
  }

  /// The words of actions that Drover uses.
  public enum ActionType {
    public static let pick = "pick"
    public static let drop = "drop"
    public static let startCharging = "startCharging"
    public static let stopCharging = "stopCharging"
    public static let startPause = "startPause"
    public static let stopPause = "stopPause"
    public static let cancelOrder = "cancelOrder"
    public static let stateRequest = "stateRequest"
    public static let factsheetRequest = "factsheetRequest"
    /// Those of them that are no part of an order.
    public static let instant: [String] = [cancelOrder, stateRequest, factsheetRequest, startPause, stopPause]
  }

  /// Things to do at once, outside of any order.
  public struct InstantActions: WireBody, Equatable {
    public var header: Header
    public var actions: [Action]

    public init(header: Header, actions: [Action]) {
      self.header = header
      self.actions = actions
    }
  }
}

extension DriveUnits.Action: Codable {
  private enum CodingKeys: String, CodingKey {
    case actionType, blockingType, actionParameters
    case actionID = "actionId"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    actionType = try container.decode(String.self, forKey: .actionType)
    actionID = try container.decode(String.self, forKey: .actionID)
    blockingType = try container.word(.blockingType, else: .hard)
    parameters = try container.list(.actionParameters)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(actionType, forKey: .actionType)
    try container.encode(actionID, forKey: .actionID)
    try container.encode(blockingType.rawValue, forKey: .blockingType)
    if !parameters.isEmpty { try container.encode(parameters, forKey: .actionParameters) }
  }
}

extension DriveUnits.ParameterValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let list = try? container.decode([Self].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: Self].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .list(let list): try container.encode(list)
    case .object(let object): try container.encode(object)
    }
  }
}

extension DriveUnits.InstantActions: Codable {
  private enum CodingKeys: String, CodingKey { case actions, instantActions }

  /// An action that says its type twice.
  private struct Named: Encodable {
    var action: DriveUnits.Action

    private enum CodingKeys: String, CodingKey { case actionName }

    func encode(to encoder: any Encoder) throws {
      try action.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(action.actionType, forKey: .actionName)
    }
  }

  /// Earlier drafts of the standard, and vehicles after them, call the list `instantActions`.
  public init(from decoder: any Decoder) throws {
    header = try DriveUnits.Header(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    actions =
      try container.decodeIfPresent([DriveUnits.Action].self, forKey: .actions)
      ?? container.decode([DriveUnits.Action].self, forKey: .instantActions)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    if Dialect(version: header.version)?.namesInstantActions == true {
      try container.encode(actions.map(Named.init), forKey: .actions)
    } else {
      try container.encode(actions, forKey: .actions)
    }
  }
}
