import ArgumentParser
import FloorVision
import Foundation
import VisionBench

/// Trains bin cameras on a site's own photographs, and says how well that goes.
struct VisionTrainBinsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-bins",
    abstract: "Learn to count bins from photographs, images/<id>.jpg with metadata/<id>.json, and cross-validate.")

  @Argument(help: "Directory with images/ and metadata/.")
  var directory: String

  @Option(help: "Bins that hold more are left out of learning.")
  var most = 5

  @Option(help: "File for what was learnt; without it nothing is kept.")
  var out: String?

  func validate() throws {
    guard (1...BinCounter.most).contains(most) else {
      throw ValidationError("--most takes 1 to \(BinCounter.most).")
    }
  }

  func run() async throws {
    let photographs: BinPhotographs
    do {
      photographs = try BinPhotographs(directory: URL(fileURLWithPath: directory, isDirectory: true))
    } catch {
      say("drover: \(directory): \(error.localizedDescription)")
      throw Exit.badInput
    }
    if photographs.unusable > 0 { say("\(photographs.unusable) photographs could not be used") }
    for limit in Set([most, BinCounter.most]).sorted() {
      for figure in BinTrial(photographs, most: limit).figures {
        let name = figure.name.padding(toLength: 72, withPad: " ", startingAt: 0)
        print("\(name) \(figure.value)  \(figure.goal)  \(figure.isMet == true ? "met" : "NOT MET")")
      }
    }
    guard let out else { return }
    guard let counter = photographs.counter(most: most) else {
      say("drover: too few photographs to learn from")
      throw Exit.badInput
    }
    try counter.write(to: URL(fileURLWithPath: out))
    print("Bin counter: \(out)")
  }
}
