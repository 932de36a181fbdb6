import FloorCore
import FloorStore
import Foundation

/// What a restart costs: reading entries back, and checking the chain.
enum ReplayBench {
  static func run() throws {
    let directory = NSTemporaryDirectory() + "/replay-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var workload = Workload()
    let entries = workload.entries(100_000)
    let journal = try Journal(directory: directory, site: Workload.site, opening: Workload.opening)
    for start in stride(from: 0, to: entries.count, by: 4_000) {
      try journal.append(Array(entries[start..<start + 4_000]))
    }
    let clock = ContinuousClock()
    var read = 0
    let replay = try clock.measure {
      var cursor = journal.reader.read()
      while let entry = try cursor.next() { read += entry == entries[read] ? 1 : 0 }
    }
    precondition(read == entries.count, "the journal does not give back what it was given")
    let verify = try clock.measure {
      guard try journal.reader.verify() == .ok(count: Int64(entries.count)) else {
        preconditionFailure("a journal that was just written is not whole")
      }
    }
    print("replay: \(replay / entries.count) an entry; verify: \(verify / entries.count) an entry")
  }
}
