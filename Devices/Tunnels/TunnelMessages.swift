public import FloorCore
import FloorModel
public import Foundation

/// What a tunnel's events say.
public enum TunnelHappening: StationPayload {
  case presented(Presented)
  case diverted(Diverted)

  public struct Presented: Codable, Equatable, Sendable {
    public var plate: String
    public var goods: WireGoods
    /// The last day of sale that its label names, as `2027-03-31` or as GS1 writes it, `270331`. Needs a lot.
    public var expires: String?
    /// Whom it comes from, as its label or its delivery note says.
    public var supplier: String?

    public init(plate: String, goods: WireGoods, expires: String? = nil, supplier: String? = nil) {
      self.plate = plate
      self.goods = goods
      self.expires = expires
      self.supplier = supplier
    }
  }

  /// Also the fields of the `divert` command: it is answered by saying that it is so.
  public struct Diverted: Codable, Equatable, Sendable {
    public var plate: String
    public var lane: WireLane

    public init(plate: String, lane: WireLane) {
      self.plate = plate
      self.lane = lane
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case presented, diverted }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .presented: self = .presented(try Presented(from: decoder))
    case .diverted: self = .diverted(try Diverted(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .presented(let fields):
      try container.encode(Kind.presented, forKey: .type)
      try fields.encode(to: encoder)
    case .diverted(let fields):
      try container.encode(Kind.diverted, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}

/// What a tunnel can be told to do.
public enum TunnelWork: StationPayload {
  case divert(plate: String, lane: WireLane)
  /// Nothing to be done, but how to go on: what waits in front is taken in this order, the rest after it. No event answers it.
  case lineUp(plates: [String])

  private enum CodingKeys: CodingKey { case type, plates }
  private enum Kind: String, Codable { case divert, lineUp }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .type) {
    case .lineUp: self = .lineUp(plates: try container.decode([String].self, forKey: .plates))
    case .divert:
      let fields = try TunnelHappening.Diverted(from: decoder)
      self = .divert(plate: fields.plate, lane: fields.lane)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .lineUp(let plates):
      try container.encode(Kind.lineUp, forKey: .type)
      try container.encode(plates, forKey: .plates)
    case .divert(let plate, let lane):
      try container.encode(Kind.divert, forKey: .type)
      try TunnelHappening.Diverted(plate: plate, lane: lane).encode(to: encoder)
    }
  }
}

/// `{"to": "stow", "station": "stow-1"}` or `{"to": "hold"}`; `{"to": "hold", "station": "stow-1"}` for a unit in that station's tote,
/// which a person brings to the hold shelf.
public struct WireLane: Codable, Equatable, Sendable {
  public enum End: String, Codable, Sendable { case stow, hold }

  public var to: End
  public var station: String?

  public init(to: End, station: String? = nil) {
    self.to = to
    self.station = station
  }

  public init(_ lane: Lane, _ names: SiteNames) {
    switch lane {
    case .stow(let station): self.init(to: .stow, station: names.site.device(station).name)
    case .hold: self.init(to: .hold)
    case .returned(let station): self.init(to: .hold, station: names.site.device(station).name)
    }
  }

  /// - Throws: `.unknownReference` when the station is missing, unknown or no stow station.
  public func lane(_ names: SiteNames) throws(RefusalReason) -> Lane {
    switch to {
    case .hold:
      guard let station else { return .hold }
      return .returned(from: try names.device(station, role: .stow))
    case .stow:
      guard let station else { throw .unknownReference }
      return .stow(try names.device(station, role: .stow))
    }
  }
}

/// Topic `dock`: what waits in front of the tunnel, in the order in which it would be taken. On every change, and again every
/// few seconds while something waits; any of them may be lost.
public struct TunnelDock: WireBody, Equatable {
  public struct Waiting: Codable, Equatable, Sendable {
    public var plate: String
    public var goods: WireGoods

    public init(plate: String, goods: WireGoods) {
      self.plate = plate
      self.goods = goods
    }
  }

  public var waiting: [Waiting]

  public init(waiting: [Waiting]) { self.waiting = waiting }

  /// Units whose labels mean something on the site. Of the others nothing can be said before the tunnel has them.
  /// - Throws: `.impossible` when one label is on two units.
  func units(_ names: SiteNames) throws(RefusalReason) -> [DockUnit] {
    guard Set(waiting.map(\.plate)).count == waiting.count else { throw .impossible }
    return waiting.compactMap { unit in
      guard let plate = try? names.plate(unit.plate), let key = try? names.key(unit.goods) else { return nil }
      return DockUnit(plate: plate, key: key)
    }
  }
}

/// Topic `frame`: what one camera saw of a presented unit. Sent once; only where frames are really looked at.
public struct TunnelFrame: WireBody, Equatable {
  public var plate: String
  /// Which camera, from 0.
  public var view: Int
  public var format: Format
  /// The image file; base64 on the wire.
  public var data: Data

  public enum Format: String, Codable, Sendable { case png, jpeg }

  public init(plate: String, view: Int, format: Format, data: Data) {
    self.plate = plate
    self.view = view
    self.format = format
    self.data = data
  }
}
