import FloorCore
import PlannerFeed

/// What planners who follow the feed read at the same moment: read and written out once for all of them.
///
/// A hundred readers that wake for one change would otherwise ask the journal a hundred times for the same page. Only who asks for
/// the same page at the same time, or for the one that was read last, shares it; changes never change, so it is never out of date.
actor RecentMoves {
  private struct Page: Equatable {
    var after: Int64
    var limit: Int
  }

  private struct Text {
    var first: Int64
    var last: Int64
    var text: String
  }

  private var newest: (page: Page, moves: [StockMove])?
  private var reading: (page: Page, task: Task<[StockMove], any Error>)?
  private var texts: [FeedForm: Text] = [:]

  /// Changes behind an offset; empty pages and faults are not kept.
  func page(
    after offset: Int64, limit: Int, read: @escaping @Sendable () async throws -> [StockMove]
  ) async throws -> [StockMove] {
    let page = Page(after: offset, limit: limit)
    if let newest, newest.page == page { return newest.moves }
    if let reading, reading.page == page { return try await reading.task.value }
    // Not a reader's own task: one that leaves must not take the page from the others.
    let task = Task { try await read() }
    reading = (page, task)
    defer { if reading?.page == page { reading = nil } }
    let moves = try await task.value
    if !moves.isEmpty, offset >= newest?.page.after ?? 0 { newest = (page, moves) }
    return moves
  }

  /// A page as an event stream has it.
  func text(of moves: [StockMove], in form: FeedForm, _ write: @Sendable (StockMove) -> String) -> String {
    guard let first = moves.first?.change.sequence, let last = moves.last?.change.sequence else { return "" }
    if let known = texts[form], known.first == first, known.last == last { return known.text }
    let text = moves.map(write).joined()
    texts[form] = Text(first: first, last: last, text: text)
    return text
  }
}
