import Foundation
import Testing

/// The whole product as a user starts it: real broker, real daemon, real frames, every twin an MQTT client.
@Suite("up", .serialized)
struct UpTests {
  @Test("a shift over a real broker survives the daemon's death; books hold, and every message keeps its contract")
  func killed() throws {
    guard Tool.hasBroker() else { return }
    let capture = FileManager.default.temporaryDirectory.appendingPathComponent("wire-\(UUID().uuidString).ndjson")
    let data = FileManager.default.temporaryDirectory.appendingPathComponent("up-data-\(UUID().uuidString)")
    defer {
      try? FileManager.default.removeItem(at: capture)
      try? FileManager.default.removeItem(at: data)
    }
    let up = try Up([
      "--site", "Config/sites/small.yaml", "--hours", "0.12", "--speed", "20", "--port", "0", "--capture", capture.path,
      "--data", data.path,
    ])
    try up.wait(for: "units inbound", upTo: 90)
    try askWhy(up)
    let daemon = try #require(Self.daemon(of: up.process.processIdentifier), "no droverd runs under up")
    kill(daemon, SIGKILL)
    try up.wait(for: "starting it again from its journal", upTo: 30)
    up.process.waitUntilExit()
    let text = try up.text()
    #expect(up.process.terminationStatus == 0, "\(text)")
    #expect(text.contains("1 restarts of the daemon"), "\(text)")
    #expect(text.contains("books    hold against reality, bin by bin"), "\(text)")
    #expect(!text.contains("Program crashed"), "\(text)")
    #expect(!FileManager.default.fileExists(atPath: up.temporary.appendingPathComponent("port").path))
    #expect(Self.daemon(of: up.process.processIdentifier) == nil)
    #expect(try up.leftovers() == [], "nothing is left behind")
    try checkWire(capture)
    try replay(data)
  }

  /// As `up` says how.
  private func askWhy(_ up: Up) throws {
    let text = try up.text()
    let file = try #require(text.split(separator: "--daemon ").last?.split(separator: "\n").first, "\(text)")
    let answer = try Tool.run(["why", "pick-1", "--daemon", String(file)])
    #expect(answer.status == 0 && answer.output.contains("pick-1"), "\(answer.output)")
    #expect(try Tool.run(["why", "no-such-thing", "--daemon", String(file)]).status == 2)
  }

  /// Both daemons, the one that was killed and the one after it, run again to the same effects.
  private func replay(_ data: URL) throws {
    for life in ["1", "2"] {
      let again = try Tool.run(["replay", data.path, "--site", Daemon.site, "--life", life])
      #expect(again.status == 0 && again.output.contains("The same effects as recorded"), "\(again.output)")
    }
    #expect(try Tool.run(["replay", data.path, "--site", Daemon.site, "--from", "99:00:00"]).status == 2)
    #expect(try Tool.run(["replay", data.path, "--site", Daemon.site, "--life", "3"]).status == 2)
    let verdict = try Tool.run(["journal", "verify", data.path])
    #expect(verdict.status == 0, "\(verdict.output)")
  }

  /// `DROVER_KILLS=500` for the long version, which takes about an hour.
  @Test("daemon and broker die again and again: books and feed are exact, and nothing is done twice")
  func killedOften() throws {
    guard Tool.hasBroker() else { return }
    let kills = ProcessInfo.processInfo.environment["DROVER_KILLS"].flatMap { Int($0) } ?? 6
    let hours = Double(kills) * 0.035 + 0.05
    let up = try Up([
      "--site", "Config/sites/small.yaml", "--hours", "\(hours)", "--speed", "20", "--port", "0", "--vision", "people",
      "--kills", "\(kills)", "--broker-kills", "\(max(1, kills / 5))",
    ])
    up.process.waitUntilExit()
    let text = try up.text()
    #expect(up.process.terminationStatus == 0, "\(text)")
    #expect(text.contains("\(kills) restarts of the daemon"), "\(text)")
    #expect(text.contains("without gap or repeat"), "\(text)")
    #expect(text.contains("books    hold against reality, bin by bin"), "\(text)")
    #expect(try up.leftovers() == [], "nothing is left behind")
  }

