import Synchronization

/// Wakes readers of the feed when there is something new for them.
public final class ChangeSignal: Sendable {
  private struct Waiter {
    var offset: Int64
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var last: Int64
    var nextTicket = 0
    var waiters: [Int: Waiter] = [:]
    /// Tickets cancelled before they began to wait.
    var cancelled: Set<Int> = []
  }

  private let state: Mutex<State>

  /// - Parameter last: sequence number of the newest change; 0 when there has been none.
  public init(last: Int64) {
    state = Mutex(State(last: last))
  }

  /// There is a newer change. Call it when that is durable; from any thread.
  public func announce(_ last: Int64) {
    let ready = state.withLock { state in
      state.last = max(state.last, last)
      let due = state.waiters.filter { $0.value.offset < state.last }
      for ticket in due.keys { state.waiters[ticket] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  /// Returns when there is a change behind `offset`, or when the task is cancelled.
  public func wait(after offset: Int64) async {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if state.last > offset || state.cancelled.remove(ticket) != nil { return true }
          state.waiters[ticket] = Waiter(offset: offset, continuation: continuation)
          return false
        }
        if isReady { continuation.resume() }
      }
      // Whoever was cancelled after its wait had ended leaves nothing behind.
      _ = state.withLock { $0.cancelled.remove(ticket) }
    } onCancel: {
      let waiter = state.withLock { state in
        let waiter = state.waiters.removeValue(forKey: ticket)
        if waiter == nil { state.cancelled.insert(ticket) }
        return waiter
      }
      waiter?.continuation.resume()
    }
  }

  /// How often somebody began to wait, for tests.
  var begun: Int { state.withLock { $0.nextTicket } }

  /// How many wait, for tests and metrics.
  public var waiting: Int { state.withLock { $0.waiters.count } }
}
