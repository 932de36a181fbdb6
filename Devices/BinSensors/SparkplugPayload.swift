public import FloorCore
public import Foundation

/// The body of every Sparkplug B message but STATE: the part of `org.eclipse.tahu.protobuf.Payload` that sensors use.
///
/// Read and written by hand: eight fields of two messages need no runtime. Fields that are not known here are stepped over, as
/// protobuf asks of its readers.
public struct SparkplugPayload: Equatable, Sendable {
  /// One value.
  public struct Metric: Equatable, Sendable {
    public enum Value: Equatable, Sendable {
      case unsigned(UInt64)
      case float(Float)
      case double(Double)
      case bool(Bool)
      case text(String)
      case null
    }

    /// Given at birth; afterwards the alias may stand for it.
    public var name: String?
    public var alias: UInt64?
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var timestamp: UInt64?
    /// Sparkplug's number of the type: 3 Int32, 8 UInt64, 9 Float, 10 Double, 11 Boolean, 12 String.
    public var datatype: UInt32?
    /// Told late: a value of the past, which says nothing about now.
    public var isHistorical: Bool
    public var value: Value

    public init(
      name: String? = nil, alias: UInt64? = nil, timestamp: UInt64? = nil, datatype: UInt32? = nil,
      isHistorical: Bool = false, value: Value
    ) {
      self.name = name
      self.alias = alias
      self.timestamp = timestamp
      self.datatype = datatype
      self.isHistorical = isHistorical
      self.value = value
    }

    /// The value as a number; whole numbers by their type's sign.
    public var number: Double? {
      switch value {
      case .float(let number): Double(number)
      case .double(let number): number
      case .unsigned(let bits):
        switch datatype {
        case 1, 2, 3: Double(Int32(truncatingIfNeeded: bits))
        case 4: Double(Int64(bitPattern: bits))
        default: Double(bits)
        }
      case .bool, .text, .null: nil
      }
    }
  }

  /// Metrics in one message at most.
  public static let metricLimit = 10_000

  public var timestamp: UInt64?
  /// 0 to 255, and 0 again: one more with each message of the node.
  public var sequence: UInt64?
  public var metrics: [Metric]

  public init(timestamp: UInt64?, sequence: UInt64?, metrics: [Metric]) {
    self.timestamp = timestamp
    self.sequence = sequence
    self.metrics = metrics
  }
}

// MARK: - Reading

extension SparkplugPayload {
  /// - Throws: `RefusalReason.malformed` when the bytes are no payload, `.tooLarge` for too many metrics.
  public init(_ data: Data) throws(RefusalReason) {
    self.init(timestamp: nil, sequence: nil, metrics: [])
    var reader = ProtobufReader(data)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, .varint(let number)): timestamp = number
      case (2, .bytes(let bytes)):
        guard metrics.count < Self.metricLimit else { throw .tooLarge }
        metrics.append(try Metric(bytes))
      case (3, .varint(let number)): sequence = number
      default: break
      }
    }
  }
}

extension SparkplugPayload.Metric {
  fileprivate init(_ data: Data) throws(RefusalReason) {
    self.init(value: .null)
    var isNull = false
    var reader = ProtobufReader(data)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let bytes)): name = try Self.text(bytes)
      case (2, .varint(let number)): alias = number
      case (3, .varint(let number)): timestamp = number
      case (4, .varint(let number)): datatype = UInt32(truncatingIfNeeded: number)
      case (5, .varint(let number)): isHistorical = number != 0
      case (7, .varint(let number)): isNull = number != 0
      case (10, .varint(let number)), (11, .varint(let number)): value = .unsigned(number)
      case (12, .fixed32(let bits)): value = .float(Float(bitPattern: bits))
      case (13, .fixed64(let bits)): value = .double(Double(bitPattern: bits))
      case (14, .varint(let number)): value = .bool(number != 0)
      case (15, .bytes(let bytes)): value = .text(try Self.text(bytes))
      default: break
      }
    }
    if isNull { value = .null }
  }

  private static func text(_ bytes: Data) throws(RefusalReason) -> String {
    guard let text = String(data: bytes, encoding: .utf8) else { throw .malformed }
    return text
  }
}

// MARK: - Writing

extension SparkplugPayload {
  public var data: Data {
    var writer = ProtobufWriter()
    if let timestamp { writer.varint(1, timestamp) }
    for metric in metrics { writer.bytes(2, metric.data) }
    if let sequence { writer.varint(3, sequence) }
    return writer.data
  }
}

extension SparkplugPayload.Metric {
  fileprivate var data: Data {
    var writer = ProtobufWriter()
    if let name { writer.bytes(1, Data(name.utf8)) }
    if let alias { writer.varint(2, alias) }
    if let timestamp { writer.varint(3, timestamp) }
    if let datatype { writer.varint(4, UInt64(datatype)) }
    if isHistorical { writer.varint(5, 1) }
    switch value {
    case .null: writer.varint(7, 1)
    case .unsigned(let number):
      // 64-bit types have a field of their own.
      writer.varint(datatype == 4 || datatype == 8 ? 11 : 10, number)
    case .float(let number): writer.fixed32(12, number.bitPattern)
    case .double(let number): writer.fixed64(13, number.bitPattern)
    case .bool(let flag): writer.varint(14, flag ? 1 : 0)
    case .text(let text): writer.bytes(15, Data(text.utf8))
    }
    return writer.data
  }
}
