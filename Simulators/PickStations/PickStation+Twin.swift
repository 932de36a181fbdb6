public import Devices
public import FloorModel

extension PickStation: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    StationTwin(PickMachine(device: device, names: names, seed: seed), device: device, names: names, seed: seed)
  }

  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    stationWill(of: device, names: names)
  }
}

/// A worker who is led by lights from the pod's bins to the orders' totes.
public struct PickMachine: StationMachine {
  public typealias Family = PickStation

  public struct Timing: Sendable {
    /// Reading the light, reaching, confirming: once a pick.
    public var base = Span.seconds(3)
    /// RAWSim-O (Merschformann, Xie, Li 2018) takes 3 s to pick an item out of a pod. Its 10 s for the whole transfer would
    /// be a base of 7 s; we assume lights and sensors that confirm by themselves.
    public var unit = Span.seconds(3)
    public var closeTote = Span.seconds(3)

    public init() {}
  }

  public let parallel = 1
  private let device: Device.ID
  private let names: SiteNames
  private let timing: Timing
  private var chance: SeededGenerator

  public init(device: Device.ID, names: SiteNames, seed: UInt64 = 0, timing: Timing = Timing()) {
    chance = SeededGenerator(seed: seed, stream: UInt64(device.index) * 2)
    self.device = device
    self.names = names
    self.timing = timing
  }

  public mutating func begin(_ work: PickWork, world: inout World) -> StationStart<PickHappening> {
    switch work {
    case .pick(let pick):
      if let obstacle = obstacle(to: pick, world) { return .ends(obstacle) }
      return .takes(timing.base + timing.unit * Int64(pick.quantity))
    case .closeTote(let close):
      if let obstacle = obstacle(to: close, world) { return .ends(obstacle) }
      return .takes(timing.closeTote)
    }
  }

  public mutating func finish(_ work: PickWork, world: inout World) -> StationEnd<PickHappening> {
    switch work {
    case .pick(let pick):
      if let obstacle = obstacle(to: pick, world) { return obstacle }
      guard let bin = names.bins[pick.bin], let key = try? names.key(pick.goods) else {
        return .failed("no such bin or goods")
      }
      let taken = world.take(pick.quantity, of: key, from: bin)
      world.orderTotes[pick.order.id.index, default: []] += repeatElement(key, count: Int(taken))
      if taken > 0 { slip(pick.order.id.index, key, bin, &world) }
      world.pickSlips[pick.task.id.index] = taken
      return .done(picked(pick, taken, world))
    case .closeTote(let close):
      if let obstacle = obstacle(to: close, world) { return obstacle }
      guard let destination = names.devices[close.destination] else { return .failed("no such pack station") }
      let order = close.order.id.index
      world.toteDestinations[order] = destination
      world.totesUnderWay[destination.index].append(order)
      return .done(.toteClosed(PickHappening.ToteClosed(order: close.order)))
    }
  }

  /// Now and then the last unit is another, or falls beside the tote, and the worker notices nothing.
  private mutating func slip(_ order: Int, _ key: StockKey, _ bin: Bin.ID, _ world: inout World) {
    if world.slips.wrong > 0, chance.chance(world.slips.wrong) {
      let others = world.bins[bin.index].map(\.key).filter { $0.sku != key.sku }
      guard !others.isEmpty else { return }
      let other = others[chance.below(others.count)]
      guard world.take(1, of: other, from: bin) == 1 else { return }
      world.put(1, of: key, into: bin)
      world.slipped.insert(bin.index)
      world.orderTotes[order]?.removeLast()
      world.orderTotes[order]?.append(other)
      world.amiss[order, default: World.Amiss()].missing.append(key)
      world.amiss[order, default: World.Amiss()].strange.append(other)
    } else if world.slips.lost > 0, chance.chance(world.slips.lost) {
      world.orderTotes[order]?.removeLast()
      world.lost.append(key)
      world.amiss[order, default: World.Amiss()].missing.append(key)
    }
  }

  /// Asked whether the bin is empty, the worker looks into it.
  private func picked(_ pick: PickWork.Pick, _ quantity: Int32, _ world: World) -> PickHappening {
    let seen = pick.zeroCheck == true ? names.bins[pick.bin].map { world.bins[$0.index].isEmpty } : nil
    return .picked(PickHappening.Picked(task: pick.task, bin: pick.bin, quantity: quantity, binEmpty: seen))
  }

  /// Why it cannot be picked now, or that it has been.
  private func obstacle(to pick: PickWork.Pick, _ world: World) -> StationEnd<PickHappening>? {
    if let taken = world.pickSlips[pick.task.id.index] { return .done(picked(pick, taken, world)) }
    guard case .podStation(let place) = names.site.device(device).place, let bin = names.bins[pick.bin],
      (try? names.key(pick.goods)) != nil
    else { return .failed("no such bin or goods") }
    guard (1...1000).contains(pick.quantity) else { return .failed("no such quantity") }
    guard world.toteDestinations[pick.order.id.index] == nil else { return .failed("the tote has left") }
    return world.reaches(bin, from: place) ? nil : .failed("the bin cannot be reached")
  }

  private func obstacle(to close: PickWork.CloseTote, _ world: World) -> StationEnd<PickHappening>? {
    guard let destination = try? names.device(close.destination, role: .pack) else {
      return .failed("no such pack station")
    }
    guard let left = world.toteDestinations[close.order.id.index] else { return nil }
    guard left == destination else { return .failed("the tote has left for another pack station") }
    return .done(.toteClosed(PickHappening.ToteClosed(order: close.order)))
  }
}
