/// How often a bin camera's counter is off by how many units: what simulated shifts use in place of pictures.
///
/// The shares are chosen, not measured: the root of their mean square error, 0.99 units, is near that of a counter trained on
/// real photographs of bins with up to five units (0.89).
public struct BinEyeModel: Hashable, Sendable, Codable {
  /// By units off, from 0: the chance in thousandths, both sides together.
  public var off: [Int32]

  public init(off: [Int32] = [450, 440, 90, 20]) {
    precondition(off.reduce(0, +) == 1000 && off.allSatisfy { $0 >= 0 }, "shares of all estimates")
    self.off = off
  }

  /// Probabilities of 0, 1, 2 … units as the counter would give them.
  ///
  /// - Parameters:
  ///   - count: units that are really there.
  ///   - uniform: a draw from all 64-bit numbers.
  public func sighting(of count: Int32, uniform: UInt64) -> [Int32] {
    var left = Int32(truncatingIfNeeded: uniform % 1000)
    var error = 0
    while error < off.count - 1, left >= off[error] {
      left -= off[error]
      error += 1
    }
    let seen = max(0, Int(count) + (uniform >> 40 & 1 == 0 ? error : -error))
    var permille = [Int32](repeating: 0, count: min(BinSighting.limit, seen + off.count))
    // Counts beyond the last are not told from it; fewer than none are none.
    for away in off.indices {
      for place in [seen - away, seen + away] {
        permille[min(max(0, place), permille.count - 1)] += away == 0 ? off[0] / 2 : off[away] / 2
      }
    }
    return permille
  }
}
