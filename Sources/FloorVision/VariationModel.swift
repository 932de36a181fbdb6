import COpenCV
import Foundation

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
    return (mean.map(rounded), deviation.map(rounded))
  }

  /// To the steps in which values are kept, so that a model read from disk judges exactly as it did before.
  private static func rounded(_ value: Float) -> Float { Float(kept(value)) / steps }
  private static let steps: Float = 64
  private static func kept(_ value: Float) -> UInt16 { UInt16(min(65535, max(0, (value * steps).rounded()))) }

  private enum CodingKeys: String, CodingKey {
    case short, fineMean, fineDeviation, coarseMean, coarseDeviation, cover
  }

  func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    func data(_ values: [Float]) -> Data {
      Data(values.flatMap { [UInt8(VariationModel.kept($0) & 255), UInt8(VariationModel.kept($0) >> 8)] })
    }
    try box.encode(short, forKey: .short)
    try box.encode(data(fineMean), forKey: .fineMean)
    try box.encode(data(fineDeviation), forKey: .fineDeviation)
    try box.encode(data(coarseMean), forKey: .coarseMean)
    try box.encode(data(coarseDeviation), forKey: .coarseDeviation)
    try box.encode(Data(cover), forKey: .cover)
  }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    let short = try box.decode(Int.self, forKey: .short)
    let cover = [UInt8](try box.decode(Data.self, forKey: .cover))
    let pixels = (ItemPatch.long + 2 * ItemPatch.margin) * (max(0, min(short, ItemPatch.long)) + 2 * ItemPatch.margin)
    func values(_ key: CodingKeys, least: Float) throws -> [Float] {
      let bytes = [UInt8](try box.decode(Data.self, forKey: key))
      let values = stride(from: 0, to: bytes.count - 1, by: 2).map {
        Float(UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8) / VariationModel.steps
      }
      // What does not fit would read beyond a picture; a deviation of nothing would divide by it.
      guard values.count == 3 * pixels, cover.count == pixels, values.allSatisfy({ $0 >= least }) else {
        throw DecodingError.dataCorruptedError(forKey: key, in: box, debugDescription: "does not fit its size")
      }
      return values
    }
    self.short = short
    self.cover = cover
    fineMean = try values(.fineMean, least: 0)
    fineDeviation = try values(.fineDeviation, least: 1)
    coarseMean = try values(.coarseMean, least: 0)
    coarseDeviation = try values(.coarseDeviation, least: 1)
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
