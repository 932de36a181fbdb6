import FloorCore
public import FloorModel
import Foundation
import Synchronization

/// Keeps everything that reached the floor, telemetry too, for as long as its bounds allow, so that a bad hour can be
/// replayed.
///
/// Numbered files in `recorder/`, the oldest of which is deleted when all are too large or it is too old. Nothing waits
/// for the disk (no fsync): a crash of the machine may take the last seconds, a crash of the daemon takes none that
/// were recorded. Every file says what it is and can be read by itself; a torn end loses no more than the torn batch.
public final class FlightRecorder: Sendable {
  /// How much is kept.
  public struct Bounds: Equatable, Sendable {
    /// All files together.
    public var bytes: Int
    /// From a file's last event to the newest event.
    public var age: Span
    /// One file is about this large; the ring forgets in steps of this.
    public var segmentBytes: Int

    public init(bytes: Int = 2 << 30, age: Span = .hours(72), segmentBytes: Int = 64 << 20) {
      precondition(segmentBytes > 0 && bytes >= 2 * segmentBytes, "a ring needs at least two segments")
      self.bytes = bytes
      self.age = age
      self.segmentBytes = segmentBytes
    }
  }

  let directory: String
  let site: UInt64
  private let bounds: Bounds
  private let state: Mutex<RecorderState>

  /// Opens the ring in a data directory, or begins one. Always begins a new segment.
  ///
  /// - Throws: `JournalError.cannotOpen`, `.readOnly` or `.diskFull` when the directory cannot be made.
  public init(directory: String, site: UInt64, bounds: Bounds = Bounds()) throws(JournalError) {
    let ring = RecorderFiles.ring(directory)
    self.directory = ring
    self.site = site
    self.bounds = bounds
    if mkdir(ring, 0o755) != 0 && errno != EEXIST { throw JournalError(errno: errno, path: ring) }
    state = Mutex(RecorderState(segments: RecorderFiles.list(ring)))
  }

  /// Writes a batch. An event has left the process when this returns.
  ///
  /// - Throws: `JournalError.diskFull` and the like. The recorder is then as before and can be tried again; the floor
  ///   goes on without it.
  public func record(_ events: [Recorded]) throws(JournalError) {
    guard !events.isEmpty else { return }
    try state.withLock { (state) throws(JournalError) in
      try state.write(events, in: directory, site: site, bounds: bounds)
    }
  }

  /// Bytes that all files take.
  public var size: Int { state.withLock { $0.segments.reduce(0) { $0 + $1.bytes } } }
}

/// What the recorder knows of its files, and the one that it writes to.
struct RecorderState: ~Copyable {
  private(set) var segments: [RecorderFiles.Segment]
  private var descriptor: Int32 = -1
  private let sink = ByteSink(capacity: 1 << 16)

  init(segments: [RecorderFiles.Segment]) { self.segments = segments }

  deinit { if descriptor >= 0 { close(descriptor) } }

  mutating func write(
    _ events: [Recorded], in directory: String, site: UInt64, bounds: FlightRecorder.Bounds
  ) throws(JournalError) {
    sink.removeAll()
    do { try SegmentFrame.write(events, to: sink) } catch {
      throw .notEncodable(entry: 0, reason: "\(error)")
    }
    guard sink.count <= SegmentFrame.payloadLimit else {
      throw .entryTooLarge(entry: 0, bytes: sink.count, limit: SegmentFrame.payloadLimit)
    }
    if descriptor < 0 || segments[segments.count - 1].bytes >= bounds.segmentBytes {
      try begin(in: directory, site: site)
    }
    try append(sink.bytes)
    let current = segments.count - 1
    let newest = events.reduce(segments[current].last ?? events[0].at) { max($0, $1.at) }
    segments[current].last = newest
    forget(beyond: bounds, newest: newest)
  }

  private mutating func begin(in directory: String, site: UInt64) throws(JournalError) {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    let number = (segments.last?.number ?? 0) + 1
    let path = RecorderFiles.path(directory, number)
    let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw JournalError(errno: errno, path: path) }
    descriptor = opened
    segments.append(RecorderFiles.Segment(number: number, path: path, bytes: 0, last: nil))
    let header = SegmentHeader(site: site).sink
    defer { withExtendedLifetime(header) {} }
    do throws(JournalError) { try append(header.bytes) } catch {
      close(descriptor)
      descriptor = -1
      segments.removeLast()
      unlink(path)
      throw error
    }
  }

  /// All of it or none: what a full disk took in part is cut off again.
  private mutating func append(_ bytes: UnsafeRawBufferPointer) throws(JournalError) {
    let current = segments.count - 1
    var written = 0
    while written < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let error = JournalError(errno: errno, path: segments[current].path)
        ftruncate(descriptor, segments[current].bytes)
        lseek(descriptor, segments[current].bytes, SEEK_SET)
        throw error
      }
      written += count
    }
    segments[current].bytes += written
  }

  private mutating func forget(beyond bounds: FlightRecorder.Bounds, newest: Instant) {
    var total = segments.reduce(0) { $0 + $1.bytes }
    while segments.count > 1, let oldest = segments.first {
      let isOld = oldest.last.map { newest - $0 > bounds.age } ?? false
      guard total > bounds.bytes || isOld else { return }
      unlink(oldest.path)
      total -= oldest.bytes
      segments.removeFirst()
    }
  }
}
