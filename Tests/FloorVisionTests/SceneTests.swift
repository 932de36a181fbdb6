import FloorCore
import FloorModel
import Testing
import TunnelScenes

@Suite struct SceneTests {
  @Test func `the same seed draws the same bytes`() throws {
    let sku = Stage.products[0]
    let defect = SceneDefect(.tear, severity: 0.6)
    let once = try TunnelScene.render(sku: sku, seed: 42, defect: defect)
    #expect(try TunnelScene.render(sku: sku, seed: 42, defect: defect) == once)
    #expect(try TunnelScene.render(sku: sku, seed: 43, defect: defect) != once)
    #expect(try TunnelScene.render(sku: sku, seed: 42) != once)
  }

  @Test func `a defect of another view does not show`() throws {
    let sku = Stage.products[0]
    let hidden = try TunnelScene.render(sku: sku, seed: 1, defect: SceneDefect(.dent, view: 1))
    #expect(try TunnelScene.render(sku: sku, seed: 1) == hidden)
  }

  @Test func `an item wider than the widest plate is refused`() {
    let sku = SKU(code: "mast", name: "Mast", size: Size3(length: 2000, width: 90, height: 90), mass: 1)
    #expect(throws: SceneError.itemTooLarge(2000)) { try TunnelScene.render(sku: sku, seed: 1) }
  }

  @Test(arguments: ["Tea", "Tea book", "Tea bottle", "Tea can", "Tea bag"])
  func `names say shapes`(name: String) {
    let shape = SceneShape(of: SKU(code: "t", name: name, size: Size3(length: 1, width: 1, height: 1), mass: 1))
    #expect(shape == (name == "Tea" ? .box : SceneShape(rawValue: String(name.dropFirst(4)))))
  }
}
