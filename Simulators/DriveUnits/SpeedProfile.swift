/// A drive along a straight line that ends standing: speed up, cruise, brake. Metres and seconds.
///
/// Acceleration and braking are the same and constant, which is the usual model of such vehicles (RAWSim-O: Merschformann,
/// Xie, Li 2018, "RAWSim-O: A Simulation Framework for Robotic Mobile Fulfillment Systems").
struct SpeedProfile: Sendable, Equatable {
  let distance: Double
  private let start: Double
  private let peak: Double
  private let speedingUp: Double
  private let braking: Double
  /// Where it stops speeding up, and where it begins to brake.
  private let cruiseFrom: Double
  private let brakeFrom: Double

  /// - Parameters:
  ///   - speed: now.
  ///   - distance: to the stop, greater than 0.
  init(from speed: Double, over distance: Double, limit: Double, acceleration: Double) {
    precondition(distance > 0, "a drive needs a distance")
    self.distance = distance
    start = speed
    speedingUp = acceleration
    // A stop that is nearer than acceleration alone allows comes from rounding: brake as much harder as it takes.
    braking = max(acceleration, speed * speed / (2 * distance))
    let reachable = ((2 * acceleration * braking * distance + braking * speed * speed) / (acceleration + braking))
    peak = max(speed, min(limit, reachable.squareRoot()))
    cruiseFrom = min(distance, (peak * peak - speed * speed) / (2 * acceleration))
    brakeFrom = max(cruiseFrom, distance - peak * peak / (2 * braking))
  }

  /// Metres that it takes to stop from a speed.
  static func stoppingDistance(from speed: Double, acceleration: Double) -> Double {
    speed * speed / (2 * acceleration)
  }

  private var cruiseTime: Double { (peak - start) / speedingUp }
  private var brakeTime: Double { cruiseTime + (brakeFrom - cruiseFrom) / peak }

  /// Seconds until a point is reached.
  func time(to point: Double) -> Double {
    let point = max(0, point)
    if point < cruiseFrom { return ((start * start + 2 * speedingUp * point).squareRoot() - start) / speedingUp }
    if point <= brakeFrom { return cruiseTime + (point - cruiseFrom) / peak }
    let rest = max(0, peak * peak - 2 * braking * (point - brakeFrom))
    return brakeTime + (peak - rest.squareRoot()) / braking
  }

  /// Metres driven, and the speed then.
  func progress(after time: Double) -> (driven: Double, speed: Double) {
    if time < cruiseTime { return (start * time + speedingUp * time * time / 2, start + speedingUp * time) }
    if time < brakeTime { return (cruiseFrom + peak * (time - cruiseTime), peak) }
    let past = min(time - brakeTime, peak / braking)
    return (min(distance, brakeFrom + peak * past - braking * past * past / 2), peak - braking * past)
  }
}
