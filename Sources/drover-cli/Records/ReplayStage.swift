import FloorCore
import FloorHTTP
import FloorMQTT
import FloorModel
import FloorStore
import Foundation
import PlannerFeed
import Synchronization

/// A replay as the dashboard sees it: everything can be looked at, and nothing changed.
final class ReplayStage: FloorAccess {
  private let replay: Mutex<Replay>
  private let journal: JournalReader
  private let signal: ChangeSignal

  init(_ replay: Replay, journal: JournalReader) {
    signal = ChangeSignal(last: replay.run.floor.books.ledger.lastChange)
    self.replay = Mutex(replay)
    self.journal = journal
  }

  var current: Replay { replay.withLock { $0 } }

  func take(_ recorded: Recorded) throws(JournalError) {
    let last = try replay.withLock { (replay) throws(JournalError) in
      try replay.take(recorded)
      return replay.run.floor.books.ledger.lastChange
    }
    signal.announce(last)
  }

  /// Serves the dashboard until this process ends.
  ///
  /// - Returns: when it can be reached; with its address.
  func serve(port: Int) async throws -> String {
    let token = Secret.random().reveal()
    guard let access = AccessToken(name: "replay", role: .viewer, token: token) else {
      preconditionFailure("a random secret is long enough for a token")
    }
    let site = replay.withLock { $0.run.floor.site }
    // Wall times are labels, and the recording has none: floor time stands in for them.
    let names = FeedNames(site: site, clock: FeedClock(epoch: FeedTime(milliseconds: 0)))
    let server = FloorHTTPServer(names: names, access: self, at: .loopback(port: port), tokens: TokenShelf([access]))
    let bound = AsyncStream<Result<Int, any Error>>.makeStream()
    Task {
      do { try await server.run { bound.continuation.yield(.success($0)) } } catch {
        bound.continuation.yield(.failure(error))
      }
    }
    for await result in bound.stream { return "http://127.0.0.1:\(try result.get())/#token=\(token)" }
    preconditionFailure("the stream has no end")
  }

  // MARK: What the server may do

  /// Shown as the reason why nothing is accepted.
  var journalFault: String? { "this is a replay of what was recorded; nothing in it can be changed" }

  func read<T: Sendable>(_ body: @escaping @Sendable (borrowing Floor) -> T) async throws -> T {
    replay.withLock { body($0.run.floor) }
  }

  func submit(_ events: [Event]) async throws(SubmitRefusal) { throw .journalFault(journalFault ?? "") }

  func binSnapshot() async throws -> BinSnapshot {
    replay.withLock { replay in
      let ledger = replay.run.floor.books.ledger
      let rows = ledger.bins.enumerated().flatMap { bin, lines in
        lines.map { StockLine(bin: ID(bin), key: $0.key, quantity: $0.quantity) }
      }
      return BinSnapshot(offset: ledger.lastChange, rows: rows)
    }
  }

  /// The recorded ones, as far as the replay has come.
  func changes(after offset: Int64, limit: Int) async throws -> ChangePage {
    let last = replay.withLock { $0.run.floor.books.ledger.lastChange }
    if offset > last { return .ahead(last: last) }
    switch try journal.changes(after: offset, limit: limit) {
    case .changes(let changes):
      return .changes(
        changes.filter { $0.change.sequence <= last }
          .map { ChangeRecord(change: $0.change, at: $0.at, device: $0.device) })
    case .gone(let first): return .gone(first: first)
    case .ahead(let last): return .ahead(last: last)
    }
  }

  func waitForChange(after offset: Int64) async { await signal.wait(after: offset) }

  /// Pictures are not recorded.
  func frame(plate: String, view: Int) async -> Frame? { nil }

  func reference(sku: String, view: Int) async -> Frame? { nil }

  // Nothing is written in a replay: the server refuses before it asks for a note.
  func beginAudit(_ record: AuditRecord) async throws -> Int64 { throw SubmitRefusal.journalFault(journalFault ?? "") }
  func endAudit(_ number: Int64, status: Int, before: String?, after: String?) async throws {}
  func auditTrail(before: Int64?, limit: Int) async throws -> [AuditRecord] { [] }

  var feed: any FeedAccess { NoSubscribers() }

  func counters() -> [String: Double] { ["drover_replayed_total": Double(replay.withLock { $0.outcome.inputs })] }
}

/// A replay calls nobody, and nobody tells it anything.
private struct NoSubscribers: FeedAccess {
  func webhooks() -> [Webhook] { [] }
  func add(_ webhook: Webhook) throws { throw SubmitRefusal.stopping }
  func remove(webhook id: String) -> Bool { false }
  func note(webhook id: String, after: Int64, failures: Int, fault: String?) {}
  func capture(_ events: [CapturedEvent]) throws -> Int { throw SubmitRefusal.stopping }
  func captured(after number: Int64, limit: Int) -> [CapturedEvent] { [] }
}
