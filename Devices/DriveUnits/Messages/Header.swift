public import FloorModel

extension DriveUnits {
  /// What every message begins with; on the wire its fields lie beside the others.
  public struct Header: Equatable, Sendable {
    /// Counts the messages of one topic.
    public var headerID: Int64
    /// The time of day, as a label; text is made only when the message becomes JSON. Nil: missing or not to be read.
    public var timestamp: Instant?
    public var version: String
    public var manufacturer: String
    public var serialNumber: String

    public init(
      headerID: Int64, timestamp: Instant?, version: String = VDA5050Version.v2_1.rawValue, manufacturer: String,
      serialNumber: String
    ) {
      self.headerID = headerID
      self.timestamp = timestamp
      self.version = version
      self.manufacturer = manufacturer
      self.serialNumber = serialNumber
    }
  }
}

extension DriveUnits.Header: Codable {
  private enum CodingKeys: String, CodingKey {
    case headerID = "headerId"
    case timestamp, version, manufacturer, serialNumber
  }

  /// Lenient: a header that says little is better than a vehicle that cannot be heard.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    headerID = try container.decodeIfPresent(Int64.self, forKey: .headerID) ?? 0
    timestamp = try container.decodeIfPresent(String.self, forKey: .timestamp).flatMap { StationTime($0)?.instant }
    version = try container.text(.version)
    manufacturer = try container.text(.manufacturer)
    serialNumber = try container.text(.serialNumber)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(headerID, forKey: .headerID)
    try container.encodeIfPresent(timestamp.map { StationTime($0).description }, forKey: .timestamp)
    try container.encode(version, forKey: .version)
    try container.encode(manufacturer, forKey: .manufacturer)
    try container.encode(serialNumber, forKey: .serialNumber)
  }
}
