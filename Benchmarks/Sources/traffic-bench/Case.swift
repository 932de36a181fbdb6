import FloorModel
import Foundation
import League
import Traffic

/// One problem and the most that can be had in it: tasks a step if no unit ever hindered another.
struct Case {
  var name: String
  var map: String
  var agents: String
  var units: Int
  /// Tasks a step that nothing could exceed in 1,000 steps, as `FreeFloor` works it out; nil where nobody has.
  var bound: Double?
  /// What the issue asks for, in tasks a step.
  var goal: Double?
  /// Tries to improve a step, unless the command line says otherwise.
  var iterations = 0
  /// Units carry pods from their places to stations and back.
  var hasPods = false
  /// How likely a unit is to be held up in a step, in thousandths.
  var delays = 0

  static let all =
    [
      Case(
        name: "small-100", map: "warehouse_small", agents: "warehouse_small_100", units: 100, bound: 2.932, goal: 2.65,
        iterations: 1000),
      Case(
        name: "small-200", map: "warehouse_small", agents: "warehouse_small_200", units: 200, bound: 5.975, goal: 4.6,
        iterations: 1000),
      Case(
        name: "small-400", map: "warehouse_small", agents: "warehouse_small_400", units: 400, bound: 11.882, goal: 4.2,
        iterations: 1000),
      Case(
        name: "large-2000", map: "warehouse_large", agents: "warehouse_large_4000", units: 2000, bound: 7.682,
        goal: 7.585, iterations: 4000),
      Case(
        name: "large-4000", map: "warehouse_large", agents: "warehouse_large_4000", units: 4000, bound: 15.357,
        goal: 14.94, iterations: 4000),
      Case(
        name: "large-10000", map: "warehouse_large", agents: "warehouse_large_4000", units: 10000, bound: 39.834,
        goal: 35.6, iterations: 8000),
      Case(
        name: "sortation-2000", map: "sortation_large", agents: "sortation_large_2000", units: 2000, bound: 7.743,
        goal: 7.415, iterations: 2000),
      Case(
        name: "sortation-10000", map: "sortation_large", agents: "sortation_large_2000", units: 10000, bound: 40.389,
        goal: 36.1, iterations: 8000),
    ] + delayed + pods

  /// The same instance undisturbed and with two rates of delays, to be compared with each other.
  private static let delayed = [0, 3, 10].map { delays in
    Case(
      name: "delays-\(delays)", map: "warehouse_small", agents: "warehouse_small_100", units: 100, bound: 2.932,
      iterations: 200, delays: delays)
  }

  private static let pods = [(20, 0), (60, 0), (60, 3), (60, 10), (150, 0)].map { units, delays in
    Case(
      name: "pods-\(units)" + (delays > 0 ? "-delays-\(delays)" : ""), map: "fc_demo", agents: "fc_demo_\(units)",
      units: units, iterations: 2 * units, hasPods: true, delays: delays)
  }

  func run(_ settings: Settings) throws -> Report {
    let instance = try LeagueInstance(
      folder: settings.folder, map: map, agents: agents, units: units, hasPods: hasPods)
    var world = try World(instance, hasPods: hasPods)
    var planner = FlowPlanner(options: settings.options)
    var checker = TrafficChecker()
    checker.allowsRings = settings.options.allowsRings
    var holdups = Holdups(units: units, thousandths: delays)
    var report = Report(self, steps: settings.steps)
    if settings.worksOutBound, !hasPods {
      var freeFloor = FreeFloor(instance, turns: settings.motion == .turning)
      report.bound = Double(freeFloor.tasks(within: settings.steps)) / Double(settings.steps)
    }
    let budget = PlanningBudget(iterations: settings.iterations ?? iterations)
    var fourWay = settings.motion == .fourWay ? FourWayPlanner(options: settings.options) : nil
    Report.forgetPeakMemory()
    for _ in 0..<settings.steps {
      let start = Report.processorTime
      let drives = fourWay?.drives(for: world.vehicles, on: world.terrain, budget: budget)
      var moves =
        drives.map { world.face($0) } ?? planner.steps(for: world.vehicles, on: world.terrain, budget: budget)
      report.times.append(Report.processorTime - start)
      holdups.strike(&moves, world)
      if settings.checks {
        report.violations += checker.violations(of: moves, for: world.vehicles, on: world.terrain).count
      }
      world.drive(moves)
      report.perStep.append(world.finished)
    }
    report.peakMemory = Report.peakMemoryNow
    return report
  }
}
