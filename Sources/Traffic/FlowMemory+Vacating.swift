/// How soon each unit could leave its cell at best: the knowledge that saves most vain attempts to push.
///
/// In a queue whose head has to turn round first, nobody can move on before the head has turned. Without knowing that, priority
/// inheritance tries every plan that moves sooner, unit by unit down the queue, and gives up before it comes to those
/// that wait.
extension FlowMemory {
  /// Fills `vacating` for the cells in which units stand: the first step after which the unit may be gone, at most
  /// `depth + 1`, which means not within the plan.
  ///
  /// A lower bound: it counts turns and units that stand in the way, not who has priority.
  func measureVacating() {
    vacating.update(repeating: 0, count: cellCount)
    var queue = scratch.queue
    queue.removeAll(keepingCapacity: true)
    for unit in 0..<vehicleCount {
      vacating[Int(path(unit)[0] >> 2)] = units[unit].fixed ? UInt8(depth + 1) : 1
      if !units[unit].fixed { queue.append(Int32(unit)) }
    }
    var next = 0
    while next < queue.count {
      let unit = Int(queue[next])
      next += 1
      let cell = path(unit)[0] >> 2
      let soonest = soonestExit(unit)
      guard soonest > vacating[Int(cell)] else { continue }
      vacating[Int(cell)] = soonest
      for heading in 0..<4 {
        let from = cell &- ahead[heading]
        guard from >= 0, from < cellCount else { continue }
        let follower = occupants[Int(from) &* stride]
        if follower >= 0, !units[Int(follower)].fixed, vacating[Int(from)] < soonest { queue.append(follower) }
      }
    }
    scratch.queue = queue
  }

  private func soonestExit(_ unit: Int) -> UInt8 {
    let (cell, faced) = (path(unit)[0] >> 2, path(unit)[0] & 3)
    let exits = units[unit].exits[Int(cell)]
    var soonest = UInt8(depth + 1)
    for heading: Int32 in 0..<4 where exits & (1 << UInt8(heading)) != 0 {
      let turn = (heading &- faced) & 3
      let turned = motion == .fourWay ? 1 : UInt8(turn == 3 ? 2 : turn + 1)
      soonest = min(soonest, max(turned, vacating[Int(cell &+ ahead[Int(heading)])]))
    }
    return soonest
  }
}
