import FloorClock
import FloorModel
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Broker, daemon and twins as processes of this machine, all over loopback, for some minutes.
final class EndToEnd {
  private let units: Int
  private let minutes: Double
  private let programs: URL
  private let directory: URL
  private let site: String
  private let port: UInt16
  private let token = "a-token-of-this-bench-alone"
  /// SHA-256 of the token: what the daemon is given.
  private static let hash = "5c834131ae0bdf4cf48b539fbf61b427e8a277f2707daf05ffa5a41935727b97"
  /// Messages a second of one unit that has gone mad.
  private let flood: Int
  private var processes: [(name: String, process: Process)] = []
  private var http = ""

  /// - Parameter programs: the directory in which `droverd` and `drover-cli` lie.
  init(units: Int, minutes: Double, flood: Int = 0, programs: URL, directory: URL, config: URL) throws {
    self.units = units
    self.flood = flood
    self.minutes = minutes
    self.programs = programs
    self.directory = directory
    site = try BigSite(units: units).write(to: directory, config: config)
    port = UInt16.random(in: 20_000..<30_000)
  }

  private func stop() {
    for (_, process) in processes.reversed() where process.isRunning {
      // Foundation starts programs with signals blocked that mosquitto would end by.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  func run() async throws {
    defer { stop() }
    try start()
    let probe = try Probe(port: port)
    Thread { probe.run() }.start()
    let flooding = flood > 0 ? try Flood(port: port, device: "du-0001", perSecond: flood) : nil
    if let flooding { Thread { flooding.run() }.start() }
    defer { flooding?.stop() }
    try await settle()
    let before = try await metrics()
    let used = processes.map { ProcessUse(of: $0.process.processIdentifier) }
    probe.reset()
    let began = FloorClock.monotonic()
    let floodedBefore = flooding?.count ?? 0
    var peaks = used.map(\.megabytes)
    while Double(FloorClock.monotonic() - began) / 1e9 < minutes * 60 {
      try await Task.sleep(for: .seconds(5))
      for (index, entry) in processes.enumerated() {
        guard entry.process.isRunning else {
          throw Fault(description: "\(entry.name) has ended by itself: \(log(entry.name))")
        }
        peaks[index] = max(peaks[index], ProcessUse(of: entry.process.processIdentifier).megabytes)
      }
    }
    let seconds = Double(FloorClock.monotonic() - began) / 1e9
    let after = try await metrics()
    report(before, after, over: seconds, probe.result)
    if let flooding {
      print("  flood               \(Int(Double(flooding.count - floodedBefore) / seconds)) a second of one unit")
    }
    for (index, entry) in processes.enumerated() {
      let now = ProcessUse(of: entry.process.processIdentifier)
      let share = (now.seconds - used[index].seconds) / seconds * 100
      print(String(format: "  %-10@ %5.1f %% of a core, %4.0f MB", entry.name as NSString, share, peaks[index]))
    }
    probe.stop()
    try await compare()
  }

  // MARK: Processes

  private func start() throws {
    let settings = "listener \(port) 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nmax_queued_messages 10000\n"
    try write(settings, "broker.conf")
    try FileManager.default.createDirectory(atPath: path("data"), withIntermediateDirectories: true)
    try write(
      """
      {"broker": {"host": "127.0.0.1", "port": \(port)}, "httpPort": 0, "recorder": {"isOn": false, "megabytes": 64,
       "hours": 1}, "tokensFile": "\(path("tokens.json"))", "snapshotEvery": 1000000}
      """, "daemon.json")
    try write(
      #"{"tokens": [{"name": "bench", "role": "admin", "sha256": "\#(Self.hash)", "created": 0}]}"#, "tokens.json")
    let start = "\(FloorClock.monotonic())"
    try launch("broker", URL(fileURLWithPath: "/usr/sbin/mosquitto"), ["-c", path("broker.conf")])
    try launch(
      "daemon", programs.appendingPathComponent("droverd"),
      [
        "--site", site, "--data", path("data"), "--settings", path("daemon.json"), "--speed", "1", "--clock-start",
        start, "--port-file", path("port"), "--with-parent",
      ])
    let deadline = Date().addingTimeInterval(60)
    while http.isEmpty, Date() < deadline, processes.allSatisfy({ $0.process.isRunning }) {
      Thread.sleep(forTimeInterval: 0.1)
      if let text = try? String(contentsOfFile: path("port"), encoding: .utf8) { http = "http://127.0.0.1:\(text)" }
    }
    guard !http.isEmpty else { throw Fault(description: "the daemon did not come up: \(log("daemon"))") }
    try write(
      """
      {"host": "127.0.0.1", "port": \(port), "passwords": {}, "daemon": "\(http)", "token": "\(token)",
       "stateSeconds": 1}
      """, "twins.json")
    try launch(
      "twins", programs.appendingPathComponent("drover-cli"),
      [
        "twins", "--site", site, "--settings", path("twins.json"), "--seed", "7", "--speed", "1", "--clock-start",
        start, "--hours", "24", "--reality", path("reality.json"), "--with-parent",
      ])
  }

  private func launch(_ name: String, _ program: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    try write("", "\(name).log")
    let log = try FileHandle(forWritingTo: URL(fileURLWithPath: path("\(name).log")))
    process.standardOutput = log
    process.standardError = log
    try process.run()
    processes.append((name, process))
  }

  private func log(_ name: String) -> String {
    String(((try? String(contentsOfFile: path("\(name).log"), encoding: .utf8)) ?? "").suffix(500))
  }

  private func path(_ name: String) -> String { directory.appendingPathComponent(name).path }
  private func write(_ text: String, _ name: String) throws {
    // Tokens are nobody else's.
    let isWritten = FileManager.default.createFile(
      atPath: path(name), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw Fault(description: "\(path(name)) cannot be written") }
  }

  // MARK: Measuring

  /// Until as many units are at work as ever will be: queues fill slowly.
  private func settle() async throws {
    for _ in 0..<30 {
      try await Task.sleep(for: .seconds(2))
      let now = (try? await metrics()) ?? [:]
      if now["drover_drive_units_at_work", default: 0] > Double(units) / 4 { break }
    }
  }

  private func metrics() async throws -> [String: Double] {
    guard let url = URL(string: http + "/metrics") else { throw Fault(description: "no address") }
    var request = URLRequest(url: url)
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    let (data, _) = try await URLSession.shared.data(for: request)
    var values: [String: Double] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let value = Double(parts[1]) { values[String(parts[0])] = value }
    }
    return values
  }

  private func report(_ before: [String: Double], _ after: [String: Double], over seconds: Double, _ bare: Latencies) {
    func grown(_ name: String) -> Double { after[name, default: 0] - before[name, default: 0] }
    func now(_ name: String) -> Double { after[name, default: 0] }
    print("\(units) drive units, one state a second each, \(Int(seconds)) s over mosquitto on loopback")
    print(
      "  at work             \(Int(now("drover_drive_units_at_work"))) units; \(Int(grown("drover_travelled_cells_total"))) cells driven"
    )
    print(
      String(
        format: "  messages            %.0f a second in, %.0f out; %.0f shed, %.0f refused",
        grown("drover_mqtt_received_total") / seconds, grown("drover_mqtt_sent_total") / seconds,
        grown("drover_inbox_shed_total"), grown("drover_inbox_refused_total")))
    print(
      String(
        format: "  orders to units     %.0f a second, %.0f %% of them because of a message",
        grown("drover_orders_to_units_total") / seconds,
        100 * grown("drover_orders_to_units_from_messages_total") / max(1, grown("drover_orders_to_units_total"))))
    print("  told again          \(Int(grown("drover_routes_told_again_total"))) (no state had shown the order in 5 s)")
    print("  collisions          \(Int(now("drover_collisions_total")))")
    let (p50, p99) = (now("drover_message_to_order_p50_seconds"), now("drover_message_to_order_p99_seconds"))
    print(String(format: "  state in, order out p50 %7.3f ms, p99 %7.3f ms (since the start)", p50 * 1e3, p99 * 1e3))
    let (bare50, bare99) = (bare.quantile(0.5), bare.quantile(0.99))
    print(
      String(
        format: "  bare broker         p50 %7.3f ms, p99 %7.3f ms; ratio %.1f and %.1f", bare50 * 1e3, bare99 * 1e3,
        p50 / max(bare50, 1e-9), p99 / max(bare99, 1e-9)))
  }

  private struct Reality: Decodable {
    var orders: Int
    var states: Int
    var collisions: Int
  }

  /// What the twins have heard against what the daemon has said, over the whole run.
  private func compare() async throws {
    let said = try await metrics()["drover_orders_to_units_total", default: 0]
    // What is under way then arrives; what is said after this was not counted.
    try await Task.sleep(for: .seconds(1))
    guard let twins = processes.first(where: { $0.name == "twins" })?.process else { return }
    twins.terminate()
    twins.waitUntilExit()
    let reality = try JSONDecoder().decode(
      Reality.self, from: Data(contentsOf: URL(fileURLWithPath: path("reality.json"))))
    let missed = max(0, Int(said) - reality.orders)
    print(
      "  missed releases     \(missed) of \(Int(said)) orders never reached their unit; \(reality.states) states sent")
    print("  two in one cell     \(reality.collisions)")
  }
}

struct Fault: Error, CustomStringConvertible {
  var description: String
}
