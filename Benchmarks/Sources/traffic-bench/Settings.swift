import Foundation
import Traffic

/// What the command line asks for.
struct Settings {
  var folder = "../../shared/anchors/traffic"
  var steps = 1000
  /// If given, for all cases.
  var iterations: Int?
  var checks = true
  /// Whether to find out what nothing could exceed, which takes up to minutes, rather than to go by what was found for 1,000 steps.
  var worksOutBound = false
  var cases = Case.all.map(\.name)
  var options = FlowPlanner.Options()

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
      case "--set": set(rest.popFirst() ?? "")
      default: print("not understood: \(name)")
      }
    }
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
