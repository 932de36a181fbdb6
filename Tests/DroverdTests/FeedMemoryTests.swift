import FloorCore
import FloorHTTP
import FloorModel
import FloorStore
import Foundation
import PlannerFeed
import Testing

@testable import droverd

/// When changes became durable, as readers of the feed are told it.
@Suite("Feed memory") struct FeedMemoryTests {
  private func changes(_ sequences: ClosedRange<Int64>) -> [FeedChange] {
    sequences.map {
      let change = StockChange(
        sequence: $0, key: StockKey(sku: ID(0)), quantity: 1, from: .outside, to: .bin(ID(0)))
      return FeedChange(change: change, entry: $0, at: .zero, device: nil)
    }
  }

  private func times(_ memory: FeedMemory, _ sequences: ClosedRange<Int64>) -> [Int64?] {
    memory.records(of: changes(sequences)).map { $0.recorded?.milliseconds }
  }

  @Test("readers have a label at once, and the next process has it from the disk")
  func labels() throws {
    let floor = try StubFloor()
    floor.memory.record(upTo: 3, at: 1_000)
    floor.memory.record(upTo: 5, at: 2_000)
    #expect(times(floor.memory, 4...5) == [2_000, 2_000])
    floor.memory.finish()
    #expect(times(floor.memory, 1...6) == [1_000, 1_000, 1_000, 2_000, 2_000, nil])
    let later = try FeedMemory(directory: floor.directory.path, floorTime: .zero)
    #expect(times(later, 1...5) == [1_000, 1_000, 1_000, 2_000, 2_000])
    later.record(upTo: 7, at: 9_000)
    later.finish()
    #expect(times(later, 3...7) == [1_000, 2_000, 2_000, 9_000, 9_000])
  }

  @Test("only so many are remembered; what is older is not guessed")
  func bounded() {
    let labels = FreshLabels()
    for sequence in 1...Int64(FreshLabels.limit + 1) { _ = labels.add(upTo: 2 * sequence, at: sequence) }
    let last = 2 * Int64(FreshLabels.limit + 1)
    #expect(labels.times(of: (last - 1)...(last + 1)) == [last / 2, last / 2, nil])
    #expect(labels.times(of: 1...2) == [nil, nil])
    #expect(labels.takeUnwritten().count == FreshLabels.limit)
    #expect(labels.takeUnwritten().isEmpty)
    #expect(labels.add(upTo: last + 2, at: 0), "the first to be written asks for a writer")
    #expect(!labels.add(upTo: last + 4, at: 0))
  }
}
