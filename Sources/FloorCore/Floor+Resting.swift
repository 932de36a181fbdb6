import FloorModel
import Traffic

/// What units do that have nothing to do: out of the way, and near to where work will come.
extension Floor {
  /// Idle units that are sent elsewhere at one look.
  static let restMoves = 4
  /// What a pod counts that is wanted already, beside the share of all visits that is expected of the others.
  static let wantedWeight = 1.0

  /// An idle unit: to the charger when there is one for it, out of the way when it stands in one.
  mutating func rest(_ index: Int) {
    let unit = fleet.units[index]
    if let pod = unit.load {
      send(pod, onwardWith: index)
      return
    }
    if unit.isCharging || unit.charger != nil {
      goCharging(index, at: unit.isCharging ? unit.cell : unit.charger ?? unit.cell)
      return
    }
    guard site.grid.kind(unit.plannedCell) != .storage else {
      fleet.units[index].target = unit.plannedCell
      return
    }
    let cell =
      nearest(layout.storage, to: unit.plannedCell, free: isFreeParking) ?? emptyStorage(near: unit.plannedCell)
    guard let cell else { return }
    park(index, in: cell)
  }

  private mutating func park(_ index: Int, in cell: Cell) {
    promised[cell.index] = true
    fleet.units[index].job = .park(cell: cell)
    fleet.units[index].target = cell
    fleet.units[index].lastProgress = now
  }

  /// The cell in which a unit rests, or was to rest, is free again.
  mutating func leavePlace(_ index: Int) {
    if case .park(let cell) = fleet.units[index].job { promised[cell.index] = false }
  }

  /// Beneath a stored pod an idle unit is in nobody's way.
  private func isFreeParking(_ cell: Cell) -> Bool {
    fleet.terrain.pods[cell.index] && !promised[cell.index] && !fleet.claims.isClaimed(cell)
      && !fleet.terrain.closed[cell.index]
  }

  func nearest(_ cells: [Cell], to cell: Cell, free: (Cell) -> Bool) -> Cell? {
    var best: Cell?
    var bestDistance = Int.max
    for candidate in cells {
      let distance = site.grid.manhattan(candidate, cell)
      guard distance < bestDistance, free(candidate) else { continue }
      best = candidate
      bestDistance = distance
    }
    return best
  }

  // MARK: Where work will come

  /// Spreads idle units over the floor as the visits that are expected are spread.
  mutating func spreadIdle() {
    let idle = fleet.units.indices.filter { isFree(fleet.units[$0]) && fleet.units[$0].charger == nil }
    guard !idle.isEmpty else { return }
    var plan = RestPlan(grid: site.grid)
    var places: [[(cell: Cell, weight: Double)]] = Array(repeating: [], count: plan.shares.count)
    for pod in site.pods.indices {
      guard case .stored(let cell, _) = books.pods[pod], !fleet.terrain.closed[cell.index] else { continue }
      let weight = expectedVisits(to: pod)
      let tile = plan.tile(of: cell, on: site.grid)
      plan.expect(weight, in: tile)
      if isFreeParking(cell) { places[tile].append((cell, weight)) }
    }
    plan.normalize()
    var units = idle.map { plan.tile(of: restingCell(of: fleet.units[$0]), on: site.grid) }
    var mayMove = idle.map { fleet.units[$0].job == .idle && fleet.units[$0].isSettled }
    for _ in 0..<Self.restMoves {
      guard let move = plan.move(units, mayMove: mayMove, isOpen: places.map { !$0.isEmpty }),
        let place = places[move.tile].indices.max(by: { places[move.tile][$0].weight < places[move.tile][$1].weight })
      else { return }
      park(idle[move.unit], in: places[move.tile].remove(at: place).cell)
      units[move.unit] = move.tile
      mayMove[move.unit] = false
    }
  }

  private func restingCell(of unit: Unit) -> Cell {
    if case .park(let cell) = unit.job { cell } else { unit.plannedCell }
  }

  /// Those that are wanted and those that planners expect to be; all expected together count as one that is wanted.
  private func expectedVisits(to pod: Int) -> Double {
    let expected = rates.sum > 0 ? rates.pods[pod] / rates.sum : 1 / Double(site.pods.count)
    return expected + (openTasks[pod].isEmpty || porters[pod] >= 0 ? 0 : Self.wantedWeight)
  }
}
