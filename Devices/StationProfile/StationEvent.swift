/// What one family puts into an event or a command: a `type` and its fields.
public protocol StationPayload: Codable, Equatable, Sendable {}

/// What a station can be told to do beyond what every station can, where that is nothing: no value is ever read.
public struct NoWork: StationPayload {
  public init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "this station has nothing to do"))
  }

  public func encode(to encoder: any Encoder) throws {}
}

/// Topic `event`: something physical has happened. Repeated, in order, until it is acknowledged.
public struct StationEvent<Happening: StationPayload>: WireBody, Equatable {
  public var header: StationHeader
  /// Drawn when the station starts without memory; at most 2^53 - 1, which every JSON reader keeps exact.
  public var stream: Int64
  /// 1, 2, 3 … without a hole.
  public var sequence: Int64
  /// Nil: sequenced, but of a type or with fields that are not understood.
  public var happening: Happening?

  public init(header: StationHeader, stream: Int64, sequence: Int64, happening: Happening) {
    self.header = header
    self.stream = stream
    self.sequence = sequence
    self.happening = happening
  }

  private enum CodingKeys: String, CodingKey { case stream, sequence }

  public init(from decoder: any Decoder) throws {
    header = try StationHeader(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    stream = try container.decode(Int64.self, forKey: .stream)
    sequence = try container.decode(Int64.self, forKey: .sequence)
    happening = try? Happening(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(stream, forKey: .stream)
    try container.encode(sequence, forKey: .sequence)
    try happening?.encode(to: encoder)
  }
}

/// Topic `command`: one thing to do. The same id again is the same command, to be done once.
public struct StationCommand<Work: StationPayload>: WireBody, Equatable {
  public enum Content: Equatable, Sendable {
    /// Send connection, factsheet, state and every unacknowledged event again.
    case report
    case work(Work)
    /// It has an id, but a type or fields that are not understood: the state says that it failed.
    case unreadable
  }

  public var header: StationHeader
  /// Opaque to the station.
  public var commandID: String
  public var content: Content

  public init(header: StationHeader, commandID: String, content: Content) {
    self.header = header
    self.commandID = commandID
    self.content = content
  }

  private enum CodingKeys: String, CodingKey {
    case commandID = "commandId"
    case type
  }
  private static var reportType: String { "report" }

  public init(from decoder: any Decoder) throws {
    header = try StationHeader(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    commandID = try container.decode(String.self, forKey: .commandID)
    if (try? container.decode(String.self, forKey: .type)) == Self.reportType {
      content = .report
    } else if let work = try? Work(from: decoder) {
      content = .work(work)
    } else {
      content = .unreadable
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(commandID, forKey: .commandID)
    switch content {
    case .report: try container.encode(Self.reportType, forKey: .type)
    case .work(let work): try work.encode(to: encoder)
    case .unreadable:
      let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "was not understood")
      throw EncodingError.invalidValue(self, context)
    }
  }
}
