import FloorModel

/// What is kept of a product's good pieces as one camera sees them.
struct GoldenView: Codable, Sendable {
  let model: VariationModel
  /// Extents by the camera's geometry of the pieces enrolled, millimetres: mean, and the catalogue's for them.
  let long: Double
  let short: Double
  let nominalLong: Double
  let nominalShort: Double
  /// Whether the long side is the first extent that this camera sees.
  let lengthwise: Bool
  /// What each enrolled piece says when it is judged by the others.
  let normals: [Evidence]
  /// Share of enrolled frames in which the barcode was read.
  let barcodeShare: Double
  /// The plate's colour against white paper, a channel.
  let plateColour: SIMD3<Double>

  /// Extents that view `index` of an item sees, and how far it reaches towards that camera, millimetres.
  /// Views: 0 top, 1 front, 2 back, 3 left, 4 right, 5 bottom.
  static func extents(of size: Size3, view index: Int) -> (across: Double, along: Double, depth: Double) {
    let (l, w, h) = (Double(size.length), Double(size.width), Double(size.height))
    return switch index {
    case 1, 2: (l, h, w)
    case 3, 4: (w, h, l)
    default: (l, w, h)
    }
  }

  /// - Throws: `VisionError`, `EnrolmentError.tooFewFrames` when fewer than three frames can be used.
  init(_ seen: [SeenItem], sku: SKU, view index: Int) throws {
    guard seen.count >= 3 else { throw EnrolmentError.tooFewFrames(usable: seen.count) }
    let extents = GoldenView.extents(of: sku.size, view: index)
    lengthwise = extents.across >= extents.along
    nominalLong = max(extents.across, extents.along)
    nominalShort = min(extents.across, extents.along)
    long = seen.map(\.long).reduce(0, +) / Double(seen.count)
    short = seen.map(\.short).reduce(0, +) / Double(seen.count)
    let rows = ItemPatch.short(aspect: short / long)

    // The first piece gives the pattern for a first round, the mean of that round for the second.
    let first = try ItemPatch(seen[0], corners: seen[0].corners(turned: 0), short: rows)
    let rough = try seen.map { try Alignment($0, to: first.colours, short: rows).patch }
    let pattern = try VariationModel(rough, short: rows).pictures().fineMean
    let aligned = try seen.map { try Alignment($0, to: pattern, short: rows) }
    model = try VariationModel(aligned.map(\.patch), short: rows)

    let (meanLong, meanShort) = (long, short)
    normals = try aligned.indices.map { k in
      let others = aligned.indices.filter { $0 != k }.map { aligned[$0].patch }
      let error = Alignment.error(aligned[k].extents(of: seen[k], over: (meanLong, meanShort)))
      return try Evidence.gather(
        aligned[k], VariationModel(others, short: rows).pictures(), sizeError: error
      ).evidence
    }
    let read = try seen.filter { try Barcode.read(in: $0, expected: sku.gtin) == sku.gtin && !sku.gtin.isEmpty }
    barcodeShare = Double(read.count) / Double(seen.count)
    plateColour = seen.map(\.background.plateColour).reduce(SIMD3(), +) / Double(seen.count)
  }

  /// The item's extents in millimetres, the camera's small faults taken out by what it says of good pieces.
  ///
  /// - Parameter ratios: of its extents to those of good pieces.
  func measured(_ ratios: (long: Double, short: Double)) -> (across: Double, along: Double) {
    let l = ratios.long * nominalLong
    let s = ratios.short * nominalShort
    return lengthwise ? (l, s) : (s, l)
  }
}

extension GoldenView {
  /// A piece so many times odder to the others than good pieces are is not one of them. Two or three others say little of
  /// how much good pieces differ: one of 68, 51 and 34 sets of three, four and five good ones goes beyond, and none of 17 sets of eight.
  static func differs(among pieces: Int) -> Double {
    switch pieces {
    case ...3: 4.5
    case 4: 3.6
    case ...7: 3
    default: 2.5
    }
  }

  /// How odd each enrolled piece is to the others, by the check to which it is oddest.
  var oddness: [Double] {
    normals.map { piece in zip(piece.values, Judge.usual).map { $0 / $1 }.max() ?? 0 }
  }

  /// Pieces that do not agree with the rest, and by how much, the worst first. One bad piece makes the others look odd, too:
  /// they are judged anew without it, until those that are left agree or are too few to say.
  static func outliers(
    among seen: [SeenItem], sku: SKU, view: Int, first: GoldenView
  ) throws -> [(piece: Int, oddness: Double)] {
    var left = Array(seen.indices)
    var golden = first
    var found: [(piece: Int, oddness: Double)] = []
    while let worst = golden.oddness.indices.max(by: { golden.oddness[$0] < golden.oddness[$1] }),
      golden.oddness[worst] > differs(among: left.count)
    {
      found.append((left.remove(at: worst), golden.oddness[worst]))
      guard left.count >= 3 else { break }
      golden = try GoldenView(left.map { seen[$0] }, sku: sku, view: view)
    }
    return found
  }
}

/// A piece that does not look like the others that were to be enrolled with it.
public struct OddPiece: Equatable, Sendable {
  /// Its place among the frames.
  public var frame: Int
  /// How many times odder than good pieces are, in thousandths.
  public var oddness: Int
}

/// Why good pieces could not be enrolled.
public enum EnrolmentError: Error, Equatable {
  /// Frames in which an item was found; three are needed.
  case tooFewFrames(usable: Int)
  /// The pieces do not agree: these are unlike the others, the worst first. Look at them; enrol the others without them.
  case differ([OddPiece])
}
