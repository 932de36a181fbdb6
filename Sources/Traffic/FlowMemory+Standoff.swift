/// Standoffs: two units in a one-cell corridor, each wanting to go where the other is, would stand there for ever.
///
/// Whoever got no closer to its goal for `patience` steps becomes an elder. Elders go before all others, the longest
/// waiting first, and the way ahead of those that lead is cleared: everybody else leaves it by the shortest way and does not come
/// back before the leader has passed. A leader that does not get on either makes room for the next elder, so that each
/// side of a standoff gets its turn.
extension FlowMemory {
  /// Cells ahead of a leader that are cleared.
  static let clearedCells = 32
  /// Standing on a cleared cell costs more than any distance.
  static let clearance: Int32 = 1 << 17

  /// Notes whether a unit got closer to its goal since the last call.
  func noteProgress(of unit: Int, distance: UInt16) {
    let patience = Int32(options.patience)
    let wasLeading = records[unit].leads
    records[unit].leads = false
    if distance == 0 || distance == RouteField.unreachable {
      (records[unit].since, records[unit].elder) = (0, 0)
    } else if Int32(distance) < records[unit].best {
      records[unit].best = Int32(distance)
      records[unit].since = 0
      if records[unit].elder > 0 { records[unit].elder = 2 * patience }
    } else if records[unit].elder > 0 {
      if wasLeading { records[unit].elder -= 1 }
      if records[unit].elder == 0 { records[unit].since = 0 }
    } else {
      records[unit].since += 1
      guard records[unit].since > patience else { return }
      records[unit].elder = 2 * patience
      records[unit].elderSince = now
    }
  }

  /// Picks the leaders, in order of rank, and clears the ways ahead of them, which may not touch each other.
  func chooseLeaders() {
    for state in cleared { clearing[Int(state)] = 0 }
    cleared.removeAll(keepingCapacity: true)
    for unit in order.prefix(while: { records[Int($0)].elder > 0 }).prefix(8 + vehicleCount / 100) {
      let way = wayAhead(of: Int(unit))
      guard way.allSatisfy({ clearing[Int($0) * 4] == 0 }) else { continue }
      records[Int(unit)].leads = true
      units[Int(unit)].leads = true
      for cell in way {
        for heading: Int32 in 0..<4 {
          clearing[Int(cell * 4 + heading)] = .max
          cleared.append(cell * 4 + heading)
        }
      }
    }
    guard !cleared.isEmpty else { return }
    measureClearing()
    letLeaversGoFirst()
  }

  /// Ranks those that have to leave a leader's way before the leaders: driven on from behind they would be pushed past the very
  /// bays in which they could wait.
  private func letLeaversGoFirst() {
    let leavers = order.filter { clearing[Int(path(Int($0))[0])] > 0 && !units[Int($0)].leads }
    guard !leavers.isEmpty else { return }
    for unit in leavers { units[Int(unit)].rank = -1 }
    let nearest = leavers.sorted {
      (clearing[Int(path(Int($0))[0])], $0) < (clearing[Int(path(Int($1))[0])], $1)
    }
    order = nearest + order.filter { units[Int($0)].rank >= 0 }
    for (rank, unit) in order.enumerated() { units[Int(unit)].rank = Int32(rank) }
  }

  /// The cells that a unit drives through next if nobody hinders it, its own included.
  private func wayAhead(of unit: Int) -> [Int32] {
    let exits = units[unit].exits
    var state = path(unit)[0]
    var left = distance(unit, state)
    var way = [state >> 2]
    while left > 0, way.count < Self.clearedCells {
      let options = (0..<moveCount).map { after(moves[$0], from: state, exits) }.filter { $0 >= 0 }
      let nearer = options.map { (distance(unit, $0), $0) }.min { $0 < $1 }
      guard let (distance, best) = nearer, distance < left else { break }
      left = distance
      if best >> 2 != state >> 2 { way.append(best >> 2) }
      state = best
    }
    return way
  }

  /// Fills `clearing` with the steps that it takes to leave the cleared cells from each state in them.
  private func measureClearing() {
    var isFringe = true
    var distance: UInt16 = 1
    var previous: UInt16 = 0
    while isFringe {
      isFringe = false
      for state in cleared where clearing[Int(state)] == .max {
        let ways = (0..<moveCount).map { after(moves[$0], from: state, exits) }
        if ways.contains(where: { $0 >= 0 && clearing[Int($0)] == previous }) {
          clearing[Int(state)] = distance
          isFringe = true
        }
      }
      previous = distance
      distance += 1
    }
  }
}
