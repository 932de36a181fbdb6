import FloorCore
import FloorModel
import PlannerFeed
import Testing

@Suite("Achieved velocity in feeds") struct AchievedVelocityTests {
  private static let site: Site = {
    let demand = DemandProfile(
      inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [], defectRate: 0,
      binErrorRate: 0)
    let skus = ["idle", "slow", "fast", "faster"].map { code in
      SKU(code: code, name: code, size: Size3(length: 90, width: 80, height: 140), mass: 140)
    }
    return Site(
      name: "small", grid: Grid(width: 1, height: 1, kinds: [.storage]), cellSize: 1_000, devices: [], pods: [],
      bins: [],
      skus: skus, boxes: [], owners: ["house"], openingStock: [], velocity: [1, 2, 3, 4], demand: demand)
  }()
  private let names = FeedNames(site: site, clock: FeedClock(epoch: FeedTime(milliseconds: 0)))

  private var before: AchievedVelocity {
    AchievedVelocity(AchievedVelocity.Basis(in: Floor(site: Self.site)), on: Self.site)
  }

  private func achieved() -> AchievedVelocity {
    var achieved = before
    achieved.until = .zero + .hours(2)
    achieved.rows[1].picked = 1
    (achieved.rows[2].picked, achieved.rows[2].variancePercent) = (9, 20)
    (achieved.rows[3].short, achieved.rows[3].variancePercent) = (2, -60)
    return achieved
  }

  @Test("every product has its row; the event names those that moved, the farthest off their figures first")
  func order() throws {
    #expect(before.rows.map(\.expectedPerDay) == [1, 2, 3, 4])
    #expect(achieved().flagged == ["fast", "faster"])
    let event = try #require(CloudEvent(json: achieved().cloudEvent(names).json))
    #expect(event.type == AchievedVelocity.type && event.source == "/sites/small/velocity")
    #expect(event.data["since"] == "1970-01-01T00:00:00.000Z" && event.data["until"] == "1970-01-01T02:00:00.000Z")
    let rows = try #require(event.data["rows"]?.list)
    #expect(rows.map { $0["sku"]?.text } == ["faster", "fast", "slow"])
    #expect(rows[0]["variance_percent"] != nil && rows[2]["variance_percent"] == nil)
    #expect(rows[0]["short"] == .integer(2) && rows[1]["picked"] == .integer(9))
  }

  @Test("an event that would grow too large says how many rows it leaves out")
  func limit() throws {
    let data = achieved().cloudEvent(names, upTo: 2).data
    #expect(data["rows"]?.list?.map { $0["sku"]?.text } == ["faster", "fast"])
    #expect(data["omitted"] == .integer(1))
    #expect(achieved().cloudEvent(names).id != before.cloudEvent(names).id)
  }
}
