public import FloorModel

/// What people have ordered of the fleet, and which units are out of reach: what a restart must not forget.
public struct FleetBook: Equatable, Sendable, Codable {
  /// A drive unit that cannot be reached, or may not be used.
  public struct LostUnit: Equatable, Sendable, Codable {
    /// Where it may be. Nothing drives there until it speaks, or a person says that the cells are clear.
    public var cells: [Cell]
    /// What it carries or stands beneath: held, not sellable.
    public var pods: [Pod.ID]
  }

  /// Zones stopped or closed at a time; one more is refused.
  public static let zoneLimit = 64

  /// Every unit stands where it was stopped.
  public internal(set) var isStopped = false
  /// Per device: stopped by a person.
  public internal(set) var stopped: [Bool]
  /// Per device: withdrawn by force, as against having finished what it carried.
  public internal(set) var withdrawnNow: [Bool]
  /// Per device.
  public internal(set) var lost: [LostUnit?]
  /// Per pod: out of reach with a lost unit, its stock held.
  public internal(set) var heldPods: [Bool]
  public internal(set) var stoppedZones: [Zone] = []
  public internal(set) var closedZones: [Zone] = []

  init(site: Site) {
    stopped = Array(repeating: false, count: site.devices.count)
    withdrawnNow = stopped
    lost = Array(repeating: nil, count: site.devices.count)
    heldPods = Array(repeating: false, count: site.pods.count)
  }

  /// Whether so much is in order with an intervention that it can be taken in.
  public func accepts(_ intervention: Intervention, on grid: Grid) -> Bool {
    switch intervention {
    case .stopZone(let zone):
      zone.isPart(of: grid) && !stoppedZones.contains(zone) && stoppedZones.count < Self.zoneLimit
    case .closeZone(let zone):
      zone.isPart(of: grid) && !closedZones.contains(zone) && closedZones.count < Self.zoneLimit
    case .goZone(let zone): stoppedZones.contains(zone)
    case .openZone(let zone): closedZones.contains(zone)
    case .pauseAll, .resumeAll, .withdraw, .restore, .acknowledgeAlarm, .stopAll, .stop, .go, .withdrawNow,
      .declareClear, .holdBin, .releaseBin:
      true
    }
  }

  mutating func apply(_ intervention: Intervention) {
    switch intervention {
    case .resumeAll: isStopped = false
    case .stopAll: isStopped = true
    case .stop(let device): stopped[device.index] = true
    case .go(let device): stopped[device.index] = false
    case .withdrawNow(let device): withdrawnNow[device.index] = true
    case .restore(let device): withdrawnNow[device.index] = false
    case .declareClear(let device): lost[device.index]?.cells = []
    case .stopZone(let zone): stoppedZones.append(zone)
    case .goZone(let zone): stoppedZones.removeAll { $0 == zone }
    case .closeZone(let zone): closedZones.append(zone)
    case .openZone(let zone): closedZones.removeAll { $0 == zone }
    case .pauseAll, .withdraw, .acknowledgeAlarm, .holdBin, .releaseBin: break
    }
  }

  mutating func lose(_ device: Device.ID, cells: [Cell], pods: [Pod.ID]) {
    lost[device.index] = LostUnit(cells: cells, pods: pods)
    for pod in pods { heldPods[pod.index] = true }
  }

  mutating func find(_ device: Device.ID) {
    guard let unit = lost[device.index] else { return }
    lost[device.index] = nil
    for pod in unit.pods { heldPods[pod.index] = lost.contains { $0?.pods.contains(pod) == true } }
  }
}
