import FloorCore
import FloorModel
import StoreSamples
import Testing

@testable import FloorStore

/// The fast way and the general way are the same bytes.
@Suite struct DirectCodingTests {
  @Test func recordsAndChangesAreWrittenAndReadAlikeBothWays() throws {
    var samples = SampleEntries(seed: 11)
    for _ in 0..<200 * SampleEntries.recordKinds {
      let entry = samples.next()
      let sink = ByteSink()
      try EntryCoding.write(entry, to: BinaryEncoding(sink))
      let general = try BinaryEncoder().encode(entry.record) + BinaryEncoder().encode(entry.changes)
      try #require(sink.array == general, "\(entry)")
      try #require(
        try sink.array.withUnsafeBytes { try EntryCoding.read(number: entry.number, at: entry.at, from: $0) } == entry)
    }
  }

  @Test(arguments: 0..<SampleEntries.eventBodyKinds) func everyDeviceEventIsWrittenAndReadAlikeBothWays(kind: Int)
    throws
  {
    var samples = SampleEntries(seed: UInt64(kind))
    for _ in 0..<50 {
      let record = Record.device(samples.deviceEvent(kind))
      let sink = ByteSink()
      try BinaryEncoding(sink).write(record)
      try #require(try sink.array == BinaryEncoder().encode(record), "\(record)")
      try #require(try sink.array.withUnsafeBytes { try BinaryDecoding($0).readRecord() } == record)
    }
  }

  @Test func manyChangesInOneEntryTakeTheLongCount() throws {
    let key = StockKey(sku: ID(1))
    let changes = (1...300).map {
      StockChange(sequence: $0, key: key, quantity: 1, from: .outside, to: .holdShelf)
    }
    let sink = ByteSink()
    sink.append(changes)
    #expect(try sink.array == BinaryEncoder().encode(changes))
    #expect(try sink.array.withUnsafeBytes { try BinaryDecoding($0).readChanges() } == changes)
  }
}
