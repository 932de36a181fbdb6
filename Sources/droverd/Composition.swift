import Cartons
import Devices
import FloorClock
import FloorConfig
import FloorCore
import FloorHTTP
import FloorMQTT
import FloorModel
import FloorStore
import Foundation
import PlannerFeed
import Synchronization

/// All parts of a running daemon, connected.
final class Composition: Sendable {
  let site: Site
  let journal: Journal
  let loop: FloorLoop
  private let mqtt: MQTTClient
  private let hub: DeviceHub
  private let server: FloorHTTPServer
  private let desk: VisionDesk
  private let sender: WebhookSender
  private let stream: FeedStream
  private let demand: DemandStream
  private let sensors: SensorDesk
  private let days: DayDesk
  private let memory: FeedMemory
  private let portFile: String?
  private let broker: DaemonSettings.Broker
  private let certificates: CertificateWatch
  private let keeper: SnapshotKeeper

  init(_ options: Droverd) throws {
    let settings = try DaemonSettings.read(options.settings)
    let site = try SiteReader.read(path: options.site)
    let hub = try DeviceHub(
      site: site, timeOfDay: { _ in StationTime.instant(unixMilliseconds: FloorClock.unixMilliseconds()) })
    let journal = try Journal(directory: options.data, site: site.fingerprint, opening: site.openingStock)
    for note in journal.notes { Self.log("journal: \(note)") }
    let recovery = try Self.recover(journal, site)
    let packager = try Self.packager(options.damageModel ?? settings.damageModel, recovery.books, site)
    let keeper = SnapshotKeeper(
      journal: journal, site: site, newest: recovery.snapshot ?? 0, interval: settings.snapshotEvery,
      log: { Self.log($0) })
    self.keeper = keeper
    let speed = options.speed
    let monotonic = FloorClock.monotonic()
    // A clock that started elsewhere must not be behind what the journal has seen.
    let clock = FloorClock(
      start: options.clockStart ?? monotonic, base: options.clockStart == nil ? recovery.at : .zero, speed: speed)
    let box = Box()
    let frames = FrameShelf()
    let desk = try VisionDesk(site: site, shelf: frames, references: options.references) { Self.log($0) }
    self.desk = desk
    let signal = ChangeSignal(last: recovery.books.ledger.lastChange)
    let memory = try FeedMemory(directory: options.data, floorTime: clock.now())
    let outlets = FloorLoop.Outlets(
      publish: { message, channel in box.publish(message, channel) },
      inspect: { request in desk.inspect(request) { box.deliver($0) } },
      look: { look in desk.look(look) { box.deliver($0) } },
      journaled: { keeper.note(last: $0) },
      changed: { offset in
        memory.record(upTo: offset)
        signal.announce(offset)
      },
      show: { box.publish($0) },
      log: { Self.log($0) })
    loop = FloorLoop(
      run: FloorRun(site: site, books: recovery.books), hub: hub, journal: journal,
      recorder: Self.recorder(settings.recorder, directory: options.data, site: site), clock: clock, outlets: outlets,
      packager: packager)
    self.site = site
    self.journal = journal
    self.hub = hub
    let velocities = VelocityDesk(site: site) { _ = box.publish($0, on: VelocityTopic.answer(site: site.name)) }
    let mqtt = try Self.client(
      settings.broker, site: site, loop: loop, hub: hub, frames: frames, velocities: velocities)
    self.mqtt = mqtt
    box.connect(mqtt: mqtt, hub: hub, loop: loop)
    portFile = options.portFile
    certificates = CertificateWatch(settings.broker, site: site)
    let access = DaemonAccess(
      loop: loop, journal: journal, audit: try AuditTrail(directory: options.data), memory: memory, signal: signal,
      frames: frames, desk: desk, mqtt: { mqtt.counters },
      isBrokerConnected: { mqtt.isConnected })
    self.memory = memory
    let names = FeedNames(site: site, clock: memory.clock, company: try Self.company(settings))
    server = FloorHTTPServer(
      names: names, access: access, at: Self.address(settings), tokens: try TokenShelf(path: settings.tokensFile))
    sender = WebhookSender(names: names, access: access, now: { FeedMemory.wall() / 1000 }, post: WebhookPost.send)
    stream = FeedStream(
      names: names, access: access, after: recovery.books.ledger.lastChange, publish: { box.publish($0, on: $1) })
    demand = DemandStream(names: names, access: access, publish: { box.publish($0, on: $1, retained: true) })
    sensors = SensorDesk(
      names: names, memory: memory, access: access, submit: { box.deliver($0) }, log: { Self.log($0) })
    days = DayDesk(
      names: names, memory: memory, access: access, submit: { box.deliver($0) }, log: { Self.log($0) })
    broker = settings.broker
  }

