/// FNV-1a with 64 bits: finds damage, defends against no one. (Fowler, Noll, Vo; draft-eastlake-fnv.)
///
/// A byte at a time and without tables, because payloads are some tens of bytes long.
struct Checksum {
  private(set) var value: UInt64

  /// - Parameter chain: the checksum that this one continues, so that no link can be lost or replaced unseen.
  @inline(__always)
  init(chain: UInt64 = 0xcbf2_9ce4_8422_2325) { value = chain }

  @inline(__always)
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var hash = value
    for byte in bytes {
      hash ^= UInt64(byte)
      hash &*= 0x0000_0100_0000_01b3
    }
    value = hash
  }

  /// The eight bytes of a number, the lowest first.
  @inline(__always)
  mutating func add(_ number: UInt64) {
    var hash = value
    var rest = number
    for _ in 0..<8 {
      hash ^= rest & 0xff
      hash &*= 0x0000_0100_0000_01b3
      rest >>= 8
    }
    value = hash
  }
}
