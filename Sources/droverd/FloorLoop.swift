import Devices
import FloorClock
import FloorCore
import FloorMQTT
import FloorModel
import FloorStore
import Foundation
import Synchronization

/// The one thread that owns the floor: takes mail in batches, makes one fsync of each, then runs the effects.
final class FloorLoop: @unchecked Sendable {
  /// Messages taken into one batch, and so into one fsync.
  static let batchLimit = 512
  /// Messages that can wait; beyond that telemetry is shed first.
  static let inboxLimit = 50_000
  /// Messages of one device that can wait: two seconds' worth of the busiest.
  static let deviceLimit = 2_000
  /// Questions that can wait.
  static let questionLimit = 2_000
  static let journalRetry = Span.milliseconds(500)
  /// A batch on its way to the disk for longer is said to be slow. Questions are answered meanwhile, and so from a floor
  /// that may be one batch ahead of its journal.
  static let slowAfter = Span.seconds(1)
  /// Bins shown after one batch, so that showing a whole site does not hold the floor up.
  static let showLimit = 128

  /// Says what the loop does to whoever has to show or send it. Called on the loop's thread.
  struct Outlets: Sendable {
    var publish: @Sendable (WireMessage, Channel) -> Void
    var inspect: @Sendable (InspectionRequest) -> Void
    var look: @Sendable (BinLook) -> Void
    /// After a batch is durable: the number of its last entry.
    var journaled: @Sendable (_ last: Int64) -> Void
    /// After a batch is durable: the offset of its last stock change.
    var changed: @Sendable (_ offset: Int64) -> Void
    /// A bin's content as it is now. False when it cannot be taken at present: it is offered again.
    var show: @Sendable (StockTopic) -> Bool
    var log: @Sendable (String) -> Void
  }

  let inbox = Mailbox<Mail>(limit: FloorLoop.inboxLimit, limitPerSender: FloorLoop.deviceLimit)
  let orders = OrderWatch()
  private let questions = Mailbox<Question>(limit: FloorLoop.questionLimit)
  private let outlets: Outlets
  private let clock: FloorClock
  private let writer: JournalDesk
  private let packager: Packager
  private var hub: DeviceHub
  private var run: FloorRun
  private var recorder: RecorderDesk
  private var nextTick: Instant
  /// Bins whose retained topic is behind their content.
  private var stale: BinQueue
  private var lastNow: Instant
  /// Per event of the batch: when the message came that brought it; nil: none did.
  private var arrivals: [UInt64?] = []
  private var condition = JournalCondition.well
  private var isFirstSession = true
  /// Questions that came while a batch was written.
  private var postponed: [Visit] = []
  private let stopping = Mutex(false)
  private let ended = DispatchSemaphore(value: 0)
  private let fault = Mutex<String?>(nil)

  private var floor: Floor { _read { yield run.floor } }

  init(
    run: FloorRun, hub: DeviceHub, journal: Journal, recorder: FlightRecorder?, clock: FloorClock, outlets: Outlets,
    packager: Packager
  ) {
    self.run = run
    self.hub = hub
    self.clock = clock
    self.outlets = outlets
    writer = JournalDesk(journal)
    self.recorder = RecorderDesk(recorder, log: outlets.log)
    self.packager = packager
    stale = BinQueue(bins: run.floor.site.bins.count)
    lastNow = clock.now()
    nextTick = lastNow + Floor.tickInterval
  }

  /// Why nothing is accepted at present, in a sentence; nil when all is well.
  var journalFault: String? { fault.withLock { $0 } }

  /// Has the floor's thread look at the floor. False when it never will.
  func ask(_ visit: @escaping Visit) -> Bool {
    guard questions.push(.visit(visit), as: .essential).isAccepted else { return false }
    // Where the inbox is full of essential mail, its thread does not sleep.
    inbox.push(.nudge, as: .telemetry)
    return true
  }

  /// Ends the loop after the batch that it is at.
  func stop() {
    stopping.withLock { $0 = true }
    inbox.close()
  }

