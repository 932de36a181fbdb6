import FloorCore
import FloorModel

/// One side of one piece: its pixels and its outline, before any camera.
struct PaintedFace {
  let face: FaceGeometry
  let shape: SceneShape
  let canvas: Canvas
  let mask: Canvas
  /// Millimetres on the face.
  let outline: [Point]

  init(sku: SKU, seed: UInt64, fault: SceneDefect?, view: Int, style: SceneStyle) throws {
    // One stream for the piece and one for the fault, so that a bad piece is its good twin with a fault.
    var random = SceneRandom(seed, use: "piece \(view)")
    var faults = SceneRandom(seed, use: "fault")
    let shown = fault?.kind == .wrongItem ? PaintedFace.impostor(of: sku, &faults) : sku
    shape = SceneShape(of: sku)
    let tint = fault?.kind == .wrongColour ? ColourFault(severity: fault?.severity ?? 0, &faults) : nil
    let look = ItemLook(sku: shown, shape: shape, view: view, tint: tint)
    face = PaintedFace.geometry(of: sku, view: view, fault, &faults, &random)
    canvas = try Canvas(width: face.canvasWidth, height: face.canvasHeight, colour: look.base)
    mask = try Canvas.mask(like: canvas)
    outline = PaintedFace.outline(of: shape, face, &random)

    try look.print(on: canvas, face)
    if style.weave > 0 {
      // The same threads on every piece.
      var threads = SceneRandom(0, use: "weave \(shown.code) \(view)")
      try canvas.clouds(grain: Point(40 * face.scale, 0.8 * face.scale), style.weave, &threads)
      try canvas.clouds(grain: Point(0.8 * face.scale, 40 * face.scale), style.weave, &threads)
    }
    let slip = Point(random.between(-1, 1), random.between(-1, 1))
    let slant = random.between(-0.7, 0.7)
    if fault?.kind != .missingLabel { try look.printLabel(on: canvas, face, offset: slip, degrees: slant) }
    try finish(style, &random)
    if let fault {
      var painter = DefectPainter(
        face: face, canvas: canvas, mask: mask, severity: fault.severity,
        body: shape == .bottle ? 0.68 : 1, random: faults)
      try painter.paint(fault.kind, inside: look.base)
    }
  }

  /// Another product of the same shape and size.
  private static func impostor(of sku: SKU, _ random: inout SceneRandom) -> SKU {
    var other = sku
    other.code = "other-\(random.next())"
    other.name =
      ["Kelmo", "Aurin", "Tabor", "Vesta", "Norrik", "Pellan"][random.below(6)] + " \(random.below(90) + 10)"
    if !sku.gtin.isEmpty { other.gtin = BarcodePrint.completed((0..<12).map { _ in random.below(10) }) }
    return other
  }

  private static func geometry(
    of sku: SKU, view: Int, _ fault: SceneDefect?, _ faults: inout SceneRandom, _ random: inout SceneRandom
  ) -> FaceGeometry {
    let extents = FaceGeometry.extents(of: sku.size, view: view)
    var factor = 1.0
    if let fault, fault.kind == .wrongSize { factor += faults.sign() * (0.025 + 0.06 * fault.severity) }
    let (w, h) = (extents.width * factor, extents.height * factor)
    // A little finer than the camera, so that the print is sampled and not invented.
    let scale = min(6, 1300 / max(w, h))
    return FaceGeometry(width: w, height: h, depth: extents.depth * factor, scale: scale)
  }

  /// Trim, roundness, and what differs from piece to piece.
  private func finish(_ style: SceneStyle, _ random: inout SceneRandom) throws {
    try trim()
    let light = try Canvas.field(like: canvas, value: 1)
    switch shape {
    case .box, .book:
      let width = style.fibre.width
      try canvas.clouds(grain: Point(width, width), style.fibre.contrast, &random)
    case .bottle, .can:
      try light.fill(0.62)
      let middle = face.at(face.width / 2, face.height * random.between(0.48, 0.52))
      try light.hill(middle, 1e5, face.height * 0.27 * face.scale, amplitude: 0.42)
      let glint = face.at(face.width / 2, face.height * random.between(0.29, 0.33))
      try light.hill(glint, 1e5, face.height * 0.025 * face.scale, amplitude: random.between(0.1, 0.2))
    case .bag:
      let grain = face.short * 0.16 * face.scale
      try light.clouds(grain: Point(grain, grain), 0.035, &random)
      try light.hill(
        face.at(face.width / 2, face.height / 2), face.width * 0.4 * face.scale, face.height * 0.4 * face.scale,
        amplitude: 0.1)
    }
    try canvas.multiply(by: light)
    let ink = 1 - style.batch...1 + style.batch
    let batch = Ink(b: random.within(ink), g: random.within(ink), r: random.within(ink))
    try canvas.illuminate(Light(gain: batch, across: 0, along: 0, vignette: 0))
  }

  private func trim() throws {
    try mask.polygon(outline.map { face.at($0) }, Ink(grey: 255))
    switch shape {
    case .box, .book, .bag: break
    case .can:
      for x in [0, face.width * 0.965] {
        try canvas.polygon(face.rectangle(x, 0, face.width * 0.035, face.height), Ink(grey: 190))
      }
    case .bottle:
      let cap = face.rectangle(0.91 * face.width, 0, 0.2 * face.width, face.height)
      try canvas.polygon(cap, Ink(b: 60, g: 50, r: 170))
    }
  }

  private static func outline(of shape: SceneShape, _ face: FaceGeometry, _ random: inout SceneRandom) -> [Point] {
    func shares(_ points: [(Double, Double)]) -> [Point] {
      points.map { Point($0.0 * face.width, $0.1 * face.height) }
    }
    switch shape {
    case .box, .book: return shares([(0, 0), (1, 0), (1, 1), (0, 1)])
    case .can:
      return shares([
        (0.02, 0), (0.98, 0), (1, 0.02), (1, 0.98), (0.98, 1), (0.02, 1), (0, 0.98), (0, 0.02),
      ])
    case .bottle:
      let profile = [(0, 0.03), (0.02, 0), (0.66, 0), (0.74, 0.06), (0.82, 0.27), (0.86, 0.33), (1, 0.33)]
      return shares(profile + profile.reversed().map { ($0.0, 1 - $0.1) })
    case .bag:
      // A superellipse, whose edge sags a little differently on every piece.
      return shares(
        (0..<72).map { k in
          let (c, s) = (Trig.cos(5 * Double(k)), Trig.sin(5 * Double(k)))
          let radius = (1 - 0.012 * random.unit()) / SceneShape.superellipse(c, s)
          return (0.5 + c * radius / 2, 0.5 + s * radius / 2)
        })
    }
  }
}
