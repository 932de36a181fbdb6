import Foundation
import Testing

/// The built `drover-cli`, run as its users run it.
enum CommandLineTool {
  struct Outcome {
    var status: Int32
    var output: Data
    var errors: String

    /// The one JSON object on standard output.
    var json: [String: Any] {
      get throws { try #require(JSONSerialization.jsonObject(with: output) as? [String: Any]) }
    }
  }

  /// Beside the test bundle, where the build puts both.
  private static var executable: URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let beside = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return beside.deletingLastPathComponent().appendingPathComponent("drover-cli")
  }

  static func run(_ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = Package.root
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drover-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: a full pipe would stop the process that this one waits for.
    let streams = try ["out", "err"].map { name in
      let url = folder.appendingPathComponent(name)
      try Data().write(to: url)
      return (url, try FileHandle(forWritingTo: url))
    }
    process.standardOutput = streams[0].1
    process.standardError = streams[1].1
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try Data(contentsOf: streams[0].0),
      errors: String(decoding: try Data(contentsOf: streams[1].0), as: UTF8.self))
  }
}

@Suite("Command line")
struct CommandLineTests {
  @Test("shift --json prints one object, with every promised number")
  func contract() throws {
    let run = try CommandLineTool.run(["shift", "Config/sites/small.yaml", "--hours", "0.5", "--seed", "1", "--json"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    let text = String(decoding: run.output, as: UTF8.self)
    #expect(text.hasPrefix("{") && text.hasSuffix("}\n") && text.split(separator: "\n").count == 1)
    let report = try run.json
    let hash = try #require(report["trace_hash"] as? String)
    #expect(hash.count == 16 && hash.allSatisfy(\.isHexDigit))
    for key in ["events", "virtual_seconds", "wall_seconds", "collisions", "deadlocks_resolved"] {
      #expect(report[key] is NSNumber, "\(key)")
    }
    #expect((report["virtual_seconds"] as? NSNumber)?.doubleValue == 1_800)
    let units = try #require(report["units"] as? [String: Int])
    #expect(Set(units.keys) == ["initial", "inbound", "on_hand", "held", "shipped", "missing"])
    let initial = try #require(units["initial"])
    #expect(initial > 0)
    let sum = ["on_hand", "held", "shipped", "missing"].reduce(0) { $0 + (units[$1] ?? 0) }
    #expect(initial + (units["inbound"] ?? 0) == sum)
    let orders = try #require(report["orders"] as? [String: Any])
    for key in ["received", "shipped_on_time", "shipped_late", "open"] { #expect(orders[key] is NSNumber, "\(key)") }
  }

  @Test("a bad site is named on standard error, with status 2 and nothing on standard output")
  func badSite() throws {
    let missing = try CommandLineTool.run(["shift", "Config/sites/no-such-site.yaml", "--json"])
    #expect(missing.status == 2 && missing.output.isEmpty)
    #expect(missing.errors.contains("no-such-site.yaml"))

    let file = FileManager.default.temporaryDirectory.appendingPathComponent("drover-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = try String(contentsOf: Package.root.appendingPathComponent("Config/sites/small.yaml"), encoding: .utf8)
    try Data(text.replacingOccurrences(of: "feeds: [stow-1]", with: "feeds: [stow-9]").utf8).write(to: file)
    let faulty = try CommandLineTool.run(["shift", file.path, "--json"])
    #expect(faulty.status == 2 && faulty.output.isEmpty)
    #expect(faulty.errors.contains("stow-9"))
    let checked = try CommandLineTool.run(["site", "check", file.path])
    #expect(checked.status == 2)
    #expect(String(decoding: checked.output, as: UTF8.self).contains("stow-9"))
  }

  @Test("a good site passes the check")
  func goodSite() throws {
    let run = try CommandLineTool.run(["site", "check", "Config/sites/small.yaml"])
    #expect(run.status == 0)
    #expect(String(decoding: run.output, as: UTF8.self).contains("good"))
  }
}
