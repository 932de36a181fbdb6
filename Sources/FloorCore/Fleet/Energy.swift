import FloorModel

/// How fast the fleet's batteries empty and fill, as its reports show it.
struct Energy: Sendable, Equatable {
  /// Thousandths of a charge over time.
  struct Rate: Sendable, Equatable {
    var permille: Double
    var hours: Double

    var perHour: Double { permille / hours }

    mutating func add(_ change: Int32, over span: Span) {
      permille += Double(change)
      hours += span.seconds / 3600
    }
  }

  /// What is taken for granted before anything was seen weighs as much as an hour of one unit, and is cautious: empty
  /// after four hours of driving, full after an hour and a half.
  var driving = Rate(permille: 250, hours: 1)
  var charging = Rate(permille: 667, hours: 1)

  /// Two reports of a unit in a row.
  /// - Parameter unit: as it was after the first.
  mutating func note(_ report: DriveReport, after unit: Unit, at now: Instant) {
    guard unit.isKnown, now > unit.lastReport else { return }
    let change = report.batteryPermille - unit.batteryPermille
    if unit.isCharging {
      // A full battery says nothing of how fast it was filled.
      if report.isCharging, change >= 0, report.batteryPermille < 1000 {
        charging.add(change, over: now - unit.lastReport)
      }
    } else if unit.isDriving, !report.isCharging, change <= 0 {
      driving.add(-change, over: now - unit.lastReport)
    }
  }
}
