import FloorModel
import Traffic

/// Pods to stations and back: who fetches which, who waits where, what is done when it stands there.
extension Floor {
  mutating func receive(_ report: DriveReport, from device: Device.ID) {
    guard let unit = fleet.index(of: device) else { return }
    believe(unit)
    let wasKnown = fleet.units[unit].isKnown
    let believed = fleet.units[unit].load
    reconcileLoad(report, of: unit)
    let wasStale = fleet.units[unit].isStale
    if !wasKnown, report.load != believed {
      for pod in [believed, report.load] {
        if let pod { raise(.podCorrected(pod, by: device)) }
      }
    }
    let outcome = fleet.take(report, from: unit, at: now)
    if wasStale { clear(.stale(device)) }
    if !fleet.units[unit].isWithdrawnNow { find(unit) }
    if !wasKnown, fleet.units[unit].isKnown { resume(unit) }
    watchBattery(of: unit)
    if connections[device.index] != .online { receive(Connection.online, from: device) }
    switch outcome {
    case .nothing: break
    case .finished(let pause): finish(pause, by: unit)
    case .gaveUp(let pause): giveUp(pause, by: unit)
    }
    if fleet.units[unit].isSettled { advance(unit) }
  }

  /// What a unit carries is what it says it carries; the books follow.
  private mutating func reconcileLoad(_ report: DriveReport, of unit: Int) {
    let device = fleet.units[unit].device
    guard report.load != fleet.units[unit].load, !fleet.contradicts(report, itsRouteOf: unit) else { return }
    if let pod = fleet.units[unit].load, case .carried(device, let offset) = books.pods[pod.index] {
      commit(.podSet(pod, cell: report.cell, heading: report.heading.turned(by: offset)))
      fleet.terrain.setPod(true, at: report.cell)
      porters[pod.index] = -1
    }
    if let pod = report.load, case .stored(let cell, _) = books.pods[pod.index] {
      commit(.podLifted(pod, by: device, facing: report.heading))
      fleet.terrain.setPod(false, at: cell)
      porters[pod.index] = Int32(unit)
    }
    fleet.units[unit].load = report.load
  }

  /// A unit that was just heard of for the first time since the start.
  private mutating func resume(_ unit: Int) {
    fleet.units[unit].job = .idle
    applyStops(to: unit)
    guard let pod = fleet.units[unit].load else { return }
    porters[pod.index] = Int32(unit)
    send(pod, onwardWith: unit)
  }

  private mutating func finish(_ pause: Pause, by unit: Int) {
    switch (pause, fleet.units[unit].job) {
    case (.lift, .fetch(let pod, _)) where rates.isMoving[pod.index]: moveNearer(pod, with: unit)
    case (.lift, .fetch(let pod, let station)):
      fleet.units[unit].job = .carry(pod, station: station)
      fleet.noteFetch(by: unit, at: now)
    case (.set, .store(_, let cell)):
      promised[cell.index] = false
      fleet.units[unit].job = .idle
      if fleet.units[unit].isWithdrawn { retire(unit) }
    case (.stopCharging, _): leaveCharger(unit)
    case (.face, _), (.startCharging, _), (.lift, _), (.set, _): break
    }
  }

  private mutating func giveUp(_ pause: Pause, by unit: Int) {
    raise(.driveFault(fleet.units[unit].device, .hardware))
    if case .startCharging = pause { return giveUpCharger(unit) }
    guard case .lift(let pod) = pause, fleet.units[unit].load == nil else { return }
    // Another unit may do better.
    leaveLine(unit)
    porters[pod.index] = -1
    rates.isMoving[pod.index] = false
    fleet.units[unit].job = .idle
  }

  // MARK: Assignment

  func isFree(_ unit: Unit) -> Bool {
    guard unit.isKnown, unit.isOnline, !unit.isStale, unit.isAutomatic, unit.fault == nil, unit.pause == nil,
      !unit.isCharging, unit.charger == nil, unit.batteryPermille > Self.batteryLow, !unit.isWithdrawn, !unit.isBarred
    else { return false }
    switch unit.job {
    case .idle, .park: return unit.load == nil
    case .fetch, .carry, .store, .charge: return false
    }
  }

  func mostUrgentPod(for station: Device.ID) -> (pod: Pod.ID, urgency: Int32)? {
    var best: Pod.ID?
    var bestScore: Int32 = 0
    for pod in podsWithWork where porters[pod.index] < 0 {
      // One that was last seen on a unit that has not spoken since is out of reach.
      guard case .stored(let cell, _) = books.pods[pod.index], !fleet.terrain.closed[cell.index] else { continue }
      let score = urgency(of: pod, at: station)
      guard score > bestScore else { continue }
      best = pod
      bestScore = score
    }
    return best.map { ($0, bestScore) }
  }

  // MARK: Jobs

  mutating func advanceJobs() {
    for unit in fleet.units.indices {
      if fleet.units[unit].isSettled || fleet.units[unit].job == .idle { advance(unit) }
    }
  }

  /// What a unit does next, if it is where its job wants it.
  mutating func advance(_ index: Int) {
    let unit = fleet.units[index]
    guard unit.isKnown, !unit.isLost, !unit.isStale, unit.isAutomatic, !unit.isBarred, !fleet.isPaused else { return }
    // An order of an earlier daemon that it has taken in may have led it elsewhere.
    if let cell = unit.job.cell { fleet.units[index].target = cell }
    switch unit.job {
    case .idle: rest(index)
    case .fetch(let pod, let station):
      guard case .stored(let cell, _) = books.pods[pod.index] else { return }
      guard
        rates.isMoving[pod.index] || openTasks[pod.index].contains(where: { books.tasks[$0.index].station == station })
      else {
        abandonFetch(index, of: pod)
        return
      }
      fleet.units[index].target = cell
      if unit.isSettled, unit.cell == cell { _ = fleet.begin(.lift(pod), by: index, at: now) }
    case .carry(let pod, let station): work(index, with: pod, at: station)
    case .store(let pod, let cell):
      if unit.isSettled, unit.cell == cell { _ = fleet.begin(.set(pod), by: index, at: now) }
    case .charge(let cell): charge(index, at: cell)
    case .park(let cell):
      if unit.plannedCell == cell {
        leavePlace(index)
        fleet.units[index].job = .idle
      }
    }
  }

  /// What a unit that is out of reach or out of service was to fetch is fetched by another. A lift that it was told to do
  /// may still happen, so then the pod stays its own.
  mutating func reassignFetches() {
    for unit in fleet.units.indices {
      guard let (pod, _) = openFetch(of: unit), !isInService(fleet.units[unit]) else { continue }
      abandonFetch(unit, of: pod)
      if fleet.units[unit].isWithdrawn, !fleet.units[unit].isStale { retire(unit) }
    }
  }

  /// What a unit is to fetch, as long as that can be given up: it has not been told to lift.
  func openFetch(of unit: Int) -> (pod: Pod.ID, station: Device.ID)? {
    guard case .fetch(let pod, let station) = fleet.units[unit].job, fleet.units[unit].pause == nil else { return nil }
    return (pod, station)
  }

  func isInService(_ unit: Unit) -> Bool {
    unit.isKnown && !unit.isStale && unit.isAutomatic && !unit.isWithdrawn && !unit.isQuarantined
  }

  mutating func abandonFetch(_ unit: Int, of pod: Pod.ID) {
    leaveLine(unit)
    porters[pod.index] = -1
    rates.isMoving[pod.index] = false
    fleet.units[unit].job = .idle
    fleet.units[unit].target = fleet.units[unit].plannedCell
  }
}
