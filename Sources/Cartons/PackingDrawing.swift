public import FloorModel

/// Pictures of a parcel being packed, for the pack station's screen and for the dashboard.
public enum PackingDrawing {
  /// An isometric picture of the parcel after the first `step` items have been laid, the latest one highlighted.
  ///
  /// - Parameters:
  ///   - items: the order's items; a placement's `item` indexes into it.
  ///   - step: items already in the box; clamped to `0...parcel.placements.count`.
  ///   - gifts: items that are wrapped; they are drawn with a ribbon.
  ///   - folded: items that are folded or squashed.
  /// - Returns: a complete SVG document in which one unit is one millimetre before the projection.
  public static func svg(
    parcel: Parcel, items: [PackItem], box: Box, step: Int, gifts: [Int] = [], folded: [Int] = []
  ) -> String {
    let shown = parcel.placements.prefix(min(max(0, step), parcel.placements.count))
    let canvas = Canvas(inner: box.inner)
    var text = canvas.opening(title: "\(box.code): \(shown.count) of \(parcel.placements.count) items")
    text += canvas.backOfBox()
    for index in backToFront(Array(shown)) {
      let placement = shown[index]
      let item = items.indices.contains(placement.item) ? items[placement.item] : nil
      var marks: [String] = []
      if item?.thisWayUp == true { marks.append("this way up") }
      if item?.fragile == true { marks.append("fragile") }
      if gifts.contains(placement.item) { marks.append("gift") }
      if folded.contains(placement.item) { marks.append("folded") }
      text += canvas.block(placement, number: index + 1, marks: marks, isLatest: index == shown.count - 1)
    }
    return text + canvas.frontOfBox() + "</svg>\n"
  }

  /// Indices in an order in which nearer items cover farther ones; the viewer looks down from the far ends of the axes.
  private static func backToFront(_ placements: [Placement]) -> [Int] {
    var left = Array(placements.indices)
    var order: [Int] = []
    while !left.isEmpty {
      // Three sticks can each hide the next; then none is first, and the lowest goes first.
      let next = left.firstIndex { one in !left.contains { $0 != one && hides(placements[one], placements[$0]) } } ?? 0
      order.append(left.remove(at: next))
    }
    return order
  }

  /// Whether `near` may cover parts of `far` in the picture.
  private static func hides(_ near: Placement, _ far: Placement) -> Bool {
    let behind =
      far.position.x + far.size.length <= near.position.x || far.position.y + far.size.width <= near.position.y
      || far.position.z + far.size.height <= near.position.z
    let before =
      near.position.x + near.size.length <= far.position.x || near.position.y + near.size.width <= far.position.y
      || near.position.z + near.size.height <= far.position.z
    return behind && !before
  }
}

/// The projection, and the shapes drawn with it.
private struct Canvas {
  let inner: Size3
  /// White space around the box, in the picture's units.
  private static let margin = 20

  private static let fills = ["#8ecae6", "#ffd166", "#b7e4c7", "#f4a261", "#cdb4db", "#a8dadc", "#e9c46a", "#d8e2dc"]

  /// Isometric: x runs to the lower right, y to the lower left, z up; 866/1000 is the cosine of 30 degrees.
  private func point(_ x: Int32, _ y: Int32, _ z: Int32) -> String {
    let across = (Int(x) - Int(y) + Int(inner.width)) * 866 / 1000 + Self.margin
    let down = (Int(x) + Int(y)) / 2 - Int(z) + Int(inner.height) + Self.margin
    return "\(across),\(down)"
  }

