/// What waits of one sender: one sequence in order of arrival, from which old telemetry can be struck out.
struct MailLane<Element> {
  private enum Slot {
    case mail(Element, MailClass)
    case struckOut
  }

  private(set) var count = 0
  private var telemetryCount = 0
  /// `slots[head...]` are the live ones and, between them, those struck out.
  private var slots: [Slot] = []
  private var head = 0
  /// No telemetry waits in front of this slot, so that a search never looks at a slot twice.
  private var telemetryHead = 0

  /// Whether telemetry waits that could go.
  var strikable: Bool { telemetryCount > 0 }
  var slotCount: Int { slots.count }

  mutating func append(_ element: Element, _ mailClass: MailClass) {
    slots.append(.mail(element, mailClass))
    count += 1
    if mailClass == .telemetry { telemetryCount += 1 }
  }

  mutating func takeFirst() -> Element? {
    var taken: Element?
    while taken == nil, head < slots.count {
      if case .mail(let element, let mailClass) = slots[head] {
        taken = element
        count -= 1
        if mailClass == .telemetry { telemetryCount -= 1 }
        // A taken element must not be kept alive until the slots are moved down.
        slots[head] = .struckOut
      }
      head += 1
    }
    telemetryHead = max(telemetryHead, head)
    if head * 2 >= slots.count { moveDown() }
    return taken
  }

  mutating func strikeOutOldestTelemetry() {
    while true {
      if case .mail(_, .telemetry) = slots[telemetryHead] { break }
      telemetryHead += 1
    }
    slots[telemetryHead] = .struckOut
    telemetryHead += 1
    telemetryCount -= 1
    count -= 1
    // While essentials at the front wait for a slow consumer, telemetry behind them may come and go for ever.
    if slots.count - head >= 2 * count + 16 { squeeze() }
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
