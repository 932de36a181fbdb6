/// Every useful sequence of `depth` steps, as a tree whose leaves are the sequences.
///
/// A plain PIBT step fails where units have to turn before they drive: whoever must make way cannot do so at once. Planning a few
/// steps at a time repairs that (Yukhnevich and Andreychuk, "Enhancing PIBT via Multi-Action Operations").
/// Of sequences that visit the same cells at the same times and end in the same heading only one is kept: the one that
/// turns as early as it can. See `Motion.allows`.
struct Maneuvers: Sendable {
  /// A node other than the root; a node's whole subtree comes right after it.
  struct Node: Sendable {
    /// Where the step leads from and to, as places among `spots`: many sequences lead to the same state.
    var from: Int32
    var to: Int32
    var move: Motion.Move
    var depth: Int32
    /// Moves up to this one that are not `.wait`.
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

    func after(_ move: Motion.Move, _ motion: Motion) -> Spot {
      let faced = (heading + Int(move.turn)) & 3
      let next = faced & Int(motion.facing)
      guard move.drives else { return Spot(x: x, y: y, heading: next) }
      return Spot(x: x + [1, 0, -1, 0][faced], y: y + [0, 1, 0, -1][faced], heading: next)
    }
  }

  let depth: Int
  let motion: Motion
  private(set) var nodes: [Node] = []
  /// Per leaf the `depth` places among the spots that it passes.
  private(set) var leaves: [Int32] = []
  private(set) var leafCount = 0
  /// How many states can be reached; the first is where a unit is.
  var spotCount: Int { spots.count }
  private var spots = [Spot(): Int32(0)]

  init(depth: Int, motion: Motion = .turning) {
    precondition((1...6).contains(depth), "a maneuver has one to six steps")
    self.depth = depth
    self.motion = motion
    grow(from: Spot(), moves: [], places: [])
  }

  private mutating func grow(from spot: Spot, moves: [Motion.Move], places: [Int32]) {
    if moves.count == depth {
      nodes[nodes.count - 1].leaf = Int32(leafCount)
      leafCount += 1
      leaves += places
      return
    }
    for move in motion.moves + [.wait] where motion.allows(move, after: moves) {
      let next = spot.after(move, motion)
      let place = spots[next] ?? Int32(spots.count)
      spots[next] = place
      let (node, efforts) = (nodes.count, (moves + [move]).count { $0 != .wait })
      nodes.append(
        Node(
          from: spots[spot]!, to: place, move: move, depth: Int32(moves.count), effort: Int32(efforts), end: 0, leaf: -1
        ))
      grow(from: next, moves: moves + [move], places: places + [place])
      nodes[node].end = Int32(nodes.count)
    }
  }
}
