/// Planning: each unit in turn takes the best plan that nobody of higher priority stands in the way of.
extension FlowMemory {
  /// How often one unit may be asked to make way in one call.
  static let maxVisits: Int32 = 10

  func planAll() {
    for unit in order where !units[Int(unit)].planned && !units[Int(unit)].fixed {
      let unit = Int(unit)
      lift(unit, from: 1)
      let saved = scratch.saved
      saved.update(from: path(unit), count: stride)
      if !plan(unit, rank: units[unit].rank, line: 1) {
        path(unit).update(from: saved, count: stride)
        place(unit)
      }
    }
  }

  /// Finds `unit`, whose own plan has been lifted, a new one; places it and answers true, or leaves all as it was.
  ///
  /// - Parameters:
  ///   - rank: the rank of the unit on whose behalf this happens.
  ///   - line: how many units are being planned right now, this one included.
  private func plan(_ unit: Int, rank: Int32, line: Int) -> Bool {
    units[unit].visits += 1
    units[unit].planned = true
    units[unit].busy = true
    defer { units[unit].busy = false }
    let count = gather(unit, line: line - 1)
    let candidates = scratch.candidates + (line - 1) * scratch.leafCount
    let path = path(unit)
    for next in 0..<count {
      bringCheapest(candidates, from: next, count: count)
      write(candidates[next].leaf, line: line - 1, to: path)
      let obstacle = obstacle(to: path)
      if obstacle == Obstacle.none {
        guard options.allowsRings || !closesRing(path) else { continue }
        place(unit)
        return true
      }
      if obstacle >= 0, mayPush(Int(obstacle), rank: rank, line: line), push(Int(obstacle), by: unit, rank, line) {
        return true
      }
    }
    return false
  }

  private func mayPush(_ other: Int, rank: Int32, line: Int) -> Bool {
    let other = units[other]
    return !other.busy && !other.fixed && other.rank > rank && other.visits < Self.maxVisits
      && line < FlowScratch.maxLine
  }

  /// Places `unit` and lets `other`, which is in its way, look for something else; undoes both if it finds nothing.
  private func push(_ other: Int, by unit: Int, _ rank: Int32, _ line: Int) -> Bool {
    lift(other, from: 1)
    let saved = scratch.saved + line * stride
    saved.update(from: path(other), count: stride)
    if options.allowsRings || !closesRing(path(unit)) {
      place(unit)
      if plan(other, rank: rank, line: line + 1) { return true }
      lift(unit, from: 1)
    }
    path(other).update(from: saved, count: stride)
    place(other)
    return false
  }

  /// Lists what `unit` can do, terrain alone considered, with what it costs.
  private func gather(_ unit: Int, line: Int) -> Int {
    let states = scratch.states + line * scratch.nodeCount
    let start = path(unit)[0]
    let exits = units[unit].exits
    guard let slots = search?.tileMap.slots else { return 0 }
    let startDistance = Int32(units[unit].distance)
    let reachable = units[unit].reachable
    let mustStir = reachable && startDistance > 0
    let keepsClear = !cleared.isEmpty && !units[unit].leads
    let span = Int32(depth * RouteField.unit)
    for index in 0..<scratch.nodeCount {
      let node = scratch.nodes[index]
      let parent = Int(node.parent)
      let from = parent < 0 ? start : states[parent]
      let state = from < 0 ? -1 : after(node.step, from: from, exits)
      states[index] = state
      guard state >= 0 else { continue }
      var left = reachable ? Int32(distance(unit, slots, state)) : (state == start ? 0 : 1)
      if keepsClear, clearing[Int(state)] > 0 { left = Self.clearance + Int32(clearing[Int(state)]) }
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
      let arrival = scratch.arrivals[last]
      var remaining =
        !reachable
        ? 0 : arrival < span || startDistance == 0 ? arrival : span &+ Int32(distance(unit, slots, states[last]))
      if keepsClear, clearing[Int(states[last])] > 0 { remaining = Self.clearance + Int32(clearing[Int(states[last])]) }
      candidates[count] = FlowCandidate(
        cost: Int64(remaining) << 28 + Int64(scratch.sums[last]) << 3 + Int64(scratch.efforts[leaf]), leaf: Int32(leaf))
      count += 1
    }
    return count
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
