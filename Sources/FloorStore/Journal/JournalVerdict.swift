/// What a check of the journal found.
public enum JournalVerdict: Equatable, Sendable {
  case ok(count: Int64)
  /// The last entries, from this one on, are damaged, and nothing good follows: what a crash on a disk that lies about
  /// fsync can leave. Opening cuts them off and says so.
  case tornTail(cutFrom: Int64, entries: Int64)
  /// Good entries follow a damaged one, so a part of the history is gone. Opening refuses.
  case damaged(at: Int64, reason: String, remedy: String)

  init(_ damage: JournalScan.Damage?, count: Int64, path: String) {
    guard let damage else {
      self = .ok(count: count)
      return
    }
    let entries = damage.last - damage.entry + 1
    if damage.isFollowedByGood || entries > Int64(Journal.batchLimit) {
      let remedy = JournalError.damaged(path: path, entry: damage.entry, reason: damage.reason).remedy
      self = .damaged(at: damage.entry, reason: damage.reason, remedy: remedy)
    } else {
      self = .tornTail(cutFrom: damage.entry, entries: entries)
    }
  }
}
