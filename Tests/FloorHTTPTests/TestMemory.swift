import FloorHTTP
import PlannerFeed
import Synchronization

/// Subscriptions and captured events, in memory.
final class TestMemory: FeedAccess {
  private struct State {
    var webhooks: [String: Webhook] = [:]
    var captured: [CapturedEvent] = []
  }

  private let state = Mutex(State())

  func webhooks() -> [Webhook] { state.withLock { $0.webhooks.values.sorted { $0.id < $1.id } } }
  func add(_ webhook: Webhook) { state.withLock { $0.webhooks[webhook.id] = webhook } }
  func remove(webhook id: String) -> Bool { state.withLock { $0.webhooks.removeValue(forKey: id) != nil } }

  func note(webhook id: String, after: Int64, failures: Int, fault: String?) {
    state.withLock { state in
      state.webhooks[id]?.after = after
      state.webhooks[id]?.failures = failures
      state.webhooks[id]?.lastFault = fault
    }
  }

  func capture(_ events: [CapturedEvent]) -> Int {
    state.withLock { state in
      let known = Set(state.captured.map(\.id))
      let new = events.filter { !known.contains($0.id) }
      for var event in new {
        event.number = Int64(state.captured.count + 1)
        state.captured.append(event)
      }
      return new.count
    }
  }

  func captured(after number: Int64, limit: Int) -> [CapturedEvent] {
    state.withLock { Array($0.captured.dropFirst(Int(number)).prefix(limit)) }
  }
}
