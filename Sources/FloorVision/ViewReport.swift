import FloorCore
import FloorModel

/// What one frame says of an item.
struct ViewReport {
  /// Two extents, millimetres, as seen by view `view`.
  struct Extents {
    var view: Int
    var across: Double
    var along: Double
  }

  let findings: [Finding]
  let extents: Extents
  let gtin: String?
  let evidence: Evidence
  let trait: Evidence.Trait
  let features: [Double]
  let strains: [Double]
  /// How its camera is; nil where the fiducials do not say.
  let condition: CameraCondition?

  /// Findings less likely than this are left out, in thousandths.
  static let least: Int32 = 20

  /// - Throws: `VisionError` when the frame cannot be judged.
  init(_ frame: [UInt8], golden: GoldenView, sku: SKU, view: Int, tunnel: Tunnel, judge: Judge) throws {
    let depth = GoldenView.extents(of: sku.size, view: view).depth
    let seen = try SeenItem(frame, tunnel: tunnel, depth: depth)
    condition = try? CameraCondition(seen.view, seen.background)
    let pictures = try golden.model.pictures()
    let alignment = try Alignment(seen, to: pictures.fineMean, short: golden.model.short)
    let ratios = alignment.extents(of: seen, over: (golden.long, golden.short))
    (evidence, trait) = try Evidence.gather(alignment, pictures, sizeError: Alignment.error(ratios))
    let measured = golden.measured(ratios)
    extents = Extents(view: view, across: measured.across, along: measured.along)
    gtin = try Barcode.read(in: seen)

    features = KindFeatures.of(
      evidence, trait, long: ratios.long - 1, short: ratios.short - 1,
      unread: gtin == nil && golden.barcodeShare > 0.5)

    strains = Judge.strains(evidence, normals: golden.normals)

    let camera = Int32(clamping: view)
    if let gtin, !sku.gtin.isEmpty, gtin != sku.gtin {
      findings = [Finding(kind: .wrongItem, permille: 999, view: camera)]
      return
    }
    let permille = judge.permille(strains)
    guard permille >= ViewReport.least else {
      findings = []
      return
    }
    let kind = judge.kind(features)
    let region = ViewReport.region(of: trait, alignment.patch)
    findings = [Finding(kind: kind, permille: permille, view: camera, region: region)]
  }

  private static func region(of trait: Evidence.Trait, _ patch: ItemPatch) -> Region? {
    guard let corner = trait.region else { return nil }
    let e = trait.extent
    let corners = [corner, corner + Spot(e.x, 0), corner + e, corner + Spot(0, e.y)].map { patch.toFrame($0) }
    let (x, y) = (corners.map(\.x).min() ?? 0, corners.map(\.y).min() ?? 0)
    let (right, bottom) = (corners.map(\.x).max() ?? 0, corners.map(\.y).max() ?? 0)
    return Region(x: Int32(x), y: Int32(y), width: Int32(right - x), height: Int32(bottom - y))
  }

  /// An item's extents, where the views together show all three; each is the mean of what is seen of it.
  static func size(_ views: [Extents]) -> Size3? {
    var (length, width, height) = ([Double](), [Double](), [Double]())
    for view in views {
      switch view.view {
      case 1, 2: (length, height) = (length + [view.across], height + [view.along])
      case 3, 4: (width, height) = (width + [view.across], height + [view.along])
      default: (length, width) = (length + [view.across], width + [view.along])
      }
    }
    func mean(_ values: [Double]) -> Millimetres? {
      values.isEmpty ? nil : Millimetres((values.reduce(0, +) / Double(values.count)).rounded())
    }
    guard let l = mean(length), let w = mean(width), let h = mean(height) else { return nil }
    return Size3(length: l, width: w, height: h)
  }
}
