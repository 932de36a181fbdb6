/// SplitMix64 (Steele, Lea, Flood 2014): the same seed draws the same scene on every machine.
package struct SceneRandom {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  /// A stream for one use, so that one more draw elsewhere does not change it.
  init(_ seed: UInt64, use: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in use.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    state = seed &* 0x9e37_79b9_7f4a_7c15 ^ hash
    _ = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func unit() -> Double { Double(next() >> 11) / Double(UInt64(1) << 53) }
  mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }
  mutating func within(_ range: ClosedRange<Double>) -> Double { between(range.lowerBound, range.upperBound) }
  package mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
  mutating func chance(_ probability: Double) -> Bool { unit() < probability }
  mutating func sign() -> Double { chance(0.5) ? 1 : -1 }
}
