import Devices
import FloorConfig
import FloorCore
import FloorModel
import Foundation
import Simulators
import Synchronization

/// Messages from the broker, through the hub and its drivers into a floor that is at work.
struct MessageFuzz: FuzzTarget {
  private struct Sample: Sendable {
    var channel: String
    /// Who said it; nil: an example, of nobody's.
    var device: Device.ID?
  }

  private let site: Site
  private let samples: [Sample]
  private let mutator: Mutator
  private let fresh: (hub: DeviceHub, floor: Floor, now: Instant)
  private var hub: DeviceHub
  private var floor: Floor
  private var now: Instant

  /// - Parameters:
  ///   - name: of a site file, without its ending.
  ///   - folders: below `Devices/`, those whose samples are taken.
  init(root: URL, site name: String, folders: [String]) throws {
    site = try SiteReader.read(path: root.appendingPathComponent("Config/sites/\(name).yaml").path)
    let names = Set(Catalog.families.flatMap { $0.inbound + $0.outbound }.map(\.name))
    var samples: [Sample] = []
    var texts: [[UInt8]] = []
    for folder in folders {
      let place = root.appendingPathComponent("Devices/\(folder)/Samples")
      for file in try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() {
        guard let channel = file.split(separator: ".").map(String.init).first(where: { names.contains($0) }) else {
          continue
        }
        samples.append(Sample(channel: channel))
        texts.append([UInt8](try Data(contentsOf: place.appendingPathComponent(file))))
      }
    }
    for message in try Self.heard(on: site) where Self.isDrive(message.device, site) == folders.contains("DriveUnits") {
      samples.append(Sample(channel: message.channel, device: message.device))
      texts.append([UInt8](WireCoding.encode(message.body)))
    }
    self.samples = samples
    mutator = Mutator(samples: texts, words: site.devices.map(\.name) + site.bins.prefix(4).map(\.name))
    var hub = try DeviceHub(site: site)
    let (floor, now) = Self.atWork(site, &hub)
    fresh = (hub, floor, now)
    (self.hub, self.floor, self.now) = fresh
  }

  /// Of each device's messages so many are samples.
  private static let heardPerChannel = 6

  /// What the machines of a short shift really say: examples name things of another site, and few of them would be taken.
  private static func heard(on site: Site) throws -> [WireMessage] {
    let heard = Mutex<[WireMessage]>([])
    var options = ShiftOptions(seed: 1, duration: .minutes(10))
    options.wiretap = { message in heard.withLock { $0.append(message) } }
    try VirtualShift(site: site, options: options).run()
    var kept: [WireMessage] = []
    var counts: [String: Int] = [:]
    for message in heard.withLock({ $0 }) {
      let key = "\(message.device.index) \(message.channel)"
      counts[key, default: 0] += 1
      if counts[key, default: 0] <= heardPerChannel { kept.append(message) }
    }
    return kept
  }

  private static func isDrive(_ device: Device.ID, _ site: Site) -> Bool {
    if case .driveUnit = site.device(device).place { true } else { false }
  }

  /// A floor whose machines have reported and whose stations have something to do.
  private static func atWork(_ site: Site, _ hub: inout DeviceHub) -> (Floor, Instant) {
    var floor = Floor(site: site)
    var now = Instant.zero + .seconds(1)
    _ = floor.restart(at: now)
    for (index, device) in site.devices.enumerated() {
      _ = floor.handle(.connection(Device.ID(index), .online), at: now)
      if case .driveUnit(let place) = device.place {
        let report = DriveReport(cell: place.start, heading: place.heading)
        _ = floor.handle(.drive(Device.ID(index), report), at: now)
      } else {
        _ = floor.handle(.station(Device.ID(index), StationReport(state: .execute)), at: now)
      }
    }
    let destinations = site.devices.compactMap { device -> String? in
      if case .sorter(let place) = device.place { place.chutes.first?.destination } else { nil }
    }
    for number in 0..<4 where !destinations.isEmpty {
      let line = OrderLine(sku: site.openingStock[number % site.openingStock.count].key.sku, quantity: 1)
      let order = OrderRequest(
        code: "F\(number)", lines: [line], destination: destinations[0], due: now + .hours(2))
      _ = floor.handle(.order(order), at: now)
    }
    for _ in 0..<40 {
      now = now + Floor.tickInterval
      for effect in floor.handle(.tick, at: now) {
        if case .command(let command) = effect { _ = hub.perform(command, at: now) }
      }
    }
    return (floor, now)
  }

  mutating func reset() { (hub, floor, now) = fresh }

  mutating func feed(_ random: inout SeededGenerator) throws -> FuzzVerdict {
    now = now + .milliseconds(Int64(random.below(700)))
    let number = mutator.pick(&random)
    let sample = samples[number]
    let payload = Data(mutator.input(from: number, &random))
    let anyone = Device.ID(random.below(site.devices.count))
    let device = random.below(8) > 0 ? sample.device ?? anyone : anyone
    // What the daemon sends is read by machines, and by twins with these decoders.
    if let channel = hub.family(of: device).outbound.first(where: { $0.name == sample.channel }) {
      _ = try? WireCoding.decode(channel, payload)
    }
    let before = floor.books
    let events = hub.receive(topic: topic(of: device, sample.channel, &random), payload: payload, at: now)
    var verdict = FuzzVerdict.refused
    for event in events {
      if case .refused = event {} else { verdict = .accepted }
      run(floor.handle(event, at: now))
    }
    if verdict == .refused, floor.books != before {
      throw FuzzFailure(description: "a refused message changed the books")
    }
    if random.below(8) == 0 { run(floor.handle(.tick, at: now)) }
    guard floor.books.ledger.totals.balances else { throw FuzzFailure(description: "the stock does not balance") }
    return verdict
  }

  private func topic(of device: Device.ID, _ channel: String, _ random: inout SeededGenerator) -> String {
    let prefix = hub.topicPrefix(of: device)
    switch random.below(40) {
    case 0: return Mutator.words[random.below(Mutator.words.count)]
    case 1: return prefix + "/" + Mutator.words[random.below(Mutator.words.count)]
    case 2: return String(repeating: "/", count: random.below(65_535))
    case 3: return prefix
    case 4: return ""
    default: return "\(prefix)/\(channel)"
    }
  }

  private mutating func run(_ effects: [Effect]) {
    for effect in effects {
      let messages =
        switch effect {
        case .command(let command): hub.perform(command, at: now)
        case .acknowledge(let device, let stream, let sequence):
          hub.acknowledge(device, stream: stream, sequence: sequence, at: now)
        default: [WireMessage]()
        }
      for message in messages { _ = WireCoding.encode(message.body) }
    }
  }
}
