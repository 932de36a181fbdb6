public import Devices
public import FloorModel

/// What is particular to one family's machine: what its work does to the world, and how long it takes.
///
/// Everything about messages is the business of `StationTwin`.
public protocol StationMachine: Sendable {
  associatedtype Family: StationContract

  /// Commands that it works on at once; others wait their turn.
  var parallel: Int { get }

  /// A command's turn has come.
  mutating func begin(_ work: Family.Work, world: inout World) -> StationStart<Family.Happening>
  /// Its time has run out: what was to be done happens now, at one stroke, or does not.
  mutating func finish(_ work: Family.Work, world: inout World) -> StationEnd<Family.Happening>
  /// Whether an open command has lost its sense because another one ended in a happening that says it failed.
  func isVoid(_ open: Family.Work, after failed: Family.Work) -> Bool
  /// Sees to what comes by itself: units, totes, parcels. Called from time to time, also early.
  mutating func watch(at now: Instant, world: inout World) -> StationSight<Family.Happening>
  /// A command that asks for nothing to be done but says how to go on; it has no end of which the state would tell.
  /// - Returns: whether it was one.
  mutating func heed(_ work: Family.Work, world: inout World) -> Bool
  /// What it has to say on its family's own channels, beyond events.
  mutating func news(at now: Instant, world: World) -> [(channel: String, body: any WireBody)]
  /// Loses its memory. What lies about in the world stays.
  mutating func forget()
}

/// How a command begins.
public enum StationStart<Happening: StationPayload>: Equatable, Sendable {
  case takes(Span)
  case ends(StationEnd<Happening>)
}

/// How a command ends.
public enum StationEnd<Happening: StationPayload>: Equatable, Sendable {
  /// - Parameter before: what happened on the way, in order.
  case done(Happening, before: [Happening] = [])
  /// The reason goes into the state. Without a happening nothing was touched, and the same command may come again.
  case failed(String, Happening? = nil, before: [Happening] = [])
}

/// What `watch` has seen.
public struct StationSight<Happening: StationPayload>: Equatable, Sendable {
  public var happenings: [Happening]
  /// When to look again; nil: nothing comes by itself.
  public var again: Instant?

  public init(_ happenings: [Happening] = [], again: Instant? = nil) {
    self.happenings = happenings
    self.again = again
  }
}

extension StationMachine {
  public mutating func watch(at now: Instant, world: inout World) -> StationSight<Family.Happening> {
    StationSight()
  }

  public mutating func heed(_ work: Family.Work, world: inout World) -> Bool { false }

  public mutating func news(at now: Instant, world: World) -> [(channel: String, body: any WireBody)] { [] }

  public func isVoid(_ open: Family.Work, after failed: Family.Work) -> Bool { false }

  public mutating func forget() {}
}

extension StationMachine where Family.Work == NoWork {
  public mutating func begin(_ work: NoWork, world: inout World) -> StationStart<Family.Happening> {
    .ends(finish(work, world: &world))
  }

  public mutating func finish(_ work: NoWork, world: inout World) -> StationEnd<Family.Happening> {
    .failed("this station has nothing to do")
  }
}
