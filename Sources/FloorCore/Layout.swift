import FloorModel

/// What follows from a site's layout once and for all.
struct Layout: Sendable {
  let stow: [Device.ID]
  let pick: [Device.ID]
  let pack: [Device.ID]
  let chargers: [Cell]
  let storage: [Cell]
  /// Per storage cell (in the order of `storage`): cells to the nearest pick station, along the axes.
  let stationDistance: [Int32]

  init(site: Site) {
    stow = site.devices(.stow)
    pick = site.devices(.pick)
    pack = site.devices(.pack)
    let cells = (0..<site.grid.count).map { Cell($0) }
    chargers = cells.filter { site.grid.kind($0) == .charger }
    storage = cells.filter { site.grid.kind($0) == .storage }
    let stations = site.devices.compactMap { device -> Cell? in
      guard case .podStation(let place) = device.place else { return nil }
      return place.cell
    }
    stationDistance = storage.map { cell in
      Int32(stations.map { site.grid.manhattan(cell, $0) }.min() ?? 0)
    }
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
