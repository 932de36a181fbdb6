import FloorCore
import FloorModel

/// Which of a drive unit's messages count: late, repeated and ghostly ones do not.
struct DriveSession: Sendable {
  /// A vehicle stamps its first state just before its ONLINE.
  static let onlineTolerance = Span.seconds(1)
  /// For so long after a session has begun, the broker may still deliver the last will of the one before. One and a half
  /// times the longest keep-alive that vehicles should use (40 s).
  static let ghostWindow = Span.seconds(60)
  /// What the floor was last told; nil: nothing yet.
  private var connection: Connection?
  private var online: DriveUnits.Header?
  /// By the vehicle's clock, and by ours.
  private var beganStamp: Instant?
  private var beganAt: Instant?
  private var states = HeaderWatch()

  /// Whether a state is older than one that was taken in, or the same.
  func isStale(_ header: DriveUnits.Header) -> Bool { states.isStale(header) }

  /// Whether an ONLINE begins a session: brokers repeat the one that they retain.
  func isNew(_ header: DriveUnits.Header) -> Bool { header != online }

  /// Notes a state that is not stale.
  /// - Returns: true when it shows that the vehicle is back although nobody said so.
  mutating func take(_ header: DriveUnits.Header, at now: Instant) -> Bool {
    states.note(header)
    guard connection != .online else { return false }
    connection = .online
    beganStamp = header.timestamp
    beganAt = now
    return true
  }

  /// - Throws: `.stale` for a last will, or a goodbye, of an earlier session.
  mutating func take(_ message: DriveUnits.Connection, at now: Instant) throws(RefusalReason) -> Connection {
    switch message.state {
    case .online:
      if isNew(message.header) {
        online = message.header
        beganStamp = message.header.timestamp
        beganAt = now
        states = HeaderWatch(since: message.header.timestamp.map { $0 - Self.onlineTolerance })
      }
      connection = .online
      return .online
    case .offline:
      guard !isBeforeSession(message.header) else { throw .stale }
      connection = .offline
      return .offline
    case .broken:
      // Wills are written when a session begins, so an old stamp alone proves nothing.
      if isBeforeSession(message.header), let beganAt, now - beganAt < Self.ghostWindow { throw .stale }
      connection = .broken
      return .broken
    }
  }

  private func isBeforeSession(_ header: DriveUnits.Header) -> Bool {
    guard let stamp = header.timestamp, let beganStamp else { return false }
    return stamp + Self.onlineTolerance < beganStamp
  }
}
