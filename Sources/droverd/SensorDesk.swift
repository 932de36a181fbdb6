import Devices
import FloorConfig
import FloorCore
import FloorHTTP
import FloorMQTT
import FloorModel
import Foundation
import PlannerFeed
import Synchronization

/// Listens to the bins' sensors, and has goods held that were too warm for too long. In a session of its own with the broker:
/// ten thousand thermometers must not stand in the machines' way.
///
/// What is held is an intervention like a person's: journaled, shown, and ended by a person. The excursion itself goes to
/// planners as an EPCIS event with sensor elements. What a scale says of a bin's content is evidence about its record.
final class SensorDesk: Sendable {
  static let scale = "scale"
  private static let interval = Duration.seconds(1)

  private let hub: Mutex<SensorHub>
  private let site: Site
  private let memory: FeedMemory
  private let access: any FloorAccess
  private let scales = Mutex(BinScales())
  private let names: FeedNames
  private let submit: @Sendable (Event) -> Void
  private let log: @Sendable (String) -> Void
  private let refused = Atomic<Int>(0)
  private let client = Mutex<MQTTClient?>(nil)

  /// - Parameter submit: has the floor hold a bin, or believe less or more of its record.
  init(
    names: FeedNames, memory: FeedMemory, access: any FloorAccess, submit: @escaping @Sendable (Event) -> Void,
    log: @escaping @Sendable (String) -> Void
  ) {
    site = names.site
    hub = Mutex(SensorHub(site: names.site))
    self.names = names
    self.memory = memory
    self.access = access
    self.submit = submit
    self.log = log
  }

  /// Connects, and watches until the process ends.
  func start(_ broker: DaemonSettings.Broker) throws {
    var options = MQTTOptions(
      host: broker.host, port: broker.port, clientID: "droverd-sensors-\(site.name)",
      retrySeed: UInt64.random(in: .min ... .max))
    options.username = broker.username
    options.password = broker.password.map { Secret($0) }
    options.payloadLimit = SensorHub.maxBytes
    if let ca = broker.ca {
      options.tls = MQTTOptions.TLS(caFile: ca, certFile: broker.certificate, keyFile: broker.key)
    }
    let client = MQTTClient(
      options: options,
      handlers: MQTTHandlers(onMessage: { [weak self] in self?.receive($0.topic, Data($0.payload)) }))
    try client.subscribe(SensorHub.filters(site: site.name).map { MQTTSubscription($0, .atLeastOnce) })
    self.client.withLock { $0 = client }
    client.connect()
    Task { await watch() }
  }

  /// Messages that were not let in.
  var refusals: Int { refused.load(ordering: .relaxed) }

  private func receive(_ topic: String, _ payload: Data) {
    let now = FeedMemory.wall()
    for outcome in hub.withLock({ $0.receive(topic: topic, payload: payload, at: now) }) { act(on: outcome, at: now) }
  }

  /// Excursions grow old without a word of the sensor.
  private func watch() async {
    while !Task.isCancelled {
      let now = FeedMemory.wall()
      for outcome in hub.withLock({ $0.tick(at: now) }) { act(on: outcome, at: now) }
      try? await Task.sleep(for: Self.interval)
    }
  }

  private func act(on outcome: SensorHub.Outcome, at now: Int64) {
    for event in outcome.events { submit(event) }
    switch outcome {
    case .publish(let topic, let payload):
      // What is lost is asked for again, with a later message that cannot be understood.
      _ = try? client.withLock { $0 }?.publish(topic, payload: [UInt8](payload), qos: .atLeastOnce, retain: false)
    case .alert(let bin, let celsius):
      log("WARNING bin \(name(bin)) is at \(celsius) °C")
      tell(bin, celsius, at: now)
    case .hold(let bin, let cause): log("URGENT bin \(name(bin)) is held: \(Self.sentence(cause))")
    case .over(let bin): log("bin \(name(bin)) is within its limits again; what was held waits for a person")
    case .weighed(let bin, let grams): Task { await weigh(bin, grams) }
    case .lost(let node): log("WARNING nobody knows how warm the bins of \(node) are")
    case .cool, .found: break
    case .refused(let reason):
      refused.add(1, ordering: .relaxed)
      if refusals == 1 { log("WARNING a message of a sensor was refused: \(reason)") }
    }
  }

  /// While a pod is away somebody has a hand in its bins, and a scale is ahead of the record.
  func weigh(_ bin: Bin.ID, _ grams: Double) async {
    let found = try? await access.read { floor -> [StockLine] in
      guard case .stored = floor.books.pods[floor.site.bins[bin.index].pod.index] else { return [] }
      return floor.books.ledger.bins[bin.index].map { StockLine(bin: bin, key: $0.key, quantity: $0.quantity) }
    }
    let seen = scales.withLock { $0.observation(grams: grams, in: bin, holding: found ?? [], site: site) }
    if let seen { submit(.planning(.observation(seen), by: Self.scale)) }
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
