/// Reads what `BinaryEncoder` has written.
///
/// Every length is checked against the bytes that are left, so damaged or hostile bytes give an error, never a crash or
/// a huge allocation.
public struct BinaryDecoder {
  public init() {}

  /// - Throws: `DecodingError` when the bytes do not hold exactly one such value.
  public func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
    try bytes.withUnsafeBytes { try decode(type, from: $0) }
  }

  func decode<T: Decodable>(_ type: T.Type, from bytes: UnsafeRawBufferPointer) throws -> T {
    let decoding = BinaryDecoding(bytes)
    let value = try type.init(from: decoding)
    guard decoding.cursor == bytes.count else { throw decoding.damage("bytes are left over") }
    return value
  }
}

/// One decoder for all depths, with one cursor. Lives no longer than the bytes that it was given.
final class BinaryDecoding: Decoder {
  private let bytes: UnsafeRawBufferPointer
  var cursor = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func damage(_ what: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "\(what), at byte \(cursor) of \(bytes.count)"))
  }

  var bytesLeft: Int { bytes.count - cursor }

  @inline(__always)
  func byte() throws -> UInt8 {
    guard cursor < bytes.count else { throw damage("the bytes end within a value") }
    defer { cursor += 1 }
    return bytes[cursor]
  }

  func fixed<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    guard bytesLeft >= MemoryLayout<T>.size else { throw damage("the bytes end within a number") }
    defer { cursor += MemoryLayout<T>.size }
    return T(littleEndian: bytes.loadUnaligned(fromByteOffset: cursor, as: T.self))
  }

  @inline(__always)
  func varint() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      guard shift < 63 || byte <= 1 else { throw damage("a number of more than 64 bits") }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  @inline(__always)
  func unsigned<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    guard let value = T(exactly: try varint()) else { throw damage("a number beyond \(type)") }
    return value
  }

  @inline(__always)
  func signed<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    let zigzag = try varint()
    guard let value = T(exactly: Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)) else {
      throw damage("a number beyond \(type)")
    }
    return value
  }

  func text() throws -> String {
    let length = try varint()
    guard length <= UInt64(bytesLeft) else { throw damage("a text longer than the bytes") }
    let start = cursor
    cursor += Int(length)
    guard let text = String(validating: bytes[start..<cursor], as: UTF8.self) else {
      throw damage("a text that is not UTF-8")
    }
    return text
  }

  /// Whether an optional is there.
  func isPresent() throws -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw damage("neither present nor absent")
    }
  }

  func read<T: Decodable>(_ type: T.Type) throws -> T { try type.init(from: self) }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(try KeyedBinaryDecoding<Key>(self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try UnkeyedBinaryDecoding(self) }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

extension BinaryDecoding: SingleValueDecodingContainer {
  /// Takes the byte only when nothing follows it; `decode` takes it otherwise.
  func decodeNil() -> Bool {
    guard cursor < bytes.count, bytes[cursor] == 0 else { return false }
    cursor += 1
    return true
  }

  func decode<V: Decodable>(_ type: V.Type) throws -> V {
    guard try isPresent() else { throw damage("a value is missing") }
    return try read(type)
  }

  func decode(_ type: Bool.Type) throws -> Bool { try isPresent() }
  func decode(_ type: String.Type) throws -> String { try text() }
  func decode(_ type: Double.Type) throws -> Double { Double(bitPattern: try fixed(UInt64.self)) }
  func decode(_ type: Float.Type) throws -> Float { Float(bitPattern: try fixed(UInt32.self)) }
  func decode(_ type: Int8.Type) throws -> Int8 { Int8(bitPattern: try byte()) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try byte() }
  func decode(_ type: Int.Type) throws -> Int { try signed(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try signed(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try signed(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try signed(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try unsigned(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try unsigned(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try unsigned(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try unsigned(type) }
}
