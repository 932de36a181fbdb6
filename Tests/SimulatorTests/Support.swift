import FloorConfig
import FloorCore
import FloorModel
import Foundation
import Simulators
import Testing

/// The package's files, and what lies beside it.
enum Package {
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  static func site(_ name: String) throws -> Site {
    try SiteReader.read(path: root.appendingPathComponent("Config/sites/\(name).yaml").path)
  }

  /// Real data kept beside the repository; nil, with the reason printed, where it is absent.
  static func anchor(_ path: String) -> String? {
    let full = root.appendingPathComponent("../shared/anchors/\(path)").path
    if FileManager.default.fileExists(atPath: full) { return full }
    print("skipped: no \(path) among the anchors beside the repository")
    return nil
  }
}

extension VirtualShift {
  /// A shift that has been run to its end.
  static func run(
    _ site: Site, seed: UInt64, _ duration: Span, _ change: (inout ShiftOptions) -> Void = { _ in }
  ) throws -> VirtualShift {
    var options = ShiftOptions(seed: seed, duration: duration)
    change(&options)
    let shift = try VirtualShift(site: site, options: options)
    shift.run()
    return shift
  }

  var shipped: Int { recorder.report.orders.shippedOnTime + recorder.report.orders.shippedLate }
}

/// What every shift owes, whatever the network or the daemon went through.
func expectSound(_ shift: VirtualShift, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let report = shift.recorder.report
  #expect(report.violations == [], "\(comment)", sourceLocation: sourceLocation)
  #expect(report.collisions == 0, "\(comment)", sourceLocation: sourceLocation)
  let units = report.units
  #expect(
    units.initial + units.inbound == units.onHand + units.held + units.shipped + units.missing, "\(comment)",
    sourceLocation: sourceLocation)
}

/// What a shift owes once it has been calm for long enough: all is done, but for what stock does not allow.
func expectFinished(_ shift: VirtualShift, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let floor = shift.floor
  for id in floor.books.orders.indices where floor.books.orders[id].shippedAt == nil {
    let why = floor.why(order: ID(id))
    let lacksStock = why.state == "waiting" && why.reasons.first?.hasPrefix("needs ") == true
    #expect(lacksStock, "\(comment): \(why.subject) is \(why.state): \(why.reasons)", sourceLocation: sourceLocation)
  }
  #expect(floor.unansweredCount == 0, "\(comment)", sourceLocation: sourceLocation)
  for item in floor.books.items {
    let isDone = item.stage == .stowed || (item.stage == .held && item.verdict != .pass)
    #expect(isDone, "\(comment): \(item.plate) is \(item.stage)", sourceLocation: sourceLocation)
  }
}
