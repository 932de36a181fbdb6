import FloorModel
import Traffic

/// Before a surge: pods that will be wanted are put down nearer to the stations by units that have nothing else to do.
extension Floor {
  static let prepositionEvery = Span.seconds(30)
  /// Cells by which a pod must come nearer, on the mean over the pick stations; less is not worth a lift.
  static let nearerBy = 3

  /// Moves the pod that gains the most, if that saves more driving than it costs.
  mutating func prepositionPods() {
    guard rates.surges.contains(where: { $0 > 0 }), !layout.pick.isEmpty,
      podsWithWork.allSatisfy({ porters[$0.index] >= 0 }), let unit = fleet.units.firstIndex(where: { isFree($0) }),
      let (pod, cell) = bestMove(for: unit)
    else { return }
    leavePlace(unit)
    porters[pod.index] = Int32(unit)
    rates.isMoving[pod.index] = true
    fleet.units[unit].job = .fetch(pod, station: layout.pick[0])
    fleet.units[unit].target = cell
    fleet.units[unit].lastProgress = now
  }

  /// A visit costs the way to the station and back. Expected visits are expected units: a surge is mostly of one product, and
  /// a line of one.
  private func bestMove(for unit: Int) -> (pod: Pod.ID, from: Cell)? {
    var best: (pod: Pod.ID, from: Cell)?
    var bestGain = 0.0
    for index in site.pods.indices where rates.surges[index] > 0 && porters[index] < 0 && openTasks[index].isEmpty {
      guard case .stored(let cell, _) = books.pods[index], !fleet.terrain.closed[cell.index],
        let nearer = nearerCell(than: cell)
      else { continue }
      let saved = 2 * Double(distanceToPick(cell) - distanceToPick(nearer)) * rates.surges[index]
      let driven = site.grid.manhattan(fleet.units[unit].plannedCell, cell) + site.grid.manhattan(cell, nearer)
      guard saved - Double(driven) > bestGain else { continue }
      best = (Pod.ID(index), cell)
      bestGain = saved - Double(driven)
    }
    return best
  }

  /// The mean over the pick stations, in cells.
  private func distanceToPick(_ cell: Cell) -> Int {
    layout.pick.reduce(0) { $0 + site.grid.manhattan(cell, site.podStation($1).cell) } / layout.pick.count
  }

  private func nearerCell(than cell: Cell) -> Cell? {
    let most = distanceToPick(cell) - Self.nearerBy
    var best: Cell?
    for candidate in layout.storage
    where !fleet.terrain.pods[candidate.index] && !promised[candidate.index] && !fleet.terrain.closed[candidate.index] {
      guard distanceToPick(candidate) <= best.map({ distanceToPick($0) - 1 }) ?? most else { continue }
      best = candidate
    }
    return best
  }

  /// It is lifted. Work that has come meanwhile goes first; a better cell may be gone.
  mutating func moveNearer(_ pod: Pod.ID, with unit: Int) {
    rates.isMoving[pod.index] = false
    guard openTasks[pod.index].isEmpty, let cell = nearerCell(than: fleet.units[unit].plannedCell) else {
      return send(pod, onwardWith: unit)
    }
    promised[cell.index] = true
    fleet.units[unit].job = .store(pod, cell: cell)
    fleet.units[unit].target = cell
    fleet.units[unit].lastProgress = now
  }
}
