public import FloorCore

/// What a pick station's events say.
public enum PickHappening: StationPayload {
  case picked(Picked)
  case toteClosed(ToteClosed)

  /// Fewer units than asked: no more were there.
  public struct Picked: Codable, Equatable, Sendable {
    public var task: WireNumber<WorkTask>
    public var bin: String
    public var quantity: Int32
    /// The answer to a zero-check: whether the person sees nothing in the bin now. Nil: it was not asked, or not answered.
    public var binEmpty: Bool?

    public init(task: WireNumber<WorkTask>, bin: String, quantity: Int32, binEmpty: Bool? = nil) {
      self.task = task
      self.bin = bin
      self.quantity = quantity
      self.binEmpty = binEmpty
    }
  }

  public struct ToteClosed: Codable, Equatable, Sendable {
    public var order: WireNumber<Order>

    public init(order: WireNumber<Order>) { self.order = order }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case picked, toteClosed }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .picked: self = .picked(try Picked(from: decoder))
    case .toteClosed: self = .toteClosed(try ToteClosed(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .picked(let fields):
      try container.encode(Kind.picked, forKey: .type)
      try fields.encode(to: encoder)
    case .toteClosed(let fields):
      try container.encode(Kind.toteClosed, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}

/// What a pick station can be told to do.
public enum PickWork: StationPayload {
  case pick(Pick)
  case closeTote(CloseTote)

  public struct Pick: Codable, Equatable, Sendable {
    public var task: WireNumber<WorkTask>
    public var order: WireNumber<Order>
    public var goods: WireGoods
    public var bin: String
    public var quantity: Int32
    /// True: nothing should be left in the bin then. Ask the person, and say it with `picked`.
    public var zeroCheck: Bool?

    public init(
      task: WireNumber<WorkTask>, order: WireNumber<Order>, goods: WireGoods, bin: String, quantity: Int32,
      zeroCheck: Bool? = nil
    ) {
      self.task = task
      self.order = order
      self.goods = goods
      self.bin = bin
      self.quantity = quantity
      self.zeroCheck = zeroCheck
    }
  }

  public struct CloseTote: Codable, Equatable, Sendable {
    public var order: WireNumber<Order>
    /// The pack station that the tote travels to.
    public var destination: String

    public init(order: WireNumber<Order>, destination: String) {
      self.order = order
      self.destination = destination
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case pick, closeTote }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .pick: self = .pick(try Pick(from: decoder))
    case .closeTote: self = .closeTote(try CloseTote(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .pick(let fields):
      try container.encode(Kind.pick, forKey: .type)
      try fields.encode(to: encoder)
    case .closeTote(let fields):
      try container.encode(Kind.closeTote, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}
