/// Every useful sequence of `depth` steps, as a tree whose leaves are the sequences.
///
/// A plain PIBT step fails where units have to turn before they drive: whoever must make way cannot do so at once. Planning a few
/// steps at a time repairs that (Yukhnevich and Andreychuk, "Enhancing PIBT via Multi-Action Operations").
/// Of sequences that visit the same cells at the same times and end in the same heading only one is kept: the one that
/// turns as early as it can.
struct Maneuvers: Sendable {
  /// A node other than the root, parents before children.
  struct Node: Sendable {
    /// Index of the parent, or -1 for the root.
    var parent: Int32
    var step: Step
    var depth: Int32
  }

  let depth: Int
  private(set) var nodes: [Node] = []
  /// Per leaf `depth` node indices: the nodes that it passes.
  private(set) var leaves: [Int32] = []

  var leafCount: Int { leaves.count / depth }

  init(depth: Int) {
    precondition((1...6).contains(depth), "a maneuver has one to six steps")
    self.depth = depth
    grow(parent: -1, path: [])
  }

  private mutating func grow(parent: Int32, path: [Int32]) {
    if path.count == depth {
      leaves += path
      return
    }
    let steps = path.map { nodes[Int($0)].step }
    for step in [Step.forward, .turnRight, .turnLeft, .wait] where Self.isCanonical(step, after: steps) {
      let node = Int32(nodes.count)
      nodes.append(Node(parent: parent, step: step, depth: Int32(path.count)))
      grow(parent: node, path: path + [node])
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
