import Devices
import FloorClock
import FloorConfig
import FloorCore
import FloorHTTP
import FloorMQTT
import FloorModel
import FloorStore
import Foundation
import Synchronization

/// All parts of a running daemon, connected.
final class Composition: Sendable {
  let site: Site
  let journal: Journal
  let loop: FloorLoop
  private let mqtt: MQTTClient
  private let hub: DeviceHub
  private let server: FloorHTTPServer
  private let portFile: String?

  init(_ options: Droverd) throws {
    let settings = try DaemonSettings.read(options.settings)
    let site = try SiteReader.read(path: options.site)
    let hub = try DeviceHub(site: site)
    let journal = try Journal(directory: options.data, site: site.fingerprint, opening: site.openingStock)
    for note in journal.notes { Self.log("journal: \(note)") }
    let (books, last) = try Self.recover(journal, site)
    let speed = options.speed
    let monotonic = FloorClock.monotonic()
    // A clock that started elsewhere must not be behind what the journal has seen.
    let clock = FloorClock(
      start: options.clockStart ?? monotonic, base: options.clockStart == nil ? last : .zero, speed: speed)
    let box = Box()
    let frames = FrameShelf()
    let desk = try VisionDesk(site: site, shelf: frames, references: options.references)
    let signal = ChangeSignal(last: books.ledger.lastChange)
    let outlets = FloorLoop.Outlets(
      publish: { message, channel in box.publish(message, channel) },
      inspect: { request in desk.inspect(request) { box.deliver($0) } },
      changed: { signal.announce($0) },
      show: { box.publish($0) },
      log: { Self.log($0) })
    loop = FloorLoop(
      floor: Floor(site: site, books: books), hub: hub, journal: journal, clock: clock, outlets: outlets)
    self.site = site
    self.journal = journal
    self.hub = hub
    let mqtt = Self.connect(settings.broker, site: site, loop: loop, hub: hub, frames: frames)
    self.mqtt = mqtt
    box.connect(mqtt: mqtt, hub: hub, loop: loop)
    portFile = options.portFile
    let access = DaemonAccess(
      loop: loop, journal: journal, signal: signal, frames: frames, mqtt: { mqtt.counters },
      isBrokerConnected: { mqtt.isConnected })
    server = FloorHTTPServer(site: site, access: access, port: settings.httpPort, tokens: try Self.tokens(settings))
  }

  private static func recover(_ journal: Journal, _ site: Site) throws -> (Books, Instant) {
    var books = Books(site: site)
    var last = Instant.zero
    var cursor = journal.reader.read()
    while let entry = try cursor.next() {
      let changes = books.apply(entry.record, at: entry.at, site: site)
      guard changes == entry.changes, books.lastEntry == entry.number else {
        throw SettingsFault(
          description: "journal entry \(entry.number) does not follow from those before it; was the site file changed?")
      }
      last = entry.at
    }
    if books.lastEntry > 0 { log("recovered \(books.lastEntry) journal entries, floor time \(last.seconds) s") }
    return (books, last)
  }

  private static func tokens(_ settings: DaemonSettings) throws -> [AccessToken] {
    try settings.tokens.map { token in
      guard let role = AccessRole(rawValue: token.role),
        let access = AccessToken(name: token.name, role: role, token: token.token)
      else {
        throw SettingsFault(
          description: "token of '\(token.name)': a role is one of \(AccessRole.allCases.map(\.rawValue)), a token has "
            + "at least \(AccessToken.shortest) bytes")
      }
      return access
    }
  }

  private static func connect(
    _ broker: DaemonSettings.Broker, site: Site, loop: FloorLoop, hub: DeviceHub, frames: FrameShelf
  ) -> MQTTClient {
    var options = MQTTOptions(
      host: broker.host, port: broker.port, clientID: "droverd-\(site.name)",
      retrySeed: UInt64.random(in: .min ... .max))
    options.username = broker.username
    options.password = Secret(broker.password)
    options.payloadLimit = 4 << 20
    if let ca = broker.ca { options.tls = MQTTOptions.TLS(caFile: ca) }
    return MQTTClient(
      options: options,
      handlers: MQTTHandlers(
        onState: { state in
          log("broker: \(state)")
          if case .connected = state { loop.inbox.push(.connected, as: .essential) }
        },
        onMessage: { message in
          let channel = (try? hub.address(of: message.topic))?.channel
          let isTelemetry = channel?.isTelemetry ?? false
          if let channel, channel.body == TunnelFrame.self {
            // Pictures go to the shelf, not through the floor's thread.
            if let frame = try? WireCoding.decode(channel, Data(message.payload)) as? TunnelFrame {
              frames.put([UInt8](frame.data), of: frame.plate, view: Int(frame.view))
            }
            return
          }
          loop.inbox.push(
            .message(topic: message.topic, payload: Data(message.payload)), as: isTelemetry ? .telemetry : .essential,
            waitingUpTo: .seconds(5))
        }))
  }

  func start() throws {
    var filters: [MQTTSubscription] = []
    for device in site.devices.indices {
      let prefix = hub.topicPrefix(of: Device.ID(device))
      for channel in hub.family(of: Device.ID(device)).inbound {
        filters.append(MQTTSubscription("\(prefix)/\(channel.name)", QoS(rawValue: Int32(channel.qos)) ?? .atLeastOnce))
      }
    }
    try mqtt.subscribe(filters)
    mqtt.connect()
    let loop = loop
    let thread = Thread { loop.run() }
    thread.stackSize = 16 << 20
    thread.name = "floor"
    thread.start()
    let server = server
    let portFile = portFile
    Task {
      do {
        try await server.run { port in
          Self.log("HTTP on http://127.0.0.1:\(port)/")
          if let portFile { try? Data("\(port)".utf8).write(to: URL(fileURLWithPath: portFile), options: .atomic) }
        }
      } catch {
        Self.log("FATAL: HTTP: \(error)")
        exit(1)
      }
    }
  }

  /// Waits for SIGTERM or SIGINT, then ends in order.
  func untilStopped() async {
    await Signals.first([SIGTERM, SIGINT])
    loop.stop()
    _ = mqtt.disconnect()
    journal.close()
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

  func deliver(_ event: Event) {
    parts.withLock { $0.loop }?.inbox.push(.event(event), as: .essential)
  }
}
