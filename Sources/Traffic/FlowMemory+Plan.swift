/// Planning: each unit in turn takes the best plan that nobody of higher priority stands in the way of.
extension FlowMemory {
  /// How often one unit may be asked to make way in one call.
  static let maxVisits: Int32 = 10

  /// On whose behalf a line of units is being planned.
  struct Drive {
    /// Units of this rank or a higher one do not make way.
    var rank: Int32
    /// If given, by how much the plans changed so far are better than before, all taken together; it must not get below 0.
    var gain: Int64?
  }

  func planAll() {
    for unit in order where !units[Int(unit)].planned && !units[Int(unit)].fixed {
      let unit = Int(unit)
      lift(unit, from: 1)
      let saved = scratch.saved
      saved.update(from: path(unit), count: stride)
      if goStraight(unit) { continue }
      if !plan(unit, Drive(rank: units[unit].rank), line: 1) {
        path(unit).update(from: saved, count: stride)
        place(unit)
      }
    }
  }

  /// Lets a unit, whose own plan has been lifted, take the best way there is, if that is still far from its goal and nobody is in the
  /// way: most units need not look at all that they could do.
  private func goStraight(_ unit: Int) -> Bool {
    let path = path(unit)
    guard followField(unit), obstacle(to: path) == Obstacle.none, options.allowsRings || !closesRing(path) else {
      path.update(from: scratch.saved, count: stride)
      return false
    }
    units[unit].planned = true
    place(unit)
    return true
  }

  /// Writes the plan by which a unit gets nearest to its goal if nobody hinders it; answers false if it would get there, or has
  /// to keep out of a leader's way. On small floors units are too close to each other for it: always false.
  private func followField(_ unit: Int) -> Bool {
    guard cellCount > options.wholeFieldCells, cleared.isEmpty || units[unit].leads, units[unit].reachable else {
      return false
    }
    let (path, exits) = (path(unit), units[unit].exits)
    var left = units[unit].distance
    for step in 0..<depth {
      let state = path[step]
      var nearest = state
      for move in Step.forward.rawValue...Step.turnLeft.rawValue {
        let next = after(Step(rawValue: move)!, from: state, exits)
        guard next >= 0 else { continue }
        let distance = distance(unit, next)
        if distance < left { (left, nearest) = (distance, next) }
      }
      guard nearest != state, left > 0 else { return false }
      path[step + 1] = nearest
    }
    return true
  }

  /// Whether a unit's plan brings it no less far than if nobody hindered it, so that there is nothing to be improved.
  func isStraight(_ unit: Int) -> Bool {
    let path = path(unit)
    let end = distance(unit, path[depth])
    scratch.saved.update(from: path, count: stride)
    defer { path.update(from: scratch.saved, count: stride) }
    return followField(unit) && distance(unit, path[depth]) >= end
  }

  /// Finds `unit`, whose own plan has been lifted, a new one; places it and answers true, or leaves all as it was.
  ///
  /// - Parameter line: how many units are being planned right now, this one included.
  func plan(_ unit: Int, _ drive: Drive, line: Int) -> Bool {
    units[unit].visits = units[unit].round == round ? units[unit].visits + 1 : 1
    units[unit].round = round
    units[unit].planned = true
    units[unit].busy = true
    defer { units[unit].busy = false }
    var drive = drive
    let path = path(unit)
    let (gainBefore, cost) = (drive.gain ?? 0, drive.gain == nil ? 0 : self.cost(of: path, unit))
    let count = gather(unit, line: line - 1, stirring: drive.gain == nil)
    let candidates = scratch.candidates + (line - 1) * scratch.leafCount
    for next in 0..<count {
      bringCheapest(candidates, from: next, count: count)
      if drive.gain != nil {
        let gain = gainBefore + (cost - candidates[next].cost) * weight(of: unit)
        // What comes after is dearer still.
        guard gain > 0 || (gain == 0 && line > 1) else { return false }
        drive.gain = gain
      }
      write(candidates[next].leaf, line: line - 1, to: path)
      let obstacle = obstacle(to: path)
      if obstacle == Obstacle.none {
        guard options.allowsRings || !closesRing(path) else { continue }
        place(unit)
        return true
      }
      if obstacle >= 0, mayPush(Int(obstacle), drive, line), push(Int(obstacle), by: unit, drive, line) { return true }
    }
    return false
  }

  private func mayPush(_ other: Int, _ drive: Drive, _ line: Int) -> Bool {
    let other = units[other]
    return !other.busy && !other.fixed && other.rank > drive.rank
      && (other.round != round || other.visits < Self.maxVisits)
      && line < FlowScratch.maxLine
  }

  /// Places `unit` and lets `other`, which is in its way, look for something else; undoes both if it finds nothing.
  private func push(_ other: Int, by unit: Int, _ drive: Drive, _ line: Int) -> Bool {
    lift(other, from: 1)
    let saved = scratch.saved + line * stride
    saved.update(from: path(other), count: stride)
    if options.allowsRings || !closesRing(path(unit)) {
      place(unit)
      if plan(other, drive, line: line + 1) { return true }
      lift(unit, from: 1)
    }
    path(other).update(from: saved, count: stride)
    place(other)
    return false
  }

