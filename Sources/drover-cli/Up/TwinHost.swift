import Devices
import FloorClock
import FloorCore
import FloorMQTT
import FloorModel
import Foundation
import Simulators
import Synchronization
import TunnelScenes

/// Runs the twins of a whole site, each behind an MQTT client of its own with its own identity and last will.
///
/// One thread owns the world and all twins; the clients only hand messages over.
final class TwinHost: @unchecked Sendable {
  enum Mail: Sendable {
    case message(Device.ID, channel: String, payload: [UInt8])
    case connected(Device.ID)
    case arrival(Device.ID, World.Arrival)
    case visit(@Sendable (inout World) -> Void)
  }

  static let inboxLimit = 100_000
  static let batchLimit = 256

  let inbox = Mailbox<Mail>(limit: TwinHost.inboxLimit)
  private let names: SiteNames
  private let hub: DeviceHub
  private let clock: FloorClock
  /// What tunnels' cameras see; nil: they send no frames.
  private let pictures: TunnelPictures?
  private var world: World
  private var twins: [any Twin]
  private var isStarted: [Bool]
  private var queue = EventQueue<(Device.ID, Int)>()
  private var clients: [MQTTClient] = []
  private var collisions = 0
  /// Orders that drive units were told, and states that they have sent.
  private var orders = 0
  private var states = 0
  private var binsDrawn: UInt64 = 0
  private var latest = Instant.zero
  private let phantoms: Int64
  private let stopping = Mutex(false)

  init(site: Site, seed: UInt64, settings: TwinSettings, clock: FloorClock, pictures: TunnelPictures?) throws {
    self.pictures = pictures
    hub = try DeviceHub(
      site: site, timeOfDay: { _ in StationTime.instant(unixMilliseconds: FloorClock.unixMilliseconds()) })
    names = hub.names
    self.clock = clock
    world = World(site: site, openingStock: site.openingStock)
    phantoms = world.misplace(rate: site.demand.binErrorRate, seed: seed)
    isStarted = Array(repeating: false, count: site.devices.count)
    twins = []
    for (index, device) in site.devices.enumerated() {
      guard let family = hub.family(of: Device.ID(index)) as? any Twinned.Type else {
        throw UnknownFamily(name: "\(device.family) (no twin)", device: device.name, known: [])
      }
      let seed = seed &+ UInt64(index) &* 7_919
      if device.role == .drive, let interval = settings.stateSeconds {
        twins.append(
          DriveUnitTwin(device: Device.ID(index), names: names, seed: seed, stateInterval: .seconds(interval)))
      } else {
        twins.append(family.makeTwin(of: Device.ID(index), names: names, seed: seed))
      }
    }
    let authority = try settings.authority.map { try SiteAuthority(directory: $0, site: site.name) }
    clients = try site.devices.indices.map { try connect(Device.ID($0), settings, authority) }
  }

  private func connect(
    _ device: Device.ID, _ settings: TwinSettings, _ authority: SiteAuthority?
  ) throws -> MQTTClient {
    let name = names.site.devices[device.index].name
    let prefix = hub.topicPrefix(of: device)
    let family = hub.family(of: device)
    var options = MQTTOptions(
      host: settings.host, port: settings.port, clientID: name, retrySeed: UInt64(device.index) + 1)
    BrokerAccess.show(name, in: &options, authority, password: settings.passwords[name])
    options.payloadLimit = 4 << 20
    if let twinned = family as? any Twinned.Type, let will = twinned.lastWill(of: device, names: names) {
      options.will = MQTTOptions.Will(
        topic: "\(prefix)/\(will.channel)", payload: [UInt8](WireCoding.encode(will.body)), qos: .atLeastOnce,
        retain: true)
    }
    let inbox = inbox
    let client = MQTTClient(
      options: options,
      handlers: MQTTHandlers(
        onState: { state in
          if case .connected = state { inbox.push(.connected(device), as: .essential) }
          if case .refused(let reason) = state { say("twin \(name): refused: \(reason)") }
        },
        onMessage: { message in
          guard let slash = message.topic.lastIndex(of: "/") else { return }
          let channel = String(message.topic[message.topic.index(after: slash)...])
          inbox.push(
            .message(device, channel: channel, payload: message.payload), as: .essential, waitingUpTo: .seconds(5))
        }))
    try client.subscribe(
      family.outbound.map { MQTTSubscription("\(prefix)/\($0.name)", QoS(rawValue: Int32($0.qos)) ?? .atLeastOnce) })
    return client
  }

  /// Runs until `stop`. Call on a thread of its own.
  func run() {
    for client in clients { client.connect() }
    while !stopping.withLock({ $0 }) {
      let wait = queue.nextInstant.map { clock.wait(until: $0) } ?? .seconds(1)
      for mail in inbox.take(upTo: Self.batchLimit, timeout: wait) {
        // What was due before a message came has happened before it, however late this thread is.
        fireTimers()
        take(mail)
      }
      fireTimers()
      look()
    }
    for client in clients { _ = client.disconnect() }
  }

