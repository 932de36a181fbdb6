public import FloorCore

/// What a stow station's events say.
public enum StowHappening: StationPayload {
  case stowed(Stowed)
  case stowRefused(Refused)

  public struct Stowed: Codable, Equatable, Sendable {
    public var task: WireNumber<WorkTask>
    public var bin: String

    public init(task: WireNumber<WorkTask>, bin: String) {
      self.task = task
      self.bin = bin
    }
  }

  public struct Refused: Codable, Equatable, Sendable {
    public var task: WireNumber<WorkTask>
    public var reason: StowReason

    public init(task: WireNumber<WorkTask>, reason: StowReason) {
      self.task = task
      self.reason = reason
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case stowed, stowRefused }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .stowed: self = .stowed(try Stowed(from: decoder))
    case .stowRefused: self = .stowRefused(try Refused(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .stowed(let fields):
      try container.encode(Kind.stowed, forKey: .type)
      try fields.encode(to: encoder)
    case .stowRefused(let fields):
      try container.encode(Kind.stowRefused, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}

/// Why a unit did not go into its bin.
public enum StowReason: String, CaseIterable, Codable, Sendable {
  case doesNotFit = "DOES_NOT_FIT"
  case binBlocked = "BIN_BLOCKED"
  case wrongPod = "WRONG_POD"

  public var failure: StowFailure {
    switch self {
    case .doesNotFit: .doesNotFit
    case .binBlocked: .binBlocked
    case .wrongPod: .wrongPod
    }
  }
}

/// What a stow station can be told to do.
public enum StowWork: StationPayload {
  case stow(Stow)

  public struct Stow: Codable, Equatable, Sendable {
    public var task: WireNumber<WorkTask>
    public var plate: String
    public var goods: WireGoods
    public var bin: String

    public init(task: WireNumber<WorkTask>, plate: String, goods: WireGoods, bin: String) {
      self.task = task
      self.plate = plate
      self.goods = goods
      self.bin = bin
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case stow }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .stow: self = .stow(try Stow(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .stow(let fields):
      try container.encode(Kind.stow, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}
