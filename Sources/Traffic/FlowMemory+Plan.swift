/// Planning: each unit in turn takes the best plan that nobody of higher priority stands in the way of.
extension FlowMemory {
  /// How often one unit may be asked to make way in one call.
  static let maxVisits: Int32 = 10
  /// Bits in which a maneuver's number fits.
  private static let leafBits = 12

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

  /// Finds `unit`, whose own plan has been lifted, a new one; places it and answers true, or leaves all as it was.
  ///
  /// - Parameter line: how many units are being planned right now, this one included.
  func plan(_ unit: Int, _ drive: Drive, line: Int) -> Bool {
    units[unit].visits = units[unit].round == round ? units[unit].visits + 1 : 1
    units[unit].round = round
    units[unit].planned = true
    units[unit].goesStraight = false
    units[unit].busy = true
    defer { units[unit].busy = false }
    var drive = drive
    let path = path(unit)
    let (gainBefore, cost) = (drive.gain ?? 0, drive.gain == nil ? 0 : self.cost(of: path, unit))
    // The dearest plan that will do: whoever begins must gain by it, and who is asked may lose what was gained so far.
    let limit = drive.gain == nil ? Int64.max : line == 1 ? cost - 1 : cost + gainBefore / weight(of: unit)
    let count = gather(unit, drive, line: line, limit: limit)
    let candidates = scratch.candidates + (line - 1) * scratch.leafCount
    let obstacles = scratch.obstacles + (line - 1) * scratch.leafCount
    for next in 0..<count {
      bringCheapest(candidates, from: next, count: count)
      let (ahead, leaf) = (candidates[next] >> Self.leafBits, Int(candidates[next] & (1 << Self.leafBits - 1)))
      if drive.gain != nil { drive.gain = gainBefore + (cost - ahead) * weight(of: unit) }
      write(leaf, line: line - 1, to: path)
      let obstacle = obstacles[leaf]
      if obstacle == Obstacle.none {
        guard options.allowsRings || !closesRing(path) else { continue }
        place(unit)
        return true
      }
      if mayPush(Int(obstacle), drive, line), push(Int(obstacle), by: unit, drive, line) { return true }
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

  /// Lists what `unit`, whose own plan has been lifted, can do for `limit` or less: what it costs, and in the lowest `leafBits`
  /// the maneuver. Who would have to make way for it goes into `obstacles`; where that cannot be, it is not listed.
  private func gather(_ unit: Int, _ drive: Drive, line: Int, limit: Int64) -> Int {
    let states = scratch.states + (line - 1) * scratch.spotCount
    let candidates = scratch.candidates + (line - 1) * scratch.leafCount
    let obstacles = scratch.obstacles + (line - 1) * scratch.leafCount
    let (nodes, lefts, blocked, stamps) = (scratch.nodes, scratch.lefts, scratch.blocked, scratch.stamps)
    let (sums, arrivals, met) = (scratch.sums, scratch.arrivals, scratch.met)
    let isThere = units[unit].distance == 0
    // A unit that cannot get on tries anything rather than stand for all of its plan; that loosens jams.
    let mustStir = drive.gain == nil && units[unit].reachable && !isThere
    scratch.stamp &+= 1
    look(at: 0, path(unit)[0], unit, states)
    (sums[0], arrivals[0], met[0]) = (0, isThere ? 0 : Int32(depth * RouteField.unit), Obstacle.none)
    var (count, index) = (0, 0)
    while index < scratch.nodeCount {
      let (node, from) = (nodes[index], Int(nodes[index].from))
      let (spot, depth) = (Int(node.to), Int(node.depth))
      let next = index &+ 1
      index = Int(node.end)
      guard node.move.exit & blocked[from] == 0 else { continue }
      if stamps[spot] != scratch.stamp {
        look(at: spot, after(node.move, from: states[from]), unit, states)
      }
      let found = obstacle(from: states[from], to: states[spot], step: depth, start: states[0], met: met[depth])
      guard found == met[depth] || (found >= 0 && mayPush(Int(found), drive, line)) else { continue }
      met[depth &+ 1] = found
      let left = lefts[spot]
      sums[depth &+ 1] = sums[depth] &+ left
      arrivals[depth &+ 1] =
        left == 0 ? min(arrivals[depth], (node.depth &+ 1) &* Int32(RouteField.unit)) : arrivals[depth]
      guard node.leaf >= 0 else {
        index = next
        continue
      }
      let arrival = arrival(arrivals[depth &+ 1], left: left, unit)
      let cost = cost(arrival: arrival, sum: sums[depth &+ 1], effort: node.effort)
      guard cost <= limit, !mustStir || node.effort > 0 else { continue }
      candidates[count] = cost << Self.leafBits | Int64(node.leaf)
      obstacles[Int(node.leaf)] = found
      count &+= 1
    }
    return count
  }

  /// Notes what there is to know of a spot of the maneuvers that stands for a state.
  @inline(__always)
  private func look(at spot: Int, _ state: Int32, _ unit: Int, _ states: UnsafeMutablePointer<Int32>) {
    states[spot] = state
    scratch.stamps[spot] = scratch.stamp
    scratch.lefts[spot] = left(from: state, unit, start: path(unit)[0])
    scratch.blocked[spot] = ~Int32(units[unit].exits[Int(state >> 2)]) &>> (state & 3)
  }

  /// What a unit has yet to go from a state: to its goal, or out of a leader's way.
  @inline(__always) private func left(from state: Int32, _ unit: Int, start: Int32) -> Int32 {
    if !cleared.isEmpty, clearing[Int(state)] > 0, !units[unit].leads {
      return Self.clearance + Int32(clearing[Int(state)])
    }
    return units[unit].reachable ? Int32(distance(unit, state)) : state == start ? 0 : 1
  }

  /// When a plan brings a unit to its goal, in `RouteField.unit`ths of a step from now.
  ///
  /// - Parameters:
  ///   - onTheWay: when the plan itself passes the goal, or its whole length.
  ///   - left: what is left where the plan ends.
  @inline(__always) private func arrival(_ onTheWay: Int32, left: Int32, _ unit: Int) -> Int32 {
    if left >= Self.clearance { return left }
    guard units[unit].reachable else { return 0 }
    let span = Int32(depth * RouteField.unit)
    return onTheWay < span || units[unit].distance == 0 ? onTheWay : span &+ left
  }

  /// What makes one plan dearer than another: the time of arrival, of equals the distances on the way, and of equals the calmer one is
  /// better.
  @inline(__always) private func cost(arrival: Int32, sum: Int32, effort: Int32) -> Int64 {
    Int64(arrival) << 28 + Int64(sum) << 3 + Int64(effort)
  }

  /// What `gather` would have a plan cost.
  private func cost(of path: UnsafeMutablePointer<Int32>, _ unit: Int) -> Int64 {
    var (sum, effort, left): (Int32, Int32, Int32) = (0, 0, 0)
    var onTheWay = units[unit].distance == 0 ? 0 : Int32(depth * RouteField.unit)
    for step in 1..<stride {
      left = self.left(from: path[step], unit, start: path[0])
      sum += left
      if left == 0 { onTheWay = min(onTheWay, Int32(step * RouteField.unit)) }
      if path[step] != path[step - 1] { effort += 1 }
    }
    return cost(arrival: arrival(onTheWay, left: left, unit), sum: sum, effort: effort)
  }

  /// The state that a move leads to, if the terrain allows it.
  @inline(__always) func after(_ move: Motion.Move, from state: Int32) -> Int32 {
    let heading = (state &+ move.turn) & 3
    let cell = move.drives ? (state >> 2) &+ ahead[Int(heading)] : state >> 2
    return cell << 2 | heading & facing
  }

  /// The state that a move leads to, or -1 where the terrain forbids it.
  @inline(__always)
  func after(_ move: Motion.Move, from state: Int32, _ exits: UnsafePointer<UInt8>) -> Int32 {
    Int32(exits[Int(state >> 2)]) &>> (state & 3) & move.exit == move.exit ? after(move, from: state) : -1
  }

  /// Swaps the cheapest of the candidates from `first` on to that place; of equals the first maneuver.
  @inline(__always)
  private func bringCheapest(_ candidates: UnsafeMutablePointer<Int64>, from first: Int, count: Int) {
    var best = first
    for index in first &+ 1..<max(count, first &+ 1) where candidates[index] < candidates[best] { best = index }
    (candidates[first], candidates[best]) = (candidates[best], candidates[first])
  }

  @inline(__always)
  private func write(_ leaf: Int, line: Int, to path: UnsafeMutablePointer<Int32>) {
    let states = scratch.states + line * scratch.spotCount
    let spots = scratch.leaves + leaf * depth
    for step in 0..<depth { path[step + 1] = states[Int(spots[step])] }
  }
}