  /// Lists what `unit` can do, terrain alone considered, with what it costs.
  private func gather(_ unit: Int, line: Int, stirring: Bool) -> Int {
    let states = scratch.states + line * scratch.nodeCount
    let start = path(unit)[0]
    let exits = units[unit].exits
    let startDistance = Int32(units[unit].distance)
    // A unit that cannot get on tries anything rather than stand for all of its plan; that loosens jams.
    let mustStir = stirring && units[unit].reachable && startDistance > 0
    let span = Int32(depth * RouteField.unit)
    for index in 0..<scratch.nodeCount {
      let node = scratch.nodes[index]
      let parent = Int(node.parent)
      let from = parent < 0 ? start : states[parent]
      let state = from < 0 ? -1 : after(node.step, from: from, exits)
      states[index] = state
      guard state >= 0 else { continue }
      let left = left(from: state, unit, start: start)
      scratch.sums[index] = (parent < 0 ? 0 : scratch.sums[parent]) &+ left
      let already = parent < 0 ? (startDistance == 0 ? 0 : span) : scratch.arrivals[parent]
      scratch.arrivals[index] =
        left == 0 ? min(already, (node.depth &+ 1) &* Int32(RouteField.unit)) : already
    }
    let candidates = scratch.candidates + line * scratch.leafCount
    var count = 0
    for leaf in 0..<scratch.leafCount {
      let last = Int(scratch.leaves[leaf * depth + depth - 1])
      guard states[last] >= 0, !mustStir || scratch.efforts[leaf] > 0 else { continue }
      let left = arrival(of: scratch.arrivals[last], end: states[last], unit)
      candidates[count] = FlowCandidate(
        cost: Int64(left) << 28 + Int64(scratch.sums[last]) << 3 + Int64(scratch.efforts[leaf]), leaf: Int32(leaf))
      count += 1
    }
    return count
  }

  /// What a unit has yet to go from a state: to its goal, or out of a leader's way.
  @inline(__always) private func left(from state: Int32, _ unit: Int, start: Int32) -> Int32 {
    if !cleared.isEmpty, clearing[Int(state)] > 0, !units[unit].leads {
      return Self.clearance + Int32(clearing[Int(state)])
    }
    return units[unit].reachable ? Int32(distance(unit, state)) : state == start ? 0 : 1
  }

  /// When a plan that ends in a state brings the unit to its goal, in `RouteField.unit`ths of a step from now.
  ///
  /// - Parameter onTheWay: when the plan itself passes the goal, or its whole length.
  @inline(__always) private func arrival(of onTheWay: Int32, end: Int32, _ unit: Int) -> Int32 {
    let span = Int32(depth * RouteField.unit)
    if !cleared.isEmpty, clearing[Int(end)] > 0, !units[unit].leads {
      return Self.clearance + Int32(clearing[Int(end)])
    }
    guard units[unit].reachable else { return 0 }
    return onTheWay < span || units[unit].distance == 0 ? onTheWay : span &+ Int32(distance(unit, end))
  }

  /// What `gather` would have a plan cost.
  private func cost(of path: UnsafeMutablePointer<Int32>, _ unit: Int) -> Int64 {
    var (sum, effort): (Int32, Int64) = (0, 0)
    var onTheWay = units[unit].distance == 0 ? 0 : Int32(depth * RouteField.unit)
    for step in 1..<stride {
      let left = left(from: path[step], unit, start: path[0])
      sum += left
      if left == 0 { onTheWay = min(onTheWay, Int32(step * RouteField.unit)) }
      if path[step] != path[step - 1] { effort += 1 }
    }
    return Int64(arrival(of: onTheWay, end: path[depth], unit)) << 28 + Int64(sum) << 3 + effort
  }

  /// The state that a step leads to, or -1 where the terrain forbids it.
  @inline(__always)
  func after(_ step: Step, from state: Int32, _ exits: UnsafePointer<UInt8>) -> Int32 {
    switch step {
    case .wait: return state
    case .turnRight: return (state & ~3) | ((state &+ 1) & 3)
    case .turnLeft: return (state & ~3) | ((state &+ 3) & 3)
    case .forward:
      let (cell, heading) = (state >> 2, state & 3)
      guard exits[Int(cell)] & (1 << UInt8(heading)) != 0 else { return -1 }
      return (cell &+ ahead[Int(heading)]) << 2 | heading
    }
  }

  /// Swaps the cheapest of the candidates from `first` on to that place; of equals the first maneuver.
  @inline(__always)
  private func bringCheapest(_ candidates: UnsafeMutablePointer<FlowCandidate>, from first: Int, count: Int) {
    var best = first
    for index in first &+ 1..<max(count, first &+ 1) {
      let (a, b) = (candidates[index], candidates[best])
      if a.cost < b.cost || (a.cost == b.cost && a.leaf < b.leaf) { best = index }
    }
    (candidates[first], candidates[best]) = (candidates[best], candidates[first])
  }

  @inline(__always)
  private func write(_ leaf: Int32, line: Int, to path: UnsafeMutablePointer<Int32>) {
    let states = scratch.states + line * scratch.nodeCount
    let nodes = scratch.leaves + Int(leaf) * depth
    for step in 0..<depth { path[step + 1] = states[Int(nodes[step])] }
  }
}
