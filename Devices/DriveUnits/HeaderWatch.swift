public import FloorModel

/// Tells late and repeated messages of one topic from new ones.
///
/// Header ids start again when their sender does, and clocks are set back; neither alone tells old from new.
public struct HeaderWatch: Sendable {
  /// A header id that is up to this much greater is a successor, even if the clock went back a little.
  static let successorLimit: Int64 = 100
  /// No network delivers so late: an older stamp means that the sender's clock was set back.
  static let latenessLimit = Span.minutes(10)

  private var headerID: Int64?
  private var timestamp: Instant?
  /// The last before its sender's clock leapt: what was on its way then is still late by these.
  private var beforeLeap: (headerID: Int64, timestamp: Instant)?

  public init() {}

  /// Forgets everything but that messages before `timestamp` are late.
  public init(since timestamp: Instant?) { self.timestamp = timestamp }

  public mutating func note(_ header: DriveUnits.Header) {
    if let headerID, let timestamp, let stamp = header.timestamp,
      max(stamp - timestamp, timestamp - stamp) > Self.latenessLimit
    {
      beforeLeap = (headerID, timestamp)
    }
    headerID = header.headerID
    timestamp = header.timestamp
  }

  /// Whether a message is older than the one noted, or the same.
  public func isStale(_ header: DriveUnits.Header) -> Bool {
    guard let stamp = header.timestamp, let newest = timestamp else {
      guard let headerID else { return false }
      // Without clocks only a great leap back tells a restart from a late message.
      return header.headerID <= headerID && !Self.isLeap(from: header.headerID, to: headerID)
    }
    if let last = beforeLeap, header.headerID <= last.headerID, stamp <= last.timestamp,
      last.timestamp - stamp < Self.latenessLimit
    {
      return true
    }
    if stamp > newest || newest - stamp > Self.latenessLimit { return false }
    guard let headerID else { return stamp < newest }
    if stamp == newest { return header.headerID <= headerID }
    return header.headerID <= headerID || Self.isLeap(from: headerID, to: header.headerID)
  }

  /// Whether the later is more than a few messages further on. Vehicles may send any number.
  private static func isLeap(from earlier: Int64, to later: Int64) -> Bool {
    let (difference, isBeyond) = later.subtractingReportingOverflow(earlier)
    return isBeyond || difference > successorLimit
  }
}
