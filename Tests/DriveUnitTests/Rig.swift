import Devices
import FloorCore
import FloorModel
import Foundation
import Simulators

/// One drive unit, its driver and its twin, on a small floor in virtual time, with a wire between them that tests can cut.
struct Rig {
  /// 12 × 6 cells of a metre; chargers at the west end of row 5, a pod on storage in row 2.
  static let site: Site = {
    var kinds = Array(repeating: CellKind.aisle, count: 72)
    for x in 2..<10 { kinds[2 * 12 + x] = .storage }
    kinds[5 * 12] = .charger
    kinds[11] = .blocked
    let grid = Grid(width: 12, height: 6, kinds: kinds)
    let unit = DriveUnitPlace(start: grid.cell(x: 0, y: 0), heading: .east)
    let pods = [(x: 3, name: "p1"), (x: 5, name: "p2")].map {
      Pod(name: $0.name, home: grid.cell(x: $0.x, y: 2), heading: .north, firstBin: ID(0), binCount: 0)
    }
    return Site(
      name: "hall", grid: grid, cellSize: 1000,
      devices: [Device(name: "u1", family: "drive-unit", place: .driveUnit(unit))],
      pods: pods, bins: [], skus: [], boxes: [], owners: ["own"], openingStock: [], velocity: [],
      demand: DemandProfile(
        inboundPerHour: 0, ordersPerHour: [], linesPerOrder: [], unitsPerLine: [], destinations: [], defectRate: 0,
        binErrorRate: 0))
  }()

  static let unit = Device.ID(0)
  static let names = SiteNames(site)

  var now = Instant.zero
  var world = World(site: site, openingStock: [])
  var hub: DeviceHub
  var twin: DriveUnitTwin
  private var timers: [(token: Int, at: Instant)] = []
  /// Messages pass the wire as JSON, both ways.
  var asBytes = false
  /// What the wire loses, by channel.
  var loses: Set<String> = []

  var states: [(at: Instant, state: DriveUnits.State)] = []
  var others: [any WireBody] = []
  var reports: [DriveReport] = []
  var connections: [Connection] = []
  var refusals: [RefusalReason] = []
  /// Driver to twin.
  var sent: [any WireBody] = []
  /// All that was said, either way, as JSON.
  var said: [(channel: String, json: Data)] = []

  /// - Parameter cellSize: in millimetres.
  init(
    habits: Set<BadHabit> = [], mechanics: DriveMechanics = DriveMechanics(), visualization: Span? = nil,
    cellSize: Int32 = 1000, version: VDA5050Version = .v2_1
  ) throws {
    var site = Self.site
    site.cellSize = cellSize
    if case .driveUnit(var place) = site.devices[0].place {
      place.version = version
      site.devices[0].place = .driveUnit(place)
    }
    hub = try DeviceHub(site: site, catalog: [DriveUnits.self])
    twin = DriveUnitTwin(
      device: Self.unit, names: hub.names, seed: 1, mechanics: mechanics, habits: habits,
      visualizationInterval: visualization)
    start()
  }

  static func cell(_ x: Int, _ y: Int) -> Cell { site.grid.cell(x: x, y: y) }

  var report: DriveReport { reports[reports.count - 1] }

  mutating func start() { take(twin.start(at: now, world: &world)) }

  /// Runs the twin's timers until an instant.
  mutating func run(until end: Instant) {
    while let index = timers.indices.min(by: { timers[$0].at < timers[$1].at }), timers[index].at <= end {
      let timer = timers.remove(at: index)
      now = timer.at
      take(twin.fire(timer.token, at: now, world: &world))
    }
    now = end
  }

  mutating func run(_ span: Span) { run(until: now + span) }

  /// Runs until a report satisfies a condition, at most an hour.
  @discardableResult
  mutating func run(until isMet: (DriveReport) -> Bool) -> Bool {
    let end = now + .hours(1)
    while let next = timers.map(\.at).min(), next <= end {
      let known = reports.count
      run(until: next)
      if reports[known...].contains(where: isMet) { return true }
    }
    return false
  }

  mutating func send(_ work: Command.Work, number: Int64 = 0, attempt: Int32 = 0) {
    let command = Command(id: CommandID(.route, number, attempt: attempt), device: Self.unit, work: work)
    for message in hub.perform(command, at: now) { deliver(message) }
  }

  mutating func deliver(_ message: WireMessage) {
    sent.append(message.body)
    if asBytes { said.append((message.channel, WireCoding.encode(message.body))) }
    guard !loses.contains(message.channel) else { return }
    var body = message.body
    if asBytes {
      let channel = hub.outboundChannel(of: message)
      do { body = try WireCoding.decode(channel, WireCoding.encode(body)) } catch { return refusals.append(error) }
    }
    take(twin.receive(body, on: message.channel, at: now, world: &world))
  }

  private mutating func take(_ outputs: [TwinOutput]) {
    for output in outputs {
      switch output {
      case .timer(let token, let at): timers.append((token, at))
      case .publish(let channel, let body):
        if let state = body as? DriveUnits.State { states.append((now, state)) } else { others.append(body) }
        if !loses.contains(channel) { pass(body, on: channel) }
      }
    }
  }

  /// A message to the driver, as if the twin had sent it.
  mutating func pass(_ body: any WireBody, on channel: String) {
    if asBytes { said.append((channel, WireCoding.encode(body))) }
    let events: [Event]
    if asBytes {
      events = hub.receive(
        topic: "\(hub.topicPrefix(of: Self.unit))/\(channel)", payload: WireCoding.encode(body), at: now)
    } else {
      do throws(RefusalReason) {
        events = try hub.receive(WireMessage(device: Self.unit, channel: channel, body: body), at: now)
      } catch {
        events = [.refused(Self.unit, reason: error)]
      }
    }
    for event in events {
      switch event {
      case .drive(_, let report): reports.append(report)
      case .connection(_, let connection): connections.append(connection)
      case .refused(_, let reason): refusals.append(reason)
      default: break
      }
    }
  }

  /// A route over cells; those from `horizon` on are not released.
  static func route(
    _ route: Int32, update: Int32 = 0, from sequence: Int32 = 0, _ cells: [(Int, Int)], horizon: Int? = nil,
    heading: Heading? = nil, action: DriveAction? = nil
  ) -> Command.Work {
    var nodes = cells.enumerated().map { index, place in
      RouteNode(
        sequence: sequence + Int32(index), cell: cell(place.0, place.1), released: index < horizon ?? cells.count)
    }
    nodes[nodes.count - 1].heading = heading
    nodes[nodes.count - 1].action = action
    return .route(RouteUpdate(route: route, update: update, nodes: nodes))
  }
}
