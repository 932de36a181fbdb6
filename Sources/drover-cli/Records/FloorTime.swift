import ArgumentParser
import FloorModel

/// A moment on the floor's clock as people write it: seconds, or hours:minutes:seconds.
struct FloorTime: ExpressibleByArgument {
  var instant: Instant

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var seconds = 0.0
    for (index, part) in parts.enumerated() {
      guard let value = Double(part), value >= 0, value <= 1e9, index == 0 || value < 60 else { return nil }
      seconds = seconds * 60 + value
    }
    instant = .zero + .seconds(seconds)
  }

  /// Hours:minutes:seconds.
  static func text(_ instant: Instant) -> String {
    let seconds = instant.milliseconds / 1_000
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}
