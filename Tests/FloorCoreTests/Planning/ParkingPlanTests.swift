import FloorCore
import Testing

@Suite struct ParkingPlanTests {
  /// Four slots in a row before one station: 1, 2, 5 and 9 cells away.
  private let row = ParkingPlan(distances: [1, 2, 5, 9], stations: 1)

  private func visit(_ pod: Int, _ time: Double, at station: Int = 0) -> ParkingPlan.Visit {
    ParkingPlan.Visit(pod: pod, station: station, time: time)
  }

  /// Pod 0 is put down; the others stand, are away, or are nowhere near.
  private func slot(
    _ plan: ParkingPlan, from station: Int = 0, places: [Int], returning: [ParkingPlan.Visit] = [],
    known: [ParkingPlan.Visit] = [], shares: [Double], away: Double = 1
  ) -> Int? {
    plan.slot(
      for: 0, from: station, places: places, returning: returning, known: known, shares: shares, away: away)
  }

  @Test("a pod that is wanted often stands near; one that is hardly wanted leaves the near slot to others")
  func velocity() {
    let empty = [-1, -1, -1, -1]
    #expect(slot(row, places: empty, shares: [0.9, 0.1]) == 0)
    let others = [visit(1, 1), visit(2, 2)]
    let rare = slot(row, places: empty, returning: others, shares: [0.001, 0.5, 0.499])
    #expect(rare == 2 || rare == 3)
    #expect(slot(row, places: empty, returning: others, shares: [0.5, 0.001, 0.499]) == 0)
  }

  @Test("visits that are known count, whatever the velocities say")
  func known() {
    let places = [-1, -1, 3, 4]
    let others = [visit(1, 0.5)]
    // Pod 1 comes back at once and goes again and again; pod 0 is not asked for.
    let often = (1...7).map { visit(1, 2 * Double($0)) }
    #expect(slot(row, places: places, returning: others, known: often, shares: [0.9, 0, 0, 0.05, 0.05]) == 1)
    let soon = (1...7).map { visit(0, 2 * Double($0)) }
    #expect(slot(row, places: places, returning: others, known: soon, shares: [0, 0.9, 0, 0.05, 0.05]) == 0)
  }

  @Test("a slot that is about to be left is not for now")
  func occupied() {
    let shares = [0.5, 0.5, 0, 0, 0]
    #expect(slot(row, places: [1, -1, -1, -1], known: [visit(1, 0.5)], shares: shares) == 1)
    #expect(slot(row, places: [1, 2, -1, 4], shares: shares) == 2)
    #expect(slot(row, places: [1, 2, 3, 4], shares: shares) == nil)
  }

  @Test("the next station counts as much as this one")
  func nextStation() {
    // Two stations at the ends of a street of three slots.
    let street = ParkingPlan(distances: [1, 9, 5, 5, 9, 1], stations: 2)
    let free = [-1, -1, -1]
    #expect(slot(street, places: free, known: [visit(0, 1, at: 0)], shares: [0]) == 0)
    #expect(slot(street, from: 1, places: free, known: [visit(0, 1, at: 1)], shares: [0]) == 2)
  }

  @Test("a pod may come from a place that is no station")
  func origin() {
    // The station is as far from all; the pod stands beside the last.
    let plan = ParkingPlan(distances: [5, 9, 5, 5, 5, 1], stations: 1, origins: 1)
    #expect(slot(plan, from: 1, places: [-1, -1, -1], shares: [1]) == 2)
  }

  @Test("equal questions have equal answers, and nothing is expected of pods that nobody wants")
  func fixed() {
    let shares = [0.2, 0.3, 0.1, 0.4]
    let first = slot(row, places: [-1, -1, 1, 2], returning: [visit(3, 1)], shares: shares, away: 2)
    #expect(first == slot(row, places: [-1, -1, 1, 2], returning: [visit(3, 1)], shares: shares, away: 2))
    #expect(slot(row, places: [-1, -1, 1, 2], shares: [0, 0, 0]) == 0)
  }
}