  /// Chooses packages, by the model of a file if one is named.
  private static func packager(_ path: String?, _ books: Books, _ site: Site) throws -> Packager {
    let model = try path.map { path throws(DamageModelFault) in try DamageModelFile.read(path: path) }
    let chooser = PackageChooser(model: model ?? .untrained(rankCount: PackageKind.allCases.count))
    let older = books.packaging.decisions.entries.count {
      $0.source == .model && chooser.reconsiders($0.decision.model)
    }
    if let model {
      log(
        "damage model \(String(model.version, radix: 16)): \(Int(model.shipped)) shipments, \(Int(model.damaged)) damaged; "
          + "\(older) decisions of other models are looked at again as their products are ordered")
    } else {
      let others = books.packaging.decisions.entries.count {
        $0.source == .model && $0.decision.model != chooser.model.version
      }
      if others > 0 {
        log(
          "WARNING no damage model is named: \(others) decisions of others stand, new products are decided without one")
      }
    }
    return Packager(site: site, chooser: chooser)
  }

  private static func recover(_ journal: Journal, _ site: Site) throws -> Recovery {
    let recovery = try journal.reader.recover(site)
    for note in recovery.notes { log("WARNING \(note)") }
    if try !journal.reader.binsHold(recovery.books) {
      log("WARNING the bins that planners read differ from the journal; the feed and they are made again from it")
      try journal.rebuildProjections()
    }
    if recovery.books.lastEntry > 0 {
      let start = recovery.snapshot.map { "the snapshot at entry \($0)" } ?? "the journal's beginning"
      log("recovered from \(start) and \(recovery.replayed) entries, floor time \(recovery.at.seconds) s")
    }
    return recovery
  }

  /// Nil when it is turned off, or cannot be had: the floor does without.
  private static func recorder(
    _ settings: DaemonSettings.Recorder, directory: String, site: Site
  ) -> FlightRecorder? {
    guard settings.isOn else { return nil }
    let bytes = settings.megabytes << 20
    let bounds = FlightRecorder.Bounds(
      bytes: bytes, age: .hours(settings.hours), segmentBytes: min(64 << 20, max(1, bytes / 8)))
    do {
      return try FlightRecorder(directory: directory, site: site.fingerprint, bounds: bounds)
    } catch {
      log("WARNING there is no flight recorder: \(error)")
      return nil
    }
  }

  private static func address(_ settings: DaemonSettings) -> HTTPAddress {
    guard let http = settings.http, let certificate = http.certificate, let key = http.key else {
      return .loopback(port: settings.httpPort)
    }
    return .secured(host: http.host, port: settings.httpPort, certificate: certificate, key: key)
  }

  private static func company(_ settings: DaemonSettings) throws -> GS1Company {
    guard let prefix = settings.gs1CompanyPrefix else { return .demonstration }
    guard let company = GS1Company(prefix: prefix) else {
      throw SettingsFault(description: "gs1CompanyPrefix '\(prefix)' is not 6 to 12 digits")
    }
    return company
  }

  /// A client that listens to all that the site has, and is not yet connected.
  private static func client(
    _ broker: DaemonSettings.Broker, site: Site, loop: FloorLoop, hub: DeviceHub, frames: FrameShelf,
    velocities: VelocityDesk
  ) throws -> MQTTClient {
    let filters = filters(site, hub)
    var options = MQTTOptions(
      host: broker.host, port: broker.port, clientID: "droverd-\(site.name)",
      retrySeed: UInt64.random(in: .min ... .max))
    options.username = broker.username
    options.password = broker.password.map { Secret($0) }
    options.payloadLimit = 4 << 20
    options.subscriptionLimit = filters.count
    if let ca = broker.ca {
      options.tls = MQTTOptions.TLS(caFile: ca, certFile: broker.certificate, keyFile: broker.key)
    }
    let client = MQTTClient(
      options: options,
      handlers: MQTTHandlers(
        onState: { state in
          log("broker: \(state)")
          if case .connected = state { loop.inbox.push(.connected, as: .essential) }
        },
        onMessage: { message in
          guard message.topic != VelocityTopic.topic(site: site.name) else {
            velocities.take(message.payload, loop: loop)
            return
          }
          let address = try? hub.address(of: message.topic)
          let channel = address?.channel
          let isTelemetry = channel?.isTelemetry ?? false
          if let channel, channel.body == TunnelFrame.self {
            // Pictures go to the shelf, not through the floor's thread.
            if let frame = try? WireCoding.decode(channel, Data(message.payload)) as? TunnelFrame {
              frames.put([UInt8](frame.data), of: frame.plate, view: Int(frame.view))
            }
            return
          }
          if let channel, channel.body == BinFrame.self {
            if let frame = try? WireCoding.decode(channel, Data(message.payload)) as? BinFrame {
              frames.put([UInt8](frame.data), ofBin: frame.bin)
            }
            return
          }
          loop.inbox.push(
            .message(topic: message.topic, payload: Data(message.payload), arrived: FloorClock.monotonic()),
            as: isTelemetry ? .telemetry : .essential, from: (address?.device.index ?? site.devices.count) + 1,
            waitingUpTo: .seconds(5))
        }))
    try client.subscribe(filters)
    return client
  }

