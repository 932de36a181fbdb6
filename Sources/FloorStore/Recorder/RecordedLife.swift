public import FloorModel
import Foundation

/// The part of a recording that one process made, from its start on.
public struct RecordedLife: Equatable, Sendable {
  /// The process began with the books as they were after this entry; nil: the ring has forgotten its beginning.
  public var entry: Int64?
  /// The first and the last instant that are kept of it.
  public var from: Instant
  public var until: Instant
  /// Its segments, by their numbers.
  var segments: ClosedRange<Int>
}

extension Recording {
  /// The processes of which a data directory keeps something, the earliest first. Every process begins a segment.
  public static func lives(directory: String, site: UInt64) -> [RecordedLife] {
    var lives: [RecordedLife] = []
    for segment in RecorderFiles.list(RecorderFiles.ring(directory)) {
      guard var reader = SegmentReader(path: segment.path), reader.header.site == site,
        let first = reader.events(from: .distantPast, until: .distantFuture)?.first
      else { continue }
      let last = segment.last ?? first.at
      if case .began(let entry) = first.input {
        lives.append(
          RecordedLife(entry: entry, from: first.at, until: last, segments: segment.number...segment.number))
      } else if let open = lives.indices.last {
        lives[open].until = Swift.max(lives[open].until, last)
        lives[open].segments = lives[open].segments.lowerBound...segment.number
      } else {
        lives.append(
          RecordedLife(entry: nil, from: first.at, until: last, segments: segment.number...segment.number))
      }
    }
    return lives
  }

  /// All that is kept of one process, up to an instant.
  public convenience init(directory: String, site: UInt64, life: RecordedLife, until: Instant? = nil) {
    let ring = RecorderFiles.ring(directory)
    let paths = life.segments.map { RecorderFiles.path(ring, $0) }
    self.init(
      paths: paths.filter { FileManager.default.fileExists(atPath: $0) }, site: site, from: .distantPast,
      until: until ?? .distantFuture)
  }
}

extension Instant {
  static let distantPast = Instant(milliseconds: .min)
  static let distantFuture = Instant(milliseconds: .max)
}
