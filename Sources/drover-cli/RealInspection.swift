import FloorCore
import FloorModel
import FloorVision
import Simulators

/// Renders and inspects every frame of a simulated shift: slow, and true to the last pixel.
final class RealInspection: Sendable {
  private let seed: UInt64
  private let site: Site
  private let inspector: Inspector

  init(seed: UInt64, site: Site) throws {
    self.seed = seed
    self.site = site
    inspector = Inspector(tunnel: TunnelPictures.tunnel)
  }

  var inspect: @Sendable (InspectionRequest, World.Arrival) -> Inspection {
    { [self] request, unit in
      let sku = site.skus[request.sku.index]
      if !inspector.knows(sku) { try? inspector.enrol(sku: sku, frames: TunnelPictures.golden(sku, seed: seed)) }
      guard let frame = TunnelPictures.frame(of: unit, sku, seed: seed) else {
        return Inspection(findings: [Finding(kind: .unreadableFrame, permille: 600)])
      }
      return inspector.inspect(frames: [frame], as: sku)
    }
  }
}
