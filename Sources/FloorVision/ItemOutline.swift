import COpenCV

/// Where an item lies in a frame: a turned rectangle around it, its sides measured below a pixel.
struct ItemOutline {
  /// Upper left, upper right, lower right, lower left of the item as it lies, the long side first; pixels.
  let corners: [Spot]
  /// What is not plate, in the half-size frame.
  let mask: Picture

  /// Smallest difference from the plate's colour that counts, in grey levels.
  private static let contrast = 22.0
  /// How dark the plate may be in the item's shadow.
  private static let shadow = 0.4

  /// - Throws: `VisionError.nothingThere`.
  init(_ view: PlateView, _ background: Background) throws {
    let picture = view.picture
    let half = try picture.resized(picture.width / 2, picture.height / 2)
    var raw = background.raw
    let foreground = try Picture.made {
      ocv_foreground(half.handle, &raw, ItemOutline.contrast, ItemOutline.shadow, $0)
    }
    try ItemOutline.clearFiducials(foreground, view)
    let closed = try foreground.above(127, radius: 3).above(127, radius: -3)
    var box = ocv_box()
    guard ocv_outline(closed.handle, &box) == OCV_OK, box.area > 250 else { throw VisionError.nothingThere }
    mask = closed
    let rough = ItemOutline.corners(of: box)
    corners = EdgeRefiner(picture: picture).refine(rough)
  }

  /// Corners in the full-size frame, the long side first.
  private static func corners(of box: ocv_box) -> [Spot] {
    let radians = box.degrees * .pi / 180
    let (c, s) = Turn.cosSin(radians)
    var axisX = Spot(c, s)
    var axisY = Spot(-s, c)
    var (w, h) = (box.width, box.height)
    if h > w {
      (axisX, axisY) = (axisY, axisX * -1)
      (w, h) = (h, w)
    }
    let middle = Spot(box.x, box.y)
    return [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { i, j in
      // Half-size pixel centres lie half a pixel off those of the full frame.
      (middle + axisX * (i * w / 2) + axisY * (j * h / 2)) * 2 + Spot(0.5, 0.5)
    }
  }

  /// The fiducials are no part of any item.
  private static func clearFiducials(_ mask: Picture, _ view: PlateView) throws {
    for corners in view.fiducialQuads {
      let middle = corners.reduce(Spot(0, 0), +) * 0.25
      let grown = corners.map { (middle + ($0 - middle) * 1.65) * 0.5 }
      try check(ocv_polygon(mask.handle, grown.flatMap { [$0.x, $0.y] }, 4, ocv_colour(b: 0, g: 0, r: 0)))
    }
  }
}

/// Finds each side of a rectangle anew where the colour changes half-way from plate to item.
struct EdgeRefiner {
  let picture: Picture

  /// Pixels either way of the rough side.
  private static let reach = 7.0
  private static let samples = 56

  func refine(_ rough: [Spot]) -> [Spot] {
    var lines: [(through: Spot, along: Spot)] = []
    for side in 0..<4 {
      let (a, b) = (rough[side], rough[(side + 1) % 4])
      let length = a.distance(to: b)
      let along = (b - a) * (1 / length)
      let outward = Spot(along.y, -along.x)
      let fit = fitted(edgePoints(from: a, along: along, length: length, outward: outward))
      let start = a + outward * fit.offset
      let end = b + outward * (fit.offset + fit.slope * length)
      lines.append((through: start, along: end - start))
    }
    return (0..<4).map { k in EdgeRefiner.crossing(lines[(k + 3) % 4], lines[k]) ?? rough[k] }
  }

  /// Distances along the side and, outward, of the edge from it.
  private func edgePoints(from a: Spot, along: Spot, length: Double, outward: Spot) -> [(t: Double, offset: Double)] {
    (0..<EdgeRefiner.samples).compactMap { k in
      let t = length * (0.06 + 0.88 * Double(k) / Double(EdgeRefiner.samples - 1))
      return edge(at: a + along * t, outward: outward).map { (t, $0) }
    }
  }

  /// Where the profile from outside in first passes half its height.
  private func edge(at middle: Spot, outward: Spot) -> Double? {
    let steps = Int(EdgeRefiner.reach * 4) + 1  // half pixels, both ways
    let inner = picture.colour(middle.x - outward.x * EdgeRefiner.reach, middle.y - outward.y * EdgeRefiner.reach)
    let outer = picture.colour(middle.x + outward.x * EdgeRefiner.reach, middle.y + outward.y * EdgeRefiner.reach)
    let step = inner - outer
    let height = (step * step).sum()
    guard height > 500 else { return nil }
    var before = 0.0
    for k in 0..<steps {
      let offset = EdgeRefiner.reach - Double(k) * 0.5
      let colour = picture.colour(middle.x + outward.x * offset, middle.y + outward.y * offset)
      let level = ((colour - outer) * step).sum() / height
      if level >= 0.5 {
        let share = level == before ? 0 : (0.5 - before) / (level - before)
        return offset + 0.5 * (1 - share)
      }
      before = level
    }
    return nil
  }

  /// A line that most points agree on; on a curved side, a level one through its outermost points.
  private func fitted(_ points: [(t: Double, offset: Double)]) -> (offset: Double, slope: Double) {
    guard points.count >= 12 else { return (0, 0) }
    let sorted = points.map(\.offset).sorted()
    var offset = sorted[sorted.count / 2]
    var slope = 0.0
    var tolerance = 2.5
    var share = 0.0
    for _ in 0..<5 {
      let near = points.filter { abs($0.offset - offset - slope * $0.t) < tolerance }
      share = Double(near.count) / Double(EdgeRefiner.samples)
      guard near.count >= 12, let fit = LeastSquares.solve(near.map { [1, $0.t] }, near.map(\.offset)) else { break }
      (offset, slope) = (fit[0], fit[1])
      tolerance = max(0.7, tolerance * 0.7)
    }
    if share >= 0.55 { return (offset, slope) }
    return (sorted[sorted.count * 9 / 10], 0)
  }

  private static func crossing(_ a: (through: Spot, along: Spot), _ b: (through: Spot, along: Spot)) -> Spot? {
    let cross = a.along.x * b.along.y - a.along.y * b.along.x
    guard abs(cross) > 1e-9 else { return nil }
    let gap = b.through - a.through
    return a.through + a.along * ((gap.x * b.along.y - gap.y * b.along.x) / cross)
  }
}
