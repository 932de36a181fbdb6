import ArgumentParser
import FloorStore
import Foundation

/// Journals and recordings as commands read them.
enum Records {
  /// - Parameter path: a data directory, a journal or a backup.
  static func open(_ path: String) throws -> JournalReader {
    try orSay { () throws(JournalError) in try JournalReader(path: path) }
  }

  /// Says what is wrong in the store's own words, and ends the command.
  static func orSay<T>(_ body: () throws(JournalError) -> T) throws -> T {
    do {
      return try body()
    } catch {
      say("\(error)")
      throw Exit.badInput
    }
  }

  static func describe(_ plan: RepairPlan) -> [String] {
    var lines: [String] = []
    if let damaged = plan.damaged {
      lines.append("Damaged at entry \(damaged): \(plan.reason ?? "it is not what was written").")
    }
    if let snapshot = plan.snapshot {
      lines.append("The snapshot at entry \(snapshot) is whole, and it knows what was before.")
    }
    lines.append("A repaired journal ends with entry \(plan.last).")
    if let lost = plan.lostHistory {
      lines.append(
        "Entries \(lost.lowerBound) to \(lost.upperBound) are gone one by one; what they led to is kept, and the feed begins anew "
          + "behind them.")
    }
    if let lost = plan.lostEntries {
      lines.append(
        "LOST with all that they led to: entries \(lost.lowerBound) to \(lost.upperBound). Machines may have done what the books "
          + "then do not know; planners' offsets go back.")
    }
    return lines
  }

  static func options(for plan: RepairPlan) -> String {
    [plan.snapshot != nil ? "--from-snapshot" : nil, plan.lostEntries != nil ? "--accept-loss" : nil]
      .compactMap { $0 }.joined(separator: " ")
  }
}
