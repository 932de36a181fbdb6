import FloorModel
import Testing

@testable import FloorCore

@Suite("Surges") struct SurgeTests {
  /// Pod B, with the cups, stands far from the pick station, and a cell beside it is free.
  private static func rig(hourly: [Double]?, perDay: Double = 400) -> Rig {
    var site = Tiny.site()
    site.pods[1].home = Tiny.cell(5, 2)
    var kinds = site.grid.kinds
    for x in 0..<Tiny.width { kinds[Tiny.cell(x, 2).index] = .storage }
    site.grid = Grid(width: Tiny.width, height: 4, kinds: kinds)
    site.velocity = [0, 0]
    var rig = Rig(site)
    rig.handle(
      .planning(
        .velocities(VelocitySet(lines: [VelocityLine(sku: ID(1), unitsPerDay: perDay, hourly: hourly)])), by: "ann"))
    rig.handle(.planning(.minuteOfDay(11 * 60 + 40), by: "calendar"))
    return rig
  }

  /// All of the day's demand comes in the hour from `hour` o'clock and, a little, in the others.
  private static func peak(at hour: Int) -> [Double] {
    (0..<24).map { $0 == hour ? 0.54 : 0.02 }
  }

  /// With an obedient unit, and no orders.
  private func threeMinutes(_ rig: Rig) -> Rig {
    var fleet = TestFleet(units: 1, seed: 1)
    fleet.rig = rig
    fleet.reportAll()
    for _ in 0..<360 { fleet.step() }
    return fleet.rig
  }

  private func homeOfB(_ rig: Rig) -> Cell? {
    if case .stored(let cell, _) = rig.floor.books.pods[Tiny.podB.index] { cell } else { nil }
  }

  @Test("a pod that a surge is forecast for is put down near the stations before the first order comes")
  func moves() {
    let rig = threeMinutes(Self.rig(hourly: Self.peak(at: 12)))
    let cell = homeOfB(rig)
    #expect(cell != nil && cell != Tiny.cell(5, 2))
    #expect(cell.map { rig.floor.site.grid.manhattan($0, Tiny.pickCell) } ?? 9 <= 3)
    #expect(rig.floor.books.orders.isEmpty && rig.floor.inconsistencies() == [])
  }

  @Test("nothing moves for an even day, for a surge that is hours away, or for one too small to pay for the way")
  func stays() {
    for (hourly, perDay) in [(nil, 400), (Self.peak(at: 18), 400), (Self.peak(at: 12), 1)] as [([Double]?, Double)] {
      #expect(homeOfB(threeMinutes(Self.rig(hourly: hourly, perDay: perDay))) == Tiny.cell(5, 2))
    }
  }

  @Test("the hour is the site's, and turns at midnight")
  func hours() {
    var rig = Self.rig(hourly: nil)
    #expect(rig.floor.books.lots.minuteOfDay(at: rig.now) == 700)
    #expect(rig.floor.books.lots.minuteOfDay(at: rig.now + .hours(13)) == 40)
    #expect(rig.handle(.planning(.minuteOfDay(701), by: "calendar")).isEmpty, "near enough is known")
    #expect(rig.floor.refusal(of: .minuteOfDay(1_440), by: "") == "a day has 1,440 minutes")
    let late = DayProfile(minute: 23 * 60 + 45)
    #expect(late.surge(of: Self.peak(at: 0)) == 0.54 && late.surge(of: Self.peak(at: 23)) == 0)
    #expect(abs(late.weight(of: Array(repeating: 1 / 24.0, count: 24)) - 1) < 1e-12)
  }
}
