import FloorModel
import PlannerFeed
import Testing

@Suite("Expiry in feeds") struct ExpiryTests {
  private static let site: Site = {
    let bin = Bin(
      name: "P1-A", pod: ID(0), face: 0, inner: Size3(length: 400, width: 300, height: 300), maxLoad: 20_000)
    let demand = DemandProfile(
      inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [], defectRate: 0,
      binErrorRate: 0)
    return Site(
      name: "small", grid: Grid(width: 1, height: 1, kinds: [.storage]), cellSize: 1_000, devices: [],
      pods: [Pod(name: "P1", home: Cell(0), heading: .north, firstBin: ID(0), binCount: 1)], bins: [bin],
      skus: [
        SKU(code: "TEA", name: "Tea", size: Size3(length: 90, width: 80, height: 140), mass: 140, gtin: "4006381333931")
      ], boxes: [], owners: ["house"], openingStock: [], velocity: [1], demand: demand)
  }()

  private let names = FeedNames(site: site, clock: FeedClock(epoch: FeedTime(milliseconds: 0)))

  @Test("stock whose day is over is an EPCIS event of its own, valid, and the same however often it is told")
  func expired() throws {
    let day = try #require(CalendarDay("2027-03-31"))
    let key = StockKey(sku: ID(0), lot: 7)
    let event = names.expired(4, of: key, in: ID(0), on: day)
    let document = EPCISEvent.document([event.json], created: FeedTime(milliseconds: 0))
    #expect(EPCISValidator(checksDigits: true).faults(inDocument: document) == [])
    #expect(event.id == names.expired(4, of: key, in: ID(0), on: day).id)
    #expect(event.id != names.expired(3, of: key, in: ID(0), on: day).id)
    #expect(event.json["disposition"] == "expired" && event.json["bizStep"] == "holding")
    #expect(event.json["eventTime"] == "2027-04-01T00:00:00.000Z")
  }
}
