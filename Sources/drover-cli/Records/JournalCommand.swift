import ArgumentParser
import FloorStore
import Foundation

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Check and repair a daemon's journal.", subcommands: [Verify.self, Repair.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check every entry, and the feed and the bins against the entries. The daemon may be running.",
      discussion: "Exit status: 0 whole, 1 damaged, 2 not readable as a journal.")

    @Argument(help: "A data directory, a journal or a backup.")
    var path: String

    func run() async throws {
      let reader = try Records.open(path)
      let verdict = try Records.orSay { () throws(JournalError) in try reader.verify() }
      switch verdict {
      case .ok(let count): try verifyFeed(reader, count)
      case .tornTail(let first, let entries):
        tell("\(path): the last \(entries) entries, from entry \(first) on, are torn, as a crash can leave them.")
        tell("They were never acknowledged by a disk that keeps its word. The daemon cuts them off when it starts.")
        throw Exit.broken
      case .damaged(let entry, let reason, let remedy):
        tell(
          "\(path): damaged at entry \(entry): \(reason), and good entries follow. The daemon does not start from it.")
        tell("\(remedy).")
        throw Exit.broken
      }
    }

    private func verifyFeed(_ reader: JournalReader, _ count: Int64) throws {
      let faults = try Records.orSay { () throws(JournalError) in try reader.auditFeed() }
      let origin = try Records.orSay { () throws(JournalError) in try reader.originNumber() }
      let since = origin > 0 ? ", from the books at entry \(origin) on" : ""
      guard faults.isEmpty else {
        tell("\(path): \(count) entries are whole\(since), but the tables that follow from them are not:")
        for fault in faults { tell("  \(fault)") }
        tell("Stop the daemon and run: drover journal repair \(path) --rebuild-feed")
        throw Exit.broken
      }
      tell("\(path): \(count) entries, all whole\(since); the feed and the bins agree with them.")
    }
  }

  struct Repair: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what can be kept of a damaged journal, or keep it. The daemon must not be running.",
      discussion: """
        Without an option nothing is changed. The damaged file is kept beside the repaired one. Exit status: 0 repaired, or \
        nothing to repair; 1 to be repaired; 2 not possible.
        """)

    @Argument(help: "A data directory.")
    var path: String

    @Flag(help: "Go on from the newest snapshot, where damage lies before it.")
    var fromSnapshot = false

    @Flag(help: "Also where entries are lost with all that they led to.")
    var acceptLoss = false

    @Flag(help: "Make the feed and the bins again from the entries.")
    var rebuildFeed = false

    func run() async throws {
      let site = try Records.open(path).site
      if rebuildFeed { return try rebuild(site) }
      let plan = try Records.orSay { () throws(JournalError) in
        try Journal.planRepair(directory: path, site: site, usingSnapshots: fromSnapshot || !acceptLoss)
      }
      guard !plan.isNeedless else {
        tell("\(path): \(plan.last) entries, all whole; nothing to repair.")
        return
      }
      for line in Records.describe(plan) { tell(line) }
      guard fromSnapshot || acceptLoss else {
        tell("Nothing has been changed. To do so: drover journal repair \(path) \(Records.options(for: plan))")
        throw Exit.broken
      }
      guard plan.lostEntries == nil || acceptLoss else {
        tell(
          "Nothing has been changed, because entries would be lost for good. Is there a backup? If not, add --accept-loss"
        )
        throw Exit.badInput
      }
      let done = try Records.orSay { () throws(JournalError) in
        try Journal.repair(directory: path, site: site, usingSnapshots: fromSnapshot)
      }
      tell("Repaired: the journal ends with entry \(done.plan.last). The damaged file is \(done.damagedFile).")
    }

    private func rebuild(_ site: UInt64) throws {
      try Records.orSay { () throws(JournalError) in
        let journal = try Journal(directory: path, site: site, check: .everything)
        try journal.rebuildProjections()
        for note in journal.notes { tell(note) }
        journal.close()
      }
      tell("\(path): the feed and the bins have been made again from the entries.")
    }
  }
}
