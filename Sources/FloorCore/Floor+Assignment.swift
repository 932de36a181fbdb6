import FloorModel

/// Which unit fetches which pod.
///
/// Visits are chosen first, by urgency and by the room in the stations' lines; then units are given to them so that the
/// visit that would lose the most by waiting chooses first (regret insertion; Potvin and Rousseau 1993). What was decided is
/// looked at again until the unit has reached its pod.
extension Floor {
  /// Cells of driving that a change of mind must save: less is not worth the new plans.
  static let reassignGain = 4
  /// Units looked at for each visit, the nearest first.
  static let assignNeighbourhood = 24

  /// A pod that is wanted at a station.
  struct Visit {
    var pod: Pod.ID
    var cell: Cell
    var station: Device.ID
  }

  /// Calls the pods whose work is most urgent to stations that have room, each by the unit that suits all of them best.
  mutating func assignPods() {
    let idle = fleet.units.indices.filter { isFree(fleet.units[$0]) }
    if isDue(every: Self.secondLook) { reconsiderFetches(idle) }
    guard !idle.isEmpty, !podsWithWork.isEmpty else { return }
    let free = idle.filter { isFree(fleet.units[$0]) }
    for (visit, unit) in match(visits(atMost: free.count), with: free) { fetch(visit, by: unit) }
  }

  /// The station with the shortest line chooses first, so that all have work and none a long queue.
  mutating func visits(atMost limit: Int) -> [Visit] {
    var visits: [Visit] = []
    let stations = (layout.pick + layout.stow).filter { isOpen($0) }
    for station in stations.sorted(by: { lines[$0.index].count < lines[$1.index].count }) {
      // One pod more than stand in line: its unit is still on the way while the first is worked on.
      var room = site.podStation(station).queue.count + 1 - lines[station.index].count
      while room > 0, visits.count < limit, let (pod, _) = mostUrgentPod(for: station),
        case .stored(let cell, _) = books.pods[pod.index]
      {
        visits.append(Visit(pod: pod, cell: cell, station: station))
        // Taken, until it is known by whom.
        porters[pod.index] = .max
        room -= 1
      }
    }
    for visit in visits { porters[visit.pod.index] = -1 }
    return visits
  }

  /// Gives each visit a unit. Ties go to the visit that was chosen first, then to the unit with the lowest number.
  private func match(_ visits: [Visit], with units: [Int]) -> [(Visit, Int)] {
    var taken = Array(repeating: false, count: units.count)
    var open = visits.map { visit in (visit: visit, near: nearest(units, to: visit.cell)) }
    var pairs: [(Visit, Int)] = []
    while !open.isEmpty {
      var best: (at: Int, unit: Int, regret: Int)?
      for (at, entry) in open.enumerated() {
        let free = entry.near.filter { !taken[$0.unit] }.prefix(2)
        guard let first = free.first else { continue }
        // A visit that only one unit can serve goes first.
        let regret = free.count > 1 ? free[free.startIndex + 1].distance - first.distance : .max
        if best.map({ regret > $0.regret }) ?? true { best = (at, first.unit, regret) }
      }
      guard let best else { break }
      taken[best.unit] = true
      pairs.append((open.remove(at: best.at).visit, units[best.unit]))
    }
    return pairs
  }

  private func nearest(_ units: [Int], to cell: Cell) -> [(unit: Int, distance: Int)] {
    let all = units.indices.map { (unit: $0, distance: distance(units[$0], cell)) }
    return Array(
      all.sorted { $0.distance != $1.distance ? $0.distance < $1.distance : $0.unit < $1.unit }
        .prefix(max(Self.assignNeighbourhood, 2)))
  }

  private func distance(_ unit: Int, _ cell: Cell) -> Int {
    site.grid.manhattan(fleet.units[unit].plannedCell, cell)
  }

  private mutating func fetch(_ visit: Visit, by unit: Int) {
    leavePlace(unit)
    porters[visit.pod.index] = Int32(unit)
    lines[visit.station.index].append(unit)
    fleet.units[unit].job = .fetch(visit.pod, station: visit.station)
    fleet.units[unit].calledAt = now
    fleet.units[unit].target = visit.cell
    fleet.units[unit].lastProgress = now
  }

  // MARK: Second thoughts

  /// Units on their way to pods change them, or give them to idle ones, where that saves driving.
  private mutating func reconsiderFetches(_ idle: [Int]) {
    let fetchers = fleet.units.indices.filter { visit(of: $0) != nil }
    for unit in fetchers {
      guard let mine = visit(of: unit) else { continue }
      if let other = betterIdle(idle, than: unit, for: mine) {
        abandonFetch(unit, of: mine.pod)
        fetch(mine, by: other)
      } else if let (other, its) = betterSwap(fetchers, with: unit, mine) {
        abandonFetch(unit, of: mine.pod)
        abandonFetch(other, of: its.pod)
        fetch(its, by: unit)
        fetch(mine, by: other)
      }
    }
  }

  /// What a unit is to fetch and has not reached, as long as another could as well.
  private func visit(of unit: Int) -> Visit? {
    guard let (pod, station) = openFetch(of: unit), !rates.isMoving[pod.index], isInService(fleet.units[unit]),
      case .stored(let cell, _) = books.pods[pod.index], fleet.units[unit].plannedCell != cell
    else { return nil }
    return Visit(pod: pod, cell: cell, station: station)
  }

  private func betterIdle(_ idle: [Int], than unit: Int, for visit: Visit) -> Int? {
    let now = distance(unit, visit.cell)
    var best: Int?
    var bestDistance = now - Self.reassignGain
    for other in idle where isFree(fleet.units[other]) {
      let distance = distance(other, visit.cell)
      guard distance < bestDistance else { continue }
      best = other
      bestDistance = distance
    }
    return best
  }

  private func betterSwap(_ fetchers: [Int], with unit: Int, _ mine: Visit) -> (Int, Visit)? {
    var best: (Int, Visit)?
    var bestGain = Self.reassignGain
    for other in fetchers where other > unit {
      guard let its = visit(of: other) else { continue }
      let gain =
        distance(unit, mine.cell) + distance(other, its.cell) - distance(unit, its.cell) - distance(other, mine.cell)
      guard gain > bestGain else { continue }
      best = (other, its)
      bestGain = gain
    }
    return best
  }
}
