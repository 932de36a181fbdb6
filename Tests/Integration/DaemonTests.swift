import Foundation
import GRDB
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A daemon by itself, without a broker: how it begins and ends, and what it does when the disk does not.
@Suite("droverd", .serialized)
struct DaemonTests {
  @Test(
    "a signal ends it in order: what was accepted is durable, and the next start replays nothing",
    arguments: [SIGINT, SIGTERM])
  func endsInOrder(signal: Int32) async throws {
    let daemon = try Daemon()
    try await daemon.start()
    for number in 0..<5 { #expect(try await daemon.order("S\(number)") == 200) }
    #expect(daemon.end(by: signal) == 0, "\(daemon.said)")
    #expect(daemon.said.contains("ended in order"))
    try await daemon.start()
    #expect(daemon.said.contains("recovered from the snapshot at entry"), "\(daemon.said)")
    #expect(daemon.said.contains(" and 0 entries"), "\(daemon.said)")
    for number in 0..<5 { #expect(try await daemon.get("/v1/orders/S\(number)").status == 200) }
    #expect(daemon.end(by: SIGTERM) == 0)

    let replay = try Tool.run(["replay", daemon.data, "--site", Daemon.site])
    #expect(replay.status == 0, "\(replay.output)")
    #expect(replay.output.contains("The same effects as recorded"), "\(replay.output)")
    let first = try Tool.run(["replay", daemon.data, "--site", Daemon.site, "--life", "1"])
    #expect(first.status == 0 && first.output.contains("journal entries are the same"), "\(first.output)")
  }

  @Test(
    "nothing that was acknowledged is lost to kill -9, and a snapshot that is damaged is passed over with a warning")
  func killed() async throws {
    let daemon = try Daemon(snapshotEvery: 4)
    try await daemon.start()
    for number in 0..<11 { #expect(try await daemon.order("S\(number)") == 200) }
    daemon.end(by: SIGKILL)
    let folder = daemon.data + "/snapshots"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    try await daemon.start()
    for number in 0..<11 { #expect(try await daemon.get("/v1/orders/S\(number)").status == 200) }
    #expect(daemon.said.contains("WARNING") && daemon.said.contains("is passed over"), "\(daemon.said)")
    daemon.end(by: SIGTERM)
  }

  @Test(
    "a disk that takes no more: work is refused, reading goes on, a FATAL alarm stands; with room again all is well")
  func diskFull() async throws {
    // Without the right to mount a small disk, a limit on the size of files does what a full disk does.
    let daemon = try Daemon()
    try await daemon.start(fileLimitKilobytes: 1_600)
    var accepted: [String] = []
    for number in 0..<3_000 {
      let code = "S\(number)" + String(repeating: "x", count: 40)
      guard try await daemon.order(code, lines: 8) == 200 else { break }
      accepted.append(code)
    }
    try #require(accepted.count < 3_000, "the disk never filled")
    try await daemon.wait("not_accepting") { try await daemon.get("/health").text.contains("not_accepting") }
    #expect(try await daemon.get("/health").status == 503)
    #expect(try await daemon.order("late") == 503)
    for path in ["/v1/summary", "/v1/stock", "/v1/view", "/v1/orders/\(accepted[0])", "/metrics"] {
      #expect(try await daemon.get(path).status == 200, "\(path) while the journal cannot be written")
    }
    #expect(try await daemon.get("/v1/view").text.lowercased().contains("the journal cannot be written"))
    #expect(daemon.said.contains("FATAL"), "\(daemon.said)")
    daemon.end(by: SIGTERM)
    try await daemon.start()
    for code in accepted { #expect(try await daemon.get("/v1/orders/\(code)").status == 200, "\(code)") }
    #expect(try await daemon.order("late") == 200)
    daemon.end(by: SIGTERM)
  }

  @Test("a database that another process holds: said, reading goes on, and what waited goes in when it is free again")
  func locked() async throws {
    let daemon = try Daemon()
    try await daemon.start()
    #expect(try await daemon.order("S0") == 200)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: daemon.data + "/floor.sqlite", configuration: configuration)
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let waiting = Task { try await daemon.order("S1") }
    try await daemon.wait("slow disk") { try await daemon.get("/v1/view").text.contains("the disk takes seconds") }
    try await daemon.wait("fault") { try await daemon.get("/health").text.contains("not_accepting") }
    #expect(try await daemon.get("/v1/orders/S0").status == 200)
    #expect(try await daemon.order("S2") == 503)
    try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try await daemon.wait("recovery") { try await daemon.get("/health").status == 200 }
    _ = try await waiting.value
    #expect(try await daemon.get("/v1/orders/S1").status == 200)
    #expect(try await !daemon.get("/v1/view").text.contains("the disk takes seconds"))
    #expect(try await daemon.order("S3") == 200)
    #expect(daemon.end(by: SIGTERM) == 0)
  }
}

/// A droverd process with a data directory of its own. Used by one test at a time.
final class Daemon: @unchecked Sendable {
  static let site = "Config/sites/small.yaml"
  let data: String
  private let directory: URL
  private let token = "a-token-of-this-test-alone"
  /// SHA-256 of it: all that the daemon is given.
  private let tokenHash = "00f68c5c68f79558142cf9db7112a0afa6bd74a0cba0b1c38c09906af13f6f7e"
  private var process: Process?
  private var port = 0
  private var log: URL { directory.appendingPathComponent("log") }

  init(snapshotEvery: Int = 100_000) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("daemon-test-\(UUID().uuidString)")
    data = directory.appendingPathComponent("data").path
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let settings = """
      {"broker": {"host": "127.0.0.1", "port": 1, "username": "droverd", "password": "none"}, "httpPort": 0,
       "tokensFile": "\(directory.path)/tokens.json", "snapshotEvery": \(snapshotEvery)}
      """
    let tokens = """
      {"tokens": [{"name": "test", "role": "admin", "created": 0, "sha256": "\(tokenHash)"}]}
      """
    for (name, text) in [("daemon.json", settings), ("tokens.json", tokens)] {
      let isWritten = FileManager.default.createFile(
        atPath: directory.appendingPathComponent(name).path, contents: Data(text.utf8),
        attributes: [.posixPermissions: 0o600])
      try #require(isWritten)
    }
  }

  deinit {
    end(by: SIGKILL)
    try? FileManager.default.removeItem(at: directory)
  }

  /// What this life has written to standard error.
  var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

  func start(fileLimitKilobytes: Int? = nil) async throws {
    let portFile = directory.appendingPathComponent("port").path
    try? FileManager.default.removeItem(atPath: portFile)
    try Data().write(to: log)
    let process = Process()
    let arguments = [
      "--site", Self.site, "--data", data, "--settings", directory.appendingPathComponent("daemon.json").path,
      "--port-file", portFile, "--with-parent",
    ]
    // A limit that is hit is an error of the write, not a signal, where the signal is ignored.
    let limit = fileLimitKilobytes.map { "trap '' XFSZ; ulimit -f \($0); " } ?? ""
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", limit + "exec \"$0\" \"$@\"", Tool.path("droverd")] + arguments
    process.currentDirectoryURL = Tool.root
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    self.process = process
    try await wait("the port") {
      guard let text = try? String(contentsOfFile: portFile, encoding: .utf8), let port = Int(text) else {
        return false
      }
      self.port = port
      return true
    }
  }

  /// It has ended by itself.
  struct Ended: Error {
    var said: String
  }

  func wait(_ what: String, _ isSo: () async throws -> Bool) async throws {
    let deadline = Date().addingTimeInterval(180)
    while Date() < deadline {
      if try await isSo() { return }
      guard process?.isRunning == true else { throw Ended(said: said) }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("no \(what): \(said)")
  }

  /// - Returns: its exit status.
  @discardableResult
  func end(by signal: Int32) -> Int32 {
    guard let process, process.isRunning else { return -1 }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    self.process = nil
    return process.terminationStatus
  }

  func get(_ path: String) async throws -> (status: Int, text: String) { try await send(path, nil) }

  /// - Returns: the status of the answer; 0 when there was none.
  func order(_ code: String, lines: Int = 1) async throws -> Int {
    let all = (1...lines).map { _ in "{\"sku\": \"TEA-20\", \"quantity\": 1}" }.joined(separator: ",")
    let body = "{\"code\": \"\(code)\", \"destination\": \"NORTH\", \"due_seconds\": 7200, \"lines\": [\(all)]}"
    return try await send("/v1/orders", body).status
  }

  private func send(_ path: String, _ body: String?) async throws -> (status: Int, text: String) {
    var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!, timeoutInterval: 20)
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    if let body {
      request.httpMethod = "POST"
      request.httpBody = Data(body.utf8)
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
  }
}

/// The programs under test, beside this bundle.
enum Tool {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    .standardized

  static func path(_ name: String) -> String {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let beside = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return beside.deletingLastPathComponent().appendingPathComponent(name).path
  }

  /// Says so where there is none.
  static func hasBroker() -> Bool {
    let isThere = FileManager.default.isExecutableFile(atPath: "/usr/sbin/mosquitto")
    if !isThere { print("skipped: mosquitto is not installed (apt-get install mosquitto)") }
    return isThere
  }

  /// Runs the command line to its end.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path("drover-cli"))
    process.arguments = arguments
    process.currentDirectoryURL = root
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
