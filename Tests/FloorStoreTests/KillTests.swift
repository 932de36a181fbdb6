import FloorCore
import FloorStore
import Foundation
import StoreSamples
import Testing

@Suite(.serialized) struct KillTests {
  /// A child appends and says what was acknowledged; it is killed at a moment of its own choosing twenty times over.
  @Test func whatWasAcknowledgedIsThereAfterKillNine() throws {
    let directory = try TemporaryDirectory()
    let seed: UInt64 = 77
    var random = SystemRandomNumberGenerator()
    var acknowledged: Int64 = 0
    for round in 1...20 {
      let last = try run(directory, seed: seed, milliseconds: UInt32.random(in: 1...60, using: &random))
      acknowledged = max(acknowledged, last)
      let journal = try Journal(directory: directory.path, site: site, check: .everything)
      #expect(journal.notes.isEmpty)
      try #require(journal.last.number >= acknowledged, "round \(round)")
      journal.close()
    }
    #expect(acknowledged > 0)
    let journal = try Journal(directory: directory.path, site: site)
    var samples = SampleEntries(seed: seed)
    let expected = samples.next(Int(journal.last.number))
    #expect(try readAll(journal.reader) == expected, "each entry once, none between")
    let changes = expected.flatMap(\.changes)
    guard case .changes(let rows) = try journal.reader.changes(after: 0, limit: .max) else {
      Issue.record("the feed has a hole")
      return
    }
    #expect(rows.map(\.change) == changes)
  }

  /// Starts the child, lets it acknowledge something, waits, and kills it.
  ///
  /// - Returns: the last number that it acknowledged.
  private func run(_ directory: TemporaryDirectory, seed: UInt64, milliseconds: UInt32) throws -> Int64 {
    let process = Process()
    let products = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    process.executableURL = URL(fileURLWithPath: products + "/journal-writer")
    process.arguments = [directory.path, String(site), String(seed)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var output = pipe.fileHandleForReading.availableData
    usleep(milliseconds * 1_000)
    kill(process.processIdentifier, SIGKILL)
    output += pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(
      process.terminationReason == .uncaughtSignal,
      "the child ended by itself: \(String(decoding: output, as: UTF8.self))")
    // A line that the kill cut short is no acknowledgement.
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropLast().compactMap { Int64($0) }.last ?? 0
  }
}