  /// Waits until nothing more is written or sent.
  ///
  /// - Returns: false when a disk or a device holds the loop for longer.
  func hasEnded(within patience: Span) -> Bool {
    ended.wait(timeout: .now() + .milliseconds(Int(patience.milliseconds))) == .success
  }

  /// Runs until `stop`. Call on a thread of its own.
  func work() {
    recorder.record([Recorded(at: now(), .began(entry: floor.books.lastEntry))])
    while !stopping.withLock({ $0 }) {
      turn(inbox.take(upTo: Self.batchLimit, timeout: clock.wait(until: nextTick)))
      answerQuestions()
    }
    finish()
    ended.signal()
  }

  /// One batch: what came in, on record; what it means, durable; what follows, done.
  private func turn(_ mail: [Mail]) {
    var inputs: [Recorded] = []
    arrivals.removeAll(keepingCapacity: true)
    var confirmations: [@Sendable (Bool) -> Void] = []
    for piece in mail { sort(piece, into: &inputs, &confirmations) }
    let isTick = now() >= nextTick
    if isTick {
      inputs.append(Recorded(at: now(), event: .tick))
      // Ticks that a slow moment swallowed are not made up for: a step of logical time is a step, not a duration.
      nextTick = max(nextTick + Floor.tickInterval, now())
    }
    recorder.record(inputs)
    let isDurable = settle(inputs.map { run.take($0) })
    if isTick { recorder.mark(run, at: now()) }
    if isDurable { showBins() }
    for confirm in confirmations { confirm(isDurable) }
  }

  private func sort(
    _ piece: Mail, into inputs: inout [Recorded], _ confirmations: inout [@Sendable (Bool) -> Void]
  ) {
    switch piece {
    case .message(let topic, let payload, let arrived):
      arrivals += Array(repeating: nil, count: inputs.count - arrivals.count)
      for event in hub.receive(topic: topic, payload: payload, at: now()) {
        inputs.append(Recorded(at: now(), event: event))
        arrivals.append(arrived)
      }
    case .connected:
      // Before that, nothing that is sent would reach anyone.
      inputs.append(Recorded(at: now(), isFirstSession ? .restarted : .reconnected))
      isFirstSession = false
      // The broker may have lost what it was told to keep, and a crash what was on its way there.
      stale.addAll()
    case .event(let event): inputs.append(Recorded(at: now(), event: event))
    case .events(let events, let done):
      for event in events { inputs.append(Recorded(at: now(), event: event)) }
      confirmations.append(done)
    case .nudge: break
    }
  }

  /// Whoever still waits for an answer gets one.
  private func finish() {
    recorder.mark(run, at: now())
    recorder.finish(at: now())
    questions.close()
    while questions.count > 0 || !postponed.isEmpty { answerQuestions() }
    while true {
      let rest = inbox.take(upTo: Self.batchLimit, timeout: .zero)
      if rest.isEmpty { return }
      for case .events(_, let done) in rest { done(false) }
    }
  }

  /// Never runs backwards, whatever the clock does.
  private func now() -> Instant {
    lastNow = max(lastNow, clock.now())
    return lastNow
  }

  private func answerQuestions() {
    for visit in postponed { visit(floor) }
    postponed = []
    for question in questions.take(upTo: Self.questionLimit, timeout: .zero) {
      if case .visit(let visit) = question { visit(floor) }
    }
  }

  // MARK: Durability

  /// Makes a batch durable, then runs its effects. Nothing has left the process before the first is done.
  ///
  /// - Returns: false when it could not be made durable before the end.
  private func settle(_ batch: [[Effect]]) -> Bool {
    var entries: [Entry] = []
    for effects in batch {
      for effect in effects {
        if case .journal(let entry) = effect { entries.append(entry) }
      }
    }
    if let last = entries.last {
      guard append(entries) else { return false }
      outlets.journaled(last.number)
      announce(entries)
    }
    for (index, effects) in batch.enumerated() {
      for effect in effects {
        perform(effect)
        guard case .command(let command) = effect, case .route = command.work else { continue }
        orders.sent(causedAt: index < arrivals.count ? arrivals[index] : nil)
      }
    }
    return true
  }

