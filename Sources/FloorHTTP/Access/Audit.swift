import Synchronization

/// One write, as the audit trail keeps it.
public struct AuditRecord: Equatable, Sendable {
  /// Counts up from 1 without a hole.
  public var number: Int64
  /// Milliseconds since 1970.
  public var at: Int64
  public var who: String
  public var role: String
  /// The address that it came from.
  public var peer: String
  /// Method and path.
  public var what: String
  /// Of the answer; nil: the daemon ended before it knew what came of it.
  public var status: Int?
  /// What was so before and after, in JSON; nil where that has no meaning.
  public var before: String?
  public var after: String?

  public init(
    number: Int64 = 0, at: Int64, who: String, role: String, peer: String, what: String, status: Int? = nil,
    before: String? = nil, after: String? = nil
  ) {
    self.number = number
    self.at = at
    self.who = who
    self.role = role
    self.peer = peer
    self.what = what
    self.status = status
    self.before = before
    self.after = after
  }
}

/// What an endpoint tells the audit trail of its write.
final class AuditNote: Sendable {
  /// Bytes of JSON kept of each side.
  static let limit = 16_384

  private let state = Mutex<(before: String?, after: String?)>((nil, nil))

  func before(_ value: some Encodable) { state.withLock { $0.before = Self.text(value) } }
  func after(_ value: some Encodable) { state.withLock { $0.after = Self.text(value) } }

  var texts: (before: String?, after: String?) { state.withLock { $0 } }

  private static func text(_ value: some Encodable) -> String {
    let line = Wire.line(value)
    return line.utf8.count <= limit ? line : Wire.line(["omitted_bytes": line.utf8.count])
  }
}
