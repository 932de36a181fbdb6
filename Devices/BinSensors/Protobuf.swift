import FloorCore
import Foundation

/// Reads the fields of one protobuf message in the order in which they come.
struct ProtobufReader {
  enum Value: Equatable {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(Data)
  }

  private let data: Data
  private var at: Int

  init(_ data: Data) {
    self.data = data
    at = data.startIndex
  }

  /// - Returns: nil at the end.
  /// - Throws: `.malformed` when a field is cut off, or of a kind that protobuf has given up.
  mutating func next() throws(RefusalReason) -> (number: UInt64, value: Value)? {
    guard at < data.endIndex else { return nil }
    let tag = try varint()
    guard tag >> 3 != 0 else { throw .malformed }
    switch tag & 7 {
    case 0: return (tag >> 3, .varint(try varint()))
    case 1: return (tag >> 3, .fixed64(try fixed(8)))
    case 2:
      let count = try varint()
      guard count <= UInt64(data.endIndex - at) else { throw .malformed }
      let bytes = data[at..<(at + Int(count))]
      at += Int(count)
      return (tag >> 3, .bytes(bytes))
    case 5: return (tag >> 3, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
    default: throw .malformed
    }
  }

  private mutating func varint() throws(RefusalReason) -> UInt64 {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard at < data.endIndex, shift < 64 else { throw .malformed }
      let byte = data[at]
      at += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    throw .malformed
  }

  /// Little-endian.
  private mutating func fixed(_ count: Int) throws(RefusalReason) -> UInt64 {
    guard count <= data.endIndex - at else { throw .malformed }
    defer { at += count }
    return (0..<count).reduce(0) { $0 | UInt64(data[at + $1]) << UInt64(8 * $1) }
  }
}

/// Writes the fields of one protobuf message.
struct ProtobufWriter {
  private(set) var data = Data()

  mutating func varint(_ number: UInt64, _ value: UInt64) {
    raw(number << 3)
    raw(value)
  }

  mutating func fixed64(_ number: UInt64, _ bits: UInt64) {
    raw(number << 3 | 1)
    for shift in stride(from: UInt64(0), to: 64, by: 8) { data.append(UInt8(truncatingIfNeeded: bits >> shift)) }
  }

  mutating func fixed32(_ number: UInt64, _ bits: UInt32) {
    raw(number << 3 | 5)
    for shift in stride(from: UInt32(0), to: 32, by: 8) { data.append(UInt8(truncatingIfNeeded: bits >> shift)) }
  }

  mutating func bytes(_ number: UInt64, _ bytes: Data) {
    raw(number << 3 | 2)
    raw(UInt64(bytes.count))
    data.append(bytes)
  }

  private mutating func raw(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    data.append(UInt8(rest))
  }
}
