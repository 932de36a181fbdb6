/// Counterpart of `KeyedBinaryEncoding`. A class, because reading counts down what is left.
final class KeyedBinaryDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let decoding: BinaryDecoding
  /// Fields that are not yet read.
  private var left: Int
  /// Where each value of a dictionary lies.
  private var entries: [(name: String, value: Range<Int>)] = []
  private var positions: [String: Int] = [:]

  init(_ decoding: BinaryDecoding) throws {
    self.decoding = decoding
    guard KeyedBinaryEncoding<Key>.isDictionary else {
      left = Int(try decoding.byte())
      return
    }
    left = Int(try decoding.fixed(UInt32.self))
    for _ in 0..<left {
      let name = try decoding.text()
      let length = Int(try decoding.fixed(UInt32.self))
      guard length <= decoding.bytesLeft else { throw decoding.damage("an entry longer than the bytes") }
      positions[name] = entries.count
      entries.append((name, decoding.cursor..<decoding.cursor + length))
      decoding.cursor += length
    }
  }

  var codingPath: [any CodingKey] { [] }

  /// A dictionary's keys, or the one case that an enum has. A struct's fields have no names here.
  var allKeys: [Key] {
    if KeyedBinaryEncoding<Key>.isDictionary { return entries.compactMap { Key(stringValue: $0.name) } }
    guard left == 1 else { return [] }
    let start = decoding.cursor
    defer { decoding.cursor = start }
    guard let name = try? decoding.text(), let key = Key(stringValue: name) else { return [] }
    return [key]
  }

  /// A struct has every field that it was written with; those appended to it since are optional, and absent.
  func contains(_ key: Key) -> Bool {
    KeyedBinaryEncoding<Key>.isDictionary ? positions[key.stringValue] != nil : left > 0
  }

  @inline(__always)
  private func field<V>(_ key: Key, _ read: (BinaryDecoding) throws -> V) throws -> V {
    guard KeyedBinaryEncoding<Key>.isDictionary else {
      guard left > 0 else { throw decoding.damage("the field \(key.stringValue) is missing") }
      left -= 1
      return try read(decoding)
    }
    guard let position = positions[key.stringValue] else {
      throw decoding.damage("the entry \(key.stringValue) is missing")
    }
    let end = decoding.cursor
    defer { decoding.cursor = end }
    decoding.cursor = entries[position].value.lowerBound
    return try read(decoding)
  }

  @inline(__always)
  private func optional<V>(_ key: Key, _ read: (BinaryDecoding) throws -> V) throws -> V? {
    guard contains(key) else { return nil }
    return try field(key) { try $0.isPresent() ? try read($0) : nil }
  }

  private func openCase(_ key: Key) throws {
    left -= 1
    guard try decoding.text() == key.stringValue else { throw decoding.damage("not the case \(key.stringValue)") }
  }

  func decodeNil(forKey key: Key) throws -> Bool { try field(key) { $0.decodeNil() } }
  func decode<V: Decodable>(_ type: V.Type, forKey key: Key) throws -> V { try field(key) { try $0.read(type) } }
  func decodeIfPresent<V: Decodable>(_ type: V.Type, forKey key: Key) throws -> V? {
    try optional(key) { try $0.read(type) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try openCase(key)
    return try decoding.container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try openCase(key)
    return try decoding.unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { throw decoding.damage("class hierarchies are not written") }
  func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try field(key) { try $0.decode(type) } }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try field(key) { try $0.decode(type) } }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try field(key) { try $0.decode(type) } }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try field(key) { try $0.decode(type) } }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try field(key) { try $0.decode(type) } }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try field(key) { try $0.decode(type) } }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try field(key) { try $0.decode(type) } }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try field(key) { try $0.decode(type) } }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try field(key) { try $0.decode(type) } }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try field(key) { try $0.decode(type) } }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try field(key) { try $0.decode(type) } }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try field(key) { try $0.decode(type) } }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try field(key) { try $0.decode(type) } }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try field(key) { try $0.decode(type) } }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(key) { try $0.decode(type) } }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(key) { try $0.decode(type) } }
  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(key) { try $0.decode(type) } }
  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(key) { try $0.decode(type) } }
  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
    try optional(key) { try $0.decode(type) }
  }
  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
    try optional(key) { try $0.decode(type) }
  }
}
