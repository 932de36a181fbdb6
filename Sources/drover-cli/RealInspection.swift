import FloorCore
import FloorModel
import FloorVision
import Simulators

/// Renders and inspects every frame of a simulated shift: slow, and true to the last pixel.
final class RealInspection: Sendable {
  private let seed: UInt64
  private let site: Site
  private let inspector: Inspector
  private let cameras: Int

  init(seed: UInt64, site: Site) throws {
    self.seed = seed
    self.site = site
    cameras = TunnelPictures.cameras(of: site)
    inspector = Inspector(tunnel: TunnelPictures.tunnel)
  }

  var inspect: @Sendable (InspectionRequest, World.Arrival) -> Inspection {
    { [self] request, unit in
      let sku = site.skus[request.sku.index]
      guard case .tunnel(let place) = site.device(request.tunnel).place else { return Inspection(findings: []) }
      if !inspector.knows(sku) {
        for view in 0..<cameras {
          _ = try? inspector.enrolAgreeing(
            sku: sku, view: view, frames: TunnelPictures.golden(sku, seed: seed, view: view))
        }
      }
      let frames = TunnelPictures.frames(of: unit, sku, seed: seed, cameras: place.cameras)
      guard !frames.isEmpty else {
        return Inspection(findings: [Finding(kind: .unreadableFrame, permille: 1000)])
      }
      return inspector.inspect(frames: frames, as: sku)
    }
  }
}
