import FloorModel

/// How one side of one product is printed: fixed by the product's code, the same on every piece.
struct ItemLook {
  enum Pattern: Int, CaseIterable { case cardboard, bands, diagonals, dots, blocks, plain }

  let shape: SceneShape
  let pattern: Pattern
  let base: Ink
  let accents: [Ink]
  let name: String
  let gtin: String
  /// Where the label lies, as shares of the face; nil on sides without one.
  let label: (x: Double, y: Double, width: Double, height: Double)?
  private let seed: UInt64

  init(sku: SKU, shape: SceneShape, view: Int, tint: ColourFault?) {
    self.shape = shape
    let product = SceneRandom(0, use: sku.code).first
    seed = product &+ UInt64(view) &* 0x51_7c_c1_b7
    var random = SceneRandom(product, use: "colours")
    name = String(sku.name.uppercased().unicodeScalars.filter { $0.isASCII }.map(Character.init).prefix(18))
    gtin = sku.gtin
    let cardboard = shape == .box && random.chance(0.35)
    let hue = cardboard ? random.between(24, 36) : random.between(0, 360)
    let saturation = cardboard ? random.between(0.3, 0.45) : random.between(0.1, 0.8)
    let value = random.between(0.62, 0.95)
    let colours = (0..<3).map { _ in
      (hue: random.between(0, 360), saturation: random.between(0.2, 0.9), value: random.between(0.2, 1))
    }
    pattern = cardboard ? .cardboard : Pattern(rawValue: 1 + random.below(5)) ?? .plain
    base = ItemLook.ink(hue, saturation, value, tint)
    accents = colours.map { ItemLook.ink($0.hue, $0.saturation, $0.value, tint) }
    if view < 2 {
      let width = random.between(0.48, 0.6)
      let height = random.between(0.3, 0.42)
      let right = shape == .bottle ? 0.66 : 0.94
      label = (random.between(0.06, right - width), random.between(0.08, 0.92 - height), width, height)
    } else {
      label = nil
    }
  }

  private static func ink(_ hue: Double, _ saturation: Double, _ value: Double, _ tint: ColourFault?) -> Ink {
    guard let tint else { return Ink(hue: hue, saturation: saturation, value: value) }
    return tint.applied(hue: hue, saturation: saturation, value: value)
  }

  /// Draws everything but the label.
  func print(on canvas: Canvas, _ face: FaceGeometry) throws {
    var random = SceneRandom(seed, use: "print")
    try pattern(on: canvas, face, &random)
    try logo(on: canvas, face, &random)
    let height = face.short * random.between(0.09, 0.15)
    let fits = min(height, 1.15 * face.width * 0.8 / Double(max(1, name.count)))
    let dark = base.brightness > 110 ? Ink(grey: 25) : Ink(grey: 240)
    let (x, y) = (face.width * random.between(0.06, 0.16), face.height * random.between(0.16, 0.94))
    try canvas.text(name, at: face.at(x, y), height: fits * face.scale, dark)
    if pattern == .cardboard {
      let tape = face.rectangle(0, face.height * 0.44, face.width, face.height * 0.12)
      try canvas.polygon(tape, base.scaled(0.86))
    }
  }

  private func pattern(on canvas: Canvas, _ face: FaceGeometry, _ random: inout SceneRandom) throws {
    let (w, h) = (face.width, face.height)
    switch pattern {
    case .cardboard, .plain: break
    case .bands:
      for accent in accents.prefix(2) {
        let y = random.between(0, 0.85) * h
        try canvas.polygon(face.rectangle(-w, y, 3 * w, random.between(0.06, 0.2) * h), accent)
      }
    case .diagonals:
      let step = random.between(0.12, 0.25) * w
      let lean = random.between(0.3, 0.9) * h
      for x in stride(from: -2 * lean, to: w + lean, by: step) {
        let stripe = [(x, 0), (x + step * 0.4, 0), (x + step * 0.4 + lean, h), (x + lean, h)]
        try canvas.polygon(stripe.map { face.at($0.0, $0.1) }, accents[0].mixed(with: base, 0.35))
      }
    case .dots:
      for _ in 0..<random.below(14) + 8 {
        let radius = random.between(0.03, 0.1) * face.short
        let centre = face.at(random.unit() * w, random.unit() * h)
        try canvas.ellipse(centre, radius * face.scale, radius * face.scale, accents[random.below(3)])
      }
    case .blocks:
      for _ in 0..<random.below(4) + 3 {
        let size = Point(random.between(0.15, 0.45) * w, random.between(0.15, 0.45) * h)
        let (x, y) = (random.between(-0.1, 0.9) * w, random.between(-0.1, 0.9) * h)
        try canvas.polygon(face.rectangle(x, y, size.x, size.y), accents[random.below(3)])
      }
    }
  }

