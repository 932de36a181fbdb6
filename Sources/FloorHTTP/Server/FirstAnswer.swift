import Synchronization

/// The first of several answers; later ones are dropped. One task may wait for it.
final class FirstAnswer<T: Sendable>: Sendable {
  private enum State {
    case empty
    case waiting(CheckedContinuation<T, any Error>)
    case given(Result<T, any Error>)
    case over
  }

  private let state = Mutex(State.empty)

  func give(_ result: Result<T, any Error>) {
    let waiter = state.withLock { state -> CheckedContinuation<T, any Error>? in
      switch state {
      case .empty:
        state = .given(result)
        return nil
      case .waiting(let continuation):
        state = .over
        return continuation
      case .given, .over: return nil
      }
    }
    waiter?.resume(with: result)
  }

  func value() async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let given = state.withLock { state -> Result<T, any Error>? in
        if case .given(let result) = state {
          state = .over
          return result
        }
        state = .waiting(continuation)
        return nil
      }
      if let given { continuation.resume(with: given) }
    }
  }
}

/// Runs an operation that may never end, and gives up waiting for it after a while. The operation is cancelled then,
/// but need not notice.
func withDeadline<T: Sendable>(
  _ limit: Duration, otherwise fault: HTTPFault, _ operation: @escaping @Sendable () async throws -> T
) async throws -> T {
  let answer = FirstAnswer<T>()
  let work = Task {
    do {
      answer.give(.success(try await operation()))
    } catch {
      answer.give(.failure(error))
    }
  }
  let clock = Task {
    do {
      try await Task.sleep(for: limit)
      answer.give(.failure(fault))
    } catch {}
  }
  defer {
    work.cancel()
    clock.cancel()
  }
  return try await answer.value()
}
