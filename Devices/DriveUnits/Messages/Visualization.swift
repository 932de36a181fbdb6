extension DriveUnits {
  /// Where a vehicle is, more often than states say it; for people's eyes only.
  public struct Visualization: WireBody, Equatable {
    public var header: Header
    public var position: Position?

    public init(header: Header, position: Position?) {
      self.header = header
      self.position = position
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
    guard let dialect = Dialect(version: header.version) else { return }
    position = try decoder.container(keyedBy: WireKey.self).position(in: dialect)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    guard let position, let dialect = Dialect(version: header.version) else { return }
    var container = encoder.container(keyedBy: WireKey.self)
    try position.encode(to: container.superEncoder(forKey: dialect.position), in: dialect)
  }
}
