/// Room for the candidates of every unit in a line of units that push each other.
final class FlowScratch {
  /// Units in such a line, at most.
  static let maxLine = 192

  let maneuvers: Maneuvers
  /// Units yet to be looked at, for whoever needs such a list.
  var queue: [Int32] = []
  let nodeCount: Int
  let leafCount: Int
  let spotCount: Int
  /// Per place in the line, the state that each of the maneuvers' spots stands for, as far as it was looked at.
  let states: UnsafeMutablePointer<Int32>
  /// Per spot, for the unit looked at right now: what is left from there, and the exits that it may not take, as `Motion.Move` has
  /// them.
  let lefts: UnsafeMutablePointer<Int32>
  let blocked: UnsafeMutablePointer<Int32>
  /// Per spot the `stamp` under which it was looked at last.
  let stamps: UnsafeMutablePointer<UInt32>
  var stamp: UInt32 = 0
  /// By depth, the sum of what is left on the way there, the step of arrival, and who is in the way.
  let sums: UnsafeMutablePointer<Int32>
  let arrivals: UnsafeMutablePointer<Int32>
  let met: UnsafeMutablePointer<Int32>
  /// Possible next plans; the smallest goes first. See `FlowMemory.gather`.
  let candidates: UnsafeMutablePointer<Int64>
  /// By maneuver.
  let obstacles: UnsafeMutablePointer<Int32>
  let saved: UnsafeMutablePointer<Int32>
  /// The plan of a unit that nobody hinders.
  let straight: UnsafeMutablePointer<Int32>
  let nodes: UnsafeMutablePointer<Maneuvers.Node>
  let leaves: UnsafeMutablePointer<Int32>

  init(maneuvers: Maneuvers) {
    self.maneuvers = maneuvers
    nodeCount = maneuvers.nodes.count
    leafCount = maneuvers.leafCount
    spotCount = maneuvers.spotCount
    states = .allocate(capacity: spotCount * Self.maxLine)
    lefts = .allocate(capacity: spotCount)
    blocked = .allocate(capacity: spotCount)
    stamps = .allocate(capacity: spotCount)
    stamps.initialize(repeating: 0, count: spotCount)
    sums = .allocate(capacity: maneuvers.depth + 1)
    arrivals = .allocate(capacity: maneuvers.depth + 1)
    met = .allocate(capacity: maneuvers.depth + 1)
    candidates = .allocate(capacity: leafCount * Self.maxLine)
    obstacles = .allocate(capacity: leafCount * Self.maxLine)
    saved = .allocate(capacity: (maneuvers.depth + 1) * Self.maxLine)
    straight = .allocate(capacity: maneuvers.depth + 1)
    nodes = .allocate(capacity: nodeCount)
    nodes.initialize(from: maneuvers.nodes, count: nodeCount)
    leaves = .allocate(capacity: maneuvers.leaves.count)
    leaves.initialize(from: maneuvers.leaves, count: maneuvers.leaves.count)
  }

  deinit {
    states.deallocate()
    lefts.deallocate()
    blocked.deallocate()
    stamps.deallocate()
    sums.deallocate()
    arrivals.deallocate()
    met.deallocate()
    candidates.deallocate()
    obstacles.deallocate()
    saved.deallocate()
    straight.deallocate()
    nodes.deallocate()
    leaves.deallocate()
  }
}
