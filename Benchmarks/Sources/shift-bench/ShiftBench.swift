import FloorConfig
import FloorModel
import Foundation
import Simulators

/// How many times faster than real time a shift runs on one core, and what an event costs. Median of several runs of the
/// demo site; typed messages, then through the codecs.
@main
struct ShiftBench {
  static func main() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
    let site = try SiteReader.read(path: root.appendingPathComponent("Config/sites/demo.yaml").standardized.path)
    let hours = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 8
    print("demo site, \(hours) h, release, median of 3 runs")
    print("messages   events      wall s   × real time   µs an event   trace")
    for isWired in [false, true] {
      // A tenth of the time is enough where each message is written and read as JSON.
      let length = isWired ? hours / 8 : hours
      let runs = try (0..<3).map { _ in try run(site, hours: length, isWired: isWired) }.sorted { $0.wall < $1.wall }
      let median = runs[1]
      print(
        String(
          format: "%@   %8d   %9.2f   %11.0f   %11.1f   %@", isWired ? "wire    " : "typed   ", median.events,
          median.wall,
          length * 3600 / median.wall, median.wall * 1e6 / Double(median.events), median.hash))
    }
  }

  private static func run(
    _ site: Site, hours: Double, isWired: Bool
  ) throws -> (events: Int64, wall: Double, hash: String) {
    var options = ShiftOptions(seed: 7, duration: .hours(hours))
    options.isWired = isWired
    let shift = try VirtualShift(site: site, options: options)
    let start = Date()
    shift.run()
    return (shift.recorder.report.events, Date().timeIntervalSince(start), shift.hash.description)
  }
}
