import FloorStore
import StoreSamples
import Testing

@Suite struct SnapshotTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    _ = try write(30, to: directory)
  }

  private func snapshot(_ number: Int64) -> Snapshot {
    Snapshot(number: number, format: 3, payload: Array(repeating: UInt8(number), count: 100_000))
  }

  @Test func theNewestComesBackAndTwoAreKept() throws {
    let journal = try Journal(directory: directory.path, site: site)
    #expect(try journal.reader.latestSnapshot() == nil)
    for number: Int64 in [10, 20, 30] { try journal.save(snapshot(number)) }
    #expect(try journal.reader.latestSnapshot() == snapshot(30))
    journal.close()
    for (damaged, rest) in [(30, snapshot(20)), (20, nil)] as [(Int64, Snapshot?)] {
      try directory.damage("UPDATE snapshots SET payload = zeroblob(100000) WHERE number = \(damaged)")
      let reader = try JournalReader(directory: directory.path, site: site)
      #expect(try reader.latestSnapshot() == rest, "the one at 10 was dropped")
    }
  }

  @Test func aSnapshotOfTheFutureIsRefused() throws {
    let journal = try Journal(directory: directory.path, site: site)
    #expect(throws: JournalError.notContiguous(expected: 30, found: 31)) { try journal.save(snapshot(31)) }
  }
}
