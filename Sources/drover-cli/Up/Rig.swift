import Devices
import FloorClock
import FloorConfig
import FloorHTTP
import FloorMQTT
import FloorModel
import Foundation

/// A broker, a daemon and all twins, as processes of this machine in one private directory that is gone afterwards.
final class Rig {
  /// Real time that a daemon has to answer, first and after a restart.
  static let patience = 60.0

  private let options: UpCommand
  private let site: Site
  private let directory: URL
  private let broker: PrivateBroker
  /// Nil: everybody at the broker has a password.
  private let authority: SiteAuthority?
  private let clockStart = FloorClock.monotonic()
  private var viewerToken = ""
  private var twinToken = ""
  private var daemon: Process?
  private var twins: Process?
  private var restarts = 0
  private var httpPort = 0
  /// By user name.
  private var passwords: [String: String] = [:]
  private(set) var dashboard = ""
  private var client: DaemonClient?
  private var watch: WireWatch?
  private var killer: Killer?
  private var follower: FeedFollower?

  init(_ options: UpCommand) throws {
    self.options = options
    site = try Sites.read(options.site)
    if let model = options.damageModel { _ = try DamageModelFile.read(path: model) }
    let hub = try DeviceHub(site: site)
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("drover-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let users =
      BrokerAccess.users(site, hub, sensors: [Self.sensor])
      + [BrokerUser(name: WireWatch.user, allow: WireWatch.rules)]
    do {
      var broker = PrivateBroker.Options(
        template: try BrokerTemplate.find(from: URL(fileURLWithPath: options.site).deletingLastPathComponent()),
        users: users, parent: directory.path)
      if options.identity == .certificates {
        let authority = try BrokerAccess.authority(
          of: users, in: directory.appendingPathComponent("authority").path, site: site)
        broker.identity = .certificates(authority, broker: BrokerAccess.broker)
        self.authority = authority
      } else {
        authority = nil
      }
      self.broker = try PrivateBroker(broker)
      try setUp(users)
    } catch {
      try? FileManager.default.removeItem(at: directory)
      throw error
    }
  }

  /// An edge node that nobody is yet.
  private static let sensor = "sensor-1"
  /// Where it says how others connect to the broker, in a file each.
  var links: String { path("links") }
  /// For `drover why`.
  var addressFile: String { path("address.json") }
  private var data: String { options.data ?? path("data") }

  private func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  private func setUp(_ users: [BrokerUser]) throws {
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    if authority == nil {
      passwords = Dictionary(users.map { ($0.name, $0.password.reveal()) }, uniquingKeysWith: { first, _ in first })
    }
    httpPort = options.port
    if options.vision == .real {
      _ = try TunnelPictures(directory: path("references"), seed: options.seed, site: site)
      try BinEye.train(for: site, seed: options.seed, in: path("references"))
    }
    var tokens = TokenFile()
    let now = Int64(Date().timeIntervalSince1970)
    viewerToken = try tokens.create(name: "dashboard", role: .operator, now: now, expires: nil)
    twinToken = try tokens.create(name: "twins", role: .admin, now: now, expires: nil)
    try tokens.write(to: path("tokens.json"))
    try writeSettings()
    try writeLinks()
  }

  private func writeLinks() throws {
    try FileManager.default.createDirectory(atPath: links, withIntermediateDirectories: true)
    for name in [BrokerAccess.planner, Self.sensor] {
      try PrivateFile.write(link(of: name), to: "\(links)/\(name).json")
    }
  }

  /// How somebody connects to the broker: by certificate, or with a user name and a password.
  private func link(of name: String) -> DaemonSettings.Broker {
    guard let authority else {
      return DaemonSettings.Broker(host: broker.host, port: broker.port, username: name, password: passwords[name])
    }
    let own = authority.files(of: name)
    return DaemonSettings.Broker(
      host: broker.host, port: broker.port, ca: authority.certificate, certificate: own.certificate, key: own.key)
  }

  private var brokerSettings: DaemonSettings.Broker {
    var own = link(of: BrokerAccess.daemon)
    own.certificateIndex = authority?.index
    return own
  }

  private func writeSettings() throws {
    try DaemonSettings(
      broker: brokerSettings, httpPort: httpPort, tokensFile: path("tokens.json"), damageModel: options.damageModel
    ).write(to: path("daemon.json"))
  }

  // MARK: Processes

  func start() async throws {
    watch = try WireWatch(watchOptions, site: site.name, capture: options.capture)
    try startDaemon()
    let port = try await waitForPort()
    // A daemon that is started again is to be found where it was.
    httpPort = port
    try writeSettings()
    let base = "http://127.0.0.1:\(port)"
    dashboard = "\(base)/#token=\(viewerToken)"
    client = DaemonClient(base: base, token: twinToken)
    try DaemonAddress(address: base, token: viewerToken).write(to: addressFile)
    try await waitForHealth()
    follower = FeedFollower(FeedClient(base: base, token: twinToken), site: site)
    let names = Set(site.devices.map(\.name))
    let settings = TwinSettings(
      host: broker.host, port: broker.port, passwords: passwords.filter { names.contains($0.key) },
      authority: authority?.directory, daemon: base, token: twinToken)
    try settings.write(to: path("twins.json"))
    twins = try launch(
      Self.executable("drover-cli"),
      [
        "twins", "--site", options.site, "--settings", path("twins.json"), "--seed", "\(options.seed)", "--speed",
        "\(options.speed)", "--clock-start", "\(clockStart)", "--hours", "\(options.hours)", "--reality",
        path("reality.json"), "--with-parent",
      ] + references)
  }

  private var watchOptions: MQTTOptions {
    var options = MQTTOptions(host: broker.host, port: broker.port, clientID: WireWatch.user, retrySeed: 1)
    BrokerAccess.show(WireWatch.user, in: &options, authority, password: passwords[WireWatch.user])
    options.payloadLimit = 4 << 20
    return options
  }

  private var references: [String] { options.vision == .real ? ["--references", path("references")] : [] }

  private func startDaemon() throws {
    try? FileManager.default.removeItem(atPath: path("port"))
    daemon = try launch(
      Self.executable("droverd"),
      [
        "--site", options.site, "--data", data, "--settings", path("daemon.json"), "--speed",
        "\(options.speed)", "--clock-start", "\(clockStart)", "--port-file", path("port"), "--with-parent",
      ] + references)
    killer?.watch(daemon?.processIdentifier)
  }

  /// Beside this program.
  private static func executable(_ name: String) -> URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent(name)
  }

