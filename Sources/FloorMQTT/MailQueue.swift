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
  /// `limit` messages of this one sender wait, all essential. It has to send again what nobody acknowledges.
  case tooManyOfOne(limit: Int)
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

/// The mailbox without its lock: a lane for each sender, served in turn, one message each.
///
/// So a message waits for at most one message of every other sender, and for those of its own sender that came before it:
/// whoever floods the mailbox delays nobody but himself.
struct MailQueue<Element> {
  let limit: Int
  /// Messages of one sender that can wait; sender 0 is the daemon itself and has no limit of its own.
  let laneLimit: Int
  private(set) var counters = MailboxCounters()
  private(set) var count = 0
  private var lanes: [Int: MailLane<Element>] = [:]
  /// Senders with mail, in the order in which their turns come; `turns[..<head]` have had theirs.
  private var turns: [Int] = []
  private var head = 0

  init(limit: Int, laneLimit: Int = .max) {
    precondition(limit > 0 && laneLimit > 0, "a mailbox needs room for one message")
    self.limit = limit
    self.laneLimit = min(limit, laneLimit)
  }

  /// Nil when only essential messages wait and there is no room; the message is then not counted yet.
  mutating func push(_ element: Element, as mailClass: MailClass, from sender: Int = 0) -> PushOutcome? {
    var outcome = PushOutcome.accepted
    // No copy of the lane is held here: changing it would copy all that waits in it.
    let isLaneFull = sender != 0 && laneLimit < limit && lanes[sender]?.count ?? 0 >= laneLimit
    if count == limit || isLaneFull {
      if lanes[sender]?.strikable == true {
        shed(from: sender)
      } else if isLaneFull {
        return refuse(.tooManyOfOne(limit: laneLimit))
      } else {
        guard let other = turns[head...].first(where: { lanes[$0]?.strikable == true }) else { return nil }
        shed(from: other)
      }
      outcome = .acceptedShedding
    }
    if lanes[sender] == nil { turns.append(sender) }
    lanes[sender, default: MailLane()].append(element, mailClass)
    count += 1
    counters.accepted += 1
    counters.highWater = max(counters.highWater, count)
    return outcome
  }

  private mutating func shed(from sender: Int) {
    lanes[sender]?.strikeOutOldestTelemetry()
    count -= 1
    counters.shed += 1
  }

  /// Slots in use, live or struck out: a measure of memory. Adding counts gives the same sum in any order.
  var slotCount: Int { lanes.values.reduce(0) { $0 + $1.slotCount } }

  mutating func refuse(_ reason: MailboxRefusal) -> PushOutcome {
    counters.refused += 1
    return .refused(reason)
  }

  mutating func take(upTo most: Int) -> [Element] {
    var batch: [Element] = []
    batch.reserveCapacity(min(most, count))
    while batch.count < most, head < turns.count {
      let sender = turns[head]
      head += 1
      if let element = lanes[sender]?.takeFirst() { batch.append(element) }
      if lanes[sender]?.count ?? 0 > 0 { turns.append(sender) } else { lanes[sender] = nil }
      if head * 2 >= turns.count {
        turns.removeFirst(head)
        head = 0
      }
    }
    count -= batch.count
    counters.taken += batch.count
    return batch
  }
}
