import FloorModel
import League

/// A floor on which nobody hinders anybody: what units would finish there is the most that they can finish together.
struct FreeFloor {
  private let instance: LeagueInstance
  /// Whether a quarter turn takes a step; if not, headings of states are all 0.
  private let turns: Bool
  /// By state (`cell * 4 + heading`), the state one cell ahead, or -1 where a wall is.
  private let ahead: [Int32]
  /// By state, the number of the search that came there.
  private var seen: [Int32]
  private var number: Int32 = 0

  init(_ instance: LeagueInstance, turns: Bool) {
    self.instance = instance
    self.turns = turns
    let grid = instance.grid
    ahead = (0..<grid.count * 4).map { state in
      let heading = Heading.allCases[state & 3]
      guard grid.kinds[state >> 2] != .blocked, let next = grid.step(from: Cell(state >> 2), heading) else { return -1 }
      return Int32(next.index << 2 | state & 3)
    }
    seen = Array(repeating: 0, count: ahead.count)
  }

  /// Tasks that all units together finish, each going from place to place as if it were alone.
  mutating func tasks(within steps: Int) -> Int {
    var finished = 0
    for unit in instance.starts.indices {
      // When the unit can be where it is, by heading: what is soonest there need not be soonest at the next place.
      var (cell, times, task) = (instance.starts[unit], [Int](repeating: steps + 1, count: 4), 0)
      times[Int(Heading.east.rawValue)] = 0
      while true {
        for place in instance.task(task, of: unit) {
          // Who is there already has that task for a step, as in `World`.
          times = place == cell ? times.map { $0 + 1 } : arrivals(from: cell, at: times, to: place, within: steps)
          cell = place
        }
        guard times.min()! <= steps else { break }
        finished += 1
        task += 1
      }
    }
    return finished
  }

  /// When a unit can be in a cell, by heading; `limit + 1` where that is later than `limit`.
  private mutating func arrivals(from start: Cell, at times: [Int], to goal: Cell, within limit: Int) -> [Int] {
    number += 1
    let first = times.min()!
    var (found, missing, now) = ([Int](repeating: limit + 1, count: 4), turns ? 4 : 1, first)
    var front: [Int32] = []
    seen.withUnsafeMutableBufferPointer { seen in
      func reach(_ state: Int32, _ next: inout [Int32]) {
        guard state >= 0, seen[Int(state)] != number else { return }
        seen[Int(state)] = number
        next.append(state)
        guard state >> 2 == goal.index else { return }
        found[Int(state & 3)] = now
        missing -= 1
      }
      while now <= limit, missing > 0, !front.isEmpty || now <= first + 2 {
        var next: [Int32] = []
        for heading in 0..<4 where times[heading] == now { reach(Int32(start.index << 2 | heading), &next) }
        for state in front {
          if turns {
            reach(ahead[Int(state)], &next)
            reach(state & ~3 | (state &+ 1) & 3, &next)
            reach(state & ~3 | (state &+ 3) & 3, &next)
          } else {
            for heading: Int32 in 0..<4 { reach(ahead[Int(state | heading)] & ~3, &next) }
          }
        }
        (front, now) = (next, now + 1)
      }
    }
    return found
  }
}