  func opening(title: String) -> String {
    let width = (Int(inner.length) + Int(inner.width)) * 866 / 1000 + 2 * Self.margin
    let height = (Int(inner.length) + Int(inner.width)) / 2 + Int(inner.height) + 2 * Self.margin
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" font-family="sans-serif">
      <title>\(Self.escaped(title))</title>

      """
  }

  func backOfBox() -> String {
    let (l, w, h) = (inner.length, inner.width, inner.height)
    return polygon([point(0, 0, 0), point(l, 0, 0), point(l, w, 0), point(0, w, 0)], fill: "#f1ece4")
      + polygon([point(0, 0, 0), point(l, 0, 0), point(l, 0, h), point(0, 0, h)], fill: "#e8e0d4")
      + polygon([point(0, 0, 0), point(0, w, 0), point(0, w, h), point(0, 0, h)], fill: "#ded4c4")
  }

  func frontOfBox() -> String {
    let (l, w, h) = (inner.length, inner.width, inner.height)
    let edges = [point(l, 0, h), point(l, w, h), point(0, w, h)].joined(separator: " ")
    return "<polyline points=\"\(edges)\" fill=\"none\" stroke=\"#8a7f70\" stroke-dasharray=\"6 4\"/>\n"
      + "<polyline points=\"\(point(l, w, 0)) \(point(l, w, h))\" stroke=\"#8a7f70\" stroke-dasharray=\"6 4\"/>\n"
  }

  func block(_ placement: Placement, number: Int, marks: [String], isLatest: Bool) -> String {
    let (x, y, z) = (placement.position.x, placement.position.y, placement.position.z)
    let (u, v, t) = (x + placement.size.length, y + placement.size.width, z + placement.size.height)
    let fill = Self.fills[placement.item.magnitudeRemainder(Self.fills.count)]
    let stroke = isLatest ? "#c1121f" : "#333333"
    let width = isLatest ? 4 : 1
    let sides = PackingRefusal.sides(placement.size)
    let top = polygon([point(x, y, t), point(u, y, t), point(u, v, t), point(x, v, t)], fill: fill)
    let right = polygon([point(u, y, z), point(u, v, z), point(u, v, t), point(u, y, t)], fill: fill, shade: "0.8")
    let left = polygon([point(x, v, z), point(u, v, z), point(u, v, t), point(x, v, t)], fill: fill, shade: "0.65")
    let centre = point((x + u) / 2, (y + v) / 2, t).split(separator: ",")
    return
      "<g stroke=\"\(stroke)\" stroke-width=\"\(width)\"><title>\(number): item \(placement.item), "
      + "\(([sides] + marks).joined(separator: ", "))</title>\n" + top + right + left
      + (marks.contains("gift") ? ribbon(placement) : "")
      + "<text x=\"\(centre[0])\" y=\"\(centre[1])\" stroke=\"none\" text-anchor=\"middle\" font-size=\"18\">\(number)"
      + "\(marks.contains("fragile") ? "!" : "")</text></g>\n"
  }

  /// Both ways across the top of a gift, and down the two sides that show.
  private func ribbon(_ placement: Placement) -> String {
    let (x, y, z) = (placement.position.x, placement.position.y, placement.position.z)
    let (u, v, t) = (x + placement.size.length, y + placement.size.width, z + placement.size.height)
    let (midX, midY) = ((x + u) / 2, (y + v) / 2)
    let ways = [
      [point(midX, y, t), point(midX, v, t), point(midX, v, z)],
      [point(x, midY, t), point(u, midY, t), point(u, midY, z)],
    ]
    return ways.map {
      "<polyline class=\"gift\" points=\"\($0.joined(separator: " "))\" fill=\"none\" stroke=\"#9d0208\" "
        + "stroke-width=\"5\" opacity=\"0.7\"/>\n"
    }.joined()
  }

  private func polygon(_ points: [String], fill: String, shade: String? = nil) -> String {
    let all = points.joined(separator: " ")
    // A darker side is the same colour over black.
    let under = shade == nil ? "" : "<polygon points=\"\(all)\" fill=\"#222222\"/>"
    let opacity = shade.map { " fill-opacity=\"\($0)\"" } ?? ""
    return under + "<polygon points=\"\(all)\" fill=\"\(fill)\"\(opacity)/>\n"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}

extension Int {
  /// The remainder that is never negative: a colour for any index.
  fileprivate func magnitudeRemainder(_ modulus: Int) -> Int { Int(magnitude % UInt(modulus)) }
}
