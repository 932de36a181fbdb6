/// The fields of a struct, the one case of an enum, or the entries of a dictionary keyed by strings.
///
/// A key type that carries data can only be a dictionary's: a struct's keys are a fixed list, known to reader and
/// writer.
struct KeyedBinaryEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoding: BinaryEncoding
  /// Where the number of fields is, to be counted up as they are written.
  let header: Int

  @inline(__always)
  static var isDictionary: Bool { MemoryLayout<Key>.size > 1 }

  init(_ encoding: BinaryEncoding) {
    self.encoding = encoding
    header = encoding.sink.count
    if Self.isDictionary {
      encoding.sink.append(fixed: UInt32(0))
    } else {
      encoding.sink.append(UInt8(0))
    }
  }

  var codingPath: [any CodingKey] { [] }

  /// Counts a field and writes it; an entry of a dictionary gets its name and its length in bytes before it.
  @inline(__always)
  private func field(_ key: Key, _ write: (BinaryEncoding) throws -> Void) throws {
    let sink = encoding.sink
    guard Self.isDictionary else {
      try countField()
      return try write(encoding)
    }
    let entries = UInt32(littleEndian: sink.bytes.loadUnaligned(fromByteOffset: header, as: UInt32.self))
    sink.replace(fixed: entries + 1, at: header)
    sink.append(key.stringValue)
    let length = sink.count
    sink.append(fixed: UInt32(0))
    try write(encoding)
    sink.replace(fixed: UInt32(sink.count - length - 4), at: length)
  }

  @inline(__always)
  private func countField() throws {
    let fields = encoding.sink.byte(at: header)
    guard fields < 254 else {
      throw EncodingError.invalidValue(fields, .init(codingPath: [], debugDescription: "more than 254 fields"))
    }
    encoding.sink.replace(fields + 1, at: header)
  }

  /// Starts the payload of an enum's case, which is the only thing that nests a container behind a key.
  private func openCase(_ key: Key) {
    precondition(!Self.isDictionary, "a dictionary's values are whole values, not nested containers")
    encoding.sink.replace(encoding.sink.byte(at: header) + 1, at: header)
    encoding.sink.append(key.stringValue)
  }

  func encodeNil(forKey key: Key) throws { try field(key) { $0.encodeNil() } }
  func encode<V: Encodable>(_ value: V, forKey key: Key) throws { try field(key) { try $0.write(value) } }
  func encodeIfPresent<V: Encodable>(_ value: V?, forKey key: Key) throws {
    try field(key) {
      guard let value else { return $0.encodeNil() }
      try $0.encode(value)
    }
  }

  func nestedContainer<Nested: CodingKey>(keyedBy keys: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    openCase(key)
    return encoding.container(keyedBy: keys)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    openCase(key)
    return encoding.unkeyedContainer()
  }

  func superEncoder() -> any Encoder { preconditionFailure("values are written, not class hierarchies") }
  func superEncoder(forKey key: Key) -> any Encoder { superEncoder() }

  func encode(_ value: Bool, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: String, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: Double, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: Float, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: Int, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: Int8, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: Int16, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: Int32, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: Int64, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: UInt, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: UInt8, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: UInt16, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: UInt32, forKey key: Key) throws { try field(key) { $0.encode(value) } }
  func encode(_ value: UInt64, forKey key: Key) throws { try field(key) { $0.encode(value) } }

  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value, key) { $0.encode($1) } }

  @inline(__always)
  private func optional<V>(_ value: V?, _ key: Key, _ write: (BinaryEncoding, V) -> Void) throws {
    try field(key) {
      guard let value else { return $0.encodeNil() }
      $0.sink.append(1)
      write($0, value)
    }
  }
}
