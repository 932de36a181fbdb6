import Cartons
import FloorModel
import Foundation

/// The packing anchors beside the repository: orders, reference answers, and other packers' sets.
struct Anchors {
  let folder: URL

  /// `../shared/anchors/packing` relative to the repository.
  init() {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    folder = root.deletingLastPathComponent().appendingPathComponent("shared/anchors/packing")
  }

  var isPresent: Bool { FileManager.default.fileExists(atPath: folder.appendingPathComponent("catalogue.json").path) }

  func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

  func rows(_ name: String) throws -> [[Substring]] {
    String(decoding: try data(name), as: UTF8.self).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  func lines<Value: Decodable>(_ name: String, as type: Value.Type) throws -> [Value] {
    try data(name).split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: Data($0)) }
  }
}

struct CatalogueEntry: Decodable {
  var id: String
  var inner: [Int32]
  var outer: [Int32]
  var tare_g: Int32
  var max_load_g: Int32
  var cost_cents: Int32

  var box: Box {
    Box(
      code: id, inner: Size3(length: inner[0], width: inner[1], height: inner[2]),
      outer: Size3(length: outer[0], width: outer[1], height: outer[2]), tare: tare_g, maxLoad: max_load_g,
      costCents: cost_cents)
  }
}

struct OrderEntry: Decodable {
  struct Item: Decodable {
    var id: Int
    var dims: [Int32]
    var weight_g: Int32
    var this_way_up: Bool
    var fragile: Bool
  }

  var id: String
  var stratum: String
  var items: [Item]

  var packItems: [PackItem] {
    items.map {
      PackItem(
        size: Size3(length: $0.dims[0], width: $0.dims[1], height: $0.dims[2]), mass: $0.weight_g,
        thisWayUp: $0.this_way_up, fragile: $0.fragile)
    }
  }
}

struct ReferenceEntry: Decodable {
  var id: String
  var parcels: Int
  var volume: Int64
  var proven: Bool
}

/// Order statistics of measured times.
struct Times {
  private(set) var microseconds: [Double] = []

  mutating func add(_ duration: Duration) {
    let parts = duration.components
    microseconds.append(Double(parts.seconds) * 1e6 + Double(parts.attoseconds) / 1e12)
  }

  func quantile(_ share: Double) -> Double {
    guard !microseconds.isEmpty else { return 0 }
    let sorted = microseconds.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  var total: Double { microseconds.reduce(0, +) }
}

/// Processor time of this thread: the machine is shared, and packing is one thread's work without waiting.
func processorTime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

func fixed(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }

func padded(_ text: String, _ width: Int) -> String {
  text.count >= width ? text : String(repeating: " ", count: width - text.count) + text
}
