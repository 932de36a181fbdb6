import FloorCore

/// Damages a drawn face. `shade` multiplies its pixels, `dx` and `dy` move them.
struct DefectPainter {
  let face: FaceGeometry
  let canvas: Canvas
  let mask: Canvas
  let severity: Double
  /// Share of the face's width that has material over its full height: a bottle's neck is no place for a dent.
  let body: Double
  var random: SceneRandom

  mutating func paint(_ kind: FindingKind, inside base: Ink) throws {
    switch kind {
    case .dent: try dent()
    case .crush: try crush()
    case .tear: try tear()
    case .stain: try stain()
    case .openFlap: try openFlap(base)
    // Drawn elsewhere, or nothing to draw.
    case .missingLabel, .wrongColour, .wrongSize, .wrongItem, .unreadableFrame, .noReference: break
    }
  }

  private mutating func somewhere(inset: Double) -> Point {
    Point(
      random.between(inset, 1 - inset) * face.width * body, random.between(inset, 1 - inset) * face.height)
  }

  /// A hollow: lit on the far rim, dark on the near one, with the print drawn towards its middle.
  private mutating func dent() throws {
    let shade = try Canvas.field(like: canvas, value: 1)
    let (dx, dy) = (try Canvas.field(like: canvas, value: 0), try Canvas.field(like: canvas, value: 0))
    let radius = face.short * (0.06 + 0.09 * severity) * face.scale
    let spot = face.at(somewhere(inset: 0.22))
    let angle = random.between(0, 360)
    let rim = Point(radius * 0.8, 0).turned(random.between(200, 250))
    let depth = 0.14 + 0.26 * severity
    let (sx, sy) = (radius, radius * random.between(0.55, 0.9))
    try shade.hill(Point(spot.x + rim.x, spot.y + rim.y), sx * 0.8, sy * 0.8, degrees: angle, amplitude: -depth)
    try shade.hill(Point(spot.x - rim.x, spot.y - rim.y), sx * 0.8, sy * 0.8, degrees: angle, amplitude: depth * 0.7)
    let pull = severity * 1.6 * face.scale
    try dx.hill(Point(spot.x - radius * 0.7, spot.y), sx, sy, amplitude: -pull)
    try dx.hill(Point(spot.x + radius * 0.7, spot.y), sx, sy, amplitude: pull)
    try dy.hill(Point(spot.x, spot.y - radius * 0.7), sx, sy, amplitude: -pull)
    try dy.hill(Point(spot.x, spot.y + radius * 0.7), sx, sy, amplitude: pull)
    try canvas.displace(dx, dy)
    try canvas.multiply(by: shade)
  }

  /// A corner or an edge pushed in, with creases running from it.
  private mutating func crush() throws {
    let corner = Point(random.chance(0.5) || body < 1 ? 0 : face.width, random.chance(0.5) ? 0 : face.height)
    let isEdge = random.chance(0.4)
    let spot = isEdge ? Point(face.width * body * random.between(0.3, 0.7), corner.y) : corner
    let inward = Point(isEdge ? 0 : (corner.x == 0 ? 1 : -1), corner.y == 0 ? 1 : -1)
    let reach = face.short * (0.1 + 0.12 * severity) * face.scale
    let push = face.short * (0.05 + 0.09 * severity) * face.scale
    let (dx, dy) = (try Canvas.field(like: canvas, value: 0), try Canvas.field(like: canvas, value: 0))
    try dx.hill(face.at(spot), reach, reach, amplitude: -inward.x * push)
    try dy.hill(face.at(spot), reach, reach, amplitude: -inward.y * push)
    try canvas.displace(dx, dy)
    try mask.displace(dx, dy)
    let creases = try Canvas.field(like: canvas, value: 1)
    let toMiddle = Point(face.width / 2 - spot.x, face.height / 2 - spot.y)
    for _ in 0..<3 + random.below(3) {
      let start = face.at(spot)
      let run = Point(toMiddle.x, toMiddle.y).turned(random.between(-50, 50))
      let long = (0.25 + 0.45 * severity) * random.between(0.5, 1) * face.scale
      let end = Point(start.x + run.x * long, start.y + run.y * long)
      let tone = random.chance(0.6) ? 1 - (0.2 + 0.25 * severity) : 1.25
      try creases.line(start, end, thickness: 1.2 * face.scale, Ink(grey: tone))
    }
    try creases.hill(face.at(spot), reach * 0.8, reach * 0.8, amplitude: -0.12 - 0.2 * severity)
    try creases.blur(0.5 * face.scale, 0.5 * face.scale)
    try canvas.multiply(by: creases)
  }

