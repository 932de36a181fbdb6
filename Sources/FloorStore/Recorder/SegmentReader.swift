import FloorModel
import Foundation

/// Reads one segment frame by frame. A segment that is deleted meanwhile can be read to its end.
struct SegmentReader {
  let header: SegmentHeader
  /// Why reading ended before the end of the file, in words; nil when it did not.
  private(set) var damage: String?
  private let file: OpenFile
  private var offset = SegmentHeader.size

  /// Nil when the file is no segment or is not there.
  init?(path: String) {
    guard let file = OpenFile(path: path), let bytes = file.read(SegmentHeader.size, at: 0) else { return nil }
    guard let header = SegmentHeader(bytes) else { return nil }
    self.file = file
    self.header = header
  }

  /// The newest event's instant, from the frames' headers alone.
  func lastInstant() -> Instant? {
    var copy = self
    var last: Instant?
    while let frame = copy.nextHeader() {
      last = max(last ?? frame.last, frame.last)
      copy.offset += SegmentFrame.headerSize + frame.size
    }
    return last
  }

  /// The events within the span of the next frame that touches it, or nil at the end.
  mutating func events(from: Instant, until: Instant) -> [Recorded]? {
    while let frame = nextHeader() {
      let start = offset
      offset += SegmentFrame.headerSize + frame.size
      guard frame.last >= from && frame.first <= until else { continue }
      let bytes = file.read(SegmentFrame.headerSize + frame.size, at: start)
      guard let events = bytes?.withUnsafeBytes({ SegmentFrame.events($0, format: header.format) }) else {
        damage = "the batch of events at byte \(start) is damaged"
        return nil
      }
      return events.filter { $0.at >= from && $0.at <= until }
    }
    return nil
  }

  /// Nil at the end of the file, and where the file ends within a frame.
  private mutating func nextHeader() -> SegmentFrame.Header? {
    let left = file.size - offset
    guard left > 0 else { return nil }
    guard
      let bytes = file.read(SegmentFrame.headerSize, at: offset),
      case let frame = bytes.withUnsafeBytes({ SegmentFrame.header($0) }),
      frame.size <= SegmentFrame.payloadLimit, frame.size <= left - SegmentFrame.headerSize
    else {
      damage = "its last \(left) bytes are torn"
      return nil
    }
    return frame
  }
}

/// A file for reading, with the size that it had when it was opened.
private final class OpenFile {
  let size: Int
  private let descriptor: Int32

  init?(path: String) {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return nil }
    descriptor = opened
    var info = stat()
    size = fstat(opened, &info) == 0 ? Int(info.st_size) : 0
  }

  deinit { close(descriptor) }

  /// Nil when the file is shorter.
  func read(_ count: Int, at offset: Int) -> [UInt8]? {
    guard offset + count <= size else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
    }
    return bytes.count == count ? bytes : nil
  }
}
