import Devices
import FloorCore
import FloorModel
import Foundation
import Simulators

/// Drivers and twins in one process, with a link between them that can lose, repeat and delay, in virtual time.
///
/// It takes events as the floor does: each sequence of a stream once and in order, and says how far it has come.
struct Bench {
  enum Wire: CaseIterable, Sendable {
    case typed
    case json
  }

  /// What becomes of one message.
  enum Fate { case delivered, lost, doubled, late }

  let wire: Wire
  var world: World
  var hub: DeviceHub
  var now = Instant.zero
  var twins: [Device.ID: any Twin] = [:]
  /// Device events that the floor would have journaled, in order.
  var journal: [DeviceEvent.Body] = []
  var reports: [Device.ID: StationReport] = [:]
  var connections: [Device.ID: Connection] = [:]
  var refusals: [RefusalReason] = []
  /// Every message from a twin as it was sent, by channel.
  var sent: [WireMessage] = []
  /// Decides what becomes of a message; `isUp`: from a twin.
  var link: (_ message: WireMessage, _ isUp: Bool) -> Fate = { _, _ in .delivered }
  private var progress: [Device.ID: (stream: Int64, sequence: Int64)] = [:]
  private var agenda: [(at: Instant, order: Int, what: Happening)] = []
  private var lastOrder = 0

  private enum Happening {
    case timer(Device.ID, Int)
    case up(WireMessage)
    case down(WireMessage)
  }

  init(_ wire: Wire, seed: UInt64 = 1, twins make: ((Device.ID) -> (any Twin)?) = { _ in nil }) {
    self.wire = wire
    world = World(site: TestSite.site, openingStock: [])
    hub = TestSite.hub()
    for device in TestSite.stations {
      guard let family = hub.family(of: device) as? any Twinned.Type else { continue }
      twins[device] = make(device) ?? family.makeTwin(of: device, names: TestSite.names, seed: seed)
    }
    for device in TestSite.stations { start(device) }
  }

  // MARK: What a test does

  mutating func start(_ device: Device.ID) {
    handle(twins[device]!.start(at: now, world: &world), of: device)
  }

  mutating func poke(_ device: Device.ID) {
    handle(twins[device]!.fire(0, at: now, world: &world), of: device)
  }

  /// Power off and on.
  mutating func reboot(_ device: Device.ID, remembering: Bool) {
    if !remembering, var twin = twins[device] as? any ForgetfulTwin {
      twin.forget()
      twins[device] = twin
    }
    start(device)
  }

  mutating func send(_ command: Command, times: Int = 1) {
    for _ in 0..<times {
      for message in hub.perform(command, at: now) { put(message, isUp: false) }
    }
  }

  mutating func run(for span: Span) {
    let end = now + span
    while let next = agenda.first, next.at <= end {
      agenda.removeFirst()
      now = next.at
      switch next.what {
      case .timer(let device, let token): handle(twins[device]!.fire(token, at: now, world: &world), of: device)
      case .up(let message): takeIn(message)
      case .down(let message): deliver(message)
      }
    }
    now = end
  }

  /// The pod before a station, with a face to the worker.
  mutating func bringPod(to station: Device.ID, showing bin: Bin.ID = TestSite.frontBin) {
    guard case .podStation(let place) = TestSite.site.device(station).place else { return }
    world.podPlaces[0] = .carried(by: TestSite.unit)
    world.unitCells[TestSite.unit.index] = place.cell
    world.podHeadings[0] = bin == TestSite.frontBin ? place.side : place.side.opposite
  }

  /// A unit in a stow station's tote, as if a tunnel had sent it there.
  mutating func putInTote(_ plate: String, _ key: StockKey = TestSite.tea) {
    world.stowTotes[TestSite.stow.index].append(World.Arrival(plate: plate, key: key, defect: nil))
  }

  /// Hands a message to a twin past the link and the driver.
  mutating func hand(_ body: any WireBody, on channel: String, to device: Device.ID) {
    handle(twins[device]!.receive(body, on: channel, at: now, world: &world), of: device)
  }

  /// The journal without what was only looked at.
  var deeds: [DeviceEvent.Body] {
    journal.filter { if case .packChecked = $0 { false } else { true } }
  }

  func states(of device: Device.ID) -> [StationState] {
    sent.filter { $0.device == device }.compactMap { $0.body as? StationState }
  }

  /// Commands that the station's latest state calls failed, with their reasons.
  func failed(_ device: Device.ID) -> [String] {
    let actions = states(of: device).last?.actions ?? []
    return actions.filter { $0.status == .failed }.map { "\($0.commandID): \($0.reason ?? "")" }
  }

  func events(from device: Device.ID) -> [WireMessage] {
    sent.filter { $0.device == device && $0.channel == "event" }
  }

  // MARK: The link

  private mutating func handle(_ outputs: [TwinOutput], of device: Device.ID) {
    for output in outputs {
      switch output {
      case .publish(let channel, let body):
        let message = WireMessage(device: device, channel: channel, body: body)
        sent.append(message)
        put(message, isUp: true)
      case .timer(let token, let at): plan(at, .timer(device, token))
      }
    }
  }

  private mutating func put(_ message: WireMessage, isUp: Bool) {
    let what: Happening = isUp ? .up(message) : .down(message)
    switch link(message, isUp) {
    case .delivered: plan(now + .milliseconds(10), what)
    case .lost: break
    case .doubled:
      plan(now + .milliseconds(10), what)
      plan(now + .milliseconds(700), what)
    case .late: plan(now + .milliseconds(3000), what)
    }
  }

  private mutating func plan(_ at: Instant, _ what: Happening) {
    lastOrder += 1
    let index = agenda.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
    agenda.insert((at, lastOrder, what), at: index)
  }

  private mutating func takeIn(_ message: WireMessage) {
    var events: [Event] = []
    switch wire {
    case .typed:
      do throws(RefusalReason) {
        events = try hub.receive(message, at: now)
      } catch {
        events = [.refused(message.device, reason: error)]
      }
    case .json:
      let topic = hub.topicPrefix(of: message.device) + "/" + message.channel
      events = hub.receive(topic: topic, payload: WireCoding.encode(message.body), at: now)
    }
    for event in events { take(event) }
  }

  private mutating func take(_ event: Event) {
    switch event {
    case .device(let event):
      var reached = progress[event.device] ?? (event.stream, 0)
      if reached.stream != event.stream { reached = (event.stream, 0) }
      if event.sequence == reached.sequence + 1 {
        reached.sequence += 1
        journal.append(event.body)
      }
      progress[event.device] = reached
      for ack in hub.acknowledge(event.device, stream: reached.stream, sequence: reached.sequence, at: now) {
        put(ack, isUp: false)
      }
    case .station(let device, let report): reports[device] = report
    case .connection(let device, let connection): connections[device] = connection
    case .refused(_, let reason): refusals.append(reason)
    case .tick, .drive, .inspected, .cartonized, .order, .velocity, .planning, .review, .intervention, .certificate,
      .journal, .camera, .dock, .climate:
      break
    }
  }

  private mutating func deliver(_ message: WireMessage) {
    var body = message.body
    if wire == .json {
      do {
        body = try WireCoding.decode(hub.outboundChannel(of: message), WireCoding.encode(message.body))
      } catch {
        preconditionFailure("the driver's own message cannot be read: \(error)")
      }
    }
    handle(
      twins[message.device]!.receive(body, on: message.channel, at: now, world: &world), of: message.device)
  }
}
