extension DriveUnits {
  /// Whether the vehicle is there: retained, and the broker's last will for it.
  public struct Connection: WireBody, Equatable {
    public enum State: String, Sendable, Codable {
      case online = "ONLINE"
      /// It has said goodbye.
      case offline = "OFFLINE"
      /// The last will.
      case broken = "CONNECTIONBROKEN"
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
    state = try decoder.container(keyedBy: CodingKeys.self).decode(State.self, forKey: .connectionState)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(state, forKey: .connectionState)
  }
}
