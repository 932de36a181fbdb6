/// eˣ from additions and multiplications alone: the C library's last digit differs between machines, and a decision of the
/// floor must not.
enum Exponential {
  /// ln 2 in two parts, so that subtracting a multiple of it loses nothing.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// - Returns: eˣ to about 15 digits; 0 below −700, +∞ above 700.
  static func exp(_ x: Double) -> Double {
    guard x > -700 else { return x.isNaN ? x : 0 }
    guard x < 700 else { return .infinity }
    let halvings = (x * 1.4426950408889634).rounded()
    let rest = (x - halvings * ln2High) - halvings * ln2Low
    // Taylor's series, from its smallest term: |rest| ≤ 0.35, so term 14 is below the last digit.
    var sum = 1.0
    for term in stride(from: 14.0, through: 1.0, by: -1.0) { sum = 1 + sum * rest / term }
    return Double(sign: .plus, exponent: Int(halvings), significand: sum)
  }
}
