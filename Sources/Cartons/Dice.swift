/// Numbers that look random and are the same in every run (xorshift).
struct Dice {
  private var state: UInt64

  /// Another `series` draws other numbers.
  init(_ series: Int = 0) { state = 0x9E37_79B9_7F4A_7C15 &* (2 * UInt64(series) + 1) }

  /// A number below `limit`.
  mutating func draw(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % limit
  }
}
