import FloorClock
import FloorCore
import Synchronization

/// How soon orders to drive units leave, counted from the arrival of the message that brought them about.
final class OrderWatch: Sendable {
  private struct Counts {
    var fromMessages = Latencies()
    var orders = 0
  }

  private let counts = Mutex(Counts())

  /// An order has been handed to the broker's connection.
  /// - Parameter arrived: when the message came that caused it, monotonic nanoseconds; nil: a tick or a person did.
  func sent(causedAt arrived: UInt64?) {
    counts.withLock { counts in
      counts.orders += 1
      if let arrived { counts.fromMessages.note(nanoseconds: FloorClock.monotonic() &- arrived) }
    }
  }

  /// For `/metrics`.
  var metrics: [String: Double] {
    counts.withLock { counts in
      [
        "drover_orders_to_units_total": Double(counts.orders),
        "drover_orders_to_units_from_messages_total": Double(counts.fromMessages.count),
        "drover_message_to_order_p50_seconds": counts.fromMessages.quantile(0.5),
        "drover_message_to_order_p99_seconds": counts.fromMessages.quantile(0.99),
      ]
    }
  }
}
