/// How much a message matters when there is no room for it.
public enum MailClass: Sendable, Equatable, CaseIterable {
  /// The next one says the same, newer: positions, temperatures, battery levels.
  case telemetry
  /// Nothing else says it: acknowledgements, confirmations of stock, commands.
  case essential
}

/// Why a message did not get into the mailbox.
public enum MailboxRefusal: Error, Sendable, Equatable {
  /// `limit` essential messages wait and none has been taken in the time given.
  case fullOfEssentials(limit: Int)
  /// Nobody will take messages any more.
  case closed
}

/// What became of a message pushed into a mailbox.
public enum PushOutcome: Sendable, Equatable {
  case accepted
  /// Accepted, and the oldest telemetry was thrown away to make room.
  case acceptedShedding
  case refused(MailboxRefusal)

  public var isAccepted: Bool {
    switch self {
    case .accepted, .acceptedShedding: true
    case .refused: false
    }
  }
}

/// What has gone through a mailbox. `accepted` is `taken` plus `shed` plus what waits.
public struct MailboxCounters: Sendable, Equatable {
  public var accepted = 0
  public var taken = 0
  /// Telemetry that was accepted and then thrown away to make room.
  public var shed = 0
  public var refused = 0
  /// The most that ever waited at once.
  public var highWater = 0

  public init() {}
}

/// The mailbox without its lock: one sequence in order of arrival, from which old telemetry can be struck out.
struct MailQueue<Element> {
  private enum Slot {
    case mail(Element, MailClass)
    case struckOut
  }

  let limit: Int
  private(set) var counters = MailboxCounters()
  private(set) var count = 0
  private(set) var telemetryCount = 0
  /// `slots[head...]` are the live ones and, between them, those struck out.
  private var slots: [Slot] = []
  private var head = 0
  /// No telemetry waits in front of this slot, so that a search never looks at a slot twice.
  private var telemetryHead = 0

  init(limit: Int) {
    precondition(limit > 0, "a mailbox needs room for one message")
    self.limit = limit
  }

  /// Nil when only essential messages wait and there is no room; the message is then not counted yet.
  mutating func push(_ element: Element, as mailClass: MailClass) -> PushOutcome? {
    var outcome = PushOutcome.accepted
    if count == limit {
      guard telemetryCount > 0 else { return nil }
      strikeOutOldestTelemetry()
      outcome = .acceptedShedding
    }
    slots.append(.mail(element, mailClass))
    count += 1
    if mailClass == .telemetry { telemetryCount += 1 }
    counters.accepted += 1
    counters.highWater = max(counters.highWater, count)
    return outcome
  }

  /// Slots in use, live or struck out: a measure of memory.
  var slotCount: Int { slots.count }

  mutating func refuse(_ reason: MailboxRefusal) -> PushOutcome {
    counters.refused += 1
    return .refused(reason)
  }

  mutating func take(upTo most: Int) -> [Element] {
    var batch: [Element] = []
    batch.reserveCapacity(min(most, count))
    while batch.count < most, head < slots.count {
      if case .mail(let element, let mailClass) = slots[head] {
        batch.append(element)
        if mailClass == .telemetry { telemetryCount -= 1 }
        // A taken element must not be kept alive until the slots are moved down.
        slots[head] = .struckOut
      }
      head += 1
    }
    count -= batch.count
    counters.taken += batch.count
    telemetryHead = max(telemetryHead, head)
    if head * 2 >= slots.count { moveDown() }
    return batch
  }

  private mutating func strikeOutOldestTelemetry() {
    while true {
      if case .mail(_, .telemetry) = slots[telemetryHead] { break }
      telemetryHead += 1
    }
    slots[telemetryHead] = .struckOut
    telemetryHead += 1
    telemetryCount -= 1
    count -= 1
    counters.shed += 1
    // While essentials at the front wait for a slow consumer, telemetry behind them may come and go for ever.
    if slots.count - head >= 2 * limit + 16 { squeeze() }
  }

  private mutating func moveDown() {
    slots.removeFirst(head)
    telemetryHead -= head
    head = 0
  }

  private mutating func squeeze() {
    slots = slots[head...].filter { slot in
      if case .mail = slot { true } else { false }
    }
    head = 0
    telemetryHead = 0
  }
}
