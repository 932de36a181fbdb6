import FloorCore
import Testing

@Suite struct ParkingPlanTests {
  /// Four slots in a row before one station: 1, 2, 5 and 9 cells away.
  private let row = ParkingPlan(distances: [1, 2, 5, 9], stations: 1)

  private func stay(_ start: Double, _ end: Double? = nil, share: Double = 0.1) -> ParkingPlan.Stay {
    ParkingPlan.Stay(from: 0, start: start, end: end, to: end == nil ? nil : 0, share: share)
  }

  @Test("a pod that is wanted at once stands near, one that is hardly wanted far")
  func velocity() {
    let free = [0.0, 0, 0, 0]
    #expect(row.slot(for: [stay(0, 1)], freeFrom: free, horizon: 2) == 0)
    #expect(row.slot(for: [stay(0, share: 0.9)], freeFrom: free, horizon: 0) == 0)
    // Where ways are cheap and cells are wanted, it makes room.
    let dear = ParkingPlan(distances: [1.0, 1.1, 1.2, 1.3], stations: 1)
    #expect(dear.slot(for: [stay(0, share: 1e-6)], freeFrom: free, horizon: 40) == 3)
  }

  @Test("it makes way for a pod that is put down soon and wanted more often")
  func yields() {
    let row = ParkingPlan(distances: [1, 2, 5, 9], stations: 1, storage: 400)
    // The first would stand at the nearest for long, while another comes and goes three times.
    let stays = [stay(0, 50), stay(1, 3), stay(4, 6), stay(7, 9)]
    #expect(row.slot(for: stays, freeFrom: [0, 0, .infinity, .infinity], horizon: 60) == 1)
    #expect(row.slot(for: [stays[0]], freeFrom: [0, 0, .infinity, .infinity], horizon: 60) == 0)
  }

  @Test("a slot that frees itself later is not for now, but for what comes then")
  func occupied() {
    #expect(row.slot(for: [stay(0, 5)], freeFrom: [2, 0, 0, 0], horizon: 6) == 1)
    #expect(row.slot(for: [stay(0, 5)], freeFrom: [2, 2, 2, 2], horizon: 6) == nil)
    #expect(row.slot(for: [], freeFrom: [0, 0, 0, 0], horizon: 6) == nil)
  }

  @Test("the next station counts as much as this one")
  func nextStation() {
    // Two stations at the ends of a street of three slots.
    let street = ParkingPlan(distances: [1, 9, 5, 5, 9, 1], stations: 2)
    let free = [0.0, 0, 0]
    let onward = ParkingPlan.Stay(from: 0, start: 0, end: 1, to: 0, share: 0.1)
    #expect(street.slot(for: [onward], freeFrom: free, horizon: 2) == 0)
    let across = ParkingPlan.Stay(from: 1, start: 0, end: 1, to: 1, share: 0.1)
    #expect(street.slot(for: [across], freeFrom: free, horizon: 2) == 2)
  }
}
