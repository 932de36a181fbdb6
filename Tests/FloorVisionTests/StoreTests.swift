import FloorCore
import FloorModel
import FloorVision
import Foundation
import Testing
import TunnelScenes

@Suite struct StoreTests {
  private static func directory() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "drover-golden-\(UUID().uuidString)")
  }

  @Test func `references read from disk judge as those that were written`() throws {
    let directory = Self.directory()
    defer { try? FileManager.default.removeItem(at: directory) }
    try Stage.inspector.save(to: directory.path)
    let reader = Inspector(tunnel: Stage.tunnel)
    #expect(try reader.load(from: directory.path) == Stage.products.map(\.code).sorted())
    let sku = Stage.products[0]
    for defect in [nil, SceneDefect(.stain, severity: 0.4)] {
      let frame = try TunnelScene.render(sku: sku, seed: 77, defect: defect)
      #expect(reader.inspect(frames: [frame], as: sku) == Stage.inspector.inspect(frames: [frame], as: sku))
    }
  }

  @Test func `a damaged file is named and nothing is taken over`() throws {
    let directory = Self.directory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let writer = Inspector(tunnel: Stage.tunnel)
    let sku = SKU(code: "a/b c", name: "Box", size: Size3(length: 120, width: 90, height: 30), mass: 1)
    try writer.enrol(sku: sku, frames: Stage.golden(sku, count: 3))
    try writer.save(to: directory.path)
    let file = directory.appending(path: "a_2fb_20c.golden.json")
    let whole = try Data(contentsOf: file)
    try whole.prefix(whole.count / 2).write(to: file)
    let reader = Inspector(tunnel: Stage.tunnel)
    #expect(throws: ReferenceError.damaged("a_2fb_20c.golden.json")) { try reader.load(from: directory.path) }
    #expect(!reader.knows(sku))
  }
}