  private func announce(_ entries: [Entry]) {
    guard let last = entries.last(where: { !$0.changes.isEmpty })?.changes.last else { return }
    outlets.changed(last.sequence)
  }

  private func showBins() {
    let ledger = floor.books.ledger
    for _ in 0..<Self.showLimit {
      guard let bin = stale.first else { return }
      let content = StockTopic(
        bin, ledger.bins[bin.index], offset: ledger.lastChange, site: floor.site, lots: floor.books.lots,
        isHeld: { floor.books.isHeld($0, in: bin, on: floor.site) })
      guard outlets.show(content) else { return }
      stale.removeFirst()
    }
  }

  /// Tries until the batch is on disk. Meanwhile nothing new is taken in, and questions are still answered.
  private func append(_ entries: [Entry]) -> Bool {
    while true {
      switch write(entries) {
      case .success:
        fault.withLock { $0 = nil }
        note(.well)
        return true
      case .failure(let error):
        fault.withLock { $0 = "\(error)" }
        if condition != .failing { outlets.log("FATAL: the journal cannot be written, nothing is accepted: \(error)") }
        note(.failing)
        if stopping.withLock({ $0 }) { return false }
        wait(Self.journalRetry)
      }
    }
  }

  /// Until the next attempt; a question does not bring it about.
  private func wait(_ pause: Span) {
    let start = FloorClock.monotonic()
    answerQuestions()
    while case let left = pause - elapsed(since: start), left > .zero, !stopping.withLock({ $0 }) {
      for case .visit(let visit) in questions.take(upTo: Self.questionLimit, timeout: left) { visit(floor) }
    }
  }

  /// One attempt. Questions wait for it as long as it is quick, so that what they see is durable.
  private func write(_ entries: [Entry]) -> Result<Void, JournalError> {
    let questions = questions
    let start = FloorClock.monotonic()
    writer.write(entries) { questions.push(.written($0), as: .essential, waitingUpTo: .seconds(60)) }
    var visits: [Visit] = postponed
    postponed = []
    while true {
      let patience = condition == .well ? Self.slowAfter : Self.journalRetry
      var outcome: Result<Void, JournalError>?
      for question in questions.take(upTo: Self.questionLimit, timeout: patience) {
        switch question {
        case .visit(let visit): visits.append(visit)
        case .written(let result): outcome = result
        }
      }
      if let outcome {
        postponed = visits
        return outcome
      }
      guard condition != .well || elapsed(since: start) > Self.slowAfter else { continue }
      if condition == .well { note(.slow) }
      for visit in visits { visit(floor) }
      visits = []
    }
  }

  private func elapsed(since start: UInt64) -> Span {
    Span(milliseconds: Int64((FloorClock.monotonic() &- start) / 1_000_000))
  }

  /// Tells the floor how its journal is; what it raises needs no journal.
  private func note(_ new: JournalCondition) {
    guard new != condition else { return }
    condition = new
    let input = Recorded(at: now(), event: .journal(new))
    recorder.record([input])
    for effect in run.take(input) { perform(effect) }
  }

  // MARK: Effects

  private func perform(_ effect: Effect) {
    switch effect {
    case .journal: break
    case .acknowledge(let device, let stream, let sequence):
      send(hub.acknowledge(device, stream: stream, sequence: sequence, at: now()))
    case .binsChanged(let bins): for bin in bins { stale.add(bin) }
    case .command(let command): send(hub.perform(command, at: now()))
    case .inspect(let request): outlets.inspect(request)
    case .look(let look): outlets.look(look)
    case .cartonize(let request):
      let outcome = packager.answer(request)
      inbox.push(.event(.cartonized(request.order, outcome)), as: .essential)
    case .alarm(let alarm):
      if alarm.cleared == nil { outlets.log("\("\(alarm.severity)".uppercased()) \(floor.describe(alarm.cause))") }
    }
  }

  private func send(_ messages: [WireMessage]) {
    for message in messages { outlets.publish(message, hub.outboundChannel(of: message)) }
  }
}
