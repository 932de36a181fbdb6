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

  /// Writes what each way out of a cell costs: what it costs on an empty floor, and the time lost there on average.
  mutating func update(_ costs: UnsafeMutablePointer<UInt8>, base: [UInt8], gain: Int) {
    for cell in stands.indices {
      let extra = min(Self.most, stands[cell] * UInt32(gain * RouteField.unit) / (8 * (passes[cell] + 128)))
      for state in cell * 4..<cell * 4 + 4 { costs[state] = UInt8(min(250, UInt32(base[state]) + extra)) }
      stands[cell] -= stands[cell] / 8
      passes[cell] -= passes[cell] / 8
    }
  }
}