  /// All that the daemon listens to.
  private static func filters(_ site: Site, _ hub: DeviceHub) -> [MQTTSubscription] {
    var filters: [MQTTSubscription] = []
    for device in site.devices.indices {
      let prefix = hub.topicPrefix(of: Device.ID(device))
      for channel in hub.family(of: Device.ID(device)).inbound {
        filters.append(MQTTSubscription("\(prefix)/\(channel.name)", QoS(rawValue: Int32(channel.qos)) ?? .atLeastOnce))
      }
    }
    filters.append(
      MQTTSubscription(VelocityTopic.topic(site: site.name), QoS(rawValue: Int32(VelocityTopic.qos)) ?? .atLeastOnce))
    return filters
  }

  func start() throws {
    mqtt.connect()
    let loop = loop
    let thread = Thread { loop.work() }
    thread.stackSize = 16 << 20
    thread.name = "floor"
    thread.start()
    let certificates = certificates
    Task {
      await certificates.run(
        tell: { loop.inbox.push(.event(.certificate($0, $1)), as: .essential) }, log: { Self.log($0) })
    }
    let (server, sender, stream, demand) = (server, sender, stream, demand)
    let portFile = portFile
    Task { await sender.run() }
    Task { await stream.run() }
    Task { await demand.run() }
    try sensors.start(broker)
    let days = days
    Task { await days.watch() }
    Task {
      do {
        try await server.run { port in
          Self.log("HTTP on port \(port)")
          if let portFile { try? Data("\(port)".utf8).write(to: URL(fileURLWithPath: portFile), options: .atomic) }
        }
      } catch {
        Self.log("FATAL: HTTP: \(error)")
        exit(1)
      }
    }
  }

  /// Real time that the floor's thread has to come to its end.
  private static let patience = Span.seconds(4)

  /// Waits for SIGTERM or SIGINT, then ends in order: everything accepted is durable, and the next start is quick.
  func untilStopped() async {
    await Signals.first([SIGTERM, SIGINT])
    loop.stop()
    desk.stop()
    guard loop.hasEnded(within: Self.patience) else {
      Self.log("WARNING the disk holds up the end; what was acknowledged is in the journal")
      return
    }
    _ = mqtt.disconnect()
    keeper.finish()
    memory.finish()
    journal.close()
    Self.log("ended in order")
  }

  static func log(_ text: String) {
    FileHandle.standardError.write(Data("droverd: \(text)\n".utf8))
  }
}

/// Breaks the circle between the loop, which sends, and the client, which feeds the loop.
private final class Box: Sendable {
  private struct Parts {
    var mqtt: MQTTClient?
    var hub: DeviceHub?
    var loop: FloorLoop?
  }

  private let parts = Mutex(Parts())

  func connect(mqtt: MQTTClient, hub: DeviceHub, loop: FloorLoop) {
    parts.withLock { $0 = Parts(mqtt: mqtt, hub: hub, loop: loop) }
  }

  func publish(_ message: WireMessage, _ channel: Channel) {
    let (mqtt, hub) = parts.withLock { ($0.mqtt, $0.hub) }
    guard let mqtt, let hub else { return }
    let topic = "\(hub.topicPrefix(of: message.device))/\(message.channel)"
    // What cannot be queued is sent again later under the same id: by the floor, or when the device repeats itself.
    _ = try? mqtt.publish(
      topic, payload: [UInt8](WireCoding.encode(message.body)), qos: QoS(rawValue: Int32(channel.qos)) ?? .atLeastOnce,
      retain: channel.retained)
  }

  /// Retained: whoever subscribes has every bin's present content at once.
  func publish(_ bin: StockTopic) -> Bool {
    guard let mqtt = parts.withLock({ $0.mqtt }), mqtt.isConnected else { return false }
    let sent = try? mqtt.publish(
      bin.topic, payload: bin.payload, qos: QoS(rawValue: Int32(StockTopic.qos)) ?? .atLeastOnce, retain: true)
    return sent != nil
  }

  /// - Returns: false when it cannot be taken at present.
  func publish(_ payload: [UInt8], on topic: String, retained: Bool = false) -> Bool {
    guard let mqtt = parts.withLock({ $0.mqtt }), mqtt.isConnected else { return false }
    return
      (try? mqtt.publish(
        topic, payload: payload, qos: QoS(rawValue: Int32(FeedTopic.qos)) ?? .atLeastOnce, retain: retained)) != nil
  }

  func deliver(_ event: Event) {
    parts.withLock { $0.loop }?.inbox.push(.event(event), as: .essential)
  }
}
