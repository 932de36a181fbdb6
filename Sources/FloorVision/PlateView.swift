import COpenCV

/// One frame, and how its camera stands over the plate.
struct PlateView {
  let picture: Picture
  let grey: Picture
  /// Millimetres of the plate to pixels: K·[R|t], three rows of four. Heights above the plate are negative z.
  private let pose: [Double]
  /// The white borders of the fiducials: where, and their colour.
  let whites: [(spot: Spot, colour: SIMD3<Double>)]
  /// Corners in pixels.
  let fiducialQuads: [[Spot]]

  /// - Throws: `VisionError.noFiducials` or `badExposure`.
  init(_ picture: Picture, tunnel: Tunnel) throws {
    self.picture = picture
    grey = try picture.grey()
    try PlateView.checkExposure(picture, grey)
    let found = try PlateView.fiducials(in: grey)
    var plane: [Double] = []
    var pixels: [Double] = []
    var whites: [(spot: Spot, colour: SIMD3<Double>)] = []
    var quads: [[Spot]] = []
    for fiducial in found {
      guard let known = tunnel.fiducials.first(where: { $0.id == Int(fiducial.id) }) else { continue }
      let c = fiducial.corners
      let corners = [Spot(c.0, c.1), Spot(c.2, c.3), Spot(c.4, c.5), Spot(c.6, c.7)]
      quads.append(corners)
      let (x, y, s) = (known.x, known.y, known.side)
      plane += [x, y, x + s, y, x + s, y + s, x, y + s]
      pixels += corners.flatMap { [$0.x, $0.y] }
      whites += PlateView.border(of: corners).map { (spot: $0, colour: picture.colour($0.x, $0.y)) }
    }
    guard plane.count >= 16 else { throw VisionError.noFiducials }
    var pose = [Double](repeating: 0, count: 12)
    var error = 0.0
    let status = ocv_pose(
      plane, pixels, Int32(plane.count / 2), tunnel.focalLength, Double(picture.width - 1) / 2,
      Double(picture.height - 1) / 2, &pose, &error)
    // Corners that disagree by more than this are not those of our plate.
    guard status == OCV_OK, error < 3 else { throw VisionError.noFiducials }
    self.pose = pose
    self.whites = whites
    fiducialQuads = quads
  }

  /// The plane `height` millimetres above the plate, to pixels.
  func plane(at height: Double) -> Homography {
    let rows = (0..<3).map { row -> [Double] in
      let offset = pose[4 * row + 3] - height * pose[4 * row + 2]
      return [pose[4 * row], pose[4 * row + 1], offset]
    }
    return Homography(values: rows.flatMap { $0 })
  }

  private static func checkExposure(_ picture: Picture, _ grey: Picture) throws {
    var (bright, dark, sharpness) = (0.0, 0.0, 0.0)
    try check(ocv_exposure(picture.handle, 254, 12, &bright, &dark))
    try check(ocv_sharpness(grey.handle, &sharpness))
    guard bright < 0.3, dark < 0.6, sharpness > 4 else { throw VisionError.badExposure }
  }

  private static func fiducials(in grey: Picture) throws -> [ocv_fiducial] {
    var found = [ocv_fiducial](repeating: ocv_fiducial(), count: 16)
    var count: Int32 = 0
    try check(ocv_fiducials(grey.handle, &found, 16, &count))
    return Array(found.prefix(Int(count)))
  }

  /// Points in the middle of the quiet zone, a tenth of a side outside each edge.
  private static func border(of corners: [Spot]) -> [Spot] {
    let middle = corners.reduce(Spot(0, 0), +) * 0.25
    return (0..<4).map { k in
      let edge = (corners[k] + corners[(k + 1) % 4]) * 0.5
      return edge + (edge - middle) * 0.2
    }
  }
}
