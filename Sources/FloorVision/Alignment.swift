import COpenCV

/// Brings a seen item onto a pattern: which way round it lies, then to a fraction of a pixel.
struct Alignment {
  let patch: ItemPatch
  /// Correlation of brightness with the pattern, -1...1.
  let correlation: Double
  /// How much larger the print is than the pattern's along the long and the short side, as seen in the patch; nil where
  /// the print says nothing of it.
  let stretch: (long: Double, short: Double)?

  /// Correlation from which the print's size is believed.
  private static let clearPrint = 0.8

  private static let iterations: Int32 = 30

  /// - Parameters:
  ///   - pattern: a patch's mean colours (F32), to align with.
  ///   - mask: where the pattern has item.
  init(_ seen: SeenItem, to pattern: Picture, short: Int) throws {
    let coarse = try Alignment.brightness(pattern, 40)
    let square = Double(short) / Double(ItemPatch.long) > 0.85
    var best: (patch: ItemPatch, correlation: Double)?
    for quarters in square ? [0, 1, 2, 3] : [0, 2] {
      let patch = try ItemPatch(seen, corners: seen.corners(turned: quarters), short: short)
      let correlation = Alignment.correlation(try Alignment.brightness(patch.colours, 40), coarse)
      if correlation > best?.correlation ?? -2 { best = (patch, correlation) }
    }
    guard let best else { throw VisionError.nothingThere }
    let refined = try Alignment.refined(best.patch, seen, to: pattern, short: short)
    patch = refined?.patch ?? best.patch
    let fine = try Alignment.brightness(pattern, 112)
    correlation = Alignment.correlation(try Alignment.brightness(patch.colours, 112), fine)
    stretch = correlation > Alignment.clearPrint ? refined?.stretch : nil
  }

  /// Extents over those of good pieces. A shadow or a dark belt can lead the outline astray, but not the print with it:
  /// where the two disagree, what lies nearer to good pieces counts. Another size shows in both.
  func extents(of seen: SeenItem, over good: (long: Double, short: Double)) -> (long: Double, short: Double) {
    let outline = (long: seen.long / good.long, short: seen.short / good.short)
    guard let stretch else { return outline }
    let print = (long: outline.long * stretch.long, short: outline.short * stretch.short)
    return Alignment.error(print) < Alignment.error(outline) ? print : outline
  }

  static func error(_ ratios: (long: Double, short: Double)) -> Double {
    max(abs(ratios.long - 1), abs(ratios.short - 1))
  }

  /// Enhanced correlation (Evangelidis, Psarakis 2008) at half size, which forgives noise and small shifts; nil when it
  /// diverges or wanders off.
  private static func refined(
    _ patch: ItemPatch, _ seen: SeenItem, to pattern: Picture, short: Int
  ) throws -> (patch: ItemPatch, stretch: (long: Double, short: Double))? {
    let (w, h) = (patch.colours.width / 2, patch.colours.height / 2)
    let target = try pattern.grey().resized(w, h).blurred(1)
    let moving = try patch.colours.grey().resized(w, h).blurred(1)
    var warp = Homography.identity.values
    var correlation = 0.0
    let status = ocv_align(target.handle, moving.handle, nil, 1, iterations, &warp, &correlation)
    guard status == OCV_OK, correlation > 0.3 else { return nil }
    let half = Homography(values: [0.5, 0, -0.25, 0, 0.5, -0.25, 0, 0, 1])
    let full = half.inverse.after(Homography(values: warp)).after(half)
    let area = warp[0] * warp[4] - warp[1] * warp[3]
    guard area > 0.7, area < 1.4 else { return nil }
    let along = (warp[0] * warp[0] + warp[3] * warp[3]).squareRoot()
    let across = (warp[1] * warp[1] + warp[4] * warp[4]).squareRoot()
    return (try ItemPatch(seen, toFrame: patch.toFrame.after(full), short: short), (along, across))
  }

  /// Brightness at `columns` pixels across.
  private static func brightness(_ colours: Picture, _ columns: Int) throws -> [Float] {
    let rows = max(4, colours.height * columns / colours.width)
    return try colours.grey().resized(columns, rows).floats()
  }

  static func correlation(_ a: [Float], _ b: [Float]) -> Double {
    let n = Double(a.count)
    var (sa, sb, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for i in a.indices {
      let (x, y) = (Double(a[i]), Double(b[i]))
      sa += x
      sb += y
      aa += x * x
      bb += y * y
      ab += x * y
    }
    let (va, vb) = (aa - sa * sa / n, bb - sb * sb / n)
    return va > 0 && vb > 0 ? (ab - sa * sb / n) / (va * vb).squareRoot() : 0
  }
}
