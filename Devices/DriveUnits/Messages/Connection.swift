extension DriveUnits {
  /// Whether the vehicle is there: retained, and the broker's last will for it.
  public struct Connection: WireBody, Equatable {
    public enum State: Sendable {
      case online
      /// It has said goodbye, or sleeps.
      case offline
      /// The last will.
      case broken
    }

    public var header: Header
    public var state: State

    public init(header: Header, state: State) {
      self.header = header
      self.state = state
    }
  }
}

extension DriveUnits.Connection: Codable {
  private enum CodingKeys: String, CodingKey { case connectionState }

  public init(from decoder: any Decoder) throws {
    header = try DriveUnits.Header(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .connectionState) {
    case "ONLINE": state = .online
    case "OFFLINE", "HIBERNATING": state = .offline
    case "CONNECTIONBROKEN", "CONNECTION_BROKEN": state = .broken
    case let word:
      throw DecodingError.dataCorruptedError(
        forKey: .connectionState, in: container, debugDescription: "no connection is \(word)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    let word =
      switch state {
      case .online: "ONLINE"
      case .offline: "OFFLINE"
      case .broken: (Dialect(version: header.version) ?? .v2_1).connectionBroken
      }
    try container.encode(word, forKey: .connectionState)
  }
}
