/// Writes `Codable` values as compact bytes: the payload of journal entries, snapshots and recordings.
///
/// The layout, chosen for values that are written far more often than they are read:
/// - whole numbers as variable-length integers (signed ones zigzag), `Bool` and 8-bit numbers as one byte, floating
///   point as its bit pattern, strings as length and UTF-8;
/// - a struct as the number of its fields and then the fields in their declared order, without names; an optional one
///   behind a presence byte. A field may be appended to a struct if it is optional: old bytes then read as `nil`. Any
///   other change of a struct is another format;
/// - an enum with payloads by the name of its case, so cases may be added, and not renamed;
/// - a collection as count and elements; a dictionary keyed by strings as count and (name, length, value).
///
/// Equal values give equal bytes, as long as they hold no `Dictionary` or `Set`: those are written in their own order.
public struct BinaryEncoder {
  public init() {}

  /// - Throws: `EncodingError` when a value cannot be written (a struct of more than 254 fields, a superclass).
  public func encode(_ value: some Encodable) throws -> [UInt8] {
    let sink = ByteSink()
    try BinaryEncoding(sink).write(value)
    return sink.array
  }
}

/// One encoder for all depths: containers write straight into the sink.
final class BinaryEncoding: Encoder {
  let sink: ByteSink

  init(_ sink: ByteSink) { self.sink = sink }

  // Paths are not kept: every one would cost an array for each container.
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Writes a value where its type is known to the reader: no presence byte.
  @inline(__always)
  func write<T: Encodable>(_ value: T) throws { try value.encode(to: self) }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedBinaryEncoding<Key>(self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedBinaryEncoding(self) }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension BinaryEncoding: SingleValueEncodingContainer {
  // `Optional` writes itself through these two; hence the presence byte in both.
  func encodeNil() { sink.append(0) }
  func encode<V: Encodable>(_ value: V) throws {
    sink.append(1)
    try write(value)
  }

  func encode(_ value: Bool) { sink.append(value ? 1 : 0) }
  func encode(_ value: String) { sink.append(value) }
  func encode(_ value: Double) { sink.append(fixed: value.bitPattern) }
  func encode(_ value: Float) { sink.append(fixed: value.bitPattern) }
  func encode(_ value: Int) { sink.append(signed: Int64(value)) }
  func encode(_ value: Int8) { sink.append(UInt8(bitPattern: value)) }
  func encode(_ value: Int16) { sink.append(signed: Int64(value)) }
  func encode(_ value: Int32) { sink.append(signed: Int64(value)) }
  func encode(_ value: Int64) { sink.append(signed: value) }
  func encode(_ value: UInt) { sink.append(varint: UInt64(value)) }
  func encode(_ value: UInt8) { sink.append(value) }
  func encode(_ value: UInt16) { sink.append(varint: UInt64(value)) }
  func encode(_ value: UInt32) { sink.append(varint: UInt64(value)) }
  func encode(_ value: UInt64) { sink.append(varint: value) }
}
