import FloorCore
import FloorModel
import FloorVision
import Testing
import TunnelScenes

/// Each check says by itself what it sees, and where.
@Suite struct CheckScoreTests {
  private func scores(_ sku: SKU, _ kind: FindingKind?, severity: Double = 0.85) throws -> [Check: CheckScore] {
    let inspection = try Stage.inspect(sku, seed: 11, kind.map { SceneDefect($0, severity: severity) })
    let scores = try #require(inspection.checks)
    #expect(scores.map(\.check.rawValue) == scores.map(\.check.rawValue).sorted(), "ascending")
    return Dictionary(uniqueKeysWithValues: scores.map { ($0.check, $0) })
  }

  @Test(arguments: Stage.products.indices)
  func `no check is far beyond the edge for a good piece`(index: Int) throws {
    for score in try scores(Stage.products[index], nil).values {
      #expect(score.oddness <= 1500 && score.oddness >= 0, "\(score)")
      #expect(score.pPermille == nil, "p-values are the floor's to say")
    }
  }

  @Test(arguments: [
    (FindingKind.dent, Check.shade), (.crush, .silhouette), (.tear, .print), (.stain, .shade), (.openFlap, .dimensions),
    (.wrongColour, .colour), (.wrongSize, .dimensions), (.wrongItem, .structure),
  ])
  func `a defect is odd to the check that is made for it`(kind: FindingKind, check: Check) throws {
    for sku in Stage.products where kind != .openFlap || sku.code == "oats" {
      if kind == .crush, sku.code != "oats" { continue }
      let score = try #require(try scores(sku, kind)[check])
      #expect(score.oddness > 1000, "\(sku.code): \(score)")
      let region = try #require(score.region)
      #expect(region.width > 0 && region.height > 0 && region.x >= 0 && region.y >= 0)
      #expect(region.x + region.width <= 1290 && region.y + region.height <= 970, "in the frame: \(region)")
    }
  }

  @Test func `a label that is gone is missed by the barcode check, another product's is worse`() throws {
    let sku = Stage.products[0]
    #expect(try scores(sku, nil)[.barcode]?.oddness == 0)
    #expect(try scores(sku, .missingLabel)[.barcode]?.oddness ?? 0 > 600)
    #expect(try scores(sku, .wrongItem)[.barcode]?.oddness == 10_000)
  }

  @Test func `an item that matches another product's reference better is called a wrong item`() throws {
    let size = Size3(length: 200, width: 140, height: 50)
    // Without codes, looks alone must tell.
    let (rye, oats) = (
      SKU(code: "rye", name: "Rye flakes", size: size, mass: 1),
      SKU(code: "oat", name: "Oat rings", size: size, mass: 1)
    )
    let inspector = Inspector(tunnel: Stage.tunnel)
    for sku in [rye, oats] { try inspector.enrol(sku: sku, frames: Stage.golden(sku, count: 4)) }
    let frame = try TunnelScene.render(sku: oats, seed: 5)
    let own = inspector.inspect(frames: [frame], as: oats)
    #expect(own.checks?.first { $0.check == .otherProduct }?.oddness ?? 9999 < 500)
    let taken = inspector.inspect(frames: [frame], as: rye)
    #expect(taken.checks?.first { $0.check == .otherProduct }?.oddness ?? 0 > 1500)
    #expect(taken.findings.first?.kind == .wrongItem && taken.worst >= 900)
    let alone = Inspector(tunnel: Stage.tunnel)
    try alone.enrol(sku: rye, frames: Stage.golden(rye, count: 4))
    let lonely = alone.inspect(frames: [frame], as: rye)
    #expect(lonely.checks?.contains { $0.check == .otherProduct } == false, "nothing to be taken for")
  }
}
