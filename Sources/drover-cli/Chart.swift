import Foundation

/// The three kinds of chart that a report needs, as SVG.
enum Chart {
  private static let colours = [
    "#2f6fde", "#e0812b", "#2e9e6b", "#b04ac0", "#c2453f", "#5a7d8c", "#9a8b1f", "#45b3c4", "#7a5cd6", "#8a5a44",
  ]
  private static let width = 360.0
  private static let height = 170.0
  private static let left = 40.0
  private static let bottom = 22.0

  /// Groups of bars: one group an hour, one bar a series.
  static func bars(_ title: String, _ series: [(name: String, values: [Double])], unit: String) -> String {
    let hours = series.map(\.values.count).max() ?? 0
    let most = max(1, series.flatMap(\.values).max() ?? 1)
    guard hours > 0 else { return figure(title, "<text x=\"50\" y=\"80\">none</text>", []) }
    let group = (width - left) / Double(hours)
    let bar = group * 0.8 / Double(max(1, series.count))
    var body = axis(most)
    for (index, one) in series.enumerated() {
      for (hour, value) in one.values.enumerated() {
        let tall = (height - bottom - 8) * value / most
        let x = left + group * (Double(hour) + 0.1) + bar * Double(index)
        body +=
          "<rect x=\"\(f(x))\" y=\"\(f(height - bottom - tall))\" width=\"\(f(bar * 0.92))\" height=\"\(f(tall))\" "
          + "fill=\"\(colour(index))\"><title>\(escape(one.name)), hour \(hour + 1): \(Int(value)) \(unit)</title></rect>"
      }
    }
    for hour in 0..<hours {
      body +=
        "<text x=\"\(f(left + group * (Double(hour) + 0.5)))\" y=\"\(height - 8)\" text-anchor=\"middle\">\(hour + 1)</text>"
    }
    return figure(title, body, series.map(\.name))
  }

  /// Quantities over time.
  static func lines(_ title: String, _ series: [(name: String, values: [Double])], interval: Double) -> String {
    let count = series.map(\.values.count).max() ?? 0
    let most = max(1, series.flatMap(\.values).max() ?? 1)
    guard count > 1 else { return figure(title, "<text x=\"50\" y=\"80\">too short</text>", []) }
    var body = axis(most)
    let step = (width - left) / Double(count - 1)
    for (index, one) in series.enumerated() {
      let points = one.values.enumerated().map { at, value in
        "\(f(left + step * Double(at))),\(f(height - bottom - (height - bottom - 8) * value / most))"
      }
      body +=
        "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour(index))\" "
        + "stroke-width=\"1.6\"/>"
    }
    let hours = Double(count) * interval / 3600
    body += "<text x=\"\(left)\" y=\"\(height - 6)\">0 h</text>"
    body += "<text x=\"\(width)\" y=\"\(height - 6)\" text-anchor=\"end\">\(String(format: "%.1f", hours)) h</text>"
    return figure(title, body, series.map(\.name))
  }

  /// Parts of a whole, the greatest first.
  static func shares(_ title: String, _ parts: [String: Int]) -> String {
    let rows = parts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(9)
    let most = Double(max(1, rows.map(\.value).max() ?? 1))
    guard !rows.isEmpty else { return figure(title, "<text x=\"50\" y=\"80\">none</text>", []) }
    var body = ""
    for (index, row) in rows.enumerated() {
      let y = 6 + Double(index) * 18
      let long = 190 * Double(row.value) / most
      body +=
        "<text x=\"112\" y=\"\(f(y + 11))\" text-anchor=\"end\">\(escape(row.key))</text>"
        + "<rect x=\"118\" y=\"\(f(y))\" width=\"\(f(long))\" height=\"13\" fill=\"\(colour(0))\"/>"
        + "<text x=\"\(f(124 + long))\" y=\"\(f(y + 11))\">\(row.value)</text>"
    }
    return figure(title, body, [])
  }

  private static func axis(_ most: Double) -> String {
    var body = ""
    for part in [0.0, 0.5, 1.0] {
      let y = height - bottom - (height - bottom - 8) * part
      body +=
        "<line x1=\"\(left)\" x2=\"\(width)\" y1=\"\(f(y))\" y2=\"\(f(y))\" stroke=\"currentColor\" opacity=\".15\"/>"
        + "<text x=\"\(left - 5)\" y=\"\(f(y + 4))\" text-anchor=\"end\">\(label(most * part))</text>"
    }
    return body
  }

  private static func label(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(format: "%.1f", value)
  }

  private static func figure(_ title: String, _ body: String, _ names: [String]) -> String {
    let legend =
      names.count < 2
      ? ""
      : names.enumerated().map {
        "<span style=\"color:\(colour($0))\">■</span> \(escape($1))"
      }.joined(separator: " &nbsp;")
    return "<figure><figcaption>\(escape(title))</figcaption><svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" "
      + "role=\"img\" aria-label=\"\(escape(title))\">\(body)</svg><small>\(legend)</small></figure>"
  }

  private static func colour(_ index: Int) -> String { colours[index % colours.count] }
  private static func f(_ value: Double) -> String { String(format: "%.1f", value) }
}