  /// A ragged opening: fibre inside, a dark edge on one side.
  private mutating func tear() throws {
    let long = face.short * (0.16 + 0.34 * severity)
    let wide = long * random.between(0.1, 0.22)
    let spot = somewhere(inset: 0.2)
    let angle = random.between(0, 180)
    var upper: [Point] = []
    var lower: [Point] = []
    for step in 0...10 {
      let t = Double(step) / 10
      let swell = wide * (1 - abs(2 * t - 1)) * random.between(0.5, 1.3) / 2
      upper.append(Point((t - 0.5) * long, -swell + random.between(-0.4, 0.4)))
      lower.append(Point((t - 0.5) * long, swell + random.between(-0.4, 0.4)))
    }
    let outline = (upper + lower.reversed()).map { point in
      let turned = point.turned(angle)
      return face.at(spot.x + turned.x, spot.y + turned.y)
    }
    let dark = outline.map { Point($0.x + 0.8 * face.scale, $0.y + 0.8 * face.scale) }
    try canvas.polygon(dark, Ink(b: 30, g: 34, r: 40))
    try canvas.polygon(outline, Ink(hue: 32, saturation: 0.28, value: random.between(0.62, 0.9)))
  }

  /// A blotch that lets the print show through, darker at its rim.
  private mutating func stain() throws {
    let layer = try Canvas.field(like: canvas, value: 0)
    let radius = face.short * (0.08 + 0.12 * severity)
    let spot = somewhere(inset: 0.2)
    for _ in 0..<5 + random.below(4) {
      let off = Point(random.between(0, radius * 0.8), 0).turned(random.between(0, 360))
      let size = radius * random.between(0.3, 0.7) * face.scale
      try layer.ellipse(face.at(spot.x + off.x, spot.y + off.y), size, size * random.between(0.6, 1), Ink(grey: 1))
    }
    try layer.blur(0.7 * face.scale, 0.7 * face.scale)
    let depth = -(0.16 + 0.4 * severity)
    let shade = try Canvas.field(like: canvas, value: 1)
    try shade.add(layer, times: depth)
    try canvas.multiply(by: shade)
  }

  /// A flap standing out beyond an edge, and a dark gap along its hinge.
  private mutating func openFlap(_ base: Ink) throws {
    let out = face.short * (0.06 + 0.14 * severity)
    let side = random.below(4)
    let (w, h) = (face.width, face.height)
    let along = side < 2 ? w : h
    let (from, to) = (random.between(0, 0.15) * along, random.between(0.8, 1) * along)
    func place(_ t: Double, _ away: Double) -> Point {
      switch side {
      case 0: face.at(t, -away)
      case 1: face.at(t, h + away)
      case 2: face.at(-away, t)
      default: face.at(w + away, t)
      }
    }
    let slant = random.between(0.02, 0.08) * along
    let flap = [place(from, -0.5), place(to, -0.5), place(to - slant, out), place(from + slant, out)]
    try canvas.polygon(flap, base.mixed(with: Ink(hue: 30, saturation: 0.35, value: 0.72), 0.7))
    try mask.polygon(flap, Ink(grey: 255))
    let gap = face.short * (0.015 + 0.03 * severity)
    let hinge = [place(from, -gap), place(to, -gap), place(to, 0.4), place(from, 0.4)]
    try canvas.polygon(hinge, Ink(grey: 28))
  }
}
