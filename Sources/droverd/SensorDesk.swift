import Devices
import FloorCore
import FloorHTTP
import FloorMQTT
import FloorModel
import Foundation
import PlannerFeed
import Synchronization

/// Listens to the bins' sensors on a thread of the broker's client, and has goods held that were too warm for too long.
///
/// What is held is an intervention like a person's: journaled, shown, and ended by a person. The excursion itself goes to
/// planners as an EPCIS event with sensor elements.
final class SensorDesk: Sendable {
  static let who = "cold chain"
  private static let interval = Duration.seconds(1)

  private let hub: Mutex<SensorHub>
  private let site: Site
  private let memory: FeedMemory
  private let names: FeedNames
  private let log: @Sendable (String) -> Void
  private let refused = Atomic<Int>(0)

  init(names: FeedNames, memory: FeedMemory, log: @escaping @Sendable (String) -> Void) {
    site = names.site
    hub = Mutex(SensorHub(site: names.site))
    self.names = names
    self.memory = memory
    self.log = log
  }

  /// Messages that were not let in.
  var refusals: Int { refused.load(ordering: .relaxed) }

  /// Whether a topic is one of sensors.
  static func isSensors(_ topic: String) -> Bool { topic.hasPrefix("\(SensorHub.head)/") }

  /// - Parameters:
  ///   - submit: has the floor hold a bin.
  ///   - publish: says something to a node.
  func receive(
    topic: String, payload: Data, submit: @Sendable (Event) -> Void, publish: @Sendable ([UInt8], String) -> Bool
  ) {
    let now = FeedMemory.wall()
    for outcome in hub.withLock({ $0.receive(topic: topic, payload: payload, at: now) }) {
      if case .publish(let topic, let payload) = outcome { _ = publish([UInt8](payload), topic) }
      act(on: outcome, at: now, submit: submit)
    }
  }

  /// Excursions grow old without a word of the sensor. Until the task is cancelled.
  func watch(submit: @Sendable (Event) -> Void) async {
    while !Task.isCancelled {
      let now = FeedMemory.wall()
      for outcome in hub.withLock({ $0.tick(at: now) }) { act(on: outcome, at: now, submit: submit) }
      try? await Task.sleep(for: Self.interval)
    }
  }

  private func act(on outcome: SensorHub.Outcome, at now: Int64, submit: @Sendable (Event) -> Void) {
    switch outcome {
    case .publish: break
    case .alert(let bin, let celsius):
      log("WARNING bin \(name(bin)) is at \(celsius) °C")
      tell(bin, celsius, at: now)
    case .hold(let bin, let cause):
      log("URGENT bin \(name(bin)) is held: \(Self.sentence(cause))")
      submit(.intervention(.holdBin(bin), by: Self.who))
    case .over(let bin): log("bin \(name(bin)) is within its limits again; what was held waits for a person")
    case .lost(let node): log("WARNING nobody knows how warm the bins of \(node) are")
    case .refused(let reason):
      refused.add(1, ordering: .relaxed)
      if refusals == 1 { log("WARNING a message of a sensor was refused: \(reason)") }
    }
  }

  private func name(_ bin: Bin.ID) -> String { site.bins[bin.index].name }

  private static func sentence(_ cause: ColdChain.Cause) -> String {
    switch cause {
    case .outside(let worst, let span): "\(worst) °C, outside its limits for \(span / 60_000) min"
    case .tooWarmOnAverage(let mean): "a mean kinetic temperature of \(mean) °C"
    }
  }

  private func tell(_ bin: Bin.ID, _ celsius: Double, at now: Int64) {
    let event = names.reading(of: bin, celsius: celsius, at: FeedTime(milliseconds: now))
    _ = try? memory.capture([CapturedEvent(number: 0, id: event.id, event: event.json)])
  }
}