  /// Never runs backwards, though timers are fired at the instants that they were set for.
  private func now() -> Instant {
    latest = max(latest, clock.now())
    return latest
  }

  private func fireTimers() {
    let now = clock.now()
    while let at = queue.nextInstant, at <= now, let (_, (device, token)) = queue.next() {
      latest = max(latest, at)
      output(twins[device.index].fire(token, at: latest, world: &world), of: device)
    }
  }

  func stop() {
    stopping.withLock { $0 = true }
    inbox.close()
  }

  private func take(_ mail: Mail) {
    switch mail {
    case .connected(let device):
      guard !isStarted[device.index] else { return }
      isStarted[device.index] = true
      output(twins[device.index].start(at: now(), world: &world), of: device)
    case .message(let device, let channel, let payload):
      let known = hub.family(of: device).outbound.first { $0.name == channel }
      guard let known, let body = try? WireCoding.decode(known, Data(payload)) else {
        say("twin \(names.site.devices[device.index].name): cannot read a \(channel) message of the daemon")
        return
      }
      if body is DriveUnits.Order { orders += 1 }
      output(twins[device.index].receive(body, on: channel, at: now(), world: &world), of: device)
    case .arrival(let tunnel, let unit): world.docks[tunnel.index].append(unit)
    case .visit(let visit): visit(&world)
    }
  }

  private func output(_ outputs: [TwinOutput], of device: Device.ID) {
    for output in outputs {
      switch output {
      case .timer(let token, let at): queue.add((device, token), at: at)
      case .publish(let channel, let body):
        if body is DriveUnits.State { states += 1 }
        if let event = body as? StationEvent<TunnelHappening> { sendFrames(of: event, from: device) }
        if let event = body as? StationEvent<BinCameraHappening> { sendFrames(of: event, from: device) }
        let known = hub.family(of: device).inbound.first { $0.name == channel }
        // A message that the client cannot queue is as good as lost on the way; the twin repeats what matters.
        _ = try? clients[device.index].publish(
          "\(hub.topicPrefix(of: device))/\(channel)", payload: [UInt8](WireCoding.encode(body)),
          qos: QoS(rawValue: Int32(known?.qos ?? 1)) ?? .atLeastOnce, retain: known?.retained ?? false)
      }
    }
  }

  /// A tunnel's frames go out before the event that speaks of them.
  private func sendFrames(of event: StationEvent<TunnelHappening>, from tunnel: Device.ID) {
    guard case .presented(let presented) = event.happening, let pictures,
      case .tunnel(let place) = names.site.device(tunnel).place
    else { return }
    for (view, frame) in pictures.take(presented.plate).prefix(place.cameras).enumerated() {
      let body = TunnelFrame(plate: presented.plate, view: view, format: .jpeg, data: Data(frame))
      _ = try? clients[tunnel.index].publish(
        "\(hub.topicPrefix(of: tunnel))/frame", payload: [UInt8](WireCoding.encode(body)), qos: .atLeastOnce)
    }
  }

  /// A bin camera's frames, too.
  private func sendFrames(of event: StationEvent<BinCameraHappening>, from camera: Device.ID) {
    guard case .podSeen(let seen) = event.happening, pictures != nil, let pod = names.pods[seen.pod] else { return }
    let site = names.site
    for bin in site.pods[pod.index].bins where world.units(in: Bin.ID(bin)) > 0 {
      let content = world.bins[bin].map { (sku: site.skus[$0.key.sku.index], quantity: Int($0.quantity)) }
      let inner = site.bins[bin].inner
      binsDrawn += 1
      guard let frame = try? BinScene.render(content: content, inner: inner, seed: binsDrawn) else { continue }
      let body = BinFrame(bin: site.bins[bin].name, format: .jpeg, data: Data(frame))
      _ = try? clients[camera.index].publish(
        "\(hub.topicPrefix(of: camera))/\(BinCamera.frameChannel)", payload: [UInt8](WireCoding.encode(body)),
        qos: .atLeastOnce)
    }
  }

  /// Whether two drive units stand in one cell.
  private func look() {
    var seen: Set<Cell> = []
    for cell in world.unitCells {
      if let cell, !seen.insert(cell).inserted { collisions += 1 }
    }
  }

  /// What is physically so. Call after `run` has returned.
  func reality() -> Reality {
    let site = names.site
    var bins: [String: Int32] = [:]
    for bin in site.bins.indices {
      for line in world.bins[bin] {
        let key = line.key
        bins["\(site.bins[bin].name)|\(site.skus[key.sku.index].code)|\(site.owners[key.owner.index])|\(key.lot)"] =
          line.quantity
      }
    }
    return Reality(
      phantoms: phantoms, bins: bins, shipped: world.shipped.reduce(0) { $0 + Int64($1.keys.count) },
      held: Int64(world.holdShelf.count), doubled: world.shippedParcels.count { $0.count > 1 },
      collisions: collisions, orders: orders, states: states)
  }
}
