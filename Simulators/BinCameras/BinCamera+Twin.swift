public import Devices
public import FloorModel

extension BinCamera: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    StationTwin(BinCameraMachine(device: device, names: names), device: device, names: names, seed: seed)
  }

  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    stationWill(of: device, names: names)
  }
}

/// A camera over one cell of the floor: it speaks of every pod once, when it comes before it.
public struct BinCameraMachine: StationMachine {
  public typealias Family = BinCamera

  /// How often it looks: a unit at full speed takes two thirds of a second for a cell.
  static let glance = Span.milliseconds(300)

  public let parallel = 1
  private let device: Device.ID
  private let names: SiteNames
  /// The pod that was before it at the last look.
  private var inView: Pod.ID?

  public init(device: Device.ID, names: SiteNames) {
    self.device = device
    self.names = names
  }

  public mutating func forget() { inView = nil }

  public mutating func watch(at now: Instant, world: inout World) -> StationSight<BinCameraHappening> {
    guard case .binCamera(let place) = names.site.device(device).place else { return StationSight() }
    let pod = world.pod(at: place.cell)
    defer { inView = pod }
    guard let pod, pod != inView else { return StationSight([], again: now + Self.glance) }
    let seen = BinCameraHappening.PodSeen(pod: names.site.pods[pod.index].name)
    return StationSight([.podSeen(seen)], again: now + Self.glance)
  }
}
