import FloorCore
import FloorModel
import FloorStore
import Foundation
import Testing

/// Files that earlier Drovers wrote, kept as they wrote them, with what was in them as JSON. A later layout adds a folder
/// here and keeps these.
@Suite struct UpgradeTests {
  private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Samples")

  private func copy(_ format: String) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for (name, copy) in [("floor.journal", "floor.sqlite"), ("recorder", "recorder")] {
      try FileManager.default.copyItem(
        atPath: Self.samples.appendingPathComponent("\(format)/\(name)").path, toPath: directory.file(copy))
    }
    return directory
  }

  private func expected(_ name: String) throws -> [Any] {
    let text = try String(contentsOf: Self.samples.appendingPathComponent(name), encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
  }

  /// What was written is there; what later versions have added may be there too.
  private func holds(_ value: some Encodable, _ expected: Any) throws -> Bool {
    holds(try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)), expected)
  }

  private func holds(_ value: Any, _ expected: Any) -> Bool {
    switch (value, expected) {
    case (let value as [String: Any], let expected as [String: Any]):
      expected.allSatisfy { key, old in value[key].map { holds($0, old) } ?? false }
    case (let value as [Any], let expected as [Any]):
      value.count == expected.count && zip(value, expected).allSatisfy { holds($0, $1) }
    default: (value as? NSObject) == (expected as? NSObject)
    }
  }

  @Test func aJournalOfFormat1IsReadAsItWasWritten() throws {
    let directory = try copy("format-1")
    let expected = try expected("format-1/entries.ndjson")
    // By a reader before anything has been changed in the file, and by the daemon that takes it over.
    let before = try readAll(JournalReader(directory: directory.path, site: site))
    let journal = try Journal(directory: directory.path, site: site, check: .everything)
    let after = try readAll(journal.reader)
    #expect(journal.notes == [])
    #expect(before == after && after.count == expected.count)
    for (entry, old) in zip(after, expected) { #expect(try holds(entry, old), "entry \(entry.number)") }
    #expect(try journal.reader.auditFeed() == [])
    let next = Entry(number: journal.last.number + 1, at: .zero, record: .velocity([]), changes: [])
    try journal.append([next])
    #expect(try readAll(journal.reader, from: next.number) == [next])
  }

  @Test func aRecorderOfFormat1IsReadAsItWasWritten() throws {
    let directory = try copy("format-1")
    let expected = try expected("format-1/events.ndjson")
    let recording = Recording(
      directory: directory.path, site: site, from: .zero, until: Instant(milliseconds: .max))
    let events = Array(recording)
    #expect(recording.notes == [])
    #expect(events.count == expected.count)
    for (index, (recorded, old)) in zip(events, expected).enumerated() {
      guard case .event(let event) = recorded.input else {
        Issue.record("\(recorded)")
        continue
      }
      #expect(try holds(event, old), "event \(index)")
      #expect(recorded.at == Instant(milliseconds: Int64(index) * 40))
    }
    // Nobody knows how the process began that recorded it.
    #expect(Recording.lives(directory: directory.path, site: site).map(\.entry) == [nil])
  }

  @Test func theSamplesAreNotEmptyAndTheComparisonBites() throws {
    let entries = try expected("format-1/entries.ndjson")
    #expect(entries.count == 68)
    let directory = try copy("format-1")
    let journal = try JournalReader(directory: directory.path, site: site)
    let first = try #require(try readAll(journal).first)
    #expect(try !holds(first, entries[1]))
  }
}
