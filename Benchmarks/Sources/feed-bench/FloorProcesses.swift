import Foundation

/// A broker and a daemon as processes of their own, in a directory that is gone afterwards.
final class FloorProcesses {
  static let site = "feedbench"
  static let tunnel = "tunnel-1"
  static let token = "a-token-of-this-bench-alone"
  /// SHA-256 of the token: what the daemon is given.
  private static let hash = "5c834131ae0bdf4cf48b539fbf61b427e8a277f2707daf05ffa5a41935727b97"

  let brokerPort: UInt16
  private(set) var httpPort: UInt16 = 0
  private let directory: URL
  private var processes: [Process] = []

  init(daemon: String) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("feed-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("data"), withIntermediateDirectories: true)
    brokerPort = UInt16.random(in: 20_000..<40_000)
    try write("mosquitto.conf", "listener \(brokerPort) 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n")
    try write("site.yaml", Self.yaml)
    try write(
      "daemon.json",
      """
      {"broker": {"host": "127.0.0.1", "port": \(brokerPort), "username": "bench", "password": "none"}, "httpPort": 0,
       "tokensFile": "\(directory.appendingPathComponent("tokens.json").path)", "snapshotEvery": 100000}
      """)
    try write(
      "tokens.json",
      "{\"tokens\": [{\"name\": \"bench\", \"role\": \"viewer\", \"sha256\": \"\(Self.hash)\", \"created\": 0}]}")
    let broker = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    guard let broker else { throw BenchFault("there is no mosquitto on this machine") }
    let folder = directory
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    processes.append(try Self.start(broker, ["-c", path("mosquitto.conf")], log: path("broker.log")))
    processes.append(
      try Self.start(
        daemon,
        [
          "--site", path("site.yaml"), "--data", path("data"), "--settings", path("daemon.json"), "--port-file",
          path("port"), "--with-parent",
        ], log: path("daemon.log")))
    httpPort = try Self.port(in: path("port"), log: path("daemon.log"))
  }

  private static func port(in file: String, log: String) throws -> UInt16 {
    for _ in 0..<600 {
      if let text = try? String(contentsOfFile: file, encoding: .utf8), let port = UInt16(text) { return port }
      usleep(100_000)
    }
    throw BenchFault("the daemon has not begun: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
  }

  private func write(_ name: String, _ text: String) throws {
    let isWritten = FileManager.default.createFile(
      atPath: directory.appendingPathComponent(name).path, contents: Data(text.utf8),
      attributes: [.posixPermissions: 0o600])
    if !isWritten { throw BenchFault("\(name) cannot be written") }
  }

  private static func start(_ program: String, _ arguments: [String], log: String) throws -> Process {
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let handle = FileHandle(forWritingAtPath: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    return process
  }

  func end() {
    for process in processes.reversed() {
      process.terminate()
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: directory)
  }

  /// One tunnel, and as little else as a site needs.
  private static let yaml = """
    site: \(site)
    floor:
      map: |
        #########
        #qqs#pqq#
        #.......#
        #.SSSSS.#
        #......##
        ####c####
    drive_units:
      - {name: du-1, start: [1, 4]}
    stow_stations:
      - {name: stow-1, side: north}
    pick_stations:
      - {name: pick-1, side: north}
    tunnels:
      - {name: \(tunnel), feeds: [stow-1]}
    sorters:
      - {name: sorter-1, max_mass: 15000, max_side: 600, chutes: [{name: C1, destinations: [NORTH]}]}
    pack_stations:
      - {name: pack-1, sorter: sorter-1}
    pods:
      - name: P%d
        count: 2
        faces:
          - {side: front, bins: 2, inner: [480, 450, 350], max_load: 15000}
    catalogue:
      skus:
        - {code: TEA, size: [90, 80, 140], mass: 140}
    boxes:
      list:
        - {code: M, inner: [340, 290, 130], outer: [346, 296, 142], tare: 190, max_load: 10000, cost_cents: 32}
    demand:
      inbound_per_hour: 1
      orders_per_hour: [1]
      destinations:
        - {code: NORTH, first_pull: 1h, every: 2h}

    """
}

struct BenchFault: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
