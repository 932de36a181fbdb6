import FloorModel

/// When units must charge, so that each finds a charger free before it is down to its reserve.
///
/// Chargers are machines, a charge is a job, and its deadline is the moment at which a unit that works on falls to the
/// reserve. Taking the jobs in the order of their deadlines keeps the worst lateness as small as it can be (Jackson 1955).
/// So the emptiest unit always goes first, and the first must go as soon as anyone in that order would come too late:
/// a fleet that began the day full does not come to its few chargers all at once in the afternoon.
struct ChargingPlan {
  /// Seen ahead of each deadline: a unit ends what it carries before it goes.
  static let slack = Span.minutes(15)
  /// Cells that a unit drives an hour, at the least: for the way to a charger.
  static let cellsPerHour = 1800.0

  /// A unit that does not charge.
  struct Unit: Equatable {
    var permille: Int32
    /// Cells to the nearest charger.
    var way: Int
  }

  var energy: Energy
  /// What a unit keeps, and what it is charged to, in thousandths.
  var reserve: Int32
  var full: Int32

  /// The order in which units charge: indices, the one that is down to its reserve first before the others.
  func order(_ units: [Unit]) -> [Int] {
    let deadlines = units.map { deadline($0) }
    return units.indices.sorted { (deadlines[$0], $0) < (deadlines[$1], $1) }
  }

  /// Hours until it must stand at a charger.
  private func deadline(_ unit: Unit) -> Double {
    Double(unit.permille - reserve) / energy.driving.perHour - Double(unit.way) / Self.cellsPerHour
  }

  /// Whether the first must go to a charger as soon as one is free, because it or somebody after it would be late else.
  /// - Parameters:
  ///   - order: as `order(_:)` gives it.
  ///   - taken: charges of the units that stand at chargers.
  ///   - free: chargers at which nobody stands.
  func isTight(_ units: [Unit], order: [Int], taken: [Int32], free: Int) -> Bool {
    guard free + taken.count > 0 else { return false }
    var openings = Array(repeating: 0.0, count: free) + taken.map { time(toFull: $0) }
    openings.sort()
    // Every charge is taken for a long one, from the reserve to the full.
    let turn = time(toFull: reserve)
    let slack = Self.slack.seconds / 3600
    for (place, unit) in order.enumerated() {
      let opening = openings[place % openings.count] + Double(place / openings.count) * turn
      if deadline(units[unit]) < opening + slack { return true }
    }
    return false
  }

  /// Hours.
  private func time(toFull permille: Int32) -> Double { Double(max(0, full - permille)) / energy.charging.perHour }
}
