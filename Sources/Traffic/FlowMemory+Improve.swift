/// Making plans better with the work that is left over (large neighbourhood search, as in EPIBT+LNS).
extension FlowMemory {
  /// Primes, one of which divides no given number of units.
  private static let strides = [7_919, 7_907, 7_901, 7_883]

  /// Tries `iterations` times to give some unit a better plan even if others, of whatever priority, get worse ones, as long
  /// as all of them taken together gain by it.
  func improve(iterations: Int) {
    // Any stride without a common divisor visits all units in turn, in another order each call.
    let stride = Self.strides.first { vehicleCount % $0 != 0 } ?? 1
    var next = Int(now) % vehicleCount
    for _ in 0..<iterations {
      next = (next + stride) % vehicleCount
      let unit = next
      guard !units[unit].fixed, !isStraight(unit) else { continue }
      round &+= 1
      lift(unit, from: 1)
      let saved = scratch.saved
      saved.update(from: path(unit), count: self.stride)
      if !plan(unit, Drive(rank: -1, gain: 0), line: 1) {
        path(unit).update(from: saved, count: self.stride)
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
