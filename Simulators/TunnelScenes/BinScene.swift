public import FloorModel

/// A bin of a pod as a camera sees it: goods that stand and lie on its floor, before its fabric, an elastic band across.
public enum BinScene {
  /// Pixels.
  public static let width = 480
  public static let height = 360

  /// - Parameters:
  ///   - content: products and how many of each; what finds no place is hidden behind the rest.
  ///   - inner: the bin's inside; its length across, its height up.
  ///   - seed: the same seed draws the same picture.
  /// - Returns: a JPEG file.
  /// - Throws: `SceneError.drawing`.
  public static func render(content: [(sku: SKU, quantity: Int)], inner: Size3, seed: UInt64) throws -> [UInt8] {
    var random = SceneRandom(seed)
    let canvas = try Canvas(width: width, height: height, colour: fabric(&random))
    try canvas.clouds(grain: Point(60, 40), 4, &random)
    let scale = min(
      Double(width) / Double(max(1, inner.length)), Double(height) / Double(max(1, inner.height)))
    var shelf = Shelf(left: 6)
    for (sku, quantity) in content {
      var look = SceneRandom(sku.code.utf8.reduce(97) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
      let ink = Ink(b: look.between(30, 220), g: look.between(30, 220), r: look.between(30, 220))
      for _ in 0..<quantity { try draw(sku, ink, scale, on: canvas, &shelf, &random) }
    }
    let band = Double(height) * random.between(0.55, 0.7)
    try canvas.line(
      Point(0, band), Point(Double(width), band + random.between(-12, 12)), thickness: 7, Ink(b: 40, g: 40, r: 45))
    try canvas.illuminate(
      Light(
        gain: Ink(b: random.between(0.8, 1.05), g: random.between(0.85, 1.05), r: random.between(0.85, 1.1)),
        across: random.between(-0.15, 0.15), along: random.between(-0.15, 0.15), vignette: 0.15))
    try canvas.blur(0.8, 0.8)
    try canvas.noise(3, &random)
    return try canvas.encoded(quality: 85)
  }

  private static func fabric(_ random: inout SceneRandom) -> Ink {
    let shade = random.between(0.85, 1.1)
    return Ink(b: 70 * shade, g: 150 * shade, r: 175 * shade)
  }

  /// Where the next thing goes: side by side, then on top of those.
  private struct Shelf {
    var left: Double
    var floor = 0.0
    var tallest = 0.0
  }

  private static func draw(
    _ sku: SKU, _ ink: Ink, _ scale: Double, on canvas: Canvas, _ shelf: inout Shelf, _ random: inout SceneRandom
  ) throws {
    // It shows any of its sides.
    let sides = [sku.size.length, sku.size.width, sku.size.height].map { Double($0) * scale }
    let first = random.below(3)
    let w = max(8, sides[first])
    let h = max(8, sides[(first + 1 + random.below(2)) % 3])
    if shelf.left + w > Double(width) {
      shelf.floor += shelf.tallest
      (shelf.left, shelf.tallest) = (random.between(4, 20), 0)
    }
    let bottom = Double(height) - 4 - shelf.floor
    let (x, y) = (shelf.left, bottom - h)
    let lean = random.between(-0.06, 0.06) * h
    let shade = random.between(0.85, 1.1)
    let tone = Ink(b: ink.b * shade, g: ink.g * shade, r: ink.r * shade)
    let corners = [Point(x + lean, y), Point(x + w + lean, y), Point(x + w, bottom), Point(x, bottom)]
    try canvas.polygon(corners, tone)
    let edge = Ink(b: tone.b * 0.4, g: tone.g * 0.4, r: tone.r * 0.4)
    for k in 0..<4 { try canvas.line(corners[k], corners[(k + 1) % 4], thickness: 2, edge) }
    try canvas.polygon(
      [
        Point(x + w * 0.2, y + h * 0.25), Point(x + w * 0.8, y + h * 0.25), Point(x + w * 0.8, y + h * 0.45),
        Point(x + w * 0.2, y + h * 0.45),
      ],
      Ink(grey: 235))
    shelf.left += w + random.between(2, 9)
    shelf.tallest = max(shelf.tallest, h)
  }
}