  @Test("Ctrl-C ends the shift early, with its summary, and leaves no process and no file")
  func interrupted() throws {
    guard Tool.hasBroker() else { return }
    let up = try Up([
      "--site", "Config/sites/small.yaml", "--hours", "8", "--speed", "100", "--port", "0", "--vision", "people",
    ])
    try up.wait(for: "units inbound", upTo: 90)
    let daemon = try #require(Self.daemon(of: up.process.processIdentifier), "no droverd runs under up")
    up.process.interrupt()
    up.process.waitUntilExit()
    let text = try up.text()
    #expect(up.process.terminationStatus == 0, "\(text)")
    #expect(text.contains("books    hold against reality, bin by bin"), "\(text)")
    #expect(!text.contains("Program crashed"), "\(text)")
    #expect(kill(daemon, 0) != 0, "the daemon has ended")
    #expect(try up.leftovers() == [], "nothing is left behind")
  }

  /// Every message that crossed the broker against the AsyncAPI document and VDA 5050's own schemas.
  private func checkWire(_ capture: URL) throws {
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = here.appendingPathComponent("../..").standardized
    let vda = root.deletingLastPathComponent().appendingPathComponent("shared/anchors/vda5050/2.1.0").path
    let hasVDA = FileManager.default.fileExists(atPath: vda)
    if !hasVDA { print("drive units' messages are not held against VDA 5050's schemas: \(vda) is absent") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", here.appendingPathComponent("check_wire.py").path,
      root.appendingPathComponent("Devices/asyncapi.json").path, hasVDA ? vda : "", capture.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus == 3 { return print("messages are not checked: python3 has no jsonschema") }
    #expect(process.terminationStatus == 0, "\(said)")
    for kind in ["fc/small/stock", "tunnel/frame", "pick-station/event", "order", "state"] {
      #expect(said.contains(" \(kind)"), "no \(kind) was seen: \(said)")
    }
  }

  /// The process id of the droverd that a process has started.
  private static func daemon(of parent: Int32) -> Int32? {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    for name in processes {
      guard let id = Int32(name), let stat = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8) else {
        continue
      }
      let words = stat.split(separator: " ")
      if words.count > 3, words[1] == "(droverd)", words[3] == "\(parent)" { return id }
    }
    return nil
  }
}

/// A running `drover-cli`, with a temporary directory of its own so that what it leaves behind is seen.
final class Up {
  let process = Process()
  let temporary: URL
  private let log: URL

  /// Of the package.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    .standardized

  struct Outcome {
    var status: Int32
    /// What it wrote, on both streams.
    var text: String
  }

  /// Runs a command of `drover-cli` to its end.
  static func run(_ arguments: [String]) throws -> Outcome {
    let command = try Up(command: arguments)
    command.process.waitUntilExit()
    return Outcome(status: command.process.terminationStatus, text: try command.text())
  }

  convenience init(_ arguments: [String]) throws { try self.init(command: ["up"] + arguments) }

  private init(command: [String]) throws {
    temporary = FileManager.default.temporaryDirectory.appendingPathComponent("up-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    log = temporary.appendingPathComponent("log")
    try Data().write(to: log)
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let beside = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    process.executableURL = beside.deletingLastPathComponent().appendingPathComponent("drover-cli")
    process.arguments = command
    process.currentDirectoryURL = Self.root
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": temporary.path]) { $1 }
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: temporary) }

  func text() throws -> String { String(decoding: try Data(contentsOf: log), as: UTF8.self) }

  func wait(for sentence: String, upTo seconds: Double) throws {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline {
      let said = try text()
      if said.contains(sentence) { return }
      try #require(process.isRunning, "up has ended: \(said)")
      Thread.sleep(forTimeInterval: 0.1)
    }
    process.terminate()
    let said = try text()
    Issue.record("up never said '\(sentence)': \(said)")
  }

  func leftovers() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: temporary.path).filter { $0 != "log" }
  }
}
