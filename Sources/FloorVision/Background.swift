import COpenCV

/// How bright the empty plate would be everywhere in the frame: a polynomial of second degree a channel.
struct Background {
  private(set) var raw = ocv_background()
  /// The white of the fiducials against the plate's, a channel: dividing by both gives the colour under white light.
  let white: ocv_colour
  private let width: Double
  private let height: Double

  /// Where a channel's colour under the lamps is scaled to: paper white.
  private static let paper = 225.0
  private static let columns = 40
  private static let rows = 30

  /// Fits what most of the frame's rim is, then what else agrees with it.
  init(_ view: PlateView) throws {
    let small = try view.picture.resized(Background.columns, Background.rows).octets()
    let (width, height) = (Double(view.picture.width), Double(view.picture.height))
    var coefficients: [Double] = []
    var ratio = SIMD3<Double>()
    for channel in 0..<3 {
      let fit = Background.fit(small, channel)
      coefficients += fit
      let levels = view.whites.map { white in
        white.colour[channel] / max(4, Background.value(fit, white.spot, width, height))
      }
      ratio[channel] = levels.sorted()[levels.count / 2]
    }
    withUnsafeMutableBytes(of: &raw.coefficients) { $0.copyBytes(from: coefficients.withUnsafeBytes { Array($0) }) }
    let paper = Background.paper
    (self.width, self.height) = (width, height)
    white = ocv_colour(b: paper / ratio[0], g: paper / ratio[1], r: paper / ratio[2])
  }

  /// The plate's colour against white paper, a channel: moves when dirt or a lamp's age does.
  var plateColour: SIMD3<Double> { SIMD3(white.b, white.g, white.r) / Background.paper }

  private static func value(_ f: [Double], _ spot: Spot, _ width: Double, _ height: Double) -> Double {
    let (x, y) = (2 * spot.x / width - 1, 2 * spot.y / height - 1)
    return f[0] + f[1] * x + f[2] * y + f[3] * x * x + f[4] * x * y + f[5] * y * y
  }

  /// Iterated least squares: cells that disagree with the fit (the item, the fiducials) lose their say.
  private static func fit(_ small: [UInt8], _ channel: Int) -> [Double] {
    var cells: [(terms: [Double], value: Double)] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let rim = min(row, rows - 1 - row) < 5 || min(column, columns - 1 - column) < 6
        guard rim else { continue }
        let x = 2 * (Double(column) + 0.5) / Double(columns) - 1
        let y = 2 * (Double(row) + 0.5) / Double(rows) - 1
        let value = Double(small[(row * columns + column) * 3 + channel])
        cells.append(([1, x, y, x * x, x * y, y * y], value))
      }
    }
    let median = cells.map(\.value).sorted()[cells.count / 2]
    var fit = [median, 0, 0, 0, 0, 0]
    var tolerance = max(8, 0.3 * median)
    for _ in 0..<5 {
      let agreeing = cells.filter { abs($0.value - dot(fit, $0.terms)) < tolerance }
      guard agreeing.count > 60 else { break }
      fit = LeastSquares.solve(agreeing.map(\.terms), agreeing.map(\.value)) ?? fit
      tolerance = max(3, tolerance * 0.5)
    }
    return fit
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}

/// Small dense least squares by the normal equations.
enum LeastSquares {
  /// nil when the rows do not determine every unknown.
  static func solve(_ rows: [[Double]], _ values: [Double]) -> [Double]? {
    guard let n = rows.first?.count else { return nil }
    var a = [[Double]](repeating: [Double](repeating: 0, count: n + 1), count: n)
    for (row, value) in zip(rows, values) {
      for i in 0..<n {
        for j in 0..<n { a[i][j] += row[i] * row[j] }
        a[i][n] += row[i] * value
      }
    }
    for i in 0..<n {
      guard let pivot = (i..<n).max(by: { abs(a[$0][i]) < abs(a[$1][i]) }), abs(a[pivot][i]) > 1e-9 else { return nil }
      a.swapAt(i, pivot)
      for row in 0..<n where row != i {
        let factor = a[row][i] / a[i][i]
        for column in i...n { a[row][column] -= factor * a[i][column] }
      }
    }
    return (0..<n).map { a[$0][n] / a[$0][$0] }
  }
}
