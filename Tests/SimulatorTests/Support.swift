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
