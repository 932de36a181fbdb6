import CJournalLoop
import FloorCore
import FloorModel
import FloorStore
import Foundation

/// One batch size: the journal and the C loop in turn, on files that begin equal and must end equal.
struct Comparison {
  let root: String
  let batch: Int
  let entries: [Entry]

  init(root: String, batch: Int, count: Int) {
    self.root = root
    self.batch = batch
    var workload = Workload()
    entries = workload.entries(count)
  }

  func run(rounds: Int) throws {
    _ = try drover()
    let payloads = payloads()
    let full = Tape(entries, payloads: payloads, batch: batch, isJournalOnly: false)
    let narrow = Tape(entries, payloads: payloads, batch: batch, isJournalOnly: true)
    var times: [(c: Double, narrow: Double, drover: Double)] = []
    for _ in 0..<rounds {
      let c = full.run(on: try begin("c"))
      times.append((c, narrow.run(on: try begin("narrow")), try drover()))
    }
    try requireEqualFiles()
    let c = median(times.map(\.c))
    let drover = median(times.map(\.drover))
    let ratio = median(times.map { $0.c / $0.drover })
    let columns = [rate(c), rate(median(times.map(\.narrow))), rate(drover), String(format: "%.2f", ratio)]
    let widths = [16, 19, 15, 10]
    let cells = zip(columns, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
    print(pad("\(batch)", 5) + pad("\(entries.count)", 12) + cells.joined())
  }

  private func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: width - text.count) + text }

  private func rate(_ seconds: Double) -> String { "\(Int(Double(entries.count) / seconds))/s" }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private func directory(_ name: String) throws -> String {
    let path = root + "/" + name
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Begins a journal with opening stock and closes it, so that both sides write to the same tables. Gives its file.
  private func begin(_ name: String) throws -> String {
    let path = try directory(name)
    try Journal(directory: path, site: Workload.site, opening: Workload.opening).close()
    return path + "/floor.sqlite"
  }

  private func drover() throws -> Double {
    let path = try directory("drover")
    let journal = try Journal(directory: path, site: Workload.site, opening: Workload.opening)
    let batches = stride(from: 0, to: entries.count, by: batch).map {
      Array(entries[$0..<min($0 + batch, entries.count)])
    }
    let elapsed = try ContinuousClock().measure {
      for batch in batches { try journal.append(batch) }
    }
    journal.close()
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
  }

  /// The payloads that the journal has just written, for the C loop to write again.
  private func payloads() -> [(bytes: [UInt8], chain: Int64)] {
    PayloadReader.read(root + "/drover/floor.sqlite")
  }

  /// The measurement counts only if both have written the same rows to every table.
  private func requireEqualFiles() throws {
    for table in ["journal", "changes", "bins", "tasks", "devices"] {
      for (one, other) in [("main", "other"), ("other", "main")] {
        let sql = "SELECT count(*) FROM (SELECT * FROM \(one).\(table) EXCEPT SELECT * FROM \(other).\(table))"
        var different: Int64 = -1
        let code = c_query(root + "/c/floor.sqlite", root + "/drover/floor.sqlite", sql, &different)
        precondition(code == 0 && different == 0, "\(table) differs in \(different) rows (SQLite \(code))")
      }
    }
  }
}
