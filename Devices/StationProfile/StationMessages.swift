public import FloorCore

/// Topic `connection`, retained: whether the station's session with the broker stands. Also its last will.
public struct StationConnection: WireBody, Equatable {
  public enum State: String, Sendable, Codable {
    case online = "ONLINE"
    case offline = "OFFLINE"
    case broken = "CONNECTIONBROKEN"

    public var connection: Connection {
      switch self {
      case .online: .online
      case .offline: .offline
      case .broken: .broken
      }
    }
  }

  public var header: StationHeader
  public var state: State
  /// Drawn at each connect and the same in its last will: tells the will of an earlier session (which brokers deliver late)
  /// from that of the present one. Nil: the station does not say.
  public var session: Int64?

  public init(header: StationHeader, state: State, session: Int64?) {
    self.header = header
    self.state = state
    self.session = session
  }

  private enum CodingKeys: String, CodingKey { case connectionState, session }

  public init(from decoder: any Decoder) throws {
    header = try StationHeader(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    state = try container.decode(State.self, forKey: .connectionState)
    session = try container.decodeIfPresent(Int64.self, forKey: .session)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(state, forKey: .connectionState)
    try container.encodeIfPresent(session, forKey: .session)
  }
}

/// Topic `factsheet`, retained: what the station is.
public struct StationFactsheet: WireBody, Equatable {
  public var header: StationHeader
  public var facts: Facts

  public struct Facts: Equatable, Sendable, Codable {
    /// The family's name, as in the topic.
    public var family: String
    public var manufacturer: String?
    public var model: String?
    public var serialNumber: String?
    public var softwareVersion: String?
    /// Commands that it holds at once; more are refused until one has ended.
    public var maxOpenCommands: Int32?
    /// Ended commands whose ids it still knows, so that they are not done again.
    public var rememberedCommands: Int32?

    public init(
      family: String, manufacturer: String? = nil, model: String? = nil, serialNumber: String? = nil,
      softwareVersion: String? = nil, maxOpenCommands: Int32? = nil, rememberedCommands: Int32? = nil
    ) {
      self.family = family
      self.manufacturer = manufacturer
      self.model = model
      self.serialNumber = serialNumber
      self.softwareVersion = softwareVersion
      self.maxOpenCommands = maxOpenCommands
      self.rememberedCommands = rememberedCommands
    }
  }

  public init(header: StationHeader, facts: Facts) {
    self.header = header
    self.facts = facts
  }

  public init(from decoder: any Decoder) throws {
    header = try StationHeader(from: decoder)
    facts = try Facts(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    try facts.encode(to: encoder)
  }
}

/// Topic `state`: how the station is, on every change and every few seconds. Any of them may be lost.
public struct StationState: WireBody, Equatable {
  public var header: StationHeader
  public var state: PackMLState
  /// Every open command, and the latest that ended.
  public var actions: [StationAction]

  public init(header: StationHeader, state: PackMLState, actions: [StationAction]) {
    self.header = header
    self.state = state
    self.actions = actions
  }

  private enum CodingKeys: String, CodingKey { case state, actionStates }

  public init(from decoder: any Decoder) throws {
    header = try StationHeader(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    state = try container.decode(PackMLState.self, forKey: .state)
    actions = try container.decodeIfPresent([StationAction].self, forKey: .actionStates) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(state, forKey: .state)
    try container.encode(actions, forKey: .actionStates)
  }
}

/// How far one command is.
public struct StationAction: Equatable, Sendable, Codable {
  public enum Status: String, Sendable, Codable {
    case waiting = "WAITING"
    case running = "RUNNING"
    case finished = "FINISHED"
    case failed = "FAILED"
  }

  public var commandID: String
  public var status: Status
  /// Why it failed, for people.
  public var reason: String?

  public init(commandID: String, status: Status, reason: String? = nil) {
    self.commandID = commandID
    self.status = status
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey {
    case commandID = "commandId"
    case status, reason
  }
}

/// Topic `ack`: events of a stream up to a sequence number are journaled and need not be repeated.
public struct StationAck: WireBody, Equatable {
  public var header: StationHeader
  public var stream: Int64
  public var sequence: Int64

  public init(header: StationHeader, stream: Int64, sequence: Int64) {
    self.header = header
    self.stream = stream
    self.sequence = sequence
  }

  private enum CodingKeys: String, CodingKey { case stream, sequence }

  public init(from decoder: any Decoder) throws {
    header = try StationHeader(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    stream = try container.decode(Int64.self, forKey: .stream)
    sequence = try container.decode(Int64.self, forKey: .sequence)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(stream, forKey: .stream)
    try container.encode(sequence, forKey: .sequence)
  }
}
