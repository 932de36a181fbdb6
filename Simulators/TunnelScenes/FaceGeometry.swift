import FloorModel

/// The side of an item that a camera looks at, and the canvas it is drawn on: millimetres, origin in its upper left
/// corner, with a margin around for what sticks out.
struct FaceGeometry {
  let width: Double
  let height: Double
  /// Extent towards the camera, millimetres.
  let depth: Double
  let scale: Double

  /// Views: 0 top, 1 front, 2 back, 3 left, 4 right, 5 bottom.
  static func extents(of size: Size3, view: Int) -> (width: Double, height: Double, depth: Double) {
    let (l, w, h) = (Double(size.length), Double(size.width), Double(size.height))
    return switch view {
    case 1, 2: (l, h, w)
    case 3, 4: (w, h, l)
    default: (l, w, h)
    }
  }

  var short: Double { min(width, height) }
  var margin: Double { 0.3 * short }
  var canvasWidth: Int { Int((width + 2 * margin) * scale) + 1 }
  var canvasHeight: Int { Int((height + 2 * margin) * scale) + 1 }

  /// Millimetres on the face to pixels on its canvas.
  func at(_ x: Double, _ y: Double) -> Point { Point((x + margin) * scale - 0.5, (y + margin) * scale - 0.5) }
  func at(_ p: Point) -> Point { at(p.x, p.y) }

  func rectangle(_ x: Double, _ y: Double, _ w: Double, _ h: Double, degrees: Double = 0) -> [Point] {
    let (cx, cy) = (x + w / 2, y + h / 2)
    return [(-w, -h), (w, -h), (w, h), (-w, h)].map { dx, dy in
      let turned = Point(dx / 2, dy / 2).turned(degrees)
      return at(cx + turned.x, cy + turned.y)
    }
  }
}

extension Point {
  func turned(_ degrees: Double) -> Point {
    let (s, c) = (Trig.sin(degrees), Trig.cos(degrees))
    return Point(c * x - s * y, s * x + c * y)
  }
}
