import FloorModel

extension DeviceEvent {
  /// Whether all that the event names exists on the site. Drivers see to that, each for its own contract; the books look
  /// once more, because one index that leads nowhere would be the end of the daemon, at every replay again.
  func makesSense(on site: Site) -> Bool {
    switch body {
    case .presented(_, let key): site.has(key.sku, of: key.owner)
    case .presentedFrom(let supplier, _, let key): site.has(key.sku, of: key.owner) && Lot.isSupplier(supplier)
    case .diverted(_, .stow(let station)), .diverted(_, .returned(let station)):
      site.devices.indices.contains(station.index) && site.devices[station.index].role == .stow
    case .stowed(_, let bin), .picked(_, let bin, _), .zeroChecked(_, let bin, _, _):
      site.bins.indices.contains(bin.index)
    case .tagsRead(let reading): site.devices[device.index].role == .portal && reading.makesSense(on: site)
    case .podSeen(let pod): site.devices[device.index].role == .watch && site.pods.indices.contains(pod.index)
    case .packed(_, let box, _, _): box == Box.own || site.boxes.indices.contains(box.index)
    case .packChecked(_, let check):
      check.units.count <= PackCheck.unitLimit && check.units.allSatisfy { site.skus.indices.contains($0.sku.index) }
    case .toteDiffers(_, let missing, let strange):
      max(missing.count, strange.count) <= ToteReport.unitLimit
        && (missing + strange.map(\.key)).allSatisfy { site.has($0.sku, of: $0.owner) }
    case .sorted(_, let chute), .cartChanged(let chute):
      if case .sorter(let place) = site.devices[device.index].place {
        place.chutes.indices.contains(Int(chute))
      } else {
        false
      }
    case .diverted(_, .hold), .stowRefused, .toteClosed, .toteArrived, .packRefused, .inducted, .sortRefused, .invalid:
      true
    }
  }
}

extension Site {
  func has(_ sku: SKU.ID, of owner: ID<Owner>) -> Bool {
    skus.indices.contains(sku.index) && (owner.index == 0 || owners.indices.contains(owner.index))
  }
}
