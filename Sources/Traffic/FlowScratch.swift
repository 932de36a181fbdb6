/// One possible next plan of a unit; the smallest cost goes first.
struct FlowCandidate {
  var cost: Int64
  /// Index of the maneuver's leaf.
  var leaf: Int32
}

/// Room for the candidates of every unit in a line of units that push each other.
final class FlowScratch {
  /// Units in such a line, at most.
  static let maxLine = 192

  let maneuvers: Maneuvers
  /// Units yet to be looked at, for whoever needs such a list.
  var queue: [Int32] = []
  let nodeCount: Int
  let leafCount: Int
  /// Per place in the line, the state that each node of the maneuvers leads to, or -1 if it cannot be driven.
  let states: UnsafeMutablePointer<Int32>
  /// Per node the sum of distances on the way and the step of arrival, for the unit looked at right now.
  let sums: UnsafeMutablePointer<Int32>
  let arrivals: UnsafeMutablePointer<Int32>
  let candidates: UnsafeMutablePointer<FlowCandidate>
  let saved: UnsafeMutablePointer<Int32>
  let nodes: UnsafeMutablePointer<Maneuvers.Node>
  let leaves: UnsafeMutablePointer<Int32>

  /// Per leaf the steps that are not `.wait`: of equals, the calmer maneuver is better.
  let efforts: UnsafeMutablePointer<Int32>

  init(maneuvers: Maneuvers) {
    self.maneuvers = maneuvers
    nodeCount = maneuvers.nodes.count
    leafCount = maneuvers.leafCount
    states = .allocate(capacity: nodeCount * Self.maxLine)
    sums = .allocate(capacity: nodeCount)
    arrivals = .allocate(capacity: nodeCount)
    candidates = .allocate(capacity: leafCount * Self.maxLine)
    saved = .allocate(capacity: (maneuvers.depth + 1) * Self.maxLine)
    nodes = .allocate(capacity: nodeCount)
    nodes.initialize(from: maneuvers.nodes, count: nodeCount)
    leaves = .allocate(capacity: maneuvers.leaves.count)
    leaves.initialize(from: maneuvers.leaves, count: maneuvers.leaves.count)
    efforts = .allocate(capacity: leafCount)
    for leaf in 0..<leafCount {
      let steps = maneuvers.leaves[leaf * maneuvers.depth..<(leaf + 1) * maneuvers.depth]
      efforts[leaf] = Int32(steps.count { maneuvers.nodes[Int($0)].step != .wait })
    }
  }

  deinit {
    states.deallocate()
    sums.deallocate()
    arrivals.deallocate()
    candidates.deallocate()
    saved.deallocate()
    nodes.deallocate()
    leaves.deallocate()
    efforts.deallocate()
  }
}
