import CJournalLoop
import FloorCore
import FloorModel
import FloorStore
import Foundation

// Entries a second through the journal against a bare C loop that writes the same rows with the same fsyncs, in turn,
// on the same disk; then what the general coder and a replay cost.
//
// Usage: journal-bench [DIRECTORY]   on the disk of this directory; default: the temporary one
//        journal-bench --coder       only the coder, the replay and a restart after a million entries

let argument = CommandLine.arguments.dropFirst().first
if argument != "--coder" {
  let root = (argument ?? NSTemporaryDirectory()) + "/journal-bench-\(getpid())"
  let rounds = 5
  try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: root) }
  print("batch     entries    C, same rows    C, journal only         Drover     ratio   (medians of \(rounds) rounds)")
  for (batch, count) in [(1, 200), (10, 2_000), (100, 10_000), (1_000, 50_000)] {
    try Comparison(root: root, batch: batch, count: count).run(rounds: rounds)
  }
}
try CodingBench.run()
try ReplayBench.run()
try RestartBench.run()
