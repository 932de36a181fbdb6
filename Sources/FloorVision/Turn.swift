import Foundation

/// The few functions of mathematics that Swift leaves to the platform.
enum Turn {
  static func cosSin(_ radians: Double) -> (Double, Double) { (cos(radians), sin(radians)) }
  static func cubeRoot(_ value: Double) -> Double { cbrt(value) }
  static func log(_ value: Double) -> Double { Foundation.log(value) }
  static func exp(_ value: Double) -> Double { Foundation.exp(value) }
  static func logistic(_ value: Double) -> Double { 1 / (1 + Foundation.exp(-value)) }
}
