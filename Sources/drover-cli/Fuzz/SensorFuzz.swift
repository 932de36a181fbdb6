import Devices
import FloorConfig
import FloorModel
import Foundation
import Simulators

/// Sparkplug payloads, changed byte by byte, to the hub of a site whose node has been born.
struct SensorFuzz: FuzzTarget {
  private static let start: Int64 = 1_772_360_130_000
  private static let node = "sensor-1"

  private let site: Site
  private let samples: [SensorNode.Message]
  private let mutator: Mutator
  private let fresh: SensorHub
  private var hub: SensorHub
  private var now = Self.start

  init(root: URL) throws {
    site = try SiteReader.read(path: root.appendingPathComponent("Config/sites/fresh.yaml").path)
    let bins = site.bins.filter { $0.temperature != .ambient }.prefix(4).map(\.name)
    var node = SensorNode(group: site.name, name: Self.node, bins: Array(bins), celsius: 4)
    let (will, birth) = node.connect(at: Self.start)
    let values = (0..<bins.count).map { node.tell($0, celsius: 3.5, at: Self.start + 1_000) }
    samples = [will, birth] + values
    mutator = Mutator(samples: samples.map { [UInt8]($0.payload) }, words: bins + ["bdSeq", "Node Control/Rebirth"])
    var hub = SensorHub(site: site)
    _ = hub.receive(topic: birth.topic, payload: birth.payload, at: Self.start)
    fresh = hub
    self.hub = hub
  }

  mutating func reset() { (hub, now) = (fresh, Self.start) }

  mutating func feed(_ random: inout SeededGenerator) throws -> FuzzVerdict {
    now += Int64(random.below(700))
    let number = mutator.pick(&random)
    let outcomes = hub.receive(
      topic: topic(of: samples[number], &random), payload: Data(mutator.input(from: number, &random)), at: now)
    _ = hub.tick(at: now)
    let isRefused = outcomes.contains { if case .refused = $0 { true } else { false } }
    for (bin, climate) in hub.climates {
      let values = [climate.temperature, climate.humidity, climate.weight].compactMap { $0 }
      guard site.bins.indices.contains(bin.index), values.allSatisfy(\.isFinite) else {
        throw FuzzFailure(description: "bin \(bin) is believed to have \(values)")
      }
    }
    return isRefused ? .refused : .accepted
  }

  private func topic(of sample: SensorNode.Message, _ random: inout SeededGenerator) -> String {
    switch random.below(20) {
    case 0: return Mutator.words[random.below(Mutator.words.count)]
    case 1: return "\(SensorHub.head)/\(site.name)/NBIRTH/node-\(random.below(10_000))"
    case 2:
      return "\(SensorHub.head)/\(site.name)/DDATA/\(Self.node)/\(Mutator.words[random.below(Mutator.words.count)])"
    default: return sample.topic
    }
  }
}
