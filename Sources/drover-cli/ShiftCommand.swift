import ArgumentParser
import Devices
import FloorConfig
import FloorCore
import FloorModel
import Foundation
import Simulators

struct ShiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift",
    abstract: "Run a shift in virtual time, in one process and without a broker, and report on it.")

  @Argument(help: "A site file, such as Config/sites/demo.yaml.")
  var site: String

  @Option(help: "Length of the shift in hours.")
  var hours = 8.0

  @Option(help: "Same site, same seed: same shift.")
  var seed: UInt64 = 1

  @Flag(help: "Pass every message through the production codecs.")
  var wire = false

  @Option(help: "model: findings drawn from the detector's measured confusion; real: frames rendered and inspected.")
  var vision = Vision.model

  enum Vision: String, ExpressibleByArgument { case model, real }

  @Option(help: "A damage model of 'drover pack train' to choose packages by.")
  var damageModel: String?

  @Option(help: "Share of picks in which the picker takes another unit, and of those in which a unit is lost.")
  var slips = 0.0

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  @Option(help: "Directory for report.json and report.html.")
  var out = "report"

  func validate() throws {
    guard hours > 0, hours <= 24 * 14 else { throw ValidationError("--hours takes more than 0 and at most 336.") }
    guard 0...0.5 ~= slips else { throw ValidationError("--slips takes 0 to 0.5.") }
  }

  func run() async throws {
    let site = try Sites.read(site)
    var options = ShiftOptions(seed: seed, duration: .hours(hours))
    options.isWired = wire
    options.plan.slips = World.Slips(wrong: slips, lost: slips)
    do throws(DamageModelFault) {
      options.damageModel = try damageModel.map { path throws(DamageModelFault) in try DamageModelFile.read(path: path)
      }
    } catch {
      say(error.description)
      throw Exit.badInput
    }
    if vision == .real { options.inspector = try RealInspection(seed: seed, site: site).inspect }
    let shift = try makeShift(site, options)
    let clock = ContinuousClock()
    let start = clock.now
    shift.run()
    var report = shift.recorder.report
    let wall = clock.now - start
    report.wallSeconds = Double(wall.components.seconds) + Double(wall.components.attoseconds) * 1e-18
    report.seed = seed
    report.wire = wire
    report.vision = vision.rawValue
    report.traceHash = shift.hash.description
    try write(report)
    if report.collisions > 0 || !report.violations.isEmpty { throw Exit.broken }
  }

  private func makeShift(_ site: Site, _ options: ShiftOptions) throws -> VirtualShift {
    do {
      return try VirtualShift(site: site, options: options)
    } catch {
      say("\(error)")
      throw Exit.badInput
    }
  }

  private func write(_ report: ShiftReport) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = json ? [.sortedKeys] : [.sortedKeys, .prettyPrinted]
    let data = try encoder.encode(report)
    if json {
      print(String(decoding: data, as: UTF8.self))
      return
    }
    let directory = URL(fileURLWithPath: out, isDirectory: true)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try data.write(to: directory.appendingPathComponent("report.json"))
    try Data(ReportPage(report).html.utf8).write(to: directory.appendingPathComponent("report.html"))
    print(ReportText.summary(report))
    print("Report: \(out)/report.html, \(out)/report.json")
  }
}
