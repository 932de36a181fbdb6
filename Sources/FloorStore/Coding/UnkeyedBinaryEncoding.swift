/// The elements of a collection behind their number.
///
/// The number takes one byte, or five from 255 elements on; it is counted up in place because it is not told
/// beforehand.
struct UnkeyedBinaryEncoding: UnkeyedEncodingContainer {
  let encoding: BinaryEncoding
  let header: Int
  private(set) var count = 0

  /// A first byte that says: the number follows in four bytes.
  static let long: UInt8 = 255

  init(_ encoding: BinaryEncoding) {
    self.encoding = encoding
    header = encoding.sink.count
    encoding.sink.append(UInt8(0))
  }

  var codingPath: [any CodingKey] { [] }

  @inline(__always)
  private mutating func next() -> BinaryEncoding {
    count += 1
    let sink = encoding.sink
    if count < Int(Self.long) {
      sink.replace(UInt8(count), at: header)
    } else {
      if count == Int(Self.long) {
        sink.open(gap: 4, at: header + 1)
        sink.replace(Self.long, at: header)
      }
      sink.replace(fixed: UInt32(count), at: header + 1)
    }
    return encoding
  }

  mutating func encodeNil() { next().encodeNil() }
  mutating func encode<V: Encodable>(_ value: V) throws { try next().write(value) }
  mutating func encode(_ value: Bool) { next().encode(value) }
  mutating func encode(_ value: String) { next().encode(value) }
  mutating func encode(_ value: Double) { next().encode(value) }
  mutating func encode(_ value: Float) { next().encode(value) }
  mutating func encode(_ value: Int) { next().encode(value) }
  mutating func encode(_ value: Int8) { next().encode(value) }
  mutating func encode(_ value: Int16) { next().encode(value) }
  mutating func encode(_ value: Int32) { next().encode(value) }
  mutating func encode(_ value: Int64) { next().encode(value) }
  mutating func encode(_ value: UInt) { next().encode(value) }
  mutating func encode(_ value: UInt8) { next().encode(value) }
  mutating func encode(_ value: UInt16) { next().encode(value) }
  mutating func encode(_ value: UInt32) { next().encode(value) }
  mutating func encode(_ value: UInt64) { next().encode(value) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy keys: Nested.Type) -> KeyedEncodingContainer<Nested> {
    next().container(keyedBy: keys)
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { preconditionFailure("values are written, not class hierarchies") }
}
