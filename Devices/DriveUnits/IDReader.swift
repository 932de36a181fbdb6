/// Reads the numbers out of short ids, byte by byte and without allocation: every state brings a dozen.
struct IDReader {
  private var rest: UnsafeBufferPointer<UInt8>.SubSequence

  static func read<Result>(_ text: String, _ body: (inout IDReader) -> Result?) -> Result? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = IDReader(rest: bytes[...])
      return body(&reader)
    }
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == mark.value else { return false }
    rest.removeFirst()
    return true
  }

  /// Up to nine digits: more would not be an id of ours.
  mutating func number() -> Int? {
    var value = 0
    var count = 0
    while let digit = rest.first, (48...57).contains(digit), count < 9 {
      value = value * 10 + Int(digit - 48)
      count += 1
      rest.removeFirst()
    }
    return count > 0 ? value : nil
  }
}
