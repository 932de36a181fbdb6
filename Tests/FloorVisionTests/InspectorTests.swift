import FloorCore
import FloorModel
import FloorVision
import Testing
import TunnelScenes

@Suite struct InspectorTests {
  static let visible: [FindingKind] = [
    .dent, .crush, .tear, .stain, .openFlap, .missingLabel, .wrongColour, .wrongSize, .wrongItem,
  ]

  @Test(arguments: Stage.products.indices)
  func `a good piece passes`(index: Int) throws {
    for seed: UInt64 in 1...3 {
      let inspection = try Stage.inspect(Stage.products[index], seed: seed)
      #expect(inspection.worst < 950, "seed \(seed): \(inspection.findings)")
    }
  }

  @Test(arguments: visible)
  func `a clear defect is found on every product`(kind: FindingKind) throws {
    for sku in Stage.products {
      let inspection = try Stage.inspect(sku, seed: 11, SceneDefect(kind, severity: 0.85))
      #expect(inspection.worst > 950, "\(sku.name): \(inspection.findings)")
    }
  }

  @Test func `a product never enrolled is said to have no reference`() throws {
    let sku = SKU(code: "new", name: "New", size: Size3(length: 100, width: 80, height: 40), mass: 1)
    let inspection = Stage.inspector.inspect(frames: [try TunnelScene.render(sku: sku, seed: 1)], as: sku)
    #expect(inspection.findings == [Finding(kind: .noReference, permille: 1000)])
  }

  @Test func `a view never enrolled is said to have no reference`() throws {
    let sku = Stage.products[0]
    let frame = try TunnelScene.render(sku: sku, seed: 1)
    let inspection = Stage.inspector.inspect(frames: [frame, frame], as: sku)
    #expect(inspection.findings.contains(Finding(kind: .noReference, permille: 1000, view: 1)))
  }

  @Test func `three frames are the least to enrol`() throws {
    let sku = Stage.products[0]
    let inspector = Inspector(tunnel: Stage.tunnel)
    #expect(throws: EnrolmentError.tooFewFrames(usable: 2)) {
      try inspector.enrol(sku: sku, frames: Stage.golden(sku, count: 2) + [[1, 2, 3]])
    }
    #expect(!inspector.knows(sku))
  }
}
