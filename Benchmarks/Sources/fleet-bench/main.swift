import Foundation

/// `fleet-bench run [UNITS] [MINUTES] [PROGRAMS]`: broker, daemon and twins as processes.
/// `fleet-bench flood [UNITS] [MINUTES] [A-SECOND] [PROGRAMS]`: the same twice, then with one unit that says the same, often.
/// `fleet-bench restart [UNITS]`: the daemon killed with all units at work, in virtual time.
/// `fleet-bench capacity [MINUTES] [UNITS…]`: virtual shifts of growing sites.
let words = Array(CommandLine.arguments.dropFirst())
let config = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Config")
  .standardized
let directory = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-bench-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: directory) }

func number(_ index: Int, otherwise: Double) -> Double {
  index < words.count ? Double(words[index]) ?? otherwise : otherwise
}

func programs(_ index: Int) -> URL {
  index < words.count
    ? URL(fileURLWithPath: words[index]) : config.appendingPathComponent("../.build/release").standardized
}

switch words.first {
case "flood":
  for flood in [0, Int(number(3, otherwise: 10_000))] {
    try await EndToEnd(
      units: Int(number(1, otherwise: 100)), minutes: number(2, otherwise: 1), flood: flood, programs: programs(4),
      directory: directory.appendingPathComponent("\(flood)"), config: config
    ).run()
  }
case "restart": try VirtualRuns.restart(units: Int(number(1, otherwise: 1000)), in: directory, config: config)
case "capacity":
  let sizes = words.dropFirst(2).compactMap(Int.init)
  try VirtualRuns.capacity(
    sizes.isEmpty ? [100, 1_000, 4_000] : sizes, minutes: number(1, otherwise: 5), in: directory, config: config)
case "run", nil:
  try await EndToEnd(
    units: Int(number(1, otherwise: 1000)), minutes: number(2, otherwise: 10), programs: programs(3),
    directory: directory, config: config
  ).run()
default: print("fleet-bench run|flood|restart|capacity …")
}
