/// What stands in the way of a plan, beside the index of a unit.
enum Obstacle {
  static let none: Int32 = -1
  /// More than one unit.
  static let several: Int32 = -2
}

/// Who is where at which step.
extension FlowMemory {
  /// Enters a unit's plan into the table, from the next step on.
  @inline(__always) func place(_ unit: Int) {
    let path = path(unit)
    for step in 1..<stride { occupants[Int(path[step] >> 2) &* stride &+ step] = Int32(truncatingIfNeeded: unit) }
  }

  /// Takes a unit's plan out of the table.
  @inline(__always) func lift(_ unit: Int, from first: Int) {
    let path = path(unit)
    for step in first..<stride { occupants[Int(path[step] >> 2) &* stride &+ step] = -1 }
  }

  /// The one unit that a plan, itself not in the table, would meet in a cell or between two.
  @inline(__always) func obstacle(to path: UnsafeMutablePointer<Int32>) -> Int32 {
    var found = Obstacle.none
    for step in 0..<depth {
      let (from, to) = (Int(path[step] >> 2) &* stride, Int(path[step + 1] >> 2) &* stride)
      guard from == to || Int(vacating[Int(path[step + 1] >> 2)]) <= step &+ 1 || path[step + 1] >> 2 == path[0] >> 2
      else {
        return Obstacle.several
      }
      let met = occupants[to &+ step &+ 1]
      if met >= 0, met != found {
        guard found == Obstacle.none else { return Obstacle.several }
        found = met
      }
      guard from != to else { continue }
      let opposite = occupants[to &+ step]
      if opposite >= 0, opposite != found, occupants[from &+ step &+ 1] == opposite {
        guard found == Obstacle.none else { return Obstacle.several }
        found = opposite
      }
    }
    return found
  }

  /// Whether with this plan, itself not in the table, some units would each drive into the cell of the next.
  func closesRing(_ path: UnsafeMutablePointer<Int32>) -> Bool {
    for step in 0..<depth {
      let start = path[step] >> 2
      var cell = path[step + 1] >> 2
      if start == cell { continue }
      while true {
        let leader = occupants[Int(cell) &* stride &+ step]
        guard leader >= 0 else { break }
        let next = self.path(Int(leader))[step + 1] >> 2
        guard next != cell, occupants[Int(next) &* stride &+ step &+ 1] == leader else { break }
        if next == start { return true }
        cell = next
      }
    }
    return false
  }
}
