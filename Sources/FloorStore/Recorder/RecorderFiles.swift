import FloorModel
import Foundation

/// The files of a ring, oldest first.
enum RecorderFiles {
  struct Segment: Equatable {
    var number: Int
    var path: String
    var bytes: Int
    /// Its newest event; nil when it holds none.
    var last: Instant?
  }

  /// Where a data directory has its ring.
  static func ring(_ data: String) -> String { (data as NSString).appendingPathComponent("recorder") }

  static func path(_ directory: String, _ number: Int) -> String {
    let digits = String(number)
    return directory + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".rec"
  }

  private static func numbers(_ directory: String) -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.compactMap { $0.hasSuffix(".rec") ? Int($0.dropLast(4)) : nil }.sorted()
  }

  static func paths(_ directory: String) -> [String] { numbers(directory).map { path(directory, $0) } }

  static func list(_ directory: String) -> [Segment] {
    numbers(directory).map { number in
      let path = path(directory, number)
      var info = stat()
      let bytes = stat(path, &info) == 0 ? Int(info.st_size) : 0
      return Segment(number: number, path: path, bytes: bytes, last: SegmentReader(path: path)?.lastInstant())
    }
  }
}
