import FloorCore
import FloorModel
import FloorVision
import Testing
import TunnelScenes

/// Three cameras on one item.
@Suite struct ViewsTests {
  private static let sku = Stage.products[0]

  private static let inspector: Inspector = {
    let inspector = Inspector(tunnel: Stage.tunnel)
    for view in 0..<4 {
      try! inspector.enrol(sku: sku, view: view, frames: Stage.golden(sku, view: view, count: 5))
    }
    return inspector
  }()

  private static func frames(seed: UInt64, _ defect: SceneDefect? = nil) throws -> [[UInt8]] {
    try (0..<4).map { try TunnelScene.render(sku: sku, seed: seed, defect: defect, view: $0) }
  }

  @Test func `the views together measure all three extents`() throws {
    let measured = try #require(Self.inspector.inspect(frames: Self.frames(seed: 3), as: Self.sku).measured)
    let size = Self.sku.size
    for (seen, real) in [(measured.length, size.length), (measured.width, size.width), (measured.height, size.height)] {
      #expect(abs(seen - real) <= 1, "\(measured)")
    }
  }

  @Test(arguments: [0, 1, 3])
  func `a finding names the camera that saw it`(view: Int) throws {
    let frames = try Self.frames(seed: 4, SceneDefect(.stain, severity: 0.9, view: view))
    let inspection = Self.inspector.inspect(frames: frames, as: Self.sku)
    #expect(inspection.findings.first?.view == Int32(view))
    #expect(inspection.worst > 950)
  }

  @Test func `one camera alone measures no height`() throws {
    let frame = try TunnelScene.render(sku: Self.sku, seed: 5)
    #expect(Stage.inspector.inspect(frames: [frame], as: Self.sku).measured == nil)
  }

  @Test func `threads may share an inspector`() async throws {
    let frame = try TunnelScene.render(sku: Self.sku, seed: 6, defect: SceneDefect(.tear))
    let alone = Stage.inspector.inspect(frames: [frame], as: Self.sku)
    await withTaskGroup(of: Inspection.self) { group in
      for _ in 0..<8 { group.addTask { Stage.inspector.inspect(frames: [frame], as: Self.sku) } }
      for await inspection in group { #expect(inspection == alone) }
    }
  }
}
