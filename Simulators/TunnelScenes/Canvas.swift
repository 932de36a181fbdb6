import COpenCV

/// Why a scene could not be drawn.
public enum SceneError: Error, Equatable {
  /// The item does not fit under the widest camera; its longest visible side in millimetres.
  case itemTooLarge(Int32)
  /// The drawing library refused, with its status code.
  case drawing(Int32)
}

/// A picture being drawn. Owns its pixels.
final class Canvas {
  let handle: OpaquePointer
  let width: Int
  let height: Int

  /// Colours of eight bits.
  convenience init(width: Int, height: Int, colour: Ink) throws {
    try self.init(width: width, height: height, channels: 3, depth: OCV_U8)
    try check(ocv_fill(handle, colour.raw))
  }

  init(width: Int, height: Int, channels: Int, depth: ocv_depth) throws {
    ocv_prepare()
    var made: OpaquePointer?
    let status = ocv_new(Int32(width), Int32(height), Int32(channels), depth, &made)
    guard status == OCV_OK, let made else { throw SceneError.drawing(Int32(status.rawValue)) }
    handle = made
    self.width = width
    self.height = height
  }

  /// One value a pixel, all `value`.
  static func field(like other: Canvas, value: Double) throws -> Canvas {
    let field = try Canvas(width: other.width, height: other.height, channels: 1, depth: OCV_F32)
    try check(ocv_fill(field.handle, Ink(grey: value).raw))
    return field
  }

  static func mask(like other: Canvas) throws -> Canvas {
    try Canvas(width: other.width, height: other.height, channels: 1, depth: OCV_U8)
  }

  deinit { ocv_free(handle) }

  func polygon(_ points: [Point], _ ink: Ink) throws {
    try check(ocv_polygon(handle, points.flatMap { [$0.x, $0.y] }, Int32(points.count), ink.raw))
  }

  func line(_ a: Point, _ b: Point, thickness: Double, _ ink: Ink) throws {
    try check(ocv_line(handle, a.x, a.y, b.x, b.y, Int32(max(1, thickness.rounded())), ink.raw))
  }

  func ellipse(_ centre: Point, _ rx: Double, _ ry: Double, degrees: Double = 0, _ ink: Ink) throws {
    try check(ocv_ellipse(handle, centre.x, centre.y, rx, ry, degrees, ink.raw))
  }

  func text(_ text: String, at origin: Point, height: Double, _ ink: Ink) throws {
    let thickness = Int32(max(1, (height / 12).rounded()))
    try check(ocv_text(handle, text, origin.x, origin.y, height, thickness, ink.raw))
  }

  func noise(_ sigma: Double, _ random: inout SceneRandom) throws {
    try check(ocv_noise(handle, sigma, random.next()))
  }

  func clouds(grain: Point, _ sigma: Double, _ random: inout SceneRandom) throws {
    try check(ocv_clouds(handle, max(1, grain.x), max(1, grain.y), sigma, random.next()))
  }

  func hill(_ centre: Point, _ sx: Double, _ sy: Double, degrees: Double = 0, amplitude: Double) throws {
    try check(ocv_hill(handle, centre.x, centre.y, sx, sy, degrees, amplitude))
  }

  func fill(_ value: Double) throws { try check(ocv_fill(handle, Ink(grey: value).raw)) }
  func add(_ other: Canvas, times weight: Double) throws { try check(ocv_add(handle, other.handle, weight)) }
  func blur(_ sigmaX: Double, _ sigmaY: Double) throws { try check(ocv_blur(handle, sigmaX, sigmaY)) }
  func multiply(by field: Canvas) throws { try check(ocv_multiply(handle, field.handle)) }
  func displace(_ dx: Canvas, _ dy: Canvas) throws { try check(ocv_displace(handle, dx.handle, dy.handle)) }

  func illuminate(_ light: Light) throws {
    try check(ocv_illuminate(handle, light.gain.raw, light.across, light.along, light.vignette))
  }

  func lay(_ source: Canvas, through mask: Canvas, by homography: [Double]) throws {
    try check(ocv_compose(handle, source.handle, mask.handle, homography))
  }

  /// A JPEG of this quality, or a PNG for 0.
  func encoded(quality: Int32) throws -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    try check(ocv_encode(handle, quality, &bytes, &count))
    defer { ocv_release(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}

func check(_ status: ocv_status) throws {
  guard status == OCV_OK else { throw SceneError.drawing(Int32(status.rawValue)) }
}

struct Point {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// How the lamps fall on a frame.
struct Light {
  var gain: Ink
  var across: Double
  var along: Double
  var vignette: Double
}

/// A colour, 0...255 a channel, or a gain.
struct Ink {
  var b: Double
  var g: Double
  var r: Double

  init(b: Double, g: Double, r: Double) {
    self.b = b
    self.g = g
    self.r = r
  }

  init(grey: Double) { self.init(b: grey, g: grey, r: grey) }

  /// Hue in degrees, saturation and value in 0...1.
  init(hue: Double, saturation: Double, value: Double) {
    func channel(_ offset: Double) -> Double {
      let k = (offset + hue / 60).truncatingRemainder(dividingBy: 6)
      return 255 * value * (1 - saturation * max(0, min(k, 4 - k, 1)))
    }
    self.init(b: channel(1), g: channel(3), r: channel(5))
  }

  func scaled(_ factor: Double) -> Ink { Ink(b: b * factor, g: g * factor, r: r * factor) }

  func mixed(with other: Ink, _ share: Double) -> Ink {
    Ink(b: b + (other.b - b) * share, g: g + (other.g - g) * share, r: r + (other.r - r) * share)
  }

  var brightness: Double { 0.114 * b + 0.587 * g + 0.299 * r }
  var raw: ocv_colour { ocv_colour(b: b, g: g, r: r) }
}
