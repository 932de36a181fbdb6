public import FloorCore
public import FloorModel

/// A floor as a process runs it: the same inputs give the same effects, in the daemon and in a replay.
public struct FloorRun: Sendable {
  public private(set) var floor: Floor
  /// What all effects since the process began come to.
  public private(set) var hash = TraceHash()

  public init(site: Site, books: Books) { floor = Floor(site: site, books: books) }

  /// Takes one input in.
  ///
  /// - Returns: its effects; none for what only describes the recording.
  public mutating func take(_ recorded: Recorded) -> [Effect] {
    let effects: [Effect]
    switch recorded.input {
    case .event(let event): effects = floor.handle(event, at: recorded.at)
    case .restarted: effects = floor.restart(at: recorded.at)
    case .reconnected: effects = floor.reconnect(at: recorded.at)
    case .began, .mark, .lost: return []
    }
    for effect in effects { hash.fold(effect) }
    return effects
  }
}
