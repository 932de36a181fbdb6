public import FloorCore

/// What a portal's events say.
public enum PortalHappening: StationPayload {
  case tagsRead(TagsRead)

  /// The tags of one passage, in a tote of an order or in a pod: exactly one of the two.
  public struct TagsRead: Codable, Equatable, Sendable {
    public var order: WireNumber<Order>?
    public var pod: String?
    /// EPCs, as pure identity URIs, as GS1 Digital Links or as the tag's 96 bits in hexadecimal digits.
    public var tags: [String]

    public init(order: WireNumber<Order>? = nil, pod: String? = nil, tags: [String]) {
      self.order = order
      self.pod = pod
      self.tags = tags
    }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case tagsRead }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .tagsRead: self = .tagsRead(try TagsRead(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .tagsRead(let fields):
      try container.encode(Kind.tagsRead, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}
