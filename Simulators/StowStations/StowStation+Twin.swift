public import Devices
public import FloorModel

extension StowStation: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    StationTwin(StowMachine(device: device, names: names, seed: seed), device: device, names: names, seed: seed)
  }

  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    stationWill(of: device, names: names)
  }
}

/// A worker who puts one unit after the other from the tote into the pod.
public struct StowMachine: StationMachine {
  public typealias Family = StowStation

  public struct Habits: Sendable {
    /// Handling of one unit takes from `quickest` to `slowest`: about 510 units an hour.
    public var quickest = Span.seconds(6)
    public var slowest = Span.seconds(8)
    /// Probability that a unit does not go in although it should.
    public var misfit = 0.002

    public init() {}
  }

  public let parallel = 1
  private let device: Device.ID
  private let names: SiteNames
  private let habits: Habits
  private var chance: SeededGenerator

  public init(device: Device.ID, names: SiteNames, seed: UInt64, habits: Habits = Habits()) {
    self.device = device
    self.names = names
    self.habits = habits
    chance = SeededGenerator(seed: seed, stream: UInt64(device.index) * 2)
  }

  public mutating func begin(_ work: StowWork, world: inout World) -> StationStart<StowHappening> {
    if let obstacle = obstacle(to: work, world) { return .ends(obstacle) }
    return .takes(chance.span(from: habits.quickest, to: habits.slowest))
  }

  public mutating func finish(_ work: StowWork, world: inout World) -> StationEnd<StowHappening> {
    // The pod may have gone meanwhile.
    if let obstacle = obstacle(to: work, world) { return obstacle }
    guard case .stow(let stow) = work, let bin = names.bins[stow.bin],
      let index = world.stowTotes[device.index].firstIndex(where: { $0.plate == stow.plate })
    else { return .failed("no such unit here") }
    if chance.chance(habits.misfit) { return refused(stow, .doesNotFit) }
    let arrival = world.stowTotes[device.index].remove(at: index)
    world.put(1, of: arrival.key, into: bin)
    world.stowedPlates[stow.plate] = bin
    return .done(.stowed(StowHappening.Stowed(task: stow.task, bin: stow.bin)))
  }

  /// Why the unit cannot be stowed now, or that it has been.
  private func obstacle(to work: StowWork, _ world: World) -> StationEnd<StowHappening>? {
    guard case .stow(let stow) = work, case .podStation(let place) = names.site.device(device).place else {
      return .failed("not understood")
    }
    guard let bin = names.bins[stow.bin] else { return .failed("no such bin") }
    if let lies = world.stowedPlates[stow.plate] {
      guard lies == bin else { return .failed("the unit lies in another bin") }
      return .done(.stowed(StowHappening.Stowed(task: stow.task, bin: stow.bin)))
    }
    guard world.stowTotes[device.index].contains(where: { $0.plate == stow.plate }) else {
      return .failed("no such unit here")
    }
    return world.reaches(bin, from: place) ? nil : refused(stow, .wrongPod)
  }

  private func refused(_ stow: StowWork.Stow, _ reason: StowReason) -> StationEnd<StowHappening> {
    .failed(reason.rawValue, .stowRefused(StowHappening.Refused(task: stow.task, reason: reason)))
  }
}

extension SeededGenerator {
  /// Uniform, to the millisecond.
  mutating func span(from shortest: Span, to longest: Span) -> Span {
    shortest + .milliseconds(Int64(below(Int((longest - shortest).milliseconds) + 1)))
  }
}
