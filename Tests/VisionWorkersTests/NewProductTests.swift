import FloorCore
import FloorModel
import FloorVision
import Foundation
import Testing
import TunnelScenes
import VisionWorkers

/// A product without references goes to people, whose answers enrol it.
@Suite("New products", .serialized)
struct NewProductTests {
  private static let sku = SKU(
    code: "rusk", name: "Rusk box", size: Size3(length: 180, width: 120, height: 50), mass: 300, gtin: "4006381333931")

  private let place = WorkerPlace()

  private static let site = Site(
    name: "new", grid: Grid(width: 2, height: 2, kinds: Array(repeating: .aisle, count: 4)), cellSize: 1000,
    devices: [], pods: [], bins: [], skus: [sku],
    boxes: [],
    owners: [], openingStock: [], velocity: [0],
    demand: DemandProfile(
      inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [], defectRate: 0,
      binErrorRate: 0))

  private func frames(_ seed: UInt64, _ defect: SceneDefect? = nil) throws -> [ViewFrame] {
    [ViewFrame(view: 0, file: try TunnelScene.render(sku: Self.sku, seed: seed, defect: defect))]
  }

  private func item(_ plate: String, _ inspection: Inspection) -> Item {
    var item = Item(plate: plate, key: StockKey(sku: ID(0), owner: ID(0)), tunnel: ID(0), presented: .zero)
    item.inspection = inspection
    return item
  }

  @Test("three units that a person passed enrol a product, and the same worker judges the next one")
  func enrolled() throws {
    let workers = place.workers()
    defer { workers.stop() }
    let files = ReviewFiles(directory: place.references.place, site: Self.site)
    for seed: UInt64 in 1...3 {
      let shown = try frames(seed)
      let inspection = try #require(workers.judge(VisionTask(sku: Self.sku, frames: shown))).inspection
      #expect(inspection.findings.map(\.kind) == [.noReference], "unit \(seed)")
      try files.keep(item("N\(seed)", inspection), .pass, by: "ann", frames: shown)
    }
    let good = workers.judge(VisionTask(sku: Self.sku, frames: try frames(4)))
    #expect(!good.isIncomplete && good.against < 850, "\(good.findings)")
    let torn = workers.judge(VisionTask(sku: Self.sku, frames: try frames(5, SceneDefect(.tear, severity: 0.9))))
    #expect(torn.against > 850, "\(torn.findings)")
    #expect(workers.counters.started == 1)
    #expect(place.references.reviewedUnits().map(\.unit.plate) == ["N1", "N2", "N3"])
    #expect(files.reference(of: "rusk", view: 0) != nil, "for the reviewer's eye")
  }

  @Test("a unit that a person refused, or of a product that is known, enrols nothing")
  func notEnrolled() throws {
    let files = ReviewFiles(directory: place.references.place, site: Self.site)
    let shown = try frames(1)
    let unknown = Inspection(findings: [Finding(kind: .noReference, permille: 1000)])
    try files.keep(item("N1", unknown), .reject, by: "ann", frames: shown)
    try files.keep(item("N2", unknown), .relabel(.dent), by: "ann", frames: shown)
    let known = Inspection(findings: [Finding(kind: .dent, permille: 600)])
    try files.keep(item("N3", known), .pass, by: "ann", frames: shown)
    #expect(place.references.frameNames(of: "rusk")[0].isEmpty)
    #expect(place.references.reviewedUnits().map(\.unit.truth) == [.dent, .dent, nil])
  }
}
