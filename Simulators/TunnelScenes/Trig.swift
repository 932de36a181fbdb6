import Foundation

/// Angles in degrees, as the rest of the scene has them.
enum Trig {
  static func sin(_ degrees: Double) -> Double { Foundation.sin(degrees * .pi / 180) }
  static func cos(_ degrees: Double) -> Double { Foundation.cos(degrees * .pi / 180) }
}

extension SceneShape {
  /// Distance function of |x|⁵ + |y|⁵ = 1 along a direction.
  static func superellipse(_ c: Double, _ s: Double) -> Double {
    Foundation.pow(Foundation.pow(abs(c), 5) + Foundation.pow(abs(s), 5), 0.2)
  }
}
