import FloorModel

/// Taking over what the caller says about the units, before any planning.
extension FlowMemory {
  /// Distance, in `RouteField.unit`ths of a step, by which each step without getting on makes a unit go before others.
  static let impatience = 3

  /// Takes over positions, goals and distances, and notes who got closer to its goal since the last call.
  func adopt(_ vehicles: [Vehicle], on terrain: Terrain) {
    for (unit, vehicle) in vehicles.enumerated() {
      precondition(vehicle.cell.index >= 0 && vehicle.cell.index < cellCount, "unit \(unit) is outside the floor")
    }
    now &+= 1
    round &+= 1
    searchesNow = 0
    follow(terrain)
    noteCongestion(vehicles)
    noteGoals(vehicles)
    measureDistances(vehicles)
    for (unit, vehicle) in vehicles.enumerated() {
      let key = RouteKey(goal: vehicle.goal, loaded: vehicle.loaded)
      let (slot, heading) = (slots[vehicle.cell.index], Int32(vehicle.heading.rawValue))
      let wasReachable = records[unit].field == nil || units[unit].reachable
      var distance = distances[unit]
      if records[unit].field == nil || distance == RouteField.unreachable && wasReachable {
        route(unit, key: key, from: Int32(vehicle.cell.index) << 2 | heading)
        records[unit].best = .max
        distance = records[unit].field!.distance(slot: slot, heading: heading)
      }
      if let renewed = renew(unit, vehicle, distance: distance) { distance = renewed }
      let field = records[unit].field!
      (units + unit).initialize(
        to: FlowUnit(
          directory: UnsafePointer(field.directory), cells: UnsafePointer(field.cells),
          exits: UnsafePointer(exits + (vehicle.loaded ? cellCount : 0)), distance: distance, fixed: vehicle.fixed,
          reachable: distance != RouteField.unreachable))
      noteProgress(of: unit, distance: distance)
    }
  }

  /// Fills `distances` from the ways that are known: in a loop of nothing else, so that memory is waited for only once for several
  /// units.
  private func measureDistances(_ vehicles: [Vehicle]) {
    for unit in 0..<vehicleCount {
      distances[unit] = RouteField.unreachable
      guard records[unit].field != nil else { continue }
      let (slot, heading) = (slots[vehicles[unit].cell.index], Int32(vehicles[unit].heading.rawValue))
      distances[unit] = RouteField.distance(units[unit].directory, units[unit].cells, slot: slot, heading: heading)
    }
  }

  /// Forgets what was known of units that have another goal now.
  private func noteGoals(_ vehicles: [Vehicle]) {
    for (unit, vehicle) in vehicles.enumerated() {
      let key = RouteKey(goal: vehicle.goal, loaded: vehicle.loaded)
      guard records[unit].key != key else { continue }
      records[unit] = FlowRecord(key: key)
    }
  }

  /// Puts the units in the order in which they plan: those kept waiting too long, the urgent, those nearest to their
  /// goals, and last those that want nothing.
  func rankUnits(_ vehicles: [Vehicle]) {
    var keys = [(UInt64, Int32)](repeating: (0, 0), count: vehicleCount)
    for unit in 0..<vehicleCount {
      let record = records[unit]
      let distance = units[unit].distance
      let idle = distance == 0 || !units[unit].reachable
      let urgency = ~(UInt32(bitPattern: vehicles[unit].urgency) ^ 1 << 31)
      let key =
        if record.elder > 0 {
          UInt64(UInt32(bitPattern: record.elderSince))
        } else {
          1 << 50 | UInt64(urgency) << 17
            | (idle ? 1 << 16 : UInt64(max(0, Int(distance) - Self.impatience * Int(record.since))))
        }
      keys[unit] = (key, Int32(unit))
    }
    keys.sort { $0 < $1 }
    for (rank, key) in keys.enumerated() {
      order[rank] = key.1
      units[Int(key.1)].rank = Int32(rank)
    }
  }

  /// Starts each unit with the rest of its last plan, where it did what it was told and the way is still open; else
  /// with staying where it is.
  func carryOver(_ vehicles: [Vehicle]) {
    if hasPlans { for unit in 0..<vehicleCount { lift(unit, from: 0) } }
    var anchored: [Int32] = []
    for unit in 0..<vehicleCount {
      let path = path(unit)
      let state = Int32(vehicles[unit].cell.index * 4 + Int(vehicles[unit].heading.rawValue))
      let seat = occupants + Int(state >> 2) * stride
      precondition(seat[0] < 0, "units \(seat[0]) and \(unit) stand in one cell")
      seat[0] = Int32(unit)
      if hasPlans, !units[unit].fixed, path[1] == state, isOpen(path, units[unit].exits) {
        for step in 0..<depth { path[step] = path[step + 1] }
        place(unit)
      } else {
        for step in 0..<stride { path[step] = state }
        anchored.append(Int32(unit))
      }
    }
    hasPlans = true
    anchor(&anchored)
  }

  /// Lets units stay where they are, and with them everyone whose plan led through their cells.
  ///
  /// Plans carried over are free of conflicts among themselves, and waiting units among themselves, so only the two
  /// kinds have to be set against each other.
  private func anchor(_ units: inout [Int32]) {
    while let unit = units.popLast() {
      let state = path(Int(unit))[0]
      let seat = occupants + Int(state >> 2) * stride
      for step in 1..<stride where seat[step] >= 0 && seat[step] != unit {
        let other = seat[step]
        let path = path(Int(other))
        lift(Int(other), from: 1)
        for step in 1..<stride { path[step] = path[0] }
        units.append(other)
      }
      place(Int(unit))
    }
  }

  private func isOpen(_ path: UnsafeMutablePointer<Int32>, _ exits: UnsafePointer<UInt8>) -> Bool {
    for step in 1..<depth where path[step] >> 2 != path[step + 1] >> 2 {
      if move(from: path[step], to: path[step + 1], exits) == nil { return false }
    }
    return true
  }
}
