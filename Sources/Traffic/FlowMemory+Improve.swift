/// Making plans better with the work that is left over (large neighbourhood search, as in EPIBT+LNS).
extension FlowMemory {
  /// Tries `iterations` times to give some unit a better plan even if others, of whatever priority, get worse ones, as long
  /// as all of them taken together gain by it.
  func improve(iterations: Int) {
    var state = UInt32(bitPattern: now) &* 2_654_435_761 | 1
    for _ in 0..<iterations {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
      let unit = Int(state % UInt32(vehicleCount))
      guard !units[unit].fixed else { continue }
      round &+= 1
      lift(unit, from: 1)
      let saved = scratch.saved
      saved.update(from: path(unit), count: stride)
      if !plan(unit, Drive(rank: -1, gain: 0), line: 1) {
        path(unit).update(from: saved, count: stride)
        place(unit)
      }
    }
  }

  /// What a unit's time counts for, compared with that of others: the next in rank counts a little less.
  func weight(of unit: Int) -> Int64 {
    let share = Int64(vehicleCount - Int(units[unit].rank)) * 64 / Int64(vehicleCount)
    return 1 + share * share / 64
  }
}
