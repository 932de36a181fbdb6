import Foundation
import Traffic

/// What the command line asks for.
struct Settings {
  var folder = "../../shared/anchors/traffic"
  var steps = 1000
  /// If given, for all cases.
  var iterations: Int?
  var checks = true
  var motion = Motion.turning
  /// Whether to find out what nothing could exceed, which takes up to minutes, rather than to go by what was found for 1,000 steps.
  var worksOutBound = false
  var cases = Case.all.map(\.name)
  var options = FlowPlanner.Options()

  /// How units get about.
  enum Motion: String {
    case turning
    case fourWay = "four-way"
  }

  init(arguments: [String]) {
    options.allowsRings = true
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--no-check": checks = false
      case "--bounds": worksOutBound = true
      case "--no-rings": options.allowsRings = false
      case "--folder": folder = rest.popFirst() ?? folder
      case "--steps": steps = rest.popFirst().flatMap { Int($0) } ?? steps
      case "--iterations": iterations = rest.popFirst().flatMap { Int($0) } ?? iterations
      case "--case": cases = rest.popFirst()?.split(separator: ",").map { String($0) } ?? cases
      case "--motion": setMotion(rest.popFirst() ?? "")
      case "--set": set(rest.popFirst() ?? "")
      default: print("not understood: \(name)")
      }
    }
  }

  private mutating func setMotion(_ name: String) {
    guard let motion = Motion(rawValue: name) else { return print("no motion \(name): turning or four-way") }
    self.motion = motion
  }

  private mutating func set(_ assignment: String) {
    let parts = assignment.split(separator: "=")
    guard parts.count == 2, let value = Int(parts[1]) else { return print("not understood: \(assignment)") }
    switch parts[0] {
    case "lookahead": options.lookahead = value
    case "patience": options.patience = value
    case "contraflow": options.contraflow = value
    case "avoidance": options.avoidance = value
    case "foresight": options.foresight = value
    case "renewal": options.renewal = value
    case "whole": options.wholeFieldCells = value
    case "cacheMiB": options.cacheBytes = value << 20
    default: print("no option \(parts[0])")
    }
  }
}
