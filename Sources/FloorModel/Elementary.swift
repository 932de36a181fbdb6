/// Exponential and logarithm from the four operations alone: the same bits on every machine, which a mathematics library
/// does not promise. A decision of the floor must not depend on the machine, and a model trained twice has to be the same.
package enum Elementary {
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// `e` to the power of `x`, within two units in the last place; beyond ±700 it stays at that end's value.
  package static func exp(_ x: Double) -> Double {
    let bounded = min(max(x, -700), 700)
    let power = (bounded * 0x1.71547652b82fep+0).rounded(.toNearestOrEven)
    let rest = (bounded - power * ln2High) - power * ln2Low
    // Taylor's series; |rest| ≤ ln 2 / 2, so the term after the last is below 1e-19.
    var sum = 1.0
    var index = 14.0
    while index >= 1 {
      sum = 1 + sum * rest / index
      index -= 1
    }
    return sum * Double(sign: .plus, exponent: Int(power), significand: 1)
  }

  /// The natural logarithm of a positive finite number.
  package static func log(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "only a positive finite number has a logarithm")
    var (exponent, part) = (Double(x.exponent), x.significand)
    if part > 1.4142135623730951 {
      part /= 2
      exponent += 1
    }
    // ln m = 2 artanh s, s = (m - 1) / (m + 1), |s| ≤ 0.172: the term after the last is below 1e-19.
    let s = (part - 1) / (part + 1)
    let square = s * s
    var sum = 0.0
    var index = 23.0
    while index >= 1 {
      sum = sum * square + 1 / index
      index -= 2
    }
    return exponent * ln2High + (2 * s * sum + exponent * ln2Low)
  }

  /// `1 / (1 + e^-x)`.
  package static func logistic(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let power = exp(x)
    return power / (1 + power)
  }

  /// `ln (1 + e^x)`: positive, and almost `x` where `x` is large.
  package static func softplus(_ x: Double) -> Double { x > 30 ? x : log(1 + exp(x)) }

  /// The inverse of `softplus` for positive values.
  package static func inverseSoftplus(_ y: Double) -> Double { y > 30 ? y : log(exp(y) - 1) }
}