  private func launch(_ program: URL, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Ctrl-C in a terminal reaches the whole group; children are to be ended in order, by us.
    setpgid(process.processIdentifier, process.processIdentifier)
    return process
  }

  private func waitForPort() async throws -> Int {
    let deadline = Date().addingTimeInterval(Self.patience)
    while Date() < deadline {
      if let text = try? String(contentsOfFile: path("port"), encoding: .utf8), let port = Int(text) { return port }
      if daemon?.isRunning == false { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw RigFault(description: "the daemon did not come up; what it said stands above")
  }

  private func waitForHealth() async throws {
    let deadline = Date().addingTimeInterval(Self.patience)
    while Date() < deadline {
      if (try? await summary()) != nil { return }
      if daemon?.isRunning == false { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw RigFault(description: "the daemon does not answer")
  }

  /// Ends everything and removes the directory. Safe to call twice.
  func stop() {
    end(twins)
    end(daemon)
    watch?.stop()
    broker.stop()
    try? FileManager.default.removeItem(at: directory)
  }

  private func end(_ process: Process?) {
    guard let process, process.isRunning else { return }
    process.terminate()
    let deadline = Date().addingTimeInterval(8)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.05) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  // MARK: Watching

  struct Outcome {
    var text: String
    var isGood: Bool
  }

  private func summary() async throws -> DaemonSummary {
    guard let client else { throw RigFault(description: "no daemon yet") }
    return try await client.get("/v1/summary", as: DaemonSummary.self)
  }

  /// Shows progress until the shift is over or someone ends it, then holds books and reality against each other.
  func watch(until stopped: Task<Void, Never>) async throws -> Outcome {
    let isStopped = Signalled()
    let waiter = Task {
      await stopped.value
      isStopped.raise()
    }
    defer { waiter.cancel() }
    let end = options.hours * 3600
    let reader = Task { [follower] in await follower?.run() }
    let killing = startKilling(within: end / options.speed)
    // Never cancelled in mid-request: Foundation's URLSession traps then. Both end with what they wait for, or the process.
    defer { killing?.cancel() }
    _ = reader
    var shown = Date.distantPast
    while !isStopped.isRaised {
      try await keepDaemon()
      if let now = try? await summary() {
        if now.nowSeconds >= end, killer?.isDone ?? true { break }
        if Date().timeIntervalSince(shown) > 5 {
          shown = Date()
          tell(now.progress(of: end))
        }
      }
      if twins?.isRunning == false { throw RigFault(description: "the twins have ended by themselves") }
      try await Task.sleep(for: .milliseconds(500))
    }
    return try await close()
  }

  /// - Parameter span: real seconds in which all kills should be done.
  private func startKilling(within span: Double) -> Task<Void, Never>? {
    let kills = options.kills + options.brokerKills
    guard kills > 0 else { return nil }
    let killer = Killer(
      daemonKills: options.kills, brokerKills: options.brokerKills, broker: broker, gap: 2 * span / Double(kills + 1),
      seed: options.seed)
    killer.watch(daemon?.processIdentifier)
    self.killer = killer
    return Task { await killer.run() }
  }

  /// A daemon that was killed is started again: the journal has everything. It may be killed again before it answers.
  private func keepDaemon() async throws {
    while daemon?.isRunning == false {
      restarts += 1
      tell("The daemon has ended (status \(daemon?.terminationStatus ?? 0)); starting it again from its journal.")
      try startDaemon()
      do {
        _ = try await waitForPort()
        try await waitForHealth()
      } catch let fault as RigFault {
        if daemon?.isRunning == true || daemon?.terminationReason != .uncaughtSignal { throw fault }
      }
    }
  }

  /// Returns when nothing moves any more: jobs that stations have begun take up to two minutes of floor time, and longer where the
  /// machine is too busy for the floor's speed.
  private func settle(_ client: DaemonClient) async throws {
    try await Task.sleep(for: .seconds(max(3, 150 / options.speed)))
    var (last, looks) = (Int64(-1), 0)
    for _ in 0..<120 where looks < 3 {
      let offset = try await client.get("/v1/stock", as: StockSnapshot.self).offset
      looks = offset == last ? looks + 1 : 0
      last = offset
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  /// Stops the flow, lets what is under way finish, and compares.
  private func close() async throws -> Outcome {
    guard let client else { throw RigFault(description: "no daemon") }
    try await client.post("/v1/interventions", ["action": "pause"])
    try await settle(client)
    let last = try await summary()
    let stock = try await client.get("/v1/stock", as: StockSnapshot.self)
    try await follower?.read(through: stock.offset)
    end(twins)
    let reality = try JSONDecoder().decode(
      Reality.self, from: Data(contentsOf: URL(fileURLWithPath: path("reality.json"))))
    var faults = Comparison(last.numbers, stock, reality).faults
    faults += stock.faults(retained: watch?.bins ?? [:])
    faults += [watch?.fault, killer?.fault].compactMap { $0 }
    faults += follower?.faults(against: stock) ?? []
    var text = last.text(hours: last.nowSeconds / 3600, restarts: restarts)
    if let killer { text += "\n  faults   \(killer.summary)" }
    text +=
      faults.isEmpty ? "\n  feed     \(stock.offset) changes, read while they were made, without gap or repeat" : ""
    text += faults.isEmpty ? "\n  books    hold against reality, bin by bin" : ""
    for fault in faults { text += "\n  BROKEN   \(fault)" }
    return Outcome(text: text, isGood: faults.isEmpty)
  }
}

struct RigFault: Error, CustomStringConvertible {
  var description: String
}
