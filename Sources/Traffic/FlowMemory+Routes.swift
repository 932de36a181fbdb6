import FloorModel

/// Who goes by which distances.
extension FlowMemory {
  /// Takes note of changes of the terrain, and drops exactly the distances that they spoil.
  ///
  /// A cell that opens spoils nothing: ways round it still lead to the goal. They are looked for anew with the next goal.
  func follow(_ terrain: Terrain) {
    let change = roads.follow(terrain, contraflow: contraflow)
    switch change {
    case .everything:
      let width = Int32(terrain.grid.width)
      ahead = SIMD4(1, width, -1, -width)
      search = RouteSearch(grid: terrain.grid, motion: motion)
      slots = UnsafePointer(search.tileMap.slots)
      cache = FieldCache()
      for unit in records.indices { records[unit].field = nil }
      congestion = Congestion(cells: cellCount)
      beacons = foresight > 0 && cellCount > options.wholeFieldCells ? Beacons(grid: terrain.grid) : nil
      demand = Demand(cells: cellCount, units: vehicleCount)
    case .cells(let shut, let opened):
      guard !shut.isEmpty || opened else { return }
      func spoils(_ key: RouteKey, _ field: RouteField) -> Bool {
        shut.contains { ($0.forAll || key.loaded) && field.passes(slot: slots[$0.cell]) }
      }
      cache.forget { $0.loaded && opened || spoils($0, $1) }
      for unit in records.indices {
        guard let key = records[unit].key, let field = records[unit].field else { continue }
        if spoils(key, field) || opened && !units[unit].reachable { records[unit].field = nil }
      }
    }
    roads.exits.withUnsafeBufferPointer { exits.update(from: $0.baseAddress!, count: cellCount * 2) }
    noteEntrances()
    if case .everything = change { price() }
  }

  private func noteEntrances() {
    entrances.update(repeating: 0, count: cellCount * 2)
    for state in 0..<cellCount * 8 where exits[state >> 2] & (1 << UInt8(state & 3)) != 0 {
      entrances[state >> 2 + Int(ahead[state & 3])] |= 1 << UInt8(state & 3)
    }
  }

  /// The distances by which a unit goes from now on.
  func route(_ unit: Int, key: RouteKey, from state: Int32) {
    let isWhole = cellCount <= options.wholeFieldCells
    if isWhole, let known = cache[key] {
      records[unit].field = known
      return
    }
    let field = search.field(
      to: key.goal, from: isWhole ? nil : state, entrances: entrances + (key.loaded ? cellCount : 0), costs: costs,
      beacons: beacons)
    records[unit].field = field
    if isWhole {
      cache.remember(field, for: key, limit: options.cacheBytes)
    } else {
      noteWay(of: unit, from: state, key)
    }
  }

  /// Counts who stood and who drove since the last call, and now and then changes what ways cost accordingly.
  func noteCongestion(_ vehicles: [Vehicle]) {
    guard hasPlans, avoidance > 0 || foresight > 0 else { return }
    for (unit, vehicle) in vehicles.enumerated() where !vehicle.fixed && units[unit].distance > 0 {
      let before = Int(path(unit)[0] >> 2)
      if before == vehicle.cell.index { congestion.noteStand(before) } else { congestion.notePass(before) }
    }
    priceInTurn()
  }
}
