import FloorModel

/// eˣ as weights and odds need it: what is hopelessly small is nothing.
enum Exponential {
  /// - Returns: eˣ to about 15 digits; 0 below −700, +∞ above 700.
  static func exp(_ x: Double) -> Double {
    guard x > -700 else { return x.isNaN ? x : 0 }
    return x < 700 ? Elementary.exp(x) : .infinity
  }
}
