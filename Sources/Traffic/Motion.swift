/// How units get about: all that a planner has to know of it.
enum Motion: Sendable {
  /// A unit drives where it faces; a quarter turn takes a step of its own.
  case turning
  /// A unit drives into any of its four neighbours without turning. It faces nowhere: headings of states are all 0.
  case fourWay

  /// What a unit does in one step: it turns, then drives if there is an exit to take.
  struct Move: Hashable, Sendable {
    /// Quarters clockwise; of a unit that faces nowhere, from east.
    var turn: Int32
    /// The bit of the exit that it takes, counted from where the unit faces; 0 if it stays in its cell.
    var exit: Int32

    static let wait = Move(turn: 0, exit: 0)
    static let forward = Move(turn: 0, exit: 1)
    static let turnRight = Move(turn: 1, exit: 0)
    static let turnLeft = Move(turn: 3, exit: 0)

    /// A drive of a unit that need not turn.
    static func drive(_ heading: Int32) -> Move { Move(turn: heading, exit: 1 << heading) }

    @inline(__always) var drives: Bool { exit != 0 }
  }

  /// All moves but waiting.
  var moves: [Move] {
    switch self {
    case .turning: [.forward, .turnRight, .turnLeft]
    case .fourWay: (0..<4).map(Move.drive)
    }
  }

  /// The bits of a state in which its heading is.
  var facing: Int32 { self == .turning ? 3 : 0 }

  /// Whether a maneuver may go on so: of those that come to the same only one is looked at.
  ///
  /// Between two drives one turns first and waits then; a half turn is two turns to the right. Who need not turn does not drive
  /// straight back to where it came from.
  func allows(_ move: Move, after moves: [Move]) -> Bool {
    if move == .wait || moves.isEmpty { return true }
    switch self {
    case .fourWay: return moves.last == .wait || moves.last!.turn != move.turn ^ 2
    case .turning:
      if move == .forward || moves.last == .forward { return true }
      return move == .turnRight && moves.last == .turnRight && (moves.count < 2 || moves[moves.count - 2] != .turnRight)
    }
  }
}
