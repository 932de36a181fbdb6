import Foundation
import Testing

/// `drover device connect` over a real broker against Drover's own drive-unit twins.
@Suite("device connect", .serialized)
struct ConnectTests {
  @Test("it shows the factsheet and the map, finds no fault, and drives one cell and back; twice")
  func drives() throws {
    guard let hall = try Hall() else { return }
    // It drives ahead where it can, and faces the other way when it has come back.
    for next in ["(3, 6)", "(3, 8)"] {
      let met = try hall.connect("du-1", "--drive")
      #expect(met.status == 0, "\(met.output)")
      for words in [
        "du-1 on uagv/v2/drover/du-1", "factsheet: drover-twin, DIFF, CARRIER", "actions: pick, drop, startCharging",
        "map: as the site file says; 0 mm", "conformant: nothing to find fault with",
        "driven: from (3, 7) to \(next) and back",
      ] { #expect(met.output.contains(words), "\(words): \(met.output)") }
    }
    let standing = try hall.connect("du-2")
    #expect(standing.status == 0 && !standing.output.contains("driven"), "\(standing.output)")
  }

  @Test("a vehicle elsewhere than the site file says has another map: the line for the site file is worked out")
  func otherMap() throws {
    guard let hall = try Hall() else { return }
    let site = try String(contentsOf: Tool.root.appendingPathComponent(Daemon.site), encoding: .utf8)
    let moved = hall.directory.appendingPathComponent("moved.yaml")
    // The twin stands three cells further west and two further south than this file says.
    try site.replacing("start: [[3, 7],", with: "start: [[6, 5],").write(to: moved, atomically: true, encoding: .utf8)
    let met = try hall.connect("du-1", site: moved.path)
    #expect(met.output.contains("map: {id: small, x: -3.0, y: -2.0, turn: 0}"), "\(met.output)")
  }

  @Test("a unit that the site has not and a broker that is not there are said so")
  func absent() throws {
    guard let hall = try Hall() else { return }
    let stranger = try hall.connect("du-99")
    #expect(stranger.status == 2 && stranger.output.contains("du-99 is no drive unit"), "\(stranger.output)")
    let keyless = try hall.connect("du-1", "--certificate", "a.pem")
    #expect(keyless.status != 0 && keyless.output.contains("go together"), "\(keyless.output)")
  }
}

/// A broker and the twins of the small site, without a daemon, in a directory of their own.
private final class Hall {
  let directory: URL
  private var processes: [Process] = []
  private let port: Int

  /// Nil, with the reason printed, where there is no broker.
  init?() throws {
    guard Tool.hasBroker() else { return nil }
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("hall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    port = try Hall.freePort()
    let settings = "listener \(port) 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
    try Data(settings.utf8).write(to: directory.appendingPathComponent("broker.conf"))
    try launch("/usr/sbin/mosquitto", ["-c", directory.appendingPathComponent("broker.conf").path])
    let twins = """
      {"host": "127.0.0.1", "port": \(port), "passwords": {}, "daemon": "http://127.0.0.1:1", "token": "none"}
      """
    try Data(twins.utf8).write(to: directory.appendingPathComponent("twins.json"))
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    try launch(
      Tool.path("drover-cli"),
      [
        "twins", "--site", Daemon.site, "--settings", directory.appendingPathComponent("twins.json").path, "--seed",
        "1", "--speed", "1", "--clock-start", "\(time.tv_sec * 1_000_000_000 + time.tv_nsec)", "--hours", "1",
        "--reality", directory.appendingPathComponent("reality.json").path,
      ])
  }

  deinit {
    for process in processes.reversed() where process.isRunning {
      // Foundation starts programs with signals blocked that mosquitto would end by.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: directory)
  }

  func connect(
    _ unit: String, _ options: String..., site: String = Daemon.site
  ) throws -> (status: Int32, output: String) {
    try Tool.run(
      ["device", "connect", "--site", site, "--host", "127.0.0.1", "--port", "\(port)"] + options + [unit])
  }

  private func launch(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = Tool.root
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    processes.append(process)
  }

  /// One that nobody listens on just now.
  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    try #require(isBound, "no free port")
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
