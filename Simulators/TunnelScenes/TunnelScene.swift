import COpenCV
public import FloorModel

/// Photographs of an inspection tunnel, drawn from the truth: what item lies where, and what is wrong with it.
///
/// A pinhole camera looks down on a plate with four fiducials. The item's visible side is drawn flat in millimetres, then
/// thrown into the frame through the camera's homography, with light, shadow, lens blur, noise and JPEG on top. The same
/// arguments give the same bytes. Nothing here knows how a detector works.
public enum TunnelScene {
  public static let frameWidth = 1280
  public static let frameHeight = 960
  /// Of every camera, in pixels.
  public static let focalLength = 4000.0

  /// Draws one camera's frame of one piece of `sku` as a JPEG.
  ///
  /// - Parameters:
  ///   - seed: which piece, pose and light.
  ///   - defect: what is wrong with it; nil for a good piece.
  ///   - view: 0 top, 1 front, 2 back, 3 left, 4 right, 5 bottom.
  ///   - style: the building's lamps, cameras and packaging.
  public static func render(
    sku: SKU, seed: UInt64, defect: SceneDefect? = nil, view: Int = 0, style: SceneStyle = .usual
  ) throws -> [UInt8] {
    let fault = defect.flatMap { $0.shows(in: view) ? $0 : nil }
    var random = SceneRandom(seed, use: "pose \(view)")
    let item = try PaintedFace(sku: sku, seed: seed, fault: fault, view: view, style: style)
    let camera = Camera(plate: try Plate.fitting(item.face), &random)
    let pose = Pose(item.face, &random)

    let belt = style.belt.scaled(random.between(0.97, 1.03))
    let frame = try Canvas(width: frameWidth, height: frameHeight, colour: belt)
    try frame.clouds(grain: Point(3, 3), style.grain.fine, &random)
    try frame.clouds(grain: Point(160, 2.5), style.grain.along, &random)
    for marker in camera.plate.markers { try draw(marker, on: frame, camera) }
    try castShadow(of: item, pose, camera, on: frame, style, &random)
    try lay(item, pose, camera, on: frame)
    try photograph(frame, style, &random)
    let quality = style.quality
    return try frame.encoded(quality: quality.lowerBound + Int32(random.below(quality.count)))
  }

  private static func draw(_ marker: Plate.Marker, on frame: Canvas, _ camera: Camera) throws {
    let side = camera.plate.markerSide
    func cell(_ x: Double, _ y: Double, _ w: Double, _ h: Double) -> [Point] {
      [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map { camera.project($0.0, $0.1, 0) }
    }
    let quiet = side * 0.22
    try frame.polygon(cell(marker.x - quiet, marker.y - quiet, side + 2 * quiet, side + 2 * quiet), Ink(grey: 225))
    try frame.polygon(cell(marker.x, marker.y, side, side), Ink(grey: 18))
    var bits: OpaquePointer?
    try check(ocv_marker(Int32(marker.id), 6, &bits))
    defer { ocv_free(bits) }
    guard let bits, let raw = ocv_bytes(bits) else { return }
    let stride = ocv_shape_of(bits).row_bytes
    let unit = side / 6
    for row in 0..<6 {
      for column in 0..<6 where raw.load(fromByteOffset: row * stride + column, as: UInt8.self) > 127 {
        let (x, y) = (marker.x + Double(column) * unit, marker.y + Double(row) * unit)
        try frame.polygon(cell(x, y, unit, unit), Ink(grey: 225))
      }
    }
  }

  private static func castShadow(
    of item: PaintedFace, _ pose: Pose, _ camera: Camera, on frame: Canvas, _ style: SceneStyle,
    _ random: inout SceneRandom
  ) throws {
    let field = try Canvas.field(like: frame, value: 1)
    let throwOut = Point(min(12, 0.12 * item.face.depth), 0).turned(random.between(0, 360))
    let cast = item.outline.map { point in
      let spot = pose.onPlate(point, of: item.face)
      return camera.project(spot.x + throwOut.x, spot.y + throwOut.y, 0)
    }
    try field.polygon(cast, Ink(grey: random.within(style.shadow)))
    let softness = random.between(2, 6)
    try field.blur(softness, softness)
    try frame.multiply(by: field)
  }

  private static func lay(_ item: PaintedFace, _ pose: Pose, _ camera: Camera, on frame: Canvas) throws {
    let face = item.face
    let z = face.depth * item.shape.outlineDepth
    let onCanvas = face.rectangle(0, 0, face.width, face.height)
    let corners = [(0, 0), (face.width, 0), (face.width, face.height), (0, face.height)]
    let inFrame = corners.map { x, y in
      let spot = pose.onPlate(Point(x, y), of: face)
      return camera.project(spot.x, spot.y, z)
    }
    var homography = [Double](repeating: 0, count: 9)
    try check(
      ocv_homography(onCanvas.flatMap { [$0.x, $0.y] }, inFrame.flatMap { [$0.x, $0.y] }, 4, &homography))
    try frame.lay(item.canvas, through: item.mask, by: homography)
  }

  private static func photograph(_ frame: Canvas, _ style: SceneStyle, _ random: inout SceneRandom) throws {
    let softness = random.within(style.softness)
    try frame.blur(softness + random.between(0, style.smear), softness)
    let exposure = random.within(style.exposure)
    let tint = 1 - style.tint...1 + style.tint
    let gain = Ink(b: exposure * random.within(tint), g: exposure, r: exposure * random.within(tint))
    try frame.illuminate(
      Light(
        gain: gain, across: random.between(-style.slope, style.slope), along: random.between(-style.slope, style.slope),
        vignette: random.between(0, style.vignette)))
    try frame.noise(random.within(style.noise), &random)
  }
}
