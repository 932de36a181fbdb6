import FloorCore
import FloorModel
import FloorVision
import TunnelScenes

/// The tunnel that scenes are photographed in, and products in it.
enum Stage {
  static let tunnel = Tunnel(
    focalLength: TunnelScene.focalLength,
    fiducials: Plate.all.flatMap { plate in
      plate.markers.map { Tunnel.Fiducial(id: $0.id, x: $0.x, y: $0.y, side: plate.markerSide) }
    })

  static let products = [
    product("oats", "Oat flakes", Size3(length: 190, width: 130, height: 60), "4006381333931"),
    product("atlas", "Atlas book", Size3(length: 260, width: 190, height: 30), "9783161484100"),
    product("oil", "Olive oil bottle", Size3(length: 240, width: 90, height: 90), "5901234123457"),
    product("peas", "Pea can", Size3(length: 150, width: 100, height: 100), "4012345123456"),
  ]

  private static func product(_ code: String, _ name: String, _ size: Size3, _ gtin: String) -> SKU {
    SKU(code: code, name: name, size: size, mass: 500, gtin: gtin)
  }

  /// Good pieces, from seeds that no test inspects.
  static func golden(_ sku: SKU, view: Int = 0, count: Int = 6) throws -> [[UInt8]] {
    try (0..<count).map { try TunnelScene.render(sku: sku, seed: 70_000 + UInt64($0), view: view) }
  }

  /// An inspector that knows all products from above. Made once: it is the tests' largest cost.
  static let inspector: Inspector = {
    let inspector = Inspector(tunnel: tunnel)
    for sku in products { try! inspector.enrol(sku: sku, frames: golden(sku)) }
    return inspector
  }()

  static func inspect(_ sku: SKU, seed: UInt64, _ defect: SceneDefect? = nil) throws -> Inspection {
    inspector.inspect(frames: [try TunnelScene.render(sku: sku, seed: seed, defect: defect)], as: sku)
  }
}
