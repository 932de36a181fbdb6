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
  /// What each check says of this view, ascending by check.
  let checks: [CheckScore]
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
  /// The least probability of a finding on an item that matches another product better, in thousandths.
  private static let anotherProduct: Int32 = 900

  /// - Throws: `VisionError` when the frame cannot be judged.
  init(
    _ frame: [UInt8], golden: GoldenView, sku: SKU, view: Int, tunnel: Tunnel, judge: Judge, rivals: [Likeness] = [],
    network: PairNetwork? = nil
  ) throws {
    let depth = GoldenView.extents(of: sku.size, view: view).depth
    let seen = try SeenItem(frame, tunnel: tunnel, depth: depth)
    condition = try? CameraCondition(seen.view, seen.background)
    let pictures = try golden.model.pictures()
    let alignment = try Alignment(seen, to: pictures.fineMean, short: golden.model.short)
    let ratios = alignment.extents(of: seen, over: (golden.long, golden.short))
    let (evidence, trait, places) = try Evidence.gather(
      alignment, pictures, sizeError: Alignment.error(ratios))
    (self.evidence, self.trait) = (evidence, trait)
    let measured = golden.measured(ratios)
    extents = Extents(view: view, across: measured.across, along: measured.along)
    gtin = try Barcode.read(in: seen, expected: sku.gtin)

    features = KindFeatures.of(
      evidence, trait, long: ratios.long - 1, short: ratios.short - 1,
      unread: gtin == nil && golden.barcodeShare > 0.5)

    strains = Judge.strains(evidence, normals: golden.normals)

    let camera = Int32(clamping: view)
    let look = try Likeness(alignment.patch.colours, long: seen.long, short: seen.short)
    let stranger = look.stranger(
      among: rivals, than: try Likeness(pictures.fineMean, long: golden.long, short: golden.short))
    let logit = try network.map { try $0.logit(alignment.patch.colours, usual: pictures.fineMean) }
    checks = CheckTable(strains: strains, places: places, patch: alignment.patch, view: camera).scores(
      code: CheckTable.codeOddness(gtin, of: sku, share: golden.barcodeShare), stranger: stranger,
      network: logit.map { 2 * Turn.logistic($0) })
    if let gtin, !sku.gtin.isEmpty, gtin != sku.gtin {
      findings = [Finding(kind: .wrongItem, permille: 999, view: camera)]
      return
    }
    var permille = Judge.joined(judge.permille(strains), logit)
    let isStranger = stranger ?? 0 > Likeness.clearlyAnother
    if isStranger { permille = max(permille, ViewReport.anotherProduct) }
    guard permille >= ViewReport.least else {
      findings = []
      return
    }
    let kind = isStranger ? .wrongItem : judge.kind(features)
    let region = trait.region.map { PatchBox(corner: $0, extent: trait.extent).region(in: alignment.patch) }
    findings = [Finding(kind: kind, permille: permille, view: camera, region: region)]
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
