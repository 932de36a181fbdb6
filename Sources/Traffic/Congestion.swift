/// Where units had to stand of late, so that new ways lead round those places.
struct Congestion: Sendable {
  /// Calls between two looks at the counts.
  static let period: Int32 = 16
  /// The most that a cell can cost extra, in `RouteField.unit`ths of a step.
  static let most: UInt32 = 160

  /// Per cell, how often a unit on its way stood there, and how often one left it. Both fade.
  private var stands: [UInt32]
  private var passes: [UInt32]

  init(cells: Int) {
    stands = Array(repeating: 0, count: cells)
    passes = Array(repeating: 0, count: cells)
  }

  mutating func noteStand(_ cell: Int) { stands[cell] += 64 }
  mutating func notePass(_ cell: Int) { passes[cell] += 64 }

  /// What a way through a cell costs extra for the time lost there on average, in `RouteField.unit`ths of a step.
  @inline(__always) func toll(_ cell: Int, gain: Int) -> UInt32 {
    min(Self.most, stands[cell] * UInt32(gain * RouteField.unit) / (8 * (passes[cell] + 128)))
  }

  mutating func fade() {
    for cell in stands.indices {
      stands[cell] -= (stands[cell] + 7) / 8
      passes[cell] -= (passes[cell] + 7) / 8
    }
  }
}
