import FloorCore
import FloorModel
import Foundation

/// How a segment begins: what it is, in which layout, and whose.
struct SegmentHeader: Equatable {
  static let magic = Array("DROVREC1".utf8)
  /// Bytes that a header takes in the file.
  static let size = 8 + 4 + 8 + 8
  /// Counts incompatible changes of a segment's layout or of `Event`. Every earlier one is still read.
  static let format: UInt32 = 2

  var site: UInt64
  var format = Self.format

  var sink: ByteSink {
    let sink = ByteSink(capacity: Self.size)
    Self.magic.withUnsafeBytes { sink.append(contentsOf: $0) }
    sink.append(fixed: format)
    sink.append(fixed: site)
    var sum = Checksum()
    sum.add(sink.bytes)
    sink.append(fixed: sum.value)
    return sink
  }

  init(site: UInt64) { self.site = site }

  /// Nil when the bytes are no segment's beginning.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.size, Array(bytes[..<8]) == Self.magic else { return nil }
    let (site, format, found) = bytes.withUnsafeBytes {
      (
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 12, as: UInt64.self)),
        UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self)),
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 20, as: UInt64.self))
      )
    }
    var sum = Checksum()
    bytes.withUnsafeBytes { sum.add(UnsafeRawBufferPointer(rebasing: $0[..<20])) }
    guard sum.value == found else { return nil }
    self.site = site
    self.format = format
  }
}

/// A batch of events in a segment: length, checksum, first and last instant, then the events.
enum SegmentFrame {
  /// Bytes of length, checksum and instants.
  static let headerSize = 4 + 8 + 8 + 8
  /// Bytes that one frame's events may take; a longer length in a file is damage.
  static let payloadLimit = 16 << 20

  struct Header {
    var size: Int
    var checksum: UInt64
    var first: Instant
    var last: Instant
  }

  static func write(_ events: [Recorded], to sink: ByteSink) throws {
    let start = sink.count
    sink.append(fixed: UInt32(0))
    sink.append(fixed: UInt64(0))
    sink.append(fixed: UInt64(bitPattern: events.map(\.at).min()!.milliseconds))
    sink.append(fixed: UInt64(bitPattern: events.map(\.at).max()!.milliseconds))
    let encoding = BinaryEncoding(sink)
    var previous: Int64 = 0
    for event in events {
      sink.append(signed: event.at.milliseconds - previous)
      previous = event.at.milliseconds
      try event.input.write(to: encoding)
    }
    sink.replace(fixed: UInt32(sink.count - start - headerSize), at: start)
    sink.replace(fixed: checksum(of: UnsafeRawBufferPointer(rebasing: sink.bytes[(start + 12)...])), at: start + 4)
  }

  private static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum = Checksum()
    sum.add(bytes)
    return sum.value
  }

  static func header(_ bytes: UnsafeRawBufferPointer) -> Header {
    let decoding = BinaryDecoding(bytes)
    let size = (try? decoding.fixed(UInt32.self)) ?? 0
    let checksum = (try? decoding.fixed(UInt64.self)) ?? 0
    let first = (try? decoding.fixed(UInt64.self)) ?? 0
    let last = (try? decoding.fixed(UInt64.self)) ?? 0
    return Header(
      size: Int(size), checksum: checksum, first: Instant(milliseconds: Int64(bitPattern: first)),
      last: Instant(milliseconds: Int64(bitPattern: last)))
  }

  /// - Parameter frame: the whole frame, header included.
  /// - Returns: its events, or nil when the frame is not what was written.
  static func events(_ frame: UnsafeRawBufferPointer, format: UInt32) -> [Recorded]? {
    guard checksum(of: UnsafeRawBufferPointer(rebasing: frame[12...])) == header(frame).checksum else { return nil }
    let decoding = BinaryDecoding(UnsafeRawBufferPointer(rebasing: frame[headerSize...]))
    var events: [Recorded] = []
    var previous: Int64 = 0
    while decoding.bytesLeft > 0 {
      guard let step = try? decoding.signed(Int64.self),
        let input = try? Recorded.Input.read(decoding, format: format)
      else { return nil }
      previous &+= step
      events.append(Recorded(at: Instant(milliseconds: previous), input))
    }
    return events
  }
}
