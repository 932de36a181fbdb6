public import FloorModel

/// A running 64-bit fingerprint of what went into a floor and what came out, the same in every process and on every machine.
///
/// Multiply-rotate over 64-bit words (as in FxHash), finished with the SplitMix64 mixer; not for security.
public struct TraceHash: Sendable, Equatable {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  public init() {}

  @inlinable public mutating func fold(_ word: Int64) { fold(UInt64(bitPattern: word)) }

  public mutating func fold(_ word: UInt64) {
    state = (state.rotatedLeft(5) ^ word) &* 0x517C_C1B7_2722_0A95
  }

  public mutating func fold(_ text: String) {
    var count: UInt64 = 0
    for byte in text.utf8 {
      fold(UInt64(byte))
      count += 1
    }
    fold(count)
  }

  public mutating func fold<Noun>(_ id: ID<Noun>) { fold(Int64(id.raw)) }

  public mutating func fold<Part: Traced>(_ part: Part) { part.trace(into: &self) }

  public mutating func fold<Part: Traced>(_ part: Part?) {
    fold(part == nil ? 0 : 1 as Int64)
    part?.trace(into: &self)
  }

  public mutating func fold<Part: Traced>(_ parts: [Part]) {
    fold(Int64(parts.count))
    for part in parts { part.trace(into: &self) }
  }

  /// The fingerprint so far.
  public var value: UInt64 {
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension UInt64 {
  fileprivate func rotatedLeft(_ n: UInt64) -> UInt64 { (self << n) | (self >> (64 - n)) }
}

/// Can say all that it is in words of 64 bits.
public protocol Traced {
  func trace(into hash: inout TraceHash)
}

extension ID: Traced {
  public func trace(into hash: inout TraceHash) { hash.fold(Int64(raw)) }
}

extension Int32: Traced {
  public func trace(into hash: inout TraceHash) { hash.fold(Int64(self)) }
}
