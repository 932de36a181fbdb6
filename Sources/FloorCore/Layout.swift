import FloorModel

/// What follows from a site's layout once and for all.
struct Layout: Sendable {
  let stow: [Device.ID]
  let pick: [Device.ID]
  let pack: [Device.ID]
  let sort: [Device.ID]
  let tunnels: [Device.ID]
  let chargers: [Cell]
  let storage: [Cell]
  /// Stations that work on pods, and their cells.
  let podStationDevices: [Device.ID]
  let podStations: [Cell]
  /// Per pod: what its bins hold together, in mm³.
  let podVolumes: [Int64]
  /// Per SKU: others that could be mistaken for it.
  let lookAlikes: [[SKU.ID]]

  init(site: Site) {
    stow = site.devices(.stow)
    pick = site.devices(.pick)
    pack = site.devices(.pack)
    sort = site.devices(.sort)
    tunnels = site.devices(.inspect)
    let cells = (0..<site.grid.count).map { Cell($0) }
    chargers = cells.filter { site.grid.kind($0) == .charger }
    storage = cells.filter { site.grid.kind($0) == .storage }
    podStationDevices = pick + stow
    podStations = podStationDevices.map { site.podStation($0).cell }
    podVolumes = site.pods.map { pod in max(1, pod.bins.reduce(0) { $0 + site.bins[$1].inner.volume }) }
    lookAlikes = LookAlikes.find(among: site.skus)
  }
}

extension Site {
  /// The place of a pod station.
  func podStation(_ device: Device.ID) -> PodStationPlace {
    guard case .podStation(let place) = devices[device.index].place else {
      preconditionFailure("device \(devices[device.index].name) works on no pods")
    }
    return place
  }

  func pod(of bin: Bin.ID) -> Pod.ID { bins[bin.index].pod }

  /// The face that a bin is reached from, as a turn from the pod's heading.
  func face(of bin: Bin.ID) -> Heading { Heading(rawValue: bins[bin.index].face & 3)! }
}