  private func logo(on canvas: Canvas, _ face: FaceGeometry, _ random: inout SceneRandom) throws {
    let corners = 3 + random.below(5)
    let radius = face.short * random.between(0.1, 0.17)
    let centre = Point(random.between(0.2, 0.8) * face.width, random.between(0.25, 0.75) * face.height)
    let points = (0..<corners).map { k in
      let spoke = Point(radius * random.between(0.55, 1), 0).turned(360 * Double(k) / Double(corners))
      return face.at(centre.x + spoke.x, centre.y + spoke.y)
    }
    try canvas.polygon(points, accents[1])
    let inner = radius * 0.35 * face.scale
    try canvas.ellipse(face.at(centre), inner, inner, accents[2])
  }

  /// White paper with the name, two lines of small print and the barcode, at its own small slant.
  func printLabel(on canvas: Canvas, _ face: FaceGeometry, offset: Point, degrees: Double) throws {
    guard let label else { return }
    let (w, h) = (label.width * face.width, label.height * face.height)
    let centre = Point(
      (label.x + label.width / 2) * face.width + offset.x, (label.y + label.height / 2) * face.height + offset.y)
    func on(_ x: Double, _ y: Double) -> Point {
      let turned = Point((x - 0.5) * w, (y - 0.5) * h).turned(degrees)
      return face.at(centre.x + turned.x, centre.y + turned.y)
    }
    func bar(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> [Point] {
      [on(x0, y0), on(x1, y0), on(x1, y1), on(x0, y1)]
    }
    try canvas.polygon(bar(0, 0, 1, 1), Ink(b: 236, g: 238, r: 238))
    var random = SceneRandom(seed, use: "label")
    for line in 0..<2 {
      let y = 0.08 + 0.11 * Double(line)
      var x = 0.07
      while x < 0.85 {
        let word = random.between(0.04, 0.14)
        try canvas.polygon(bar(x, y, min(0.93, x + word), y + 0.055), Ink(grey: 60))
        x += word + 0.025
      }
    }
    guard let modules = BarcodePrint.modules(gtin) else { return }
    let module = 0.92 / 117.0
    var start = 0
    while start < modules.count {
      var end = start
      while end < modules.count, modules[end] == modules[start] { end += 1 }
      if modules[start] {
        let (x0, x1) = (0.04 + module * Double(start + 11), 0.04 + module * Double(end + 11))
        // A filled polygon covers its own outline, half a pixel on each side: bars would print too fat.
        let trim = 0.45 / (face.scale * w)
        try canvas.polygon(bar(x0 + trim, 0.34, x1 - trim, 0.93), Ink(grey: 22))
      }
      start = end
    }
  }
}

extension SceneRandom {
  /// A stream's first value, where only one is wanted.
  var first: UInt64 {
    var copy = self
    return copy.next()
  }
}

/// How a wrong batch's ink differs from the right one.
struct ColourFault {
  var turn: Double
  var dim: Double

  init(severity: Double, _ random: inout SceneRandom) {
    turn = random.sign() * (18 + 60 * severity)
    dim = 1 - random.between(0.04, 0.08 + 0.12 * severity)
  }

  func applied(hue: Double, saturation: Double, value: Double) -> Ink {
    let turned = (hue + turn + 360).truncatingRemainder(dividingBy: 360)
    // A grey has no hue to turn: it takes on colour instead.
    return Ink(hue: turned, saturation: max(saturation, 0.22), value: value * dim)
  }
}
