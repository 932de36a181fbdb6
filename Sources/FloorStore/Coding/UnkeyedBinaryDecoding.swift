/// Counterpart of `UnkeyedBinaryEncoding`.
struct UnkeyedBinaryDecoding: UnkeyedDecodingContainer {
  private let decoding: BinaryDecoding
  let count: Int?
  private(set) var currentIndex = 0

  init(_ decoding: BinaryDecoding) throws {
    self.decoding = decoding
    let first = try decoding.byte()
    count = first == UnkeyedBinaryEncoding.long ? Int(try decoding.fixed(UInt32.self)) : Int(first)
    // An element may take no byte at all only if it holds nothing; so many of those are no honest collection.
    guard count! <= decoding.bytesLeft else { throw decoding.damage("more elements than bytes") }
  }

  var codingPath: [any CodingKey] { [] }
  var isAtEnd: Bool { currentIndex == count }

  @inline(__always)
  private mutating func next() throws -> BinaryDecoding {
    guard !isAtEnd else { throw decoding.damage("no further element") }
    currentIndex += 1
    return decoding
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, decoding.decodeNil() else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<V: Decodable>(_ type: V.Type) throws -> V { try next().read(type) }
  mutating func decode(_ type: Bool.Type) throws -> Bool { try next().decode(type) }
  mutating func decode(_ type: String.Type) throws -> String { try next().decode(type) }
  mutating func decode(_ type: Double.Type) throws -> Double { try next().decode(type) }
  mutating func decode(_ type: Float.Type) throws -> Float { try next().decode(type) }
  mutating func decode(_ type: Int.Type) throws -> Int { try next().decode(type) }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next().decode(type) }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next().decode(type) }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next().decode(type) }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next().decode(type) }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next().decode(type) }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next().decode(type) }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next().decode(type) }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next().decode(type) }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next().decode(type) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { throw decoding.damage("class hierarchies are not written") }
}
