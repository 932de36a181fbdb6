import Cartons
import Devices
import FloorClock
import FloorCore
import FloorMQTT
import FloorModel
import FloorStore
import Foundation
import Synchronization

/// What can reach the floor's thread.
enum Mail: Sendable {
  case message(topic: String, payload: Data)
  case event(Event)
  /// The session with the broker stands, for the first time or again.
  case connected
  /// Several events in a row; `done` is called when what they changed is durable.
  case events([Event], done: @Sendable () -> Void)
  /// Looks at the floor between two batches.
  case visit(@Sendable (borrowing Floor) -> Void)
}

/// The one thread that owns the floor: takes mail in batches, makes one fsync of each, then runs the effects.
final class FloorLoop: @unchecked Sendable {
  /// Messages taken into one batch, and so into one fsync.
  static let batchLimit = 512
  /// Messages that can wait; beyond that telemetry is shed first.
  static let inboxLimit = 50_000
  static let journalRetry = Span.milliseconds(500)
  /// Bins shown after one batch, so that showing a whole site does not hold the floor up.
  static let showLimit = 128

  /// Says what the loop does to whoever has to show or send it. Called on the loop's thread.
  struct Outlets: Sendable {
    var publish: @Sendable (WireMessage, Channel) -> Void
    var inspect: @Sendable (InspectionRequest) -> Void
    /// After a batch is durable: the offset of its last stock change.
    var changed: @Sendable (_ offset: Int64) -> Void
    /// A bin's content as it is now. False when it cannot be taken at present: it is offered again.
    var show: @Sendable (StockTopic) -> Bool
    var log: @Sendable (String) -> Void
  }

  let inbox = Mailbox<Mail>(limit: FloorLoop.inboxLimit)
  private let outlets: Outlets
  private let clock: FloorClock
  private let journal: Journal
  private let cartonizer: Cartonizer
  private var hub: DeviceHub
  private var floor: Floor
  private var nextTick: Instant
  /// Mail taken in while the journal could not be written.
  private var deferred: [Mail] = []
  /// Bins whose retained topic is behind their content.
  private var stale: BinQueue
  private var lastNow: Instant
  private let stopping = Mutex(false)
  private let fault = Mutex<String?>(nil)

  init(floor: Floor, hub: DeviceHub, journal: Journal, clock: FloorClock, outlets: Outlets) {
    self.floor = floor
    self.hub = hub
    self.journal = journal
    self.clock = clock
    self.outlets = outlets
    cartonizer = Cartonizer(catalogue: floor.site.boxes)
    stale = BinQueue(bins: floor.site.bins.count)
    lastNow = clock.now()
    nextTick = lastNow + Floor.tickInterval
  }

  /// Why nothing is accepted at present, in a sentence; nil when all is well.
  var journalFault: String? { fault.withLock { $0 } }

  func stop() {
    stopping.withLock { $0 = true }
    inbox.close()
  }

  /// Runs until `stop`. Call on a thread of its own.
  func run() {
    var isFirstSession = true
    while !stopping.withLock({ $0 }) {
      let mail = deferred + inbox.take(upTo: Self.batchLimit, timeout: clock.wait(until: nextTick))
      deferred = []
      var effects: [[Effect]] = []
      var visits: [@Sendable (borrowing Floor) -> Void] = []
      for piece in mail {
        switch piece {
        case .message(let topic, let payload):
          for event in hub.receive(topic: topic, payload: payload, at: now()) {
            effects.append(floor.handle(event, at: now()))
          }
        case .connected:
          // Before that, nothing that is sent would reach anyone.
          effects.append(isFirstSession ? floor.restart(at: now()) : floor.reconnect(at: now()))
          isFirstSession = false
          // The broker may have lost what it was told to keep, and a crash what was on its way there.
          stale.addAll()
        case .event(let event): effects.append(floor.handle(event, at: now()))
        case .events(let events, let done):
          for event in events { effects.append(floor.handle(event, at: now())) }
          visits.append { _ in done() }
        case .visit(let visit): visits.append(visit)
        }
      }
      if now() >= nextTick {
        effects.append(floor.handle(.tick, at: now()))
        // Ticks that a slow moment swallowed are not made up for: a step of logical time is a step, not a duration.
        nextTick = max(nextTick + Floor.tickInterval, now())
      }
      settle(effects)
      showBins()
      for visit in visits { visit(floor) }
    }
  }

  /// Never runs backwards, whatever the clock does.
  private func now() -> Instant {
    lastNow = max(lastNow, clock.now())
    return lastNow
  }

  /// Makes a batch durable, then runs its effects. Nothing has left the process before the first is done.
  private func settle(_ batch: [[Effect]]) {
    var entries: [Entry] = []
    for effects in batch {
      for effect in effects {
        if case .journal(let entry) = effect { entries.append(entry) }
      }
    }
    if !entries.isEmpty {
      guard append(entries) else { return }
      announce(entries)
    }
    for effects in batch {
      for effect in effects { perform(effect) }
    }
  }

  private func announce(_ entries: [Entry]) {
    guard let last = entries.last(where: { !$0.changes.isEmpty })?.changes.last else { return }
    outlets.changed(last.sequence)
  }

  private func showBins() {
    let ledger = floor.books.ledger
    for _ in 0..<Self.showLimit {
      guard let bin = stale.first else { return }
      let content = StockTopic(bin, ledger.bins[bin.index], offset: ledger.lastChange, site: floor.site)
      guard outlets.show(content) else { return }
      stale.removeFirst()
    }
  }

  /// Tries until the batch is on disk. Meanwhile nothing new is accepted, and questions are still answered.
  private func append(_ entries: [Entry]) -> Bool {
    while true {
      do {
        for start in stride(from: 0, to: entries.count, by: Journal.batchLimit) {
          try journal.append(Array(entries[start..<min(start + Journal.batchLimit, entries.count)]))
        }
        fault.withLock { $0 = nil }
        return true
      } catch {
        let isNew = fault.withLock { known in
          defer { known = "\(error)" }
          return known == nil
        }
        if isNew { outlets.log("FATAL: the journal cannot be written, nothing is accepted: \(error)") }
        if stopping.withLock({ $0 }) { return false }
        answerWhileBroken()
      }
    }
  }

  /// Reads go on; what would change the floor waits, and stays in order.
  private func answerWhileBroken() {
    for piece in inbox.take(upTo: Self.batchLimit, timeout: Self.journalRetry) {
      if case .visit(let visit) = piece { visit(floor) } else { deferred.append(piece) }
    }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .journal: break
    case .acknowledge(let device, let stream, let sequence):
      send(hub.acknowledge(device, stream: stream, sequence: sequence, at: now()))
    case .binsChanged(let bins): for bin in bins { stale.add(bin) }
    case .command(let command): send(hub.perform(command, at: now()))
    case .inspect(let request): outlets.inspect(request)
    case .cartonize(let request):
      let outcome = cartonizer.answer(request, site: floor.site)
      inbox.push(.event(.cartonized(request.order, outcome)), as: .essential)
    case .alarm(let alarm):
      if alarm.cleared == nil { outlets.log("\("\(alarm.severity)".uppercased()) \(floor.describe(alarm.cause))") }
    }
  }

  private func send(_ messages: [WireMessage]) {
    for message in messages { outlets.publish(message, hub.outboundChannel(of: message)) }
  }
}
