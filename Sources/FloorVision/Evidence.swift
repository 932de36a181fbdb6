import COpenCV

/// What one view of an item says, in numbers: each is 0 for a perfect piece and grows with what is wrong.
struct Evidence: Codable, Sendable, Equatable {
  /// Largest fine residual, in deviations.
  var fine = 0.0
  /// Largest coarse residual, in deviations.
  var coarse = 0.0
  /// Extent of the largest part that stands out beyond the outline, and that lacks from it; patch pixels.
  var beyond = 0.0
  var lacking = 0.0
  /// Median colour difference (CIE76 ΔE) over the item's blocks.
  var colour = 0.0
  /// Largest relative error of the two extents.
  var size = 0.0
  /// 1 - correlation with the pattern.
  var unlike = 0.0
  /// Share of the item that differs.
  var spread = 0.0

  static let names = ["fine", "coarse", "beyond", "lacking", "colour", "size", "unlike", "spread"]
  var values: [Double] { [fine, coarse, beyond, lacking, colour, size, unlike, spread] }

  /// What the largest residual looks like: for telling kinds apart, not for deciding.
  struct Trait: Sendable, Equatable {
    /// Mean change of brightness there, in grey levels, of what is darker and what is brighter.
    var darker = 0.0
    var brighter = 0.0
    /// Of the largest part that differs: share of the item, longer over shorter extent, share of its box, position.
    var area = 0.0
    var elongation = 1.0
    var fill = 0.0
    var region: Spot?
    var extent = Spot(0, 0)
    /// Mean change of colour there, in grey levels between channels.
    var tint = 0.0
    /// Correlation of brightness with the pattern there: 1 where the print still shows.
    var kept = 1.0

    var text: String {
      let numbers = [darker, brighter, area, elongation, fill, tint, kept].map { "\(($0 * 100).rounded() / 100)" }
      return zip(["darker", "brighter", "area", "elongation", "fill", "tint", "kept"], numbers)
        .map { "\($0) \($1)" }.joined(separator: " ")
    }
  }
}

extension Evidence {
  /// Coarse residual, in deviations, from which a spot looks other than on good pieces.
  private static let usualResidual: Float = 4

  /// - Parameter sizeError: relative, of the extents.
  static func gather(
    _ alignment: Alignment, _ model: VariationModel.Pictures, sizeError: Double
  ) throws -> (evidence: Evidence, trait: Trait, places: Places) {
    let colours = alignment.patch.colours
    var evidence = Evidence()
    var places = Places()
    let fineMap = try Picture.made {
      ocv_envelope(
        colours.handle, model.fineMean.handle, model.fineDeviation.handle, VariationModel.reach, VariationModel.slack,
        $0)
    }.blurred(1.5)
    let soft = try colours.blurred(VariationModel.coarseBlur)
    let coarseMap = try Picture.made {
      ocv_zscore(soft.handle, model.coarseMean.handle, model.coarseDeviation.handle, $0)
    }
    let (fine, coarse) = (
      try fineMap.maximum(within: model.interior), try coarseMap.maximum(within: model.interior)
    )
    (evidence.fine, evidence.coarse) = (fine.value, coarse.value)
    places.fine = PatchBox(around: fine)
    evidence.size = sizeError
    evidence.unlike = 1 - alignment.correlation
    evidence.colour = try ColourDifference.median(colours, model.fineMean, within: model.interior)
    let mask = try alignment.patch.mask.above(127)
    (evidence.beyond, places.beyond) = try part(of: mask, without: model.reachable)
    (evidence.lacking, places.lacking) = try part(of: model.inside.grown(-2), without: there(mask, coarseMap))
    let parts = try masked(coarseMap, model.interior).blobs(above: Double(usualResidual), limit: 4)
    let inside = Double(model.interior.octets().lazy.filter { $0 > 0 }.count)
    evidence.spread = parts.reduce(0) { $0 + Double($1.area) } / max(1, inside)
    places.coarse = parts.first.map { PatchBox($0) } ?? PatchBox(around: coarse)
    return (evidence, trait(parts.first, (colours, soft), model, inside), places)
  }

  /// Where there is item: by its outline, or because it looks as good pieces do there. What is as dark as the plate does not
  /// stand out against it, and is not missing for that.
  private static func there(_ mask: Picture, _ coarseMap: Picture) throws -> Picture {
    let seen = zip(mask.octets(), coarseMap.floats()).map { UInt8($0 > 127 || $1 < usualResidual ? 255 : 0) }
    return try .mask(seen, width: mask.width, height: mask.height)
  }

  /// Side of the square as large as the largest part of `a` outside `b`, thin slivers left out, and where it is.
  private static func part(of a: Picture, without b: Picture) throws -> (side: Double, place: PatchBox?) {
    let (p, q) = (a.octets(), b.octets())
    let rest = zip(p, q).map { UInt8($0 > 127 && $1 <= 127 ? 255 : 0) }
    let opened = try Picture.mask(rest, width: a.width, height: a.height).above(127, radius: -1)
    let part = try opened.floated().blobs(above: 127, limit: 1).first
    return (Double(part?.area ?? 0).squareRoot(), part.map { PatchBox($0) })
  }

  private static func masked(_ map: Picture, _ mask: Picture) throws -> Picture {
    let values = zip(map.floats(), mask.octets()).map { $1 > 0 ? $0 : 0 }
    return try .floats(values, width: map.width, height: map.height, channels: 1)
  }

  private static func trait(
    _ part: ocv_blob?, _ pictures: (sharp: Picture, soft: Picture), _ model: VariationModel.Pictures,
    _ inside: Double
  ) -> Trait {
    var trait = Trait()
    guard let part else { return trait }
    let (seen, usual) = (pictures.soft.floats(), model.coarseMean.floats())
    let width = pictures.soft.width
    trait.kept = kept(part, pictures.sharp.floats(), model.fineMean.floats(), width)
    var (darker, brighter, tint, count) = (0.0, 0.0, 0.0, 0.0)
    for y in Int(part.y)..<Int(part.y + part.height) {
      for x in Int(part.x)..<Int(part.x + part.width) {
        let i = 3 * (y * width + x)
        let b = Double(seen[i] - usual[i])
        let g = Double(seen[i + 1] - usual[i + 1])
        let r = Double(seen[i + 2] - usual[i + 2])
        let light = 0.114 * b + 0.587 * g + 0.299 * r
        darker = min(darker, light)
        brighter = max(brighter, light)
        tint += abs(r - g) + abs(b - g)
        count += 1
      }
    }
    let (w, h) = (Double(part.width), Double(part.height))
    trait.darker = -darker
    trait.brighter = brighter
    trait.tint = tint / max(1, count)
    trait.area = Double(part.area) / max(1, inside)
    trait.elongation = max(w, h) / min(w, h)
    trait.fill = Double(part.area) / (w * h)
    trait.region = Spot(Double(part.x), Double(part.y))
    trait.extent = Spot(w, h)
    return trait
  }

  private static func kept(_ part: ocv_blob, _ seen: [Float], _ usual: [Float], _ width: Int) -> Double {
    var (a, b) = ([Float](), [Float]())
    for y in Int(part.y)..<Int(part.y + part.height) {
      for x in Int(part.x)..<Int(part.x + part.width) {
        let i = 3 * (y * width + x)
        a.append(seen[i] + seen[i + 1] + seen[i + 2])
        b.append(usual[i] + usual[i + 1] + usual[i + 2])
      }
    }
    return Alignment.correlation(a, b)
  }
}
