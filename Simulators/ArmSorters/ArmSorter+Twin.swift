public import Devices
import FloorCore
public import FloorModel

extension ArmSorter: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    StationTwin(SortMachine(device: device, names: names, seed: seed), device: device, names: names, seed: seed)
  }

  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    stationWill(of: device, names: names)
  }
}

/// An arm between an induction lane and its chutes.
public struct SortMachine: StationMachine {
  public typealias Family = ArmSorter

  public struct Habits: Sendable {
    /// One parcel takes from `quickest` to `slowest`: about 720 parcels an hour.
    public var quickest = Span.seconds(4)
    public var slowest = Span.seconds(6)
    /// Probability that a parcel slips out of the gripper.
    public var drop = 0.002
    /// Probability that the gripper comes up with the parcel beside it, or with both, where there is one.
    public var mispick = 0.001
    public var doublePick = 0.001
    /// A person takes a cart away and puts another there; the arm stands still meanwhile.
    public var quickestCart = Span.seconds(15)
    public var slowestCart = Span.seconds(25)
    /// Parcels that its camera sees at once.
    public var lane = 8
    /// How often it looks for parcels.
    public var idle = Span.seconds(2)

    public init() {}
  }

  public let parallel = 1
  private let device: Device.ID
  private let names: SiteNames
  private let habits: Habits
  private var chance: SeededGenerator
  /// How many parcels, from the head of the lane, it has told of.
  private var told = 0

  public init(device: Device.ID, names: SiteNames, seed: UInt64, habits: Habits = Habits()) {
    self.device = device
    self.names = names
    self.habits = habits
    chance = SeededGenerator(seed: seed, stream: UInt64(device.index) * 2)
  }

  public mutating func forget() { told = 0 }

  public mutating func watch(at now: Instant, world: inout World) -> StationSight<SortHappening> {
    var sight = StationSight<SortHappening>(again: now + habits.idle)
    let lane = world.induction[device.index]
    while told < min(habits.lane, lane.count) {
      sight.happenings.append(.inducted(SortHappening.Inducted(parcel: WireNumber(lane[told]))))
      told += 1
    }
    return sight
  }

  public mutating func begin(_ work: SortWork, world: inout World) -> StationStart<SortHappening> {
    switch work {
    case .sort(let sort):
      if let obstacle = obstacle(to: sort, world) { return .ends(obstacle) }
      return .takes(chance.span(from: habits.quickest, to: habits.slowest))
    case .changeCart(let cart):
      guard chute(named: cart.chute) != nil else { return .ends(.failed("no such chute")) }
      return .takes(chance.span(from: habits.quickestCart, to: habits.slowestCart))
    }
  }

  public mutating func finish(_ work: SortWork, world: inout World) -> StationEnd<SortHappening> {
    switch work {
    case .sort(let sort): return finish(sort, &world)
    case .changeCart(let cart):
      guard let chute = chute(named: cart.chute) else { return .failed("no such chute") }
      world.carts[device.index][Int(chute)] = 0
      return .done(.cartChanged(cart))
    }
  }

  private mutating func finish(_ sort: SortWork.Sort, _ world: inout World) -> StationEnd<SortHappening> {
    if let obstacle = obstacle(to: sort, world) { return obstacle }
    let parcel = sort.parcel.id
    guard let position = position(of: sort, world), let chute = chute(named: sort.chute) else {
      return .failed("no such parcel here")
    }
    // What is amiss shows in the gripper, by label and scale, and is put back.
    if world.induction[device.index].count > 1 {
      if chance.chance(habits.mispick) { return refused(sort, .mispick) }
      if chance.chance(habits.doublePick) { return refused(sort, .doublePick) }
    }
    if chance.chance(habits.drop) { return refused(sort, .dropped) }
    world.induction[device.index].remove(at: position)
    told -= 1
    world.carts[device.index][Int(chute)] += volume(of: parcel, world)
    world.sortedInto[parcel.index] = chute
    world.shipped.append((parcel, world.parcelContents.removeValue(forKey: parcel.index) ?? []))
    return .done(.sorted(SortHappening.Sorted(parcel: sort.parcel, chute: sort.chute)))
  }

  private func volume(of parcel: Parcel.ID, _ world: World) -> Int64 {
    guard let box = world.packedIn[parcel.index] else { return 0 }
    guard box != Box.own else {
      return world.parcelContents[parcel.index]?.first.map { world.size(of: $0.sku).volume } ?? 0
    }
    return names.site.boxes[box.index].outer.volume
  }

  /// Why it cannot be sorted now, or that it has been.
  private func obstacle(to sort: SortWork.Sort, _ world: World) -> StationEnd<SortHappening>? {
    guard let chute = chute(named: sort.chute) else { return .failed("no such chute") }
    let parcel = sort.parcel.id.index
    if let fell = world.sortedInto[parcel] {
      return fell == chute
        ? .done(.sorted(SortHappening.Sorted(parcel: sort.parcel, chute: sort.chute)))
        : .failed("the parcel is in another chute")
    }
    guard position(of: sort, world) != nil else { return .failed("no such parcel here") }
    guard case .sorter(let place) = names.site.device(device).place else { return .failed("not understood") }
    let goods = (world.parcelContents[parcel] ?? []).reduce(0) { $0 + Int(world.mass(of: $1.sku)) }
    if goods > Int(place.maxMass) { return refused(sort, .tooHeavy) }
    guard let litres = place.chutes[Int(chute)].cartLitres else { return nil }
    let cart = world.carts[device.index][Int(chute)]
    let isFull = cart > 0 && cart + volume(of: sort.parcel.id, world) > Int64(litres) * 1_000_000
    return isFull ? refused(sort, .chuteFull) : nil
  }

  /// In the part of the lane that the arm reaches.
  private func position(of sort: SortWork.Sort, _ world: World) -> Int? {
    world.induction[device.index].prefix(told).firstIndex(of: sort.parcel.id)
  }

  private func chute(named name: String) -> Int32? {
    guard case .sorter(let place) = names.site.device(device).place else { return nil }
    return place.chutes.firstIndex { $0.name == name }.map { Int32($0) }
  }

  private func refused(_ sort: SortWork.Sort, _ reason: SortReason) -> StationEnd<SortHappening> {
    .failed(reason.rawValue, .sortRefused(SortHappening.Refused(parcel: sort.parcel, reason: reason)))
  }
}
