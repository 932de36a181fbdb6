import ArgumentParser
import Foundation

/// Feeds hostile inputs to everything that reads what strangers send.
struct FuzzCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Feed mutated samples to the decoders, and report what came of it.",
    discussion: """
      Good samples are changed by structure, by lines and by bytes, from a seed: no input may crash or hang the program,
      change anything when it is refused, or leave memory behind. Should the program crash, the last line on standard
      error tells where to begin to see it again.
      """)

  @Argument(help: "drive, stations, sensors, site, tables or http; without it all of them.")
  var family: FuzzFamily?

  @Option(help: "Inputs a family.")
  var inputs = 20_000

  @Option(help: "Another seed, other inputs.")
  var seed: UInt64 = 1

  @Option(help: "Number of the first input.")
  var from = 0

  @Option(help: "The repository, for its samples.")
  var root = "."

  /// Megabytes by which memory may grow: what the allocator keeps after the largest inputs.
  static let growthLimit = 512.0
  /// Inputs between two lines of progress.
  static let progressInterval = 6_400

  func validate() throws {
    guard inputs > 0, from >= 0 else { throw ValidationError("--inputs takes 1 and more, --from 0 and more.") }
  }

  func run() async throws {
    for family in family.map({ [$0] }) ?? FuzzFamily.allCases {
      let place = URL(fileURLWithPath: root, isDirectory: true)
      let run = FuzzRun(family: family, seed: seed, from: from, inputs: inputs, root: place)
      let report = try await run.run { number in
        if number % Self.progressInterval == 0 { say("\(family.rawValue): --seed \(seed) --from \(number)") }
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      tell(String(decoding: try encoder.encode(report), as: UTF8.self))
      guard report.failure == nil, report.grownMegabytes < Self.growthLimit else { throw Exit.broken }
    }
  }
}

extension FuzzFamily: ExpressibleByArgument {}
