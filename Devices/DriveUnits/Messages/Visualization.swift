import FloorModel

extension DriveUnits {
  /// Where a vehicle is, more often than states say it; for people's eyes only.
  public struct Visualization: WireBody, Equatable {
    public var header: Header
    public var position: Position?
    /// The header id of the state that it goes with; only version 3 says it.
    public var stateHeaderID: Int64

    public init(header: Header, position: Position?, stateHeaderID: Int64 = 0) {
      self.header = header
      self.position = position
      self.stateHeaderID = stateHeaderID
    }
  }

  /// Where a vehicle is, in metres and radians on a map.
  public struct Position: Equatable, Sendable {
    public var x: Double
    public var y: Double
    public var theta: Double
    public var mapID: String
    /// False: it does not know where it is; the other fields mean nothing.
    public var isInitialized: Bool

    public init(x: Double, y: Double, theta: Double, mapID: String, isInitialized: Bool = true) {
      self.x = x
      self.y = y
      self.theta = theta
      self.mapID = mapID
      self.isInitialized = isInitialized
    }
  }
}

extension DriveUnits.Position {
  init(from decoder: any Decoder, in dialect: Dialect) throws {
    let container = try decoder.container(keyedBy: WireKey.self)
    isInitialized = try container.decodeIfPresent(Bool.self, forKey: dialect.positionInitialized) ?? true
    x = try container.decodeIfPresent(Double.self, forKey: "x") ?? 0
    y = try container.decodeIfPresent(Double.self, forKey: "y") ?? 0
    theta = try container.decodeIfPresent(Double.self, forKey: "theta") ?? 0
    mapID = try container.text("mapId")
  }

  func encode(to encoder: any Encoder, in dialect: Dialect) throws {
    var container = encoder.container(keyedBy: WireKey.self)
    try container.encode(x, forKey: "x")
    try container.encode(y, forKey: "y")
    try container.encode(theta, forKey: "theta")
    try container.encode(mapID, forKey: "mapId")
    try container.encode(isInitialized, forKey: dialect.positionInitialized)
  }
}

extension KeyedDecodingContainer<WireKey> {
  /// A position; nil when it is missing or null.
  func position(in dialect: Dialect) throws -> DriveUnits.Position? {
    guard contains(dialect.position), try !decodeNil(forKey: dialect.position) else { return nil }
    return try DriveUnits.Position(from: superDecoder(forKey: dialect.position), in: dialect)
  }
}

extension DriveUnits.Visualization: Codable {
  public init(from decoder: any Decoder) throws {
    header = try DriveUnits.Header(from: decoder)
    stateHeaderID = 0
    guard let dialect = Dialect(version: header.version) else { return }
    let container = try decoder.container(keyedBy: WireKey.self)
    position = try container.position(in: dialect)
    stateHeaderID = try container.decodeIfPresent(Int64.self, forKey: "referenceStateHeaderId") ?? 0
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    guard let dialect = Dialect(version: header.version) else { return }
    var container = encoder.container(keyedBy: WireKey.self)
    if dialect.version == .v3_0 { try container.encode(stateHeaderID, forKey: "referenceStateHeaderId") }
    try position?.encode(to: container.superEncoder(forKey: dialect.position), in: dialect)
  }
}
