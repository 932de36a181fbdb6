import FloorModel
import Traffic

/// Who charges when, and at which charger: each has one unit at a time, on its way or there, so that nobody queues.
extension Floor {
  /// Below this a unit takes no new job but charging, in thousandths. It is the reserve with which it waits for a charger.
  static let batteryLow: Int32 = 250
  /// Down to this and not on a charger, a person should know.
  static let batteryAlarm: Int32 = 150
  /// Charged so far, it leaves the charger.
  static let batteryFull: Int32 = 900
  /// Below this an idle unit uses a charger that is idle too.
  static let batteryTopUp: Int32 = 800
  /// Charged so far, it makes room for one that has more need, and goes back to work that waits.
  static let batteryFair: Int32 = 600
  /// A charger at which a unit could not charge is left alone for so long.
  static let chargerRest = Span.minutes(10)

  // MARK: Who goes

  /// Gives chargers to units, and has those leave that are charged enough.
  mutating func planCharging() {
    guard !layout.chargers.isEmpty else { return }
    for index in fleet.units.indices where fleet.units[index].charger != nil && !isInService(fleet.units[index]) {
      if fleet.units[index].job == .charge(cell: fleet.units[index].charger!) { continue }
      giveBackCharger(of: index)
    }
    let waiting = fleet.units.indices.filter { mayCharge(fleet.units[$0]) }
    let levels = waiting.map { index in
      ChargingPlan.Unit(
        permille: fleet.units[index].batteryPermille, way: wayToCharger(from: fleet.units[index].plannedCell))
    }
    let plan = ChargingPlan(energy: fleet.energy, reserve: Self.batteryLow, full: Self.batteryFull)
    let order = plan.order(levels)
    let taken = fleet.units.filter { $0.charger != nil }.map(\.batteryPermille)
    var free = layout.chargers.filter { isFreeCharger($0) }
    let isTight = plan.isTight(levels, order: order, taken: taken, free: free.count)
    for place in order {
      let unit = fleet.units[waiting[place]]
      guard unit.batteryPermille < Self.batteryTopUp, isTight || isFree(unit) else { continue }
      guard let charger = nearest(free, to: unit.plannedCell, free: { _ in true }) else { break }
      free.removeAll { $0 == charger }
      keep(charger, for: waiting[place])
    }
    let needy = waiting.count { fleet.units[$0].charger == nil && fleet.units[$0].batteryPermille <= Self.batteryLow }
    let wanted = free.isEmpty && isTight ? needy : isTight ? 0 : unservedVisits()
    sendAway(atMost: wanted)
  }

  /// From now on the charger is this unit's. It goes there when it has done what it is about.
  private mutating func keep(_ charger: Cell, for index: Int) {
    promised[charger.index] = true
    fleet.units[index].charger = charger
    guard case .park = fleet.units[index].job else { return }
    leavePlace(index)
    goCharging(index, at: charger)
  }

  private func mayCharge(_ unit: Unit) -> Bool {
    unit.charger == nil && !unit.isCharging && isInService(unit) && unit.fault == nil && !unit.isBarred
  }

  private func wayToCharger(from cell: Cell) -> Int {
    layout.chargers.lazy.map { site.grid.manhattan($0, cell) }.min() ?? 0
  }

  private func isFreeCharger(_ cell: Cell) -> Bool {
    // Who only stands there, or passes, can be the one that charges, or makes room.
    !promised[cell.index] && !fleet.terrain.closed[cell.index]
      && fleet.claims.holder(of: cell).map { mayCharge(fleet.units[$0]) } ?? true
      && !faultyChargers.contains { $0.cell == cell && now < $0.until }
  }

  /// Visits that wait although nobody is free for them.
  private mutating func unservedVisits() -> Int {
    guard !podsWithWork.isEmpty, !fleet.units.contains(where: { isFree($0) }) else { return 0 }
    return visits(atMost: layout.chargers.count).count
  }

  /// Those that are charged best leave their chargers.
  private mutating func sendAway(atMost limit: Int) {
    guard limit > 0 else { return }
    let fair = fleet.units.indices.filter { index in
      let unit = fleet.units[index]
      return unit.isCharging && unit.isSettled && unit.batteryPermille >= Self.batteryFair && unit.charger != nil
    }.sorted { fleet.units[$0].batteryPermille > fleet.units[$1].batteryPermille }
    for index in fair.prefix(limit) { _ = fleet.begin(.stopCharging, by: index, at: now) }
  }

  // MARK: At the charger

  /// An idle unit for which there is a charger goes to it.
  mutating func goCharging(_ index: Int, at cell: Cell) {
    promised[cell.index] = true
    fleet.units[index].charger = cell
    fleet.units[index].job = .charge(cell: cell)
    fleet.units[index].target = cell
    fleet.units[index].lastProgress = now
  }

  mutating func charge(_ index: Int, at cell: Cell) {
    let unit = fleet.units[index]
    guard unit.isSettled, unit.cell == cell else { return }
    if unit.batteryPermille < Self.batteryFull {
      if !unit.isCharging { _ = fleet.begin(.startCharging, by: index, at: now) }
    } else if unit.isCharging {
      _ = fleet.begin(.stopCharging, by: index, at: now)
    } else {
      leaveCharger(index)
    }
  }

  mutating func leaveCharger(_ index: Int) {
    giveBackCharger(of: index)
    fleet.units[index].job = .idle
  }

  mutating func giveBackCharger(of index: Int) {
    guard let charger = fleet.units[index].charger else { return }
    promised[charger.index] = false
    fleet.units[index].charger = nil
  }

  /// A unit could not charge where it stands: another charger may do better.
  mutating func giveUpCharger(_ index: Int) {
    guard let charger = fleet.units[index].charger else { return }
    faultyChargers.removeAll { $0.until <= now || $0.cell == charger }
    faultyChargers.append(FaultyCharger(cell: charger, until: now + Self.chargerRest))
    leaveCharger(index)
  }

  mutating func watchBattery(of index: Int) {
    let unit = fleet.units[index]
    if unit.isCharging || unit.batteryPermille > Self.batteryLow {
      if unit.hasLowBattery { clear(.lowBattery(unit.device)) }
      fleet.units[index].hasLowBattery = false
    } else if unit.batteryPermille <= Self.batteryAlarm, !unit.hasLowBattery {
      fleet.units[index].hasLowBattery = true
      raise(.lowBattery(unit.device))
    }
  }
}

/// A charger at which a unit could not charge.
struct FaultyCharger: Equatable, Sendable {
  var cell: Cell
  var until: Instant
}
