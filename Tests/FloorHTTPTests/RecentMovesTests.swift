import FloorCore
import FloorModel
import PlannerFeed
import Synchronization
import Testing

@testable import FloorHTTP

@Suite("What many readers read") struct RecentMovesTests {
  private final class Tally: Sendable {
    private let sum = Mutex(0)
    var count: Int { sum.withLock { $0 } }
    func add() { sum.withLock { $0 += 1 } }
  }

  private func moves(_ sequences: ClosedRange<Int64>) -> [StockMove] {
    sequences.map {
      StockMove(
        change: StockChange(sequence: $0, key: StockKey(sku: ID(0)), quantity: 1, from: .outside, to: .bin(ID(0))),
        at: .zero, device: nil)
    }
  }

  @Test("a hundred readers that want the same page have it read and written out once")
  func once() async throws {
    let recent = RecentMoves()
    let reads = Tally()
    let page = moves(4...6)
    let lengths = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<100 {
        group.addTask {
          try await recent.page(after: 3, limit: 10) {
            reads.add()
            await Task.yield()
            return page
          }.count
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(lengths == Array(repeating: 3, count: 100))
    #expect(reads.count == 1)
    let written = Tally()
    for _ in 0..<10 {
      let text = await recent.text(of: page, in: .changes) { move in
        written.add()
        return "\(move.change.sequence),"
      }
      #expect(text == "4,5,6,")
    }
    #expect(written.count == 3)
    // Another form, or other changes, are other texts.
    #expect(await recent.text(of: page, in: .epcis) { _ in "e" } == "eee")
    #expect(await recent.text(of: moves(7...7), in: .changes) { "\($0.change.sequence)" } == "7")
  }

  @Test("another page is read for itself; an empty page and a fault are not kept")
  func others() async throws {
    let recent = RecentMoves()
    let page = moves(4...6)
    #expect(try await recent.page(after: 3, limit: 10) { page } == page)
    #expect(try await recent.page(after: 3, limit: 1) { Array(page.prefix(1)) }.count == 1)
    #expect(try await recent.page(after: 6, limit: 10) { [] }.isEmpty)
    let later = moves(7...7)
    #expect(try await recent.page(after: 6, limit: 10) { later } == later)
    await #expect(throws: HTTPFault.self) {
      try await recent.page(after: 9, limit: 10) { throw HTTPFault.internalError }
    }
    #expect(try await recent.page(after: 9, limit: 10) { [] }.isEmpty)
  }
}
