import Devices
public import FloorCore
public import FloorModel

/// Thermometers in a virtual floor's bins, and the daemon's ear for them: twins of edge nodes, one for each climate, speak
/// Sparkplug to the production hub, byte for byte.
public struct ColdRoom: Sendable {
  /// For some time a bin is as warm as it should not be.
  public struct Excursion: Equatable, Sendable {
    public var bin: Bin.ID
    public var from: Span
    public var lasts: Span
    public var celsius: Double

    public init(bin: Bin.ID, from: Span, lasts: Span, celsius: Double) {
      self.bin = bin
      self.from = from
      self.lasts = lasts
      self.celsius = celsius
    }
  }

  /// The floor was told that somebody should look at a bin.
  public struct Alert: Equatable, Sendable {
    public var bin: Bin.ID
    public var at: Instant
    public var celsius: Double
  }

  /// From one look at the thermometers to the next.
  public static let interval = Span.seconds(1)

  public private(set) var alerts: [Alert] = []
  private var hub: SensorHub
  private var nodes: [Node]
  private let excursions: [Excursion]

  private struct Node: Sendable {
    var twin: SensorNode
    let bins: [Bin.ID]
    let usual: Double
    /// Per bin: what it said last.
    var told: [Double]
    var isBorn = false
  }

  public init(site: Site, excursions: [Excursion]) {
    hub = SensorHub(site: site)
    self.excursions = excursions
    let climates: [(name: String, kind: TemperatureClass, celsius: Double)] = [
      ("chilled", .chilled, 4), ("frozen", .frozen, -20),
    ]
    nodes = climates.compactMap { climate in
      let bins = site.bins.indices.filter { site.bins[$0].temperature == climate.kind }
      guard !bins.isEmpty else { return nil }
      let twin = SensorNode(
        group: site.name, name: climate.name, bins: bins.map { site.bins[$0].name }, celsius: climate.celsius)
      return Node(
        twin: twin, bins: bins.map { ID($0) }, usual: climate.celsius,
        told: Array(repeating: climate.celsius, count: bins.count))
    }
  }

  /// Every thermometer that shows other than before says so.
  /// - Returns: what the daemon's shell tells the floor for it.
  public mutating func look(at now: Instant) -> [Event] {
    var events: [Event] = []
    let time = now.milliseconds
    for index in nodes.indices {
      if !nodes[index].isBorn {
        nodes[index].isBorn = true
        hear(nodes[index].twin.connect(at: time).birth, of: index, at: now, &events)
      }
      for bin in nodes[index].bins.indices {
        let celsius = celsius(of: nodes[index].bins[bin], usually: nodes[index].usual, at: now)
        guard celsius != nodes[index].told[bin] else { continue }
        nodes[index].told[bin] = celsius
        hear(nodes[index].twin.tell(bin, celsius: celsius, at: time), of: index, at: now, &events)
      }
    }
    for outcome in hub.tick(at: time) { act(on: outcome, at: now, &events) }
    return events
  }

  private func celsius(of bin: Bin.ID, usually: Double, at now: Instant) -> Double {
    excursions.first { $0.bin == bin && now >= .zero + $0.from && now < .zero + $0.from + $0.lasts }?.celsius ?? usually
  }

  private mutating func hear(_ message: SensorNode.Message, of node: Int, at now: Instant, _ events: inout [Event]) {
    for outcome in hub.receive(topic: message.topic, payload: message.payload, at: now.milliseconds) {
      if case .publish(let topic, let payload) = outcome {
        guard let birth = nodes[node].twin.receive(topic: topic, payload: payload, at: now.milliseconds) else {
          continue
        }
        hear(birth, of: node, at: now, &events)
      } else {
        act(on: outcome, at: now, &events)
      }
    }
  }

  private mutating func act(on outcome: SensorHub.Outcome, at now: Instant, _ events: inout [Event]) {
    if case .alert(let bin, let celsius) = outcome { alerts.append(Alert(bin: bin, at: now, celsius: celsius)) }
    events += outcome.events
  }
}
