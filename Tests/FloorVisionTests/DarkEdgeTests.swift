import FloorCore
import Testing
import TunnelScenes

@testable import FloorVision
@testable import VisionBench

/// What is as dark as the plate under it does not stand out against it, and is not missing for that.
@Suite struct DarkEdgeTests {
  /// The bench's eighth product, a book whose cover is as dark as the shifted building's belt: eight of forty good pieces
  /// were once rejected for a part that they "lacked".
  @Test func `a good piece lacks nothing where its print is as dark as the plate`() throws {
    let sku = BenchGoods.sku(7, seed: 4242)
    let inspector = Inspector(tunnel: VisionBench.tunnel())
    func frame(_ number: UInt64) throws -> [UInt8] {
      try TunnelScene.render(sku: sku, seed: 4_242_007_000 + number, style: .shifted)
    }
    try inspector.enrolAgreeing(sku: sku, frames: (1...10).map(frame))
    for piece: UInt64 in [7, 13, 33, 36] {
      let inspection = inspector.inspect(frames: [try frame(11 + piece)], as: sku)
      let silhouette = try #require(inspection.checks?.first { $0.check == .silhouette })
      #expect(silhouette.oddness <= 1000, "piece \(piece): \(silhouette)")
      #expect(inspection.worst < 850)
    }
  }

  @Test func `a corner that is crushed away is lacking still`() throws {
    let oats = Stage.products[0]
    let crushed = try Stage.inspect(oats, seed: 11, SceneDefect(.crush, severity: 0.85))
    #expect(try #require(crushed.checks?.first { $0.check == .silhouette }).oddness > 1000)
  }
}
