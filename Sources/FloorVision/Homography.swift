import COpenCV

/// A point in pixels or millimetres; whose, the context says.
struct Spot: Hashable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  func distance(to other: Spot) -> Double {
    let (dx, dy) = (x - other.x, y - other.y)
    return (dx * dx + dy * dy).squareRoot()
  }

  static func + (a: Spot, b: Spot) -> Spot { Spot(a.x + b.x, a.y + b.y) }
  static func - (a: Spot, b: Spot) -> Spot { Spot(a.x - b.x, a.y - b.y) }
  static func * (a: Spot, k: Double) -> Spot { Spot(a.x * k, a.y * k) }
}

/// A projective map of the plane: nine numbers, row by row.
struct Homography {
  var values: [Double]

  static let identity = Homography(values: [1, 0, 0, 0, 1, 0, 0, 0, 1])

  init(values: [Double]) { self.values = values }

  /// The map that takes four or more points to four or more points, in the least squares where there are more.
  init(_ from: [Spot], to: [Spot]) throws {
    var out = [Double](repeating: 0, count: 9)
    let (a, b) = (from.flatMap { [$0.x, $0.y] }, to.flatMap { [$0.x, $0.y] })
    try check(ocv_homography(a, b, Int32(from.count), &out))
    values = out
  }

  func callAsFunction(_ p: Spot) -> Spot {
    let v = values
    let w = v[6] * p.x + v[7] * p.y + v[8]
    return Spot((v[0] * p.x + v[1] * p.y + v[2]) / w, (v[3] * p.x + v[4] * p.y + v[5]) / w)
  }

  /// First `other`, then `self`.
  func after(_ other: Homography) -> Homography {
    var product = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for k in 0..<3 { product[3 * row + column] += values[3 * row + k] * other.values[3 * k + column] }
      }
    }
    return Homography(values: product)
  }

  var inverse: Homography {
    let v = values
    let c0 = v[4] * v[8] - v[5] * v[7]
    let c1 = v[5] * v[6] - v[3] * v[8]
    let c2 = v[3] * v[7] - v[4] * v[6]
    let determinant = v[0] * c0 + v[1] * c1 + v[2] * c2
    let adjugate = [
      c0, v[2] * v[7] - v[1] * v[8], v[1] * v[5] - v[2] * v[4],
      c1, v[0] * v[8] - v[2] * v[6], v[2] * v[3] - v[0] * v[5],
      c2, v[1] * v[6] - v[0] * v[7], v[0] * v[4] - v[1] * v[3],
    ]
    return Homography(values: adjugate.map { $0 / determinant })
  }
}
