public import FloorCore
public import FloorModel
public import PlannerFeed

/// What the server may do to the floor. The daemon implements it; the server knows neither its thread nor its journal.
public protocol FloorAccess: Sendable {
  /// Looks at the floor between two batches. The server gives up waiting after `HTTPLimits.readDeadline`.
  func read<T: Sendable>(_ body: @escaping @Sendable (borrowing Floor) -> T) async throws -> T

  /// Hands events over, all or none, in this order. Returns when the floor has handled them and what they changed is
  /// durable.
  func submit(_ events: [Event]) async throws(SubmitRefusal)

  /// What every bin holds, and the feed's offset at which that is so.
  func binSnapshot() async throws -> BinSnapshot

  /// Up to `limit` stock changes behind an offset.
  func changes(after offset: Int64, limit: Int) async throws -> ChangePage

  /// Returns when there is a change with a greater sequence number, or when the task is cancelled. See `ChangeSignal`.
  func waitForChange(after offset: Int64) async

  /// Who has subscribed to the feed, and what others have told.
  var feed: any FeedAccess { get }

  /// One camera's frame of a unit; nil when there is none (any more).
  func frame(plate: String, view: Int) async -> Frame?

  /// A good piece of a product as that camera sees it; nil where none is enrolled.
  func reference(sku: String, view: Int) async -> Frame?

  /// Notes durably that somebody is about to change something. What cannot be noted is not done.
  /// - Parameter record: without its number and without what came of it.
  /// - Returns: its number, for `endAudit`.
  func beginAudit(_ record: AuditRecord) async throws -> Int64

  /// Completes a note: the answer's status, and what was so before and after, in JSON.
  func endAudit(_ number: Int64, status: Int, before: String?, after: String?) async throws

  /// Up to `limit` notes, newest first; only those with a smaller number than `before`.
  func auditTrail(before: Int64?, limit: Int) async throws -> [AuditRecord]

  /// Why nothing is accepted at present, in a sentence; nil when all is well.
  var journalFault: String? { get }

  /// How the shells are, by metric name: `[a-z_:][a-z0-9_:]*`, those that end in `_total` only ever grow.
  func counters() -> [String: Double]
}

/// Why events were not taken in.
public enum SubmitRefusal: Error, Equatable, Sendable {
  /// The inbox is full; the same request may be made again in a moment.
  case busy
  /// The journal cannot be written; a person has to act. Says why.
  case journalFault(String)
  case stopping
}

/// The content of all bins at one offset of the feed.
public struct BinSnapshot: Equatable, Sendable {
  /// Reading the feed on from here misses and repeats nothing.
  public var offset: Int64
  /// By bin, then by key.
  public var rows: [StockLine]

  public init(offset: Int64, rows: [StockLine]) {
    self.offset = offset
    self.rows = rows
  }
}

/// One stock change with who confirmed it and when.
public struct ChangeRecord: Equatable, Sendable {
  public var change: StockChange
  /// Floor time.
  public var at: Instant
  /// When it was durable, on the wall's clock; nil where that is not known.
  public var recorded: FeedTime?
  /// The device whose confirmation moved it; nil when no device did.
  public var device: Device.ID?

  public init(change: StockChange, at: Instant, recorded: FeedTime? = nil, device: Device.ID?) {
    self.change = change
    self.at = at
    self.recorded = recorded
    self.device = device
  }
}

/// The answer to a reader of the feed.
public enum ChangePage: Equatable, Sendable {
  /// What follows the offset, in order and without a hole; empty at the end.
  case changes([ChangeRecord])
  /// What follows the offset is no longer kept; the oldest change that is has this number.
  case gone(first: Int64)
  /// The offset lies beyond the last change.
  case ahead(last: Int64)
}

/// An image as its camera sent it.
public struct Frame: Equatable, Sendable {
  public var data: [UInt8]
  /// `image/jpeg`, `image/png` or `image/webp`; anything else is not served.
  public var type: String

  public init(data: [UInt8], type: String) {
    self.data = data
    self.type = type
  }
}
