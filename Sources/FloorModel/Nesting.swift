/// How deep JSON goes, told without reading it. Decoders for it descend by recursion, and Foundation's traps where the text ends
/// just as its own limit is passed: what comes from outside is looked at before it is given to one.
package enum Nesting {
  /// No message of ours goes half so deep.
  package static let limit = 64

  /// Whether arrays and objects lie in one another more than `limit` deep. Brackets in strings do not count.
  package static func isTooDeep(_ text: some Sequence<UInt8>) -> Bool {
    var (depth, isInString, isEscaped) = (0, false, false)
    for byte in text {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        if depth > limit { return true }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return false
  }
}
