import FloorCore
import GRDB

/// What a journal still holds, and what a repair would make of it.
public struct RepairPlan: Equatable, Sendable {
  /// The first entry that is not what was written, and why; nil when there is none.
  public var damaged: Int64?
  public var reason: String?
  /// The snapshot's entry from which the repaired journal goes on; nil: it keeps its beginning.
  public var snapshot: Int64?
  /// The last entry of the repaired journal. The floor goes on from what was so after it.
  public var last: Int64
  /// Entries that are no longer there one by one; what they led to is in the snapshot.
  public var lostHistory: ClosedRange<Int64>?
  /// Entries that are lost with all that they led to: only a person can decide on this.
  public var lostEntries: ClosedRange<Int64>?

  /// Whether there is nothing to repair.
  public var isNeedless: Bool { damaged == nil && lostEntries == nil && lostHistory == nil }
}

/// Reads a damaged file as far as it can be read.
struct DamagedJournal {
  let scan: JournalScan
  let path: String

  /// What a repair would do, and the snapshot that it would go on from.
  func plan(usingSnapshots: Bool) throws -> (plan: RepairPlan, start: SnapshotFile?) {
    let base = try? JournalBase.file(scan.db, site: scan.site, path: path)
    let origin = try scan.origin()
    let isBaseWhole = origin.number == 0 || base != nil
    let prefix = isBaseWhole ? goodRun(after: origin.number, chain: origin.chain) : (last: origin.number, reason: "")
    let held = max((try? scan.lastNumber()) ?? prefix.last, prefix.last)
    let newest = usingSnapshots ? newestSnapshot() : nil
    var plan = RepairPlan(last: prefix.last)
    if !isBaseWhole || held > prefix.last || newest.map({ $0.snapshot.number > held }) ?? false {
      plan.damaged = prefix.last + 1
      plan.reason = isBaseWhole ? prefix.reason : "the books that the journal begins from are damaged"
    }
    guard let newest, newest.snapshot.number > prefix.last || !isBaseWhole else {
      if held > prefix.last { plan.lostEntries = prefix.last + 1...held }
      return (plan, base)
    }
    let rest = goodRun(after: newest.snapshot.number, chain: newest.chain)
    plan.snapshot = newest.snapshot.number
    plan.last = rest.last
    if newest.snapshot.number > prefix.last { plan.lostHistory = prefix.last + 1...newest.snapshot.number }
    if held > rest.last { plan.lostEntries = rest.last + 1...held }
    return (plan, newest)
  }

  /// The last entry of those that follow each other from `number` on, and what is wrong behind it.
  private func goodRun(after number: Int64, chain: UInt64) -> (last: Int64, reason: String) {
    var (last, chain) = (number, chain)
    var reason = "the entries end here"
    do {
      try scan.rows(from: number + 1) { row in
        guard row.number == last + 1, row.isIntact(after: chain) else {
          reason = row.number == last + 1 ? "its checksum is wrong" : "it is missing"
          return false
        }
        (last, chain) = (row.number, row.chain)
        return true
      }
    } catch {
      reason = (error as? DatabaseError)?.message ?? "\(error)"
    }
    return (last, reason)
  }

  private func newestSnapshot() -> SnapshotFile? {
    for file in SnapshotShelf(beside: path).paths {
      guard case .success(let found) = SnapshotFile.read(file), found.site == scan.site,
        case .success = found.snapshot.books(), !isOfOtherHistory(found)
      else { continue }
      return found
    }
    return nil
  }

  /// The journal has a sound entry of that number, and it is another one.
  private func isOfOtherHistory(_ file: SnapshotFile) -> Bool {
    let number = file.snapshot.number
    guard let before = try? scan.chain(at: number - 1) else { return false }
    var isOther = false
    try? scan.rows(from: number, limit: 1) { row in
      isOther = row.number == number && row.isIntact(after: before) && row.chain != file.chain
      return false
    }
    return isOther
  }
}
