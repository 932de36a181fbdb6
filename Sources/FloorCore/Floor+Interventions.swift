import FloorModel
import Traffic

/// What an operator wants done, and at once.
extension Floor {
  mutating func receive(_ intervention: Intervention, by person: String) {
    guard books.fleet.accepts(intervention, on: site.grid), isAboutOurs(intervention) else {
      refusals[Int(RefusalReason.impossible.rawValue)] += 1
      return
    }
    commit(.intervention(intervention, by: person))
    fleet.isPaused = books.isPaused || books.fleet.isStopped
    switch intervention {
    case .acknowledgeAlarm(let number): alarms.acknowledge(number, by: person)
    case .withdraw(let device): withdraw(device)
    case .withdrawNow(let device): withdrawNow(device)
    case .restore(let device): restore(device)
    case .declareClear(let device): declareClear(device)
    case .closeZone(let zone): fleet.close(zone.cells(of: site.grid))
    case .openZone(let zone): fleet.open(zone.cells(of: site.grid))
    case .stopZone(let zone): setStopped(zone, true)
    case .goZone(let zone): setStopped(zone, false)
    case .holdBin(let bin):
      raise(.binHeld(bin))
      followVoided(in: bin)
    case .releaseBin(let bin): clear(.binHeld(bin))
    case .pauseAll, .resumeAll, .stopAll, .stop, .go: break
    }
    applyStops()
    // Whoever waited for a cell that is free now drives on.
    if !fleet.isPaused { for unit in fleet.units.indices { fleet.release(unit, at: now) } }
  }

  /// Whether the bin that it names is there.
  private func isAboutOurs(_ intervention: Intervention) -> Bool {
    switch intervention {
    case .holdBin(let bin), .releaseBin(let bin): site.bins.indices.contains(bin.index)
    default: true
    }
  }

  /// Stops who is to stand by the books, and lets the others go.
  mutating func applyStops() {
    for index in fleet.units.indices where fleet.units[index].isKnown { applyStops(to: index) }
  }

  mutating func applyStops(to index: Int) {
    let unit = fleet.units[index]
    let isStopped =
      books.fleet.isStopped || books.fleet.stopped[unit.device.index]
      || (!books.fleet.stoppedZones.isEmpty && unit.releasedCells.contains { fleet.stoppedCells[$0.index] })
    fleet.setStopped(isStopped, of: index, number: books.lastEntry, at: now)
  }

  private mutating func setStopped(_ zone: Zone, _ isStopped: Bool) {
    for cell in zone.cells(of: site.grid) { fleet.stoppedCells[cell.index] = isStopped }
    // Zones may overlap.
    for other in books.fleet.stoppedZones {
      for cell in other.cells(of: site.grid) { fleet.stoppedCells[cell.index] = true }
    }
  }

  /// No more work. A unit that carries a pod stores it first; what it was to fetch is fetched by another.
  private mutating func withdraw(_ device: Device.ID) {
    guard let unit = fleet.index(of: device) else { return }
    fleet.units[unit].isWithdrawn = true
    switch fleet.units[unit].job {
    case .carry(let pod, _) where fleet.units[unit].load != nil:
      leaveLine(unit)
      fleet.units[unit].job = .idle
      store(pod, with: unit)
    case .fetch(let pod, _) where fleet.units[unit].pause == nil:
      abandonFetch(unit, of: pod)
      retire(unit)
    case .idle where fleet.units[unit].isKnown && fleet.units[unit].load == nil: retire(unit)
    case .idle, .fetch, .carry, .store, .park, .charge: break
    }
  }

  /// A unit out of service rests where it bars no pod and no way: in an empty place for a pod, if there is one.
  mutating func retire(_ unit: Int) {
    guard !fleet.units[unit].isCharging, let cell = emptyStorage(near: fleet.units[unit].plannedCell) else { return }
    promised[cell.index] = true
    fleet.units[unit].job = .park(cell: cell)
    fleet.units[unit].target = cell
    fleet.units[unit].lastProgress = now
  }

  func emptyStorage(near cell: Cell) -> Cell? {
    nearest(layout.storage, to: cell) {
      !fleet.terrain.pods[$0.index] && !promised[$0.index] && !fleet.terrain.closed[$0.index]
        && !fleet.claims.isClaimed($0)
    }
  }

  private mutating func withdrawNow(_ device: Device.ID) {
    guard let unit = fleet.index(of: device) else { return }
    fleet.units[unit].isWithdrawn = true
    fleet.units[unit].isWithdrawnNow = true
    raise(.withdrawnNow(device))
    if fleet.units[unit].isKnown, !fleet.units[unit].isStale { fleet.cancel(unit, at: now) }
    if books.fleet.lost[device.index] == nil, fleet.units[unit].isKnown { lose(unit) }
  }

  private mutating func restore(_ device: Device.ID) {
    guard let unit = fleet.index(of: device) else { return }
    clear(.withdrawnNow(device))
    fleet.units[unit].isWithdrawn = false
    fleet.units[unit].isWithdrawnNow = false
    fleet.forgiveRejections(of: unit)
    if !fleet.units[unit].isStale, fleet.units[unit].isKnown { find(unit) }
  }

  private mutating func declareClear(_ device: Device.ID) {
    guard let unit = fleet.index(of: device), books.fleet.lost[device.index] != nil else { return }
    fleet.takeAway(unit, at: now)
    fleet.units[unit].isWithdrawn = books.withdrawn[device.index]
  }

  /// What the fleet must know of the books when a process begins.
  mutating func rebuildFleet() {
    fleet.isPaused = books.isPaused || books.fleet.isStopped
    for zone in books.fleet.closedZones { fleet.close(zone.cells(of: site.grid)) }
    for zone in books.fleet.stoppedZones { setStopped(zone, true) }
    for index in fleet.units.indices {
      let device = fleet.units[index].device
      fleet.units[index].isWithdrawn = books.withdrawn[device.index]
      fleet.units[index].isWithdrawnNow = books.fleet.withdrawnNow[device.index]
      guard let lost = books.fleet.lost[device.index] else { continue }
      fleet.strand(index, in: lost.cells)
    }
  }

  /// Alarms that outlast a restart, because their cause does.
  mutating func raiseLasting() {
    for unit in fleet.units {
      if books.fleet.lost[unit.device.index] != nil, !unit.isWithdrawnNow { raise(.unitLost(unit.device)) }
      if unit.isWithdrawnNow { raise(.withdrawnNow(unit.device)) }
    }
  }
}
