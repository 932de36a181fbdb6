import ArgumentParser
import Foundation
import VisionBench

/// Draws what a site's own network is trained on.
struct VisionPairsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pairs",
    abstract: "Draw items beside the mean of good pieces, to train a network of the site's own on.")

  @Option(help: "Directory for pairs.u8 and labels.csv.")
  var out: String

  @Option(help: "Products to draw.")
  var products = 24

  @Option(help: "Good items a product, in each of two buildings.")
  var good = 24

  @Option(help: "Items a product for each kind of defect, in each of two buildings.")
  var bad = 4

  @Option(help: "Same seed: same pairs. Odd ones are the trainer's, so that the bench's even ones stay unseen.")
  var seed: UInt64 = 9001

  func validate() throws {
    guard (1...1000).contains(products), (1...10_000).contains(good), (1...1000).contains(bad) else {
      throw ValidationError("--products takes 1 to 1000, --good 1 to 10000, --bad 1 to 1000.")
    }
    guard seed % 2 == 1 else { throw ValidationError("--seed takes odd numbers; even ones are the bench's.") }
  }

  func run() async throws {
    let plan = VisionBench.Plan(products: products, good: good, bad: bad, seed: seed)
    let count = try PairLessons.write(plan, to: URL(fileURLWithPath: out, isDirectory: true)) { say($0) }
    print("\(count) pairs: \(out)")
  }
}
