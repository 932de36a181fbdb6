/// Every useful sequence of `depth` steps, as a tree whose leaves are the sequences.
///
/// A plain PIBT step fails where units have to turn before they drive: whoever must make way cannot do so at once. Planning a few
/// steps at a time repairs that (Yukhnevich and Andreychuk, "Enhancing PIBT via Multi-Action Operations").
/// Of sequences that visit the same cells at the same times and end in the same heading only one is kept: the one that
/// turns as early as it can.
struct Maneuvers: Sendable {
  /// A node other than the root; a node's whole subtree comes right after it.
  struct Node: Sendable {
    /// Where the step leads from and to, as places among `spots`: many sequences lead to the same state.
    var from: Int32
    var to: Int32
    var step: Step
    var depth: Int32
    /// Steps up to this one that are not `.wait`.
    var effort: Int32
    /// The index after the subtree's last.
    var end: Int32
    /// Which of the leaves this is, or -1.
    var leaf: Int32
  }

  /// A state as seen from the first one, which faces along x.
  private struct Spot: Hashable {
    var x = 0
    var y = 0
    var heading = 0

    func after(_ step: Step) -> Spot {
      switch step {
      case .wait: self
      case .turnRight: Spot(x: x, y: y, heading: (heading + 1) & 3)
      case .turnLeft: Spot(x: x, y: y, heading: (heading + 3) & 3)
      case .forward: Spot(x: x + [1, 0, -1, 0][heading], y: y + [0, 1, 0, -1][heading], heading: heading)
      }
    }
  }

  let depth: Int
  private(set) var nodes: [Node] = []
  /// Per leaf the `depth` places among the spots that it passes.
  private(set) var leaves: [Int32] = []
  private(set) var leafCount = 0
  /// How many states can be reached; the first is where a unit is.
  var spotCount: Int { spots.count }
  private var spots = [Spot(): Int32(0)]

  init(depth: Int) {
    precondition((1...6).contains(depth), "a maneuver has one to six steps")
    self.depth = depth
    grow(from: Spot(), steps: [], places: [])
  }

  private mutating func grow(from spot: Spot, steps: [Step], places: [Int32]) {
    if steps.count == depth {
      nodes[nodes.count - 1].leaf = Int32(leafCount)
      leafCount += 1
      leaves += places
      return
    }
    for step in [Step.forward, .turnRight, .turnLeft, .wait] where Self.isCanonical(step, after: steps) {
      let next = spot.after(step)
      let place = spots[next] ?? Int32(spots.count)
      spots[next] = place
      let (node, efforts) = (nodes.count, (steps + [step]).count { $0 != .wait })
      nodes.append(
        Node(
          from: spots[spot]!, to: place, step: step, depth: Int32(steps.count), effort: Int32(efforts), end: 0, leaf: -1
        ))
      grow(from: next, steps: steps + [step], places: places + [place])
      nodes[node].end = Int32(nodes.count)
    }
  }

  /// Between two drives one turns first and waits then; a half turn is two turns to the right.
  private static func isCanonical(_ step: Step, after steps: [Step]) -> Bool {
    switch step {
    case .forward, .wait: true
    case .turnLeft: steps.isEmpty || steps.last == .forward
    case .turnRight:
      steps.isEmpty || steps.last == .forward
        || (steps.last == .turnRight && (steps.count < 2 || steps[steps.count - 2] != .turnRight))
    }
  }
}
