public import FloorCore
public import FloorModel

/// One thing that reached a floor, and when. All of them, from the beginning of a process on, make the same floor again.
public struct Recorded: Equatable, Sendable {
  public enum Input: Equatable, Sendable {
    case event(Event)
    /// A process began, with the books as they were after this entry of the journal.
    case began(entry: Int64)
    /// The session with the broker stood for the first time.
    case restarted
    /// It stood again.
    case reconnected
    /// What the effects of this process had come to by then, by `FloorRun.hash`.
    case mark(UInt64)
    /// So many inputs could not be recorded here: what follows does not follow from what came before.
    case lost(Int64)
  }

  public var at: Instant
  public var input: Input

  public init(at: Instant, _ input: Input) {
    self.at = at
    self.input = input
  }

  public init(at: Instant, event: Event) { self.init(at: at, .event(event)) }
}

extension Recorded.Input {
  /// Numbers in files: never renumber one.
  private enum Tag: UInt8 {
    case event = 0
    case began = 1
    case restarted = 2
    case reconnected = 3
    case mark = 4
    case lost = 5
  }

  func write(to encoding: BinaryEncoding) throws {
    let sink = encoding.sink
    switch self {
    case .event(let event):
      sink.append(Tag.event.rawValue)
      try encoding.write(event)
    case .began(let entry):
      sink.append(Tag.began.rawValue)
      sink.append(signed: entry)
    case .restarted: sink.append(Tag.restarted.rawValue)
    case .reconnected: sink.append(Tag.reconnected.rawValue)
    case .mark(let hash):
      sink.append(Tag.mark.rawValue)
      sink.append(fixed: hash)
    case .lost(let count):
      sink.append(Tag.lost.rawValue)
      sink.append(signed: count)
    }
  }

  /// - Parameter format: the segment's. Up to 1 a segment held events alone, without a tag.
  static func read(_ decoding: BinaryDecoding, format: UInt32) throws -> Self {
    if format == 1 { return .event(try decoding.readEvent()) }
    switch Tag(rawValue: try decoding.byte()) {
    case .event: return .event(try decoding.readEvent())
    case .began: return .began(entry: try decoding.signed(Int64.self))
    case .restarted: return .restarted
    case .reconnected: return .reconnected
    case .mark: return .mark(try decoding.fixed(UInt64.self))
    case .lost: return .lost(try decoding.signed(Int64.self))
    case nil: throw decoding.damage("no such input")
    }
  }
}
