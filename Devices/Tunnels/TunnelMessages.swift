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

    public init(plate: String, goods: WireGoods, expires: String? = nil) {
      self.plate = plate
      self.goods = goods
      self.expires = expires
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

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case divert }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .divert:
      let fields = try TunnelHappening.Diverted(from: decoder)
      self = .divert(plate: fields.plate, lane: fields.lane)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .divert(let plate, let lane):
      try container.encode(Kind.divert, forKey: .type)
      try TunnelHappening.Diverted(plate: plate, lane: lane).encode(to: encoder)
    }
  }
}

/// `{"to": "stow", "station": "stow-1"}` or `{"to": "hold"}`.
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
    }
  }

  /// - Throws: `.unknownReference` when the station is missing, unknown or no stow station.
  public func lane(_ names: SiteNames) throws(RefusalReason) -> Lane {
    switch to {
    case .hold: return .hold
    case .stow:
      guard let station else { throw .unknownReference }
      return .stow(try names.device(station, role: .stow))
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
