public import FloorCore
public import Foundation
import SwiftProtobuf

/// The body of every Sparkplug B message but STATE: the part of `org.eclipse.tahu.protobuf.Payload` that sensors use.
///
/// The code of `Sparkplug.pb.swift` is made from `Sparkplug.proto`, which says how. Fields that are not known there are stepped
/// over, as protobuf asks of its readers.
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

// MARK: - On the wire

extension SparkplugPayload {
  /// - Throws: `RefusalReason.malformed` when the bytes are no payload, `.tooLarge` for too many metrics.
  public init(_ data: Data) throws(RefusalReason) {
    guard let wire = try? WirePayload(serializedBytes: data) else { throw .malformed }
    guard wire.metrics.count <= Self.metricLimit else { throw .tooLarge }
    self.init(
      timestamp: wire.hasTimestamp ? wire.timestamp : nil, sequence: wire.hasSeq ? wire.seq : nil,
      metrics: wire.metrics.map { Metric($0) })
  }

  public var data: Data {
    var wire = WirePayload()
    if let timestamp { wire.timestamp = timestamp }
    if let sequence { wire.seq = sequence }
    wire.metrics = metrics.map(\.wire)
    do {
      return try wire.serializedData()
    } catch {
      preconditionFailure("a message without required fields can always be written: \(error)")
    }
  }
}

extension SparkplugPayload.Metric {
  fileprivate init(_ wire: WirePayload.Metric) {
    self.init(
      name: wire.hasName ? wire.name : nil, alias: wire.hasAlias ? wire.alias : nil,
      timestamp: wire.hasTimestamp ? wire.timestamp : nil, datatype: wire.hasDatatype ? wire.datatype : nil,
      isHistorical: wire.isHistorical, value: .null)
    guard !wire.isNull else { return }
    switch wire.value {
    case .intValue(let number): value = .unsigned(UInt64(number))
    case .longValue(let number): value = .unsigned(number)
    case .floatValue(let number): value = .float(number)
    case .doubleValue(let number): value = .double(number)
    case .booleanValue(let flag): value = .bool(flag)
    case .stringValue(let text): value = .text(text)
    case nil: break
    }
  }

  fileprivate var wire: WirePayload.Metric {
    var wire = WirePayload.Metric()
    if let name { wire.name = name }
    if let alias { wire.alias = alias }
    if let timestamp { wire.timestamp = timestamp }
    if let datatype { wire.datatype = datatype }
    if isHistorical { wire.isHistorical = true }
    switch value {
    case .null: wire.isNull = true
    // 64-bit types have a field of their own.
    case .unsigned(let number) where datatype == 4 || datatype == 8: wire.longValue = number
    case .unsigned(let number): wire.intValue = UInt32(truncatingIfNeeded: number)
    case .float(let number): wire.floatValue = number
    case .double(let number): wire.doubleValue = number
    case .bool(let flag): wire.booleanValue = flag
    case .text(let text): wire.stringValue = text
    }
    return wire
  }
}
