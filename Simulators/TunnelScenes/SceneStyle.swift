/// What a tunnel looks like and how its lamps and cameras behave: two of them, so that nobody tunes to one.
public struct SceneStyle: Sendable {
  var belt: Ink
  /// Contrast of the belt's grain, fine and along its run, grey levels.
  var grain: (fine: Double, along: Double)
  /// How much light a shadow leaves.
  var shadow: ClosedRange<Double>
  /// Of the lens, pixels; and how much more the belt's movement smears along it at most.
  var softness: ClosedRange<Double>
  var smear: Double
  var exposure: ClosedRange<Double>
  /// How far red and blue may be off, either way, and how far the light falls off to a side.
  var tint: Double
  var slope: Double
  var vignette: Double
  var noise: ClosedRange<Double>
  var quality: ClosedRange<Int32>
  /// How far a batch's ink may be off, either way.
  var batch: Double
  /// Contrast of the fibres in every surface, grey levels; their width in drawn pixels. Different on every piece.
  var fibre: (contrast: Double, width: Double)
  /// Contrast of a weave that is printed on every piece of a product alike, grey levels.
  var weave: Double

  public static let usual = SceneStyle(
    belt: Ink(b: 66, g: 68, r: 64), grain: (2.2, 1.6), shadow: 0.62...0.85, softness: 0.45...0.95, smear: 0.5,
    exposure: 0.85...1.1, tint: 0.04, slope: 0.1, vignette: 0.12, noise: 1.5...4, quality: 87...95, batch: 0.015,
    fibre: (1.5, 2), weave: 0)

  /// Another building: older lamps, a lighter belt, cheaper cameras, coarser packaging.
  public static let shifted = SceneStyle(
    belt: Ink(b: 84, g: 80, r: 78), grain: (3.5, 3), shadow: 0.5...0.75, softness: 0.6...1.2, smear: 0.8,
    exposure: 0.72...1.16, tint: 0.08, slope: 0.18, vignette: 0.22, noise: 2.5...5.5, quality: 78...90, batch: 0.022,
    fibre: (3, 4), weave: 9)
}
