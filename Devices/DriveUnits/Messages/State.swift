extension DriveUnits {
  /// Everything about a vehicle that a master control decides on.
  public struct State: WireBody, Equatable {
    public var header: Header
    /// The order that it executes or has last executed; empty: none.
    public var orderID = ""
    public var orderUpdateID: Int32 = 0
    /// The last node that it has reached; empty: none.
    public var lastNodeID = ""
    public var lastNodeSequenceID: Int32 = 0
    /// What is still to be passed, base and horizon.
    public var nodeStates: [NodeState] = []
    public var edgeStates: [EdgeState] = []
    /// It drives or turns.
    public var driving = false
    public var paused: Bool?
    /// The end of the base is near.
    public var newBaseRequest: Bool?
    public var operatingMode = OperatingMode.automatic
    public var position: Position?
    /// Nil: it cannot tell. Empty: it carries nothing.
    public var loads: [Load]?
    public var actionStates: [ActionState] = []
    public var battery = Battery(charge: 0)
    public var errors: [Fault] = []
    public var safety = Safety()

    public init(header: Header) { self.header = header }
  }

  public struct NodeState: Equatable, Sendable, Codable {
    public var nodeID: String
    public var sequenceID: Int32
    public var released: Bool

    private enum CodingKeys: String, CodingKey {
      case nodeID = "nodeId"
      case sequenceID = "sequenceId"
      case released
    }

    public init(nodeID: String, sequenceID: Int32, released: Bool) {
      self.nodeID = nodeID
      self.sequenceID = sequenceID
      self.released = released
    }
  }

  public struct EdgeState: Equatable, Sendable, Codable {
    public var edgeID: String
    public var sequenceID: Int32
    public var released: Bool

    private enum CodingKeys: String, CodingKey {
      case edgeID = "edgeId"
      case sequenceID = "sequenceId"
      case released
    }

    public init(edgeID: String, sequenceID: Int32, released: Bool) {
      self.edgeID = edgeID
      self.sequenceID = sequenceID
      self.released = released
    }
  }

  public enum OperatingMode: String, Sendable {
    /// Not ready yet.
    case startup = "STARTUP"
    case automatic = "AUTOMATIC"
    /// Master control decides where, a person how fast.
    case semiautomatic = "SEMIAUTOMATIC"
    /// Master control keeps its order, but a person moves it.
    case intervened = "INTERVENED"
    case manual = "MANUAL"
    case service = "SERVICE"
    case teachIn = "TEACHIN"
  }

  public struct Load: Equatable, Sendable, Codable {
    /// Nil or empty: not identified.
    public var loadID: String?
    public var loadType: String?

    private enum CodingKeys: String, CodingKey {
      case loadID = "loadId"
      case loadType
    }

    public init(loadID: String?, loadType: String? = nil) {
      self.loadID = loadID
      self.loadType = loadType
    }
  }

  public struct ActionState: Equatable, Sendable {
    public enum Status: String, Sendable {
      case waiting = "WAITING"
      case initializing = "INITIALIZING"
      case running = "RUNNING"
      case finished = "FINISHED"
      case failed = "FAILED"
    }

    public var actionID: String
    public var actionType: String?
    public var status: Status

    public init(actionID: String, actionType: String?, status: Status) {
      self.actionID = actionID
      self.actionType = actionType
      self.status = status
    }
  }

  public struct Battery: Equatable, Sendable {
    /// Percent.
    public var charge: Double
    public var isCharging: Bool

    public init(charge: Double, isCharging: Bool = false) {
      self.charge = charge
      self.isCharging = isCharging
    }
  }

  /// `error` in the standard.
  public struct Fault: Equatable, Sendable {
    public enum Level: String, Sendable {
      /// The vehicle can go on.
      case warning = "WARNING"
      /// It can go on, but not for long.
      case urgent = "URGENT"
      /// It cannot go on with its order.
      case critical = "CRITICAL"
      /// A person is needed.
      case fatal = "FATAL"

      /// Whether it keeps the vehicle from its order.
      var stops: Bool { self == .critical || self == .fatal }
    }

    public struct Reference: Equatable, Sendable {
      public var key: String
      public var value: String

      public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
      }
    }

    public var type: String
    public var level: Level
    public var references: [Reference]
    public var description: String?

    public init(_ type: String, level: Level = .warning, references: [Reference] = [], description: String? = nil) {
      self.type = type
      self.level = level
      self.references = references
      self.description = description
    }

    public func reference(_ key: String) -> String? { references.first { $0.key == key }?.value }

    /// Some vehicles write `order.orderId` where others write `orderId`.
    public func reference(_ key: String, of object: String) -> String? {
      reference(key) ?? reference("\(object).\(key)")
    }
  }

  /// The words of errors that the standard gives.
  public enum FaultType {
    public static let validation = "validationError"
    public static let order = "orderError"
    public static let orderUpdate = "orderUpdateError"
    public static let noRoute = "noRouteError"
    public static let noOrderToCancel = "noOrderToCancel"
    public static let rejections: [String] = [validation, order, orderUpdate, noRoute]
    /// Further words of version 3 by which vehicles refuse an order.
    ///
    /// `SAME_ORDER_UPDATE_ID` is none: it answers an order that was sent again, and has been taken in.
    static let otherRejections: [String] = [
      "INVALID_ORDER", "UNSUPPORTED_PARAMETER", "INSUFFICIENT_MEMORY", "ORDER_UPDATE_FOLLOWING_CANCEL",
      "OTHER_ORDER_ACTIVE", "NO_ROUTE_TO_TARGET", "MOBILE_ROBOT_NOT_AVAILABLE", "UNKNOWN_MAP_ID",
    ]
    /// Words that version 3 has for those of version 2.
    static let version3: KeyValuePairs<String, String> = [
      validation: "VALIDATION_FAILURE", order: "INVALID_ORDER_ACTION", orderUpdate: "OUTDATED_ORDER_UPDATE",
      noRoute: "START_NODE_OUT_OF_RANGE", noOrderToCancel: "NO_ORDER_TO_CANCEL",
    ]

    /// Whether a vehicle of any version means that it does not take an order.
    public static func isRejection(_ type: String) -> Bool {
      rejections.contains(type) || otherRejections.contains(type)
    }
  }

  public struct Safety: Equatable, Sendable {
    public enum EmergencyStop: String, Sendable {
      case autoAcknowledged = "AUTOACK"
      case manual = "MANUAL"
      case remote = "REMOTE"
      case none = "NONE"
    }

    public var emergencyStop: EmergencyStop
    /// Something is in the protective field.
    public var fieldViolation: Bool

    public init(emergencyStop: EmergencyStop = .none, fieldViolation: Bool = false) {
      self.emergencyStop = emergencyStop
      self.fieldViolation = fieldViolation
    }
  }
}
