import ArgumentParser
import FloorCore
import FloorVision
import Foundation
import TunnelScenes
import VisionBench
import VisionWorkers

struct VisionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vision", abstract: "Measure and train the eyes: inspection tunnels and bin cameras.",
    subcommands: [
      VisionBenchCommand.self, VisionTrainCommand.self, VisionTrainBinsCommand.self, VisionPairsCommand.self,
      VisionEnrolCommand.self,
    ])
}

/// Measures the inspection on products it has not seen, in two buildings, and on real pictures where there are some.
struct VisionBenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the inspection and print its figures beside their goals.")

  @Option(help: "Products, unknown to the detector but for their golden frames.")
  var products = 36

  @Option(help: "Good frames a product, half to calibrate and half to test.")
  var good = 40

  @Option(help: "Frames a product for each kind of defect.")
  var bad = 4

  @Option(help: "Same seed: same scenes.")
  var seed: UInt64 = 4242

  @Option(help: "A judge.json from 'drover vision train'; without it the judge that the product comes with.")
  var judge: String?

  @Option(help: "A pair.onnx of the site's own, as one more check.")
  var network: String?

  @Option(help: "Directory of barcode photographs, a folder a symbology, the payload in a .txt beside each.")
  var barcodes: String?

  @Option(help: "Directory whose every file is given to a worker process as a frame: none may kill it.")
  var corpus: String?

  @Option(help: "Products whose pieces are also enrolled together with a bad one, to see whether it is named; 0: none.")
  var enrolment = 0

  @Option(help: "The HTML report.")
  var out = "report/vision.html"

  @Option(help: "One building alone: usual or shifted.")
  var building: Building?

  enum Building: String, ExpressibleByArgument, CaseIterable {
    case usual, shifted
    var style: SceneStyle { self == .usual ? .usual : .shifted }
    var title: String { self == .usual ? "usual building" : "shifted light and texture" }
  }

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(products), (2...10_000).contains(good), (1...1000).contains(bad) else {
      throw ValidationError("--products takes 1 to 1000, --good 2 to 10000, --bad 1 to 1000.")
    }
    guard (0...1000).contains(enrolment) else { throw ValidationError("--enrolment takes 0 to 1000.") }
  }

  func run() async throws {
    let trained = try judge.map { try TrainedJudge(contentsOf: URL(fileURLWithPath: $0)) }
    let network = try network.map { try PairNetwork(contentsOf: URL(fileURLWithPath: $0)) }
    var plan = VisionBench.Plan(products: products, good: good, bad: bad, seed: seed)
    var (results, figures): ([(name: String, result: BenchResult)], [BenchFigure]) = ([], [])
    for building in building.map({ [$0] }) ?? Building.allCases {
      plan.style = building.style
      let result = try VisionBench.run(plan, judge: trained, network: network) { line in
        if !line.hasPrefix(" ") { say("\(building): \(line)") }
      }
      figures += result.figures(in: building.title)
      if let usual = results.first?.result.ownCalibration {
        figures += result.figures(in: building.title, calibration: usual).suffix(1)
      } else {
        figures += result.measures()
      }
      figures += result.promises(in: building.title)
      if enrolment > 0 {
        let trial = try EnrolmentTrial(products: enrolment, seed: seed, style: plan.style) { say("\(building): \($0)") }
        figures += trial.figures(in: building.title)
      }
      results.append((building.title, result))
    }
    if let barcodes { figures.append(try BarcodeBench(directory: URL(fileURLWithPath: barcodes)).figure) }
    if let corpus { figures.append(try await CorpusTrial.run(URL(fileURLWithPath: corpus))) }
    let file = URL(fileURLWithPath: out)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(BenchReport(figures, results).html.utf8).write(to: file)
    try show(figures, results)
  }

  private struct Line: Encodable {
    var name: String
    var value: String
    var goal: String
    var met: Bool?
  }

  private func show(_ figures: [BenchFigure], _ results: [(name: String, result: BenchResult)]) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let lines = figures.map { Line(name: $0.name, value: $0.value, goal: $0.goal, met: $0.isMet) }
      print(String(decoding: try encoder.encode(["figures": lines]), as: UTF8.self))
      return
    }
    let width = figures.map(\.name.count).max() ?? 0
    for figure in figures {
      let name = figure.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
      let value = figure.value.padding(toLength: 18, withPad: " ", startingAt: 0)
      let mark = figure.isMet.map { $0 ? "met" : "NOT MET" } ?? ""
      print("\(name)\(value)  \(figure.goal.padding(toLength: 12, withPad: " ", startingAt: 0)) \(mark)")
    }
    for (name, result) in results { print("\n\(name)\n\(result.table)") }
    print("\nReport: \(out)")
  }
}

/// Trains the judge on renders of both buildings, whose products no bench measures on.
struct VisionTrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fit the tunnels' judge on seeded renders and on reviewers' answers; write it into the references.")

  @Option(help: "Products to draw.")
  var products = 24

  @Option(help: "Good frames a product, in each of two buildings.")
  var good = 24

  @Option(help: "Frames a product for each kind of defect, in each of two buildings.")
  var bad = 4

  @Option(help: "Same seed: same judge. Odd ones are the trainer's, so that the bench's even ones stay unseen.")
  var seed: UInt64 = 7001

  @Option(help: "The daemon's directory of golden frames: its answers/ are learnt from, and judge.json goes there.")
  var references: String?

  @Option(help: "Where to write the judge instead.")
  var out: String?

  func validate() throws {
    guard (1...1000).contains(products), (2...10_000).contains(good), (1...1000).contains(bad) else {
      throw ValidationError("--products takes 1 to 1000, --good 2 to 10000, --bad 1 to 1000.")
    }
    guard references != nil || out != nil else { throw ValidationError("Say --references or --out.") }
    guard seed % 2 == 1 else { throw ValidationError("--seed takes odd numbers; even ones are the bench's.") }
  }

  func run() async throws {
    var plan = VisionBench.Plan(products: products, good: good, bad: bad, seed: seed)
    var results = [try VisionBench.run(plan) { if !$0.hasPrefix(" ") { say($0) } }]
    plan.style = .shifted
    plan.seed &+= 2
    results.append(try VisionBench.run(plan) { if !$0.hasPrefix(" ") { say($0) } })
    if let references {
      let answers = try AnswerLessons(ReferenceDirectory(references))
      say("answers of reviewers: \(answers.used) used, \(answers.unusable) without references or unreadable")
      results.append(answers.result)
    }
    guard let judge = JudgeTrainer.fit(results) else {
      say("drover: nothing to learn from")
      throw Exit.badInput
    }
    let file =
      out.map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: references ?? ".", isDirectory: true).appendingPathComponent(TrainedJudge.fileName)
    try judge.write(to: file)
    print("Judge: \(file.path)")
  }
}
