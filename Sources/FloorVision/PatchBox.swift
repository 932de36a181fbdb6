import COpenCV
import FloorCore

/// A part of an `ItemPatch`, in its pixels.
struct PatchBox {
  var corner: Spot
  var extent: Spot

  /// Half a side of the box around a single spot.
  private static let reach = 10.0

  init(corner: Spot, extent: Spot) {
    self.corner = corner
    self.extent = extent
  }

  init(_ blob: ocv_blob) {
    self.init(corner: Spot(Double(blob.x), Double(blob.y)), extent: Spot(Double(blob.width), Double(blob.height)))
  }

  init(around peak: ocv_peak) {
    self.init(
      corner: Spot(peak.x - Self.reach, peak.y - Self.reach), extent: Spot(2 * Self.reach, 2 * Self.reach))
  }

  /// All that the item covers.
  static func all(of patch: ItemPatch) -> PatchBox {
    let margin = Double(ItemPatch.margin)
    return PatchBox(
      corner: Spot(margin, margin),
      extent: Spot(Double(patch.mask.width) - 2 * margin, Double(patch.mask.height) - 2 * margin))
  }

  /// The upright rectangle around it in the frame; never beyond the frame's left and upper edge.
  func region(in patch: ItemPatch) -> Region {
    let corners = [corner, corner + Spot(extent.x, 0), corner + extent, corner + Spot(0, extent.y)].map {
      patch.toFrame($0)
    }
    let (x, y) = (max(0, corners.map(\.x).min() ?? 0), max(0, corners.map(\.y).min() ?? 0))
    let (right, bottom) = (corners.map(\.x).max() ?? 0, corners.map(\.y).max() ?? 0)
    return Region(
      x: Int32(x), y: Int32(y), width: Int32(max(1, right - x)), height: Int32(max(1, bottom - y)))
  }
}

/// Where each check saw most; nil where it saw nothing.
struct Places {
  var fine: PatchBox?
  var coarse: PatchBox?
  var beyond: PatchBox?
  var lacking: PatchBox?
}
