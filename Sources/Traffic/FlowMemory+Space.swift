/// What stands in the way of a plan, beside the index of a unit.
enum Obstacle {
  static let none: Int32 = -1
  /// More than one unit, or one that cannot be gone in time.
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
    var met = Obstacle.none
    for step in 0..<depth {
      met = obstacle(from: path[step], to: path[step + 1], step: step, start: path[0], met: met)
      guard met != Obstacle.several else { break }
    }
    return met
  }

  /// The same for one step of a plan.
  ///
  /// - Parameters:
  ///   - step: how many steps of the plan come before.
  ///   - start: where the plan starts.
  ///   - met: the one unit that those steps would meet.
  @inline(__always)
  func obstacle(from: Int32, to: Int32, step: Int, start: Int32, met: Int32) -> Int32 {
    var found = met
    let (old, new) = (Int(from >> 2) &* stride, Int(to >> 2) &* stride)
    guard old == new || Int(vacating[Int(to >> 2)]) <= step &+ 1 || to >> 2 == start >> 2 else {
      return Obstacle.several
    }
    let there = occupants[new &+ step &+ 1]
    if there >= 0, there != found {
      guard found == Obstacle.none else { return Obstacle.several }
      found = there
    }
    guard old != new else { return found }
    let opposite = occupants[new &+ step]
    if opposite >= 0, opposite != found, occupants[old &+ step &+ 1] == opposite {
      guard found == Obstacle.none else { return Obstacle.several }
      found = opposite
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
