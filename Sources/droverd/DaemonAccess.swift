import FloorCore
import FloorHTTP
import FloorMQTT
import FloorModel
import FloorStore
import Foundation
import PlannerFeed
import VisionWorkers

/// What the HTTP server may do to this daemon's floor.
struct DaemonAccess: FloorAccess {
  let loop: FloorLoop
  let journal: Journal
  let audit: AuditTrail
  let memory: FeedMemory
  let signal: ChangeSignal
  let frames: FrameShelf
  let desk: VisionDesk
  let mqtt: @Sendable () -> MQTTCounters
  let isBrokerConnected: @Sendable () -> Bool

  var journalFault: String? { loop.journalFault }
  var feed: any FeedAccess { memory }

  func read<T: Sendable>(_ body: @escaping @Sendable (borrowing Floor) -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let isAsked = loop.ask { continuation.resume(returning: body($0)) }
      if !isAsked { continuation.resume(throwing: SubmitRefusal.busy) }
    }
  }

  /// Answered when the batch of the events is durable, or the daemon ends before it is.
  func submit(_ events: [Event]) async throws(SubmitRefusal) {
    if let fault = loop.journalFault { throw .journalFault(fault) }
    let isAccepted = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
      let outcome = loop.inbox.push(.events(events) { continuation.resume(returning: $0) }, as: .essential)
      if !outcome.isAccepted { continuation.resume(returning: false) }
    }
    if !isAccepted { throw loop.inbox.isClosed ? .stopping : .busy }
    for case .review(let review, let answer, by: let person) in events {
      // What the books hold counts: somebody else may have been quicker.
      let item = try? await read { floor -> Item? in
        guard floor.books.reviews[review.index].answer == answer else { return nil }
        guard case .item(let item) = floor.books.reviews[review.index].subject else { return nil }
        return floor.books.items[item.index]
      }
      if let item { desk.keep(answer, about: item, by: person) }
    }
  }

  func binSnapshot() async throws -> BinSnapshot {
    let (offset, rows) = try journal.reader.snapshotOfBins()
    return BinSnapshot(
      offset: offset, rows: rows.map { StockLine(bin: $0.bin, key: $0.key, quantity: $0.quantity) })
  }

  func changes(after offset: Int64, limit: Int) async throws -> ChangePage {
    switch try journal.reader.changes(after: offset, limit: limit) {
    case .changes(let changes): .changes(memory.records(of: changes))
    case .gone(let first): .gone(first: first)
    case .ahead(let last): .ahead(last: last)
    }
  }

  func waitForChange(after offset: Int64) async { await signal.wait(after: offset) }

  func frame(plate: String, view: Int) async -> Frame? {
    frames.frame(of: plate, view: view).map { Frame(data: $0, type: "image/jpeg") }
  }

  func beginAudit(_ record: AuditRecord) async throws -> Int64 {
    try await audit.begin(
      AuditTrail.Note(at: record.at, who: record.who, role: record.role, peer: record.peer, what: record.what))
  }

  func endAudit(_ number: Int64, status: Int, before: String?, after: String?) async throws {
    try await audit.end(number, status: status, before: before, after: after)
  }

  func auditTrail(before: Int64?, limit: Int) async throws -> [AuditRecord] {
    try await audit.notes(before: before, limit: limit).map {
      AuditRecord(
        number: $0.number, at: $0.at, who: $0.who, role: $0.role, peer: $0.peer, what: $0.what, status: $0.status,
        before: $0.before, after: $0.after)
    }
  }

  func reference(sku: String, view: Int) async -> Frame? {
    desk.reference(of: sku, view: view).map { Frame(data: $0, type: "image/jpeg") }
  }

  func counters() -> [String: Double] {
    let mail = loop.inbox.counters
    let wire = mqtt()
    let seen = desk.counters
    return [
      "drover_broker_connected": isBrokerConnected() ? 1 : 0,
      "drover_inbox_waiting": Double(loop.inbox.count),
      "drover_inbox_accepted_total": Double(mail.accepted),
      "drover_inbox_shed_total": Double(mail.shed),
      "drover_inbox_refused_total": Double(mail.refused),
      "drover_mqtt_sent_total": Double(wire.sent),
      "drover_mqtt_received_total": Double(wire.received),
      "drover_mqtt_reconnects_total": Double(wire.reconnects),
      "drover_mqtt_refused_total": Double(wire.refused),
      "drover_vision_inspected_total": Double(seen.inspected),
      "drover_vision_given_up_total": Double(seen.givenUp),
      "drover_vision_retried_total": Double(seen.retried),
      "drover_vision_workers_started_total": Double(seen.started),
      "drover_vision_workers_crashed_total": Double(seen.crashed),
      "drover_vision_workers_hung_total": Double(seen.hung),
      "drover_vision_workers_recycled_total": Double(seen.recycled),
    ]
  }
}
