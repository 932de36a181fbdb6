public import Devices
public import FloorModel

extension RFIDPortal: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    StationTwin(PortalMachine(device: device, names: names), device: device, names: names, seed: seed)
  }

  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    stationWill(of: device, names: names)
  }
}

/// Antennas that see every tag of what passes, each once a passage.
public struct PortalMachine: StationMachine {
  public typealias Family = RFIDPortal

  /// How often it looks what stands in its field.
  static let glance = Span.seconds(1)

  public let parallel = 1
  private let device: Device.ID
  private let names: SiteNames
  /// Orders whose totes have passed, ascending; and the pod that stood in the field at the last look.
  private var passed: [Int] = []
  private var inField: Pod.ID?

  public init(device: Device.ID, names: SiteNames) {
    self.device = device
    self.names = names
  }

  public mutating func forget() {
    passed = []
    inField = nil
  }

  public mutating func watch(at now: Instant, world: inout World) -> StationSight<PortalHappening> {
    guard case .portal(let place) = names.site.device(device).place else { return StationSight() }
    let read: [PortalHappening]
    switch names.site.device(place.before).place {
    case .podStation(let station): read = pods(at: station.cell, world)
    case .driveUnit, .tunnel, .packStation, .sorter, .portal, .binCamera: read = totes(before: place.before, world)
    }
    return StationSight(read, again: now + Self.glance)
  }

  private mutating func totes(before pack: Device.ID, _ world: World) -> [PortalHappening] {
    let fresh = world.totesUnderWay[pack.index].filter { !passed.contains($0) }
    passed = world.totesUnderWay[pack.index]
    return fresh.map { order in
      let tags = (world.orderTotes[order] ?? []).enumerated().compactMap { tag(of: $1.sku, serial: order * 1_000 + $0) }
      return .tagsRead(PortalHappening.TagsRead(order: WireNumber(ID(order)), tags: tags))
    }
  }

  private mutating func pods(at cell: Cell, _ world: World) -> [PortalHappening] {
    let pod = world.pod(at: cell)
    guard pod != inField else { return [] }
    inField = pod
    guard let pod else { return [] }
    var tags: [String] = []
    for bin in names.site.pods[pod.index].bins {
      for line in world.bins[bin] {
        for _ in 0..<line.quantity {
          if let tag = tag(of: line.key.sku, serial: pod.index * 100_000 + tags.count) { tags.append(tag) }
        }
      }
    }
    return [.tagsRead(PortalHappening.TagsRead(pod: names.site.pods[pod.index].name, tags: tags))]
  }

  private func tag(of sku: SKU.ID, serial: Int) -> String? {
    let product = names.site.skus[sku.index]
    return product.isTagged && !product.gtin.isEmpty ? TagCode.uri(gtin: product.gtin, serial: serial) : nil
  }
}
