public import FloorModel
import Foundation

/// What a flight recorder has kept of a span of time, in the order in which it was recorded. Read segment by segment,
/// so an hour need not fit into memory.
///
/// Damage ends a segment's part, never the whole: `notes` says afterwards what could not be read.
public final class Recording: Sequence, IteratorProtocol {
  /// What was passed over, in sentences for the operator. Complete when the last event has been taken.
  public private(set) var notes: [String] = []

  private let site: UInt64
  private let from: Instant
  private let until: Instant
  private var paths: ArraySlice<String>
  private var current: (path: String, reader: SegmentReader)?
  private var buffer: ArraySlice<Recorded> = []

  /// - Parameters:
  ///   - directory: the data directory; the daemon may be writing to it.
  ///   - site: segments of another site are passed over and noted.
  ///   - from, until: both inclusive.
  public convenience init(directory: String, site: UInt64, from: Instant, until: Instant) {
    self.init(paths: RecorderFiles.paths(RecorderFiles.ring(directory)), site: site, from: from, until: until)
  }

  init(paths: [String], site: UInt64, from: Instant, until: Instant) {
    self.paths = paths[...]
    self.site = site
    self.from = from
    self.until = until
  }

  /// The segments of a data directory, the oldest first.
  public static func files(directory: String) -> [String] { RecorderFiles.paths(RecorderFiles.ring(directory)) }

  public func next() -> Recorded? {
    while true {
      if let event = buffer.popFirst() { return event }
      guard current != nil || openNext() else { return nil }
      if let events = current?.reader.events(from: from, until: until) {
        buffer = events[...]
      } else {
        if let damage = current?.reader.damage { notes.append("\(current!.path): \(damage)") }
        current = nil
      }
    }
  }

  private func openNext() -> Bool {
    while let path = paths.popFirst() {
      guard let reader = SegmentReader(path: path) else {
        notes.append("\(path) is not a segment of a flight recorder")
        continue
      }
      if reader.header.site != site {
        notes.append("\(path) belongs to the site with fingerprint \(String(reader.header.site, radix: 16))")
      } else if reader.header.format > SegmentHeader.format {
        notes.append("\(path) was written by a newer Drover (format \(reader.header.format))")
      } else {
        current = (path, reader)
        return true
      }
    }
    return false
  }
}

extension FlightRecorder {
  /// What is kept of a span of time, both ends inclusive.
  public func read(from: Instant, until: Instant) -> Recording {
    Recording(directory: (directory as NSString).deletingLastPathComponent, site: site, from: from, until: until)
  }
}
