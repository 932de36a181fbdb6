/// Publishes that were accepted and not yet delivered: some wait, some have been handed to the connection.
///
/// First in, first out, whatever the quality of service, because a device's messages must not overtake each other.
struct Outbox {
  struct Entry {
    let ticket: PublishTicket
    let topic: String
    let payload: [UInt8]
    let qos: QoS
    let retain: Bool
  }

  /// Waiting and handed over together, at most.
  let limit: Int
  private var waiting: [Entry] = []
  private var head = 0
  private(set) var handedOver = 0
  private var lastTicket: UInt64 = 0

  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { waiting.count - head + handedOver }
  var isEmpty: Bool { count == 0 }

  mutating func accept(
    _ topic: String, _ payload: [UInt8], _ qos: QoS, retain: Bool
  ) throws(PublishRefusal) -> PublishTicket {
    guard count < limit else { throw .outboxFull(limit: limit) }
    lastTicket += 1
    let ticket = PublishTicket(number: lastTicket)
    waiting.append(Entry(ticket: ticket, topic: topic, payload: payload, qos: qos, retain: retain))
    return ticket
  }

  /// The next entries to send, so that at most `window` are handed over and not settled.
  mutating func handOver(window: Int) -> [Entry] {
    let n = min(max(window - handedOver, 0), waiting.count - head)
    guard n > 0 else { return [] }
    let batch = Array(waiting[head..<(head + n)])
    head += n
    handedOver += n
    // Moving the rest down only once half is spent keeps the cost of an entry constant.
    if head * 2 >= waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    return batch
  }

  /// `n` of the entries handed over are delivered or lost.
  mutating func settle(_ n: Int) {
    precondition(n <= handedOver, "more publishes settled than were handed over")
    handedOver -= n
  }

  /// Gives up the waiting entries of QoS 0: by the time that there is a connection again, they are old news.
  mutating func dropUnpromised() -> [Entry] {
    let rest = waiting[head...]
    let dropped = rest.filter { $0.qos == .atMostOnce }
    if !dropped.isEmpty {
      waiting = rest.filter { $0.qos != .atMostOnce }
      head = 0
    }
    return dropped
  }

  /// Gives up everything that waits.
  mutating func dropAll() -> [Entry] {
    defer {
      waiting = []
      head = 0
    }
    return Array(waiting[head...])
  }
}
