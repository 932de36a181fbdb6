/// Colour differences as people see them: CIE76 ΔE under D65.
enum ColourDifference {
  private static let columns = 16

  /// Median over blocks of the item.
  static func median(_ a: Picture, _ b: Picture, within mask: Picture) throws -> Double {
    let rows = max(4, a.height * columns / a.width)
    let (x, y) = (try a.resized(columns, rows).floats(), try b.resized(columns, rows).floats())
    let inside = try mask.resized(columns, rows).octets()
    var differences: [Double] = []
    for i in 0..<columns * rows where inside[i] > 200 {
      let (p, q) = (lab(x, 3 * i), lab(y, 3 * i))
      let d = p - q
      differences.append((d * d).sum().squareRoot())
    }
    guard !differences.isEmpty else { return 0 }
    return differences.sorted()[differences.count / 2]
  }

  /// L*, a*, b* of a pixel B, G, R in 0...255 (camera values: taken as sRGB's, without its gamma).
  private static func lab(_ pixels: [Float], _ at: Int) -> SIMD3<Double> {
    let (b, g, r) = (Double(pixels[at]) / 255, Double(pixels[at + 1]) / 255, Double(pixels[at + 2]) / 255)
    let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    func f(_ t: Double) -> Double { t > 0.008856 ? Turn.cubeRoot(t) : 7.787 * t + 16.0 / 116 }
    return SIMD3(116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z)))
  }
}
