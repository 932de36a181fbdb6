import ArgumentParser
import FloorConfig
import FloorModel
import Foundation
import Simulators

/// Two velocity plans on the same shifts.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Run the same shifts under two velocity plans and show what differs, with confidence intervals.",
    discussion: """
      Without --before, the floor does not know one product from another: every velocity is the mean. Without --after it
      knows the site's. Goods and orders are the same in both, drawn by the site's velocities.
      """)

  @Argument(help: "A site file, such as Config/sites/demo.yaml.")
  var site: String

  @Option(help: "Velocities that the floor goes by first: a CSV or NDJSON file. Without it: none.")
  var before: String?

  @Option(help: "Velocities that the floor goes by then. Without it: the site's own.")
  var after: String?

  @Option(help: "Shifts of each kind.")
  var seeds = 10

  @Option(help: "The first seed; the others follow.")
  var seed: UInt64 = 1

  @Option(help: "Length of each shift in hours.")
  var hours = 2.0

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  func validate() throws {
    guard hours > 0, hours <= 24 * 14 else { throw ValidationError("--hours takes more than 0 and at most 336.") }
    guard (2...1_000).contains(seeds) else { throw ValidationError("--seeds takes from 2 to 1000.") }
  }

  func run() async throws {
    let site = try Sites.read(site)
    let mean = site.velocity.reduce(0, +) / Double(max(1, site.velocity.count))
    let blind = Array(repeating: mean, count: site.velocity.count)
    let plans = (try before.map { try plan($0, site) } ?? blind, try after.map { try plan($0, site) } ?? site.velocity)
    let numbers = (0..<UInt64(seeds)).map { seed &+ $0 }
    var pairs: [(before: ShiftReport, after: ShiftReport)] = []
    for number in numbers {
      pairs.append((try report(site, number, plans.0), try report(site, number, plans.1)))
      if !json { say("seed \(number) done") }
    }
    let comparison = ShiftComparison(
      before: before ?? "velocity-blind", after: after ?? "velocity-aware", hours: hours, seeds: numbers, pairs: pairs)
    try show(comparison)
    if !comparison.violations.isEmpty { throw Exit.broken }
  }

  private func plan(_ path: String, _ site: Site) throws -> [Double] {
    var velocity = site.velocity
    do {
      let file = try VelocityReader.read(path: path, skus: site.skus)
      guard file.refused.isEmpty else { throw SiteFaults(file.refused) }
      for line in file.items { velocity[line.sku.index] = line.unitsPerDay }
    } catch {
      say("\(error)")
      throw Exit.badInput
    }
    return velocity
  }

  private func report(_ site: Site, _ seed: UInt64, _ velocity: [Double]) throws -> ShiftReport {
    var options = ShiftOptions(seed: seed, duration: .hours(hours))
    options.plannedVelocity = velocity
    do {
      let shift = try VirtualShift(site: site, options: options)
      shift.run()
      return shift.recorder.report
    } catch {
      say("\(error)")
      throw Exit.badInput
    }
  }

  private func show(_ comparison: ShiftComparison) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.sortedKeys]
      print(String(decoding: try encoder.encode(comparison), as: UTF8.self))
      return
    }
    print("\(seeds) shifts of \(hours) h each; A: \(comparison.before), B: \(comparison.after)")
    print("figure                                     A          B      B − A   95 % interval")
    for row in comparison.rows {
      let name = row.name.padding(toLength: 32, withPad: " ", startingAt: 0)
      let verdict =
        !row.isSignificant ? "no clear difference" : (row.difference > 0) == row.moreIsBetter ? "better" : "worse"
      print(
        name
          + String(
            format: "%12.2f %10.2f %10.2f   ± %.2f %@, %@", row.before, row.after, row.difference, row.halfWidth,
            row.unit,
            verdict))
    }
    for violation in comparison.violations { print("broken: \(violation)") }
  }
}
