import FloorCore
import FloorHTTP
import FloorModel
import FloorStore
import Foundation
import PlannerFeed

/// The feed book as the HTTP server and the floor's thread see it.
struct FeedMemory: FeedAccess {
  let clock: FeedClock
  private let book: FeedBook
  private let labels = FreshLabels()
  /// Where labels are written down: neither the floor's thread nor a reader of the feed waits for it.
  private let scribe = DispatchQueue(label: "drover.feed")

  /// - Parameter floorTime: what the floor's clock shows now.
  init(directory: String, floorTime: Instant) throws {
    book = try FeedBook(directory: directory)
    clock = FeedClock(epoch: FeedTime(milliseconds: try book.epoch(orFirst: Self.wall() - floorTime.milliseconds)))
  }

  /// Milliseconds since 1970-01-01T00:00:00Z.
  static func wall() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

  /// The changes up to here are durable now. Returns at once; a label that cannot be written is left out.
  func record(upTo sequence: Int64, at wall: Int64 = FeedMemory.wall()) {
    guard labels.add(upTo: sequence, at: wall) else { return }
    scribe.async { [labels, book] in
      for label in labels.takeUnwritten() { try? book.record(upTo: label.upTo, at: label.wall) }
    }
  }

  /// Waits until all labels are written down.
  func finish() { scribe.sync {} }

  func records(of changes: [FeedChange]) -> [ChangeRecord] {
    guard let first = changes.first, let last = changes.last else { return [] }
    let range = first.change.sequence...last.change.sequence
    var times = labels.times(of: range)
    if times.contains(nil), let written = try? book.recorded(range) {
      times = zip(times, written).map { $0 ?? $1 }
    }
    return changes.enumerated().map { step, change in
      let wall = step < times.count ? times[step] : nil
      return ChangeRecord(
        change: change.change, at: change.at, recorded: wall.map { FeedTime(milliseconds: $0) }, device: change.device)
    }
  }

  func webhooks() throws -> [Webhook] {
    try book.subscriptions().map {
      Webhook(
        id: $0.id, url: $0.url, secret: $0.secret, form: FeedForm(rawValue: $0.form) ?? .cloudevents, after: $0.after,
        failures: $0.failures, lastFault: $0.lastFault)
    }
  }

  func add(_ webhook: Webhook) throws {
    try book.put(
      FeedBook.Subscription(
        id: webhook.id, url: webhook.url, secret: webhook.secret, form: webhook.form.rawValue, after: webhook.after,
        failures: webhook.failures, lastFault: webhook.lastFault))
  }

  func remove(webhook id: String) throws -> Bool { try book.remove(id) }

  func note(webhook id: String, after: Int64, failures: Int, fault: String?) throws {
    try book.note(id, after: after, failures: failures, fault: fault)
  }

  func capture(_ events: [CapturedEvent]) throws -> Int { try book.capture(events.map { ($0.id, $0.event.json) }) }

  func captured(after number: Int64, limit: Int) throws -> [CapturedEvent] {
    try book.captured(after: number, limit: limit).map {
      CapturedEvent(number: $0.number, id: $0.id, event: try JSONValue(json: Data($0.json.utf8)))
    }
  }
}
