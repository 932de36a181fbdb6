import FloorModel

/// Ways that keep out of each other's way.
extension FlowMemory {
  /// Searches in one call after which ways are priced anew even within it: when everybody sets out at once, the later ones are
  /// to know of the earlier.
  private static let searchesPerPrice = 512
  /// Calls after which it is looked up how far a unit has come on its way; prices are made more seldom than that.
  private static let passingPeriod = 8
  /// A way shorter than so many steps is not looked for anew.
  private static let renewedSteps = 40

  /// Prices all ways anew, at once.
  func price() {
    assess()
    for corner in 0..<(beacons?.count ?? 0) { draft(corner: corner) }
    adoptPrices()
  }

  /// Prices all ways anew once in `Congestion.period` calls. On large floors the beacons take their time: one corner a call, and new
  /// prices hold when all are measured.
  func priceInTurn() {
    let corner = Int(now % Congestion.period)
    if corner == 0 {
      assess()
      congestion.fade()
      hasDrafts = true
    }
    guard hasDrafts else { return }
    if let beacons, corner < beacons.count { draft(corner: corner) }
    if corner >= (beacons?.count ?? 0) - 1 { adoptPrices() }
  }

  /// Writes what each way out of a cell is going to cost: what it costs on an empty floor, for the time lost there of late, and
  /// for the units that are going to pass it.
  ///
  /// A unit that crosses a stream of `c` units a step where `c + s` pass altogether waits some `c / (1 - c - s)` steps; units of its
  /// own stream hinder it little, but fill the cell.
  private func assess() {
    demand.settle()
    let (base, unit) = (roads.guidance!.costs, UInt32(RouteField.unit))
    for cell in 0..<cellCount {
      let toll = congestion.toll(cell, gain: avoidance)
      let (row, column) = demand.load(cell)
      let free = 8 * (256 - min(226, row + column))
      let alongRow = toll + (column + row / 4) * UInt32(foresight) * unit / free
      let alongColumn = toll + (row + column / 4) * UInt32(foresight) * unit / free
      for state in cell * 4..<cell * 4 + 4 {
        nextCosts[state] = UInt8(min(240, UInt32(base[state]) + (state & 1 == 0 ? alongRow : alongColumn)))
      }
    }
  }

  private func draft(corner: Int) {
    beacons?.draft(corner: corner, by: search, entrances: entrances, costs: nextCosts)
  }

  private func adoptPrices() {
    costs.update(from: nextCosts, count: cellCount * 4)
    beacons?.turnOver()
    cache = FieldCache()
    hasDrafts = false
  }

  /// Counts the way that a unit was just found.
  func noteWay(of unit: Int, from state: Int32, _ key: RouteKey) {
    guard foresight > 0, let field = records[unit].field else { return }
    demand.enter(way(from: state, field, exits + (key.loaded ? cellCount : 0)), of: unit)
    searches += 1
    searchesNow += 1
    if searchesNow % Self.searchesPerPrice == 0 { price() }
  }

  /// Now and then counts what a unit has passed of its way, and once in `renewal` calls looks for a better one.
  ///
  /// - Returns: how far it is by the new way, if there is one.
  func renew(_ unit: Int, _ vehicle: Vehicle, distance: UInt16) -> UInt16? {
    let turn = unit + Int(now)
    let (isLooked, isRenewed) = (turn % Self.passingPeriod == 0, renewal > 0 && turn % renewal == 0)
    guard foresight > 0, isLooked || isRenewed, let field = records[unit].field, let key = records[unit].key else {
      return nil
    }
    demand.pass(unit) { field.distance(slot: slots[Int($0 >> 2)], heading: $0 & facing) > distance }
    guard isRenewed, !vehicle.fixed, distance != RouteField.unreachable,
      distance > Self.renewedSteps * RouteField.unit, cellCount > options.wholeFieldCells
    else { return nil }
    demand.leave(unit)
    let heading = Int32(vehicle.heading.rawValue)
    route(unit, key: key, from: Int32(vehicle.cell.index) << 2 | heading)
    let renewed = records[unit].field!.distance(slot: slots[vehicle.cell.index], heading: heading)
    // How long it has waited stays true, but distances by other prices cannot be compared.
    records[unit].best = Int32(renewed)
    return renewed
  }

  /// The states that a unit passes if nobody hinders it, the last one first, its goal not among them; each in the heading in which it
  /// is left, also where units face nowhere.
  private func way(from start: Int32, _ field: RouteField, _ exits: UnsafePointer<UInt8>) -> [Int32] {
    var state = start
    var left = field.distance(slot: slots[Int(state >> 2)], heading: state & 3)
    var way: [Int32] = []
    guard left != RouteField.unreachable else { return way }
    while left > 0 {
      var nearest = state
      var heading = state & 3
      for index in 0..<moveCount {
        let next = after(moves[index], from: state, exits)
        guard next >= 0 else { continue }
        let distance = field.distance(slot: slots[Int(next >> 2)], heading: next & 3)
        guard distance < left else { continue }
        (left, nearest) = (distance, next)
        heading = moves[index].drives ? (state &+ moves[index].turn) & 3 : state & 3
      }
      way.append(state & ~3 | heading)
      guard nearest != state else { break }
      state = nearest
    }
    way.reverse()
    return way
  }
}
