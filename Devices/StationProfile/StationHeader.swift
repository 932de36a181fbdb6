public import FloorModel

/// What every station message begins with; on the wire its fields lie beside the others, as in VDA 5050.
public struct StationHeader: Equatable, Sendable, Codable {
  public static let currentVersion = "1.0.0"

  /// Grows with every message on its topic; starts again when the sender does.
  public var headerID: Int64
  public var timestamp: StationTime?
  public var version: String
  public var site: String?
  public var device: String?

  public init(headerID: Int64, at now: Instant, site: String, device: String) {
    self.headerID = headerID
    timestamp = StationTime(now)
    version = Self.currentVersion
    self.site = site
    self.device = device
  }

  /// Whether a receiver of `currentVersion` understands the message: the major version is the same.
  public var isSupported: Bool { version.utf8.elementsEqual("1".utf8) || version.utf8.starts(with: "1.".utf8) }

  private enum CodingKeys: String, CodingKey {
    case headerID = "headerId"
    case timestamp, version, site, device
  }

  /// Lenient where nothing depends on the field: only the version must be there.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    headerID = try container.decodeIfPresent(Int64.self, forKey: .headerID) ?? 0
    timestamp = try container.decodeIfPresent(String.self, forKey: .timestamp).flatMap { StationTime($0) }
    version = try container.decode(String.self, forKey: .version)
    site = try container.decodeIfPresent(String.self, forKey: .site)
    device = try container.decodeIfPresent(String.self, forKey: .device)
  }
}
