import FloorCore
import FloorVision
import Foundation

/// A bench's figures and its two contact sheets as one HTML page that needs nothing else.
public struct BenchReport {
  /// Pixels across a picture of the contact sheets.
  private static let pictureWidth = 320

  private let figures: [BenchFigure]
  private let buildings: [(name: String, result: BenchResult)]

  public init(_ figures: [BenchFigure], _ buildings: [(name: String, result: BenchResult)]) {
    self.figures = figures
    self.buildings = buildings
  }

  public var html: String {
    var page = """
      <!doctype html><meta charset="utf-8"><title>drover vision bench</title><style>
      body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:88rem;padding:0 1rem;color:#1c2430}
      table{border-collapse:collapse;margin:1rem 0}td,th{padding:.3rem .8rem;border-bottom:1px solid #dde;text-align:left}
      .met{color:#17683a}.missed{color:#a8201a;font-weight:600}pre{background:#f4f6f8;padding:1rem;overflow:auto}
      .sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.8rem}
      figure{margin:0}img{width:100%;border-radius:3px}figcaption{font-size:12px}
      </style><h1>Inspection tunnels</h1><table><tr><th>figure<th>measured<th>goal<th></tr>
      """
    for figure in figures {
      let mark = figure.isMet.map { $0 ? "<td class=met>met" : "<td class=missed>not met" } ?? "<td>"
      page += "<tr><td>\(Self.escaped(figure.name))<td>\(figure.value)<td>\(figure.goal)\(mark)</tr>"
    }
    page += "</table>"
    for building in buildings {
      page += "<h2>\(Self.escaped(building.name))</h2><pre>\(Self.escaped(building.result.table))</pre>"
      page += sheet("Bad items that came closest to passing", building.result.misses)
      page += sheet("Good items that came closest to being rejected", building.result.alarms)
    }
    return page
  }

  private func sheet(_ title: String, _ cases: [BenchResult.Case]) -> String {
    var part = "<h3>\(title)</h3><div class=sheet>"
    for item in cases {
      let top = item.inspection.findings.first
      let picture = Thumbnail.jpeg(of: item.frame, width: Self.pictureWidth, marking: top?.region) ?? []
      let truth = item.truth.map { "\($0), severity \((item.severity * 100).rounded() / 100)" } ?? "good"
      let found = top.map { "\($0.kind)" } ?? "nothing"
      part += """
        <figure><img alt="" src="data:image/jpeg;base64,\(Data(picture).base64EncodedString())">
        <figcaption>\(Self.escaped(item.product)): \(truth)<br>found \(found), \(item.worst) ‰</figcaption></figure>
        """
    }
    return part + "</div>"
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
