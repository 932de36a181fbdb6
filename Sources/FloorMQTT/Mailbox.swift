public import FloorModel

/// A bounded queue from many threads to one: the daemon's inbox.
///
/// Senders take turns: a message waits for at most one message of each other sender, and for its own sender's earlier ones, so
/// that nobody's flood delays the others. A sender that has too much waiting loses its oldest telemetry; when all of it is
/// essential, what comes is refused at once, and who repeats what is not acknowledged loses nothing.
///
/// The consumer takes what has gathered as one batch, so that the journal can make one fsync of it. When the mailbox is
/// full, the oldest telemetry goes first and is counted. An essential message is never thrown away once accepted: when
/// only essential messages wait, a push waits as long as it was told to and is then refused with the reason. A push of
/// telemetry never waits. In an MQTT handler, a waiting push stops the reading from the socket, so that the pressure
/// reaches the broker; wait less than half the keep-alive there.
public final class Mailbox<Element: Sendable>: Sendable {
  private struct State {
    var queue: MailQueue<Element>
    var isClosed = false
    var isConsumerWaiting = false
    var waitingProducers = 0
  }

  private let state: Guarded<State>

  /// - Parameters:
  ///   - limit: messages that can wait, at least one.
  ///   - limitPerSender: messages of one sender that can wait; sender 0, which pushes from within, has no such limit.
  public init(limit: Int, limitPerSender: Int = .max) {
    state = Guarded(State(queue: MailQueue(limit: limit, laneLimit: limitPerSender)))
  }

  @discardableResult
  public func push(
    _ element: Element, as mailClass: MailClass, from sender: Int = 0, waitingUpTo patience: Span = .zero
  ) -> PushOutcome {
    let (early, isConsumerWaiting) = state.with { state -> (PushOutcome?, Bool) in
      let outcome = Self.tryPush(element, mailClass, sender, in: &state)
      if outcome == nil {
        if mailClass == .telemetry || patience <= .zero { return (Self.refuse(in: &state), false) }
        state.waitingProducers += 1
      }
      return (outcome, state.isConsumerWaiting)
    }
    if isConsumerWaiting { state.wake() }
    return early ?? waitToPush(element, mailClass, sender, patience)
  }

  private func waitToPush(
    _ element: Element, _ mailClass: MailClass, _ sender: Int, _ patience: Span
  ) -> PushOutcome {
    let late = state.wait(upTo: patience) { Self.tryPush(element, mailClass, sender, in: &$0) }
    let (outcome, isConsumerWaiting) = state.with { state in
      state.waitingProducers -= 1
      return (late ?? Self.refuse(in: &state), state.isConsumerWaiting)
    }
    if isConsumerWaiting { state.wake() }
    return outcome
  }

  /// Up to `most` messages in order of arrival, as soon as there is one.
  ///
  /// - Returns: nothing when `timeout` has passed, or when the mailbox is closed and empty.
  public func take(upTo most: Int, timeout: Span) -> [Element] {
    let batch =
      state.wait(upTo: timeout) { state -> [Element]? in
        let isDone = state.queue.count > 0 || state.isClosed
        state.isConsumerWaiting = !isDone
        return isDone ? state.queue.take(upTo: most) : nil
      } ?? []
    if !batch.isEmpty, state.with({ $0.waitingProducers > 0 }) { state.wake() }
    return batch
  }

  /// Refuses everything from now on. What waits can still be taken.
  public func close() {
    state.with { $0.isClosed = true }
    state.wake()
  }

  public var isClosed: Bool { state.with { $0.isClosed } }

  /// Messages that wait.
  public var count: Int { state.with { $0.queue.count } }

  public var counters: MailboxCounters { state.with { $0.queue.counters } }

  private static func tryPush(
    _ element: Element, _ mailClass: MailClass, _ sender: Int, in state: inout State
  ) -> PushOutcome? {
    state.isClosed ? state.queue.refuse(.closed) : state.queue.push(element, as: mailClass, from: sender)
  }

  private static func refuse(in state: inout State) -> PushOutcome {
    state.queue.refuse(.fullOfEssentials(limit: state.queue.limit))
  }
}
