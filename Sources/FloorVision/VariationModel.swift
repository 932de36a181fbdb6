import COpenCV

/// How good pieces of one product look from one side, and how much they differ among themselves.
///
/// Two scales: a fine one that forgives shifts of print and label (a pixel may be whatever its neighbours may be), and a
/// coarse one, blurred, that sees faint broad changes of shade. Colours are those of an `ItemPatch`.
struct VariationModel: Codable, Sendable {
  /// Item pixels across; the long side always has `ItemPatch.long`.
  let short: Int
  private let fineMean: [Float]
  private let fineDeviation: [Float]
  private let coarseMean: [Float]
  private let coarseDeviation: [Float]
  /// Share of good pieces that cover a pixel, 0...255.
  private let cover: [UInt8]

  /// A pixel's value may always be off by this: noise, JPEG, small gloss.
  private static let fineFloor: Float = 5
  private static let coarseFloor: Float = 1.8
  static let reach: Int32 = 2
  static let slack = 1.5
  static let coarseBlur = 4.0

  var width: Int { ItemPatch.long + 2 * ItemPatch.margin }
  var height: Int { short + 2 * ItemPatch.margin }

  /// - Parameter patches: of good pieces, aligned with each other; two at least.
  init(_ patches: [ItemPatch], short: Int) throws {
    precondition(patches.count >= 2, "variation needs two pieces at least")
    self.short = short
    let fine = patches.map { $0.colours.floats() }
    let coarse = try patches.map { try $0.colours.blurred(VariationModel.coarseBlur).floats() }
    (fineMean, fineDeviation) = VariationModel.moments(fine, floor: VariationModel.fineFloor)
    (coarseMean, coarseDeviation) = VariationModel.moments(coarse, floor: VariationModel.coarseFloor)
    var sums = [Int](repeating: 0, count: patches[0].mask.width * patches[0].mask.height)
    for patch in patches {
      let octets = patch.mask.octets()
      for i in sums.indices { sums[i] += Int(octets[i]) }
    }
    cover = sums.map { UInt8($0 / patches.count) }
  }

  private static func moments(_ samples: [[Float]], floor: Float) -> (mean: [Float], deviation: [Float]) {
    let n = Float(samples.count)
    var mean = [Float](repeating: 0, count: samples[0].count)
    var deviation = mean
    for sample in samples {
      for i in mean.indices { mean[i] += sample[i] / n }
    }
    for sample in samples {
      for i in mean.indices {
        let away = sample[i] - mean[i]
        deviation[i] += away * away / (n - 1)
      }
    }
    for i in deviation.indices { deviation[i] = (deviation[i] + floor * floor).squareRoot() }
    return (mean, deviation)
  }

  /// The pictures of the model, made once for an inspection.
  struct Pictures {
    let fineMean: Picture
    let fineDeviation: Picture
    let coarseMean: Picture
    let coarseDeviation: Picture
    /// Where good pieces always, and where they ever, have item.
    let inside: Picture
    let reachable: Picture
    let interior: Picture
  }

  func pictures() throws -> Pictures {
    let (w, h) = (width, height)
    let cover = try Picture.mask(self.cover, width: w, height: h)
    let inside = try cover.above(250)
    return Pictures(
      fineMean: try .floats(fineMean, width: w, height: h, channels: 3),
      fineDeviation: try .floats(fineDeviation, width: w, height: h, channels: 3),
      coarseMean: try .floats(coarseMean, width: w, height: h, channels: 3),
      coarseDeviation: try .floats(coarseDeviation, width: w, height: h, channels: 3), inside: inside,
      reachable: try cover.above(4).grown(2), interior: try inside.grown(-4))
  }
}
