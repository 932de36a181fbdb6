public import Devices
import FloorCore
public import FloorModel

extension Tunnel: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    StationTwin(TunnelMachine(device: device, names: names), device: device, names: names, seed: seed)
  }

  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    stationWill(of: device, names: names)
  }
}

/// A belt through a ring of cameras, with a switch behind it.
public struct TunnelMachine: StationMachine {
  public typealias Family = Tunnel

  public struct Timing: Sendable {
    /// Units on the belt at once.
    public var belt = 3
    /// Between one unit's entering and the next one's. With these values at most 600 units an hour.
    public var headway = Span.seconds(6)
    /// From the belt's start to the cameras.
    public var approach = Span.seconds(3)
    /// From the cameras, or off the hold shelf, to the end of a lane.
    public var divert = Span.seconds(5)
    /// How often it looks for a unit when there is none.
    public var idle = Span.seconds(2)
    /// How often it says what waits in front of it, while something does and nothing changes.
    public var dockEvery = Span.seconds(10)

    public init() {}
  }

  public let parallel = 8
  private let device: Device.ID
  private let names: SiteNames
  private let timing: Timing
  private var nextEntry = Instant.zero
  /// Units on the belt that it knows of, and when each is in front of the cameras; nil: it was there.
  private var known: [(plate: String, due: Instant?)] = []
  /// What it has last told of its dock, and when.
  private var told: [String] = []
  private var toldAt = Instant.zero

  public init(device: Device.ID, names: SiteNames, timing: Timing = Timing()) {
    self.device = device
    self.names = names
    self.timing = timing
  }

  public mutating func forget() {
    known = []
    nextEntry = .zero
    told = []
  }

  public mutating func watch(at now: Instant, world: inout World) -> StationSight<TunnelHappening> {
    let at = device.index
    if now >= nextEntry, world.belts[at].count < timing.belt, !world.docks[at].isEmpty {
      world.belts[at].append(world.docks[at].removeFirst())
      nextEntry = now + timing.headway
    }
    // New on the belt, or still there after a loss of memory: then the belt runs back and shows them again.
    for arrival in world.belts[at] where !known.contains(where: { $0.plate == arrival.plate }) {
      known.append((arrival.plate, now + timing.approach))
    }
    var sight = StationSight<TunnelHappening>(again: now + timing.idle)
    for index in known.indices {
      guard let due = known[index].due else { continue }
      guard due <= now else {
        sight.again = min(due, sight.again ?? due)
        continue
      }
      known[index].due = nil
      guard let arrival = world.belts[at].first(where: { $0.plate == known[index].plate }) else { continue }
      world.seen[arrival.plate] = arrival
      sight.happenings.append(
        .presented(
          TunnelHappening.Presented(
            plate: arrival.plate, goods: names.goods(arrival.key), expires: arrival.expires?.description,
            supplier: arrival.supplier)))
    }
    if nextEntry > now { sight.again = min(nextEntry, sight.again ?? nextEntry) }
    return sight
  }

  public mutating func heed(_ work: TunnelWork, world: inout World) -> Bool {
    guard case .lineUp(let plates) = work else { return false }
    let at = device.index
    let named = plates.compactMap { plate in world.docks[at].first { $0.plate == plate } }
    world.docks[at] = named + world.docks[at].filter { !plates.contains($0.plate) }
    return true
  }

  public mutating func news(at now: Instant, world: World) -> [(channel: String, body: any WireBody)] {
    let waiting = world.docks[device.index].prefix(Floor.dockLimit)
    let plates = waiting.map(\.plate)
    guard plates != told || (!plates.isEmpty && now - toldAt >= timing.dockEvery) else { return [] }
    (told, toldAt) = (plates, now)
    let dock = TunnelDock(waiting: waiting.map { TunnelDock.Waiting(plate: $0.plate, goods: names.goods($0.key)) })
    return [(Tunnel.dockChannel, dock)]
  }

  public mutating func begin(_ work: TunnelWork, world: inout World) -> StationStart<TunnelHappening> {
    guard case .divert(let plate, let wireLane) = work else { return .ends(.failed("not understood")) }
    guard let lane = exit(wireLane) else { return .ends(.failed("no such lane")) }
    if lies(plate, at: lane, world) { return .ends(.done(diverted(plate, wireLane))) }
    if reaches(plate, for: lane, world) { return .takes(timing.divert) }
    return .ends(.failed("no such unit here"))
  }

  public mutating func finish(_ work: TunnelWork, world: inout World) -> StationEnd<TunnelHappening> {
    guard case .divert(let plate, let wireLane) = work, let lane = exit(wireLane) else {
      return .failed("not understood")
    }
    // A command for the same unit under another id may have been quicker.
    if lies(plate, at: lane, world) { return .done(diverted(plate, wireLane)) }
    guard let arrival = take(plate, for: lane, world: &world) else { return .failed("no such unit here") }
    switch lane {
    case .stow(let station): world.stowTotes[station.index].append(arrival)
    case .hold, .back: world.holdShelf.append(arrival)
    }
    return .done(diverted(plate, wireLane))
  }

  private func diverted(_ plate: String, _ lane: WireLane) -> TunnelHappening {
    .diverted(TunnelHappening.Diverted(plate: plate, lane: lane))
  }

  private enum Exit {
    case stow(Device.ID)
    case hold
    /// Out of that station's tote, by a person.
    case back(Device.ID)
  }

  /// Nil: it has no such lane.
  private func exit(_ lane: WireLane) -> Exit? {
    switch lane.to {
    case .hold: lane.station == nil ? .hold : fed(lane.station).map { .back($0) }
    case .stow: fed(lane.station).map { .stow($0) }
    }
  }

  private func fed(_ name: String?) -> Device.ID? {
    guard let name, let station = names.devices[name], case .tunnel(let place) = names.site.device(device).place,
      place.feeds.contains(station)
    else { return nil }
    return station
  }

  private func isPresented(_ plate: String) -> Bool {
    known.contains { $0.plate == plate && $0.due == nil }
  }

  /// Whether the unit is where it is to go, or has been there.
  private func lies(_ plate: String, at lane: Exit, _ world: World) -> Bool {
    switch lane {
    case .hold, .back: world.holdShelf.contains { $0.plate == plate }
    case .stow(let station):
      world.stowTotes[station.index].contains { $0.plate == plate } || world.stowedPlates[plate] != nil
    }
  }

  private func reaches(_ plate: String, for lane: Exit, _ world: World) -> Bool {
    if case .back(let station) = lane { return world.stowTotes[station.index].contains { $0.plate == plate } }
    return isPresented(plate) || world.holdShelf.contains { $0.plate == plate }
  }

  /// Off the belt, or off the hold shelf, where a person hands it over; out of a tote, if that is told.
  private mutating func take(_ plate: String, for lane: Exit, world: inout World) -> World.Arrival? {
    if case .back(let station) = lane {
      return world.stowTotes[station.index].firstIndex { $0.plate == plate }.map {
        world.stowTotes[station.index].remove(at: $0)
      }
    }
    if let index = world.belts[device.index].firstIndex(where: { $0.plate == plate }) {
      known.removeAll { $0.plate == plate }
      return world.belts[device.index].remove(at: index)
    }
    guard let index = world.holdShelf.firstIndex(where: { $0.plate == plate }) else { return nil }
    return world.holdShelf.remove(at: index)
  }
}
