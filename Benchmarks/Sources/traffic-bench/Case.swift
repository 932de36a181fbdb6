import FloorModel
import Foundation
import Traffic

/// One problem and the most that can be had in it: tasks a step if no unit ever hindered another.
struct Case {
  var name: String
  var map: String
  var agents: String
  var units: Int
  var bound: Double

  static let all = [
    Case(name: "small-100", map: "warehouse_small", agents: "warehouse_small_100", units: 100, bound: 2.93),
    Case(name: "small-200", map: "warehouse_small", agents: "warehouse_small_200", units: 200, bound: 5.98),
    Case(name: "small-400", map: "warehouse_small", agents: "warehouse_small_400", units: 400, bound: 11.9),
    Case(name: "large-2000", map: "warehouse_large", agents: "warehouse_large_4000", units: 2000, bound: 7.82),
    Case(name: "large-4000", map: "warehouse_large", agents: "warehouse_large_4000", units: 4000, bound: 15.4),
    Case(name: "large-10000", map: "warehouse_large", agents: "warehouse_large_4000", units: 10000, bound: 38.7),
    Case(name: "sortation-2000", map: "sortation_large", agents: "sortation_large_2000", units: 2000, bound: 7.49),
    Case(name: "sortation-10000", map: "sortation_large", agents: "sortation_large_2000", units: 10000, bound: 38.0),
  ]

  func run(_ settings: Settings) throws -> Report {
    let instance = try LeagueInstance(folder: settings.folder, map: map, agents: agents, units: units)
    let terrain = Terrain(grid: instance.grid)
    var planner = FlowPlanner(options: settings.options)
    var checker = TrafficChecker()
    checker.allowsRings = settings.options.allowsRings
    var done = [Int](repeating: 0, count: units)
    var vehicles = instance.starts.enumerated().map { unit, cell in
      Vehicle(cell: cell, heading: .east, goal: Goal(cell: instance.task(0, of: unit)))
    }
    var report = Report(name: name, bound: bound, steps: settings.steps)
    for _ in 0..<settings.steps {
      let start = ContinuousClock.now
      let moves = planner.steps(
        for: vehicles, on: terrain, budget: PlanningBudget(iterations: settings.iterations))
      report.times.append((ContinuousClock.now - start) / .milliseconds(1))
      if settings.checks { report.violations += checker.violations(of: moves, for: vehicles, on: terrain).count }
      for unit in vehicles.indices {
        vehicles[unit].move(moves[unit], on: instance.grid)
        guard vehicles[unit].cell == vehicles[unit].goal.cell else { continue }
        done[unit] += 1
        vehicles[unit].goal = Goal(cell: instance.task(done[unit], of: unit))
      }
      report.perStep.append(done.reduce(0, +))
    }
    return report
  }
}

extension Vehicle {
  mutating func move(_ step: Step, on grid: Grid) {
    switch step {
    case .wait: break
    case .forward: cell = grid.step(from: cell, heading) ?? cell
    case .turnRight: heading = heading.right
    case .turnLeft: heading = heading.left
    }
  }
}

/// What came of one run.
struct Report {
  var name: String
  var bound: Double
  var steps: Int
  var times: [Double] = []
  var perStep: [Int] = []
  var violations = 0

  static let header =
    "case               tasks/step  % of bound   2nd half   ms p50     p99     max   peak MiB  violations"

  var line: String {
    let sorted = times.sorted()
    let rate = Double(perStep.last ?? 0) / Double(steps)
    let half = perStep.count / 2
    let late = Double((perStep.last ?? 0) - perStep[max(0, half - 1)]) / Double(steps - half)
    func column(_ value: Double, _ width: Int, _ digits: Int) -> String {
      let text = String(format: "%.\(digits)f", value)
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return name.padding(toLength: 18, withPad: " ", startingAt: 0) + column(rate, 11, 3)
      + column(rate / bound * 100, 12, 1) + column(late, 11, 3) + column(sorted[sorted.count / 2], 9, 2)
      + column(sorted[sorted.count * 99 / 100], 8, 2) + column(sorted[sorted.count - 1], 8, 1)
      + column(Double(Self.peakMemory), 11, 0) + column(Double(violations), 12, 0)
  }

  /// The most memory that this process ever held, MiB (of all cases so far).
  private static var peakMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) / 1024
  }
}
