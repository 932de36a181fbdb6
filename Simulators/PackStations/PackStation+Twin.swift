public import Devices
import FloorCore
public import FloorModel

extension PackStation: Twinned {
  public static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin {
    StationTwin(PackMachine(device: device, names: names, seed: seed), device: device, names: names, seed: seed)
  }

  public static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)? {
    stationWill(of: device, names: names)
  }
}

/// A bench with a box former, a scale and a scanner, at the end of a conveyor.
public struct PackMachine: StationMachine {
  public typealias Family = PackStation

  public struct Habits: Sendable {
    /// A tote's way from the pick station.
    public var quickestTote = Span.seconds(20)
    public var slowestTote = Span.seconds(40)
    /// Forming, closing and labelling a box.
    public var base = Span.seconds(15)
    public var unit = Span.seconds(2)
    /// Wrapping a gift.
    public var gift = Span.seconds(20)
    /// Probability that an order's contents do not go into the box as planned; at most once an order.
    public var misfit = 0.005
    /// Probability that the planned box is not at hand; at most once an order.
    public var missing = 0.0005
    /// The scanner's error, either way, in millimetres.
    public var scannerError = 3
    /// The scale's error, either way, in thousandths.
    public var scaleError = 10
    /// How often it looks for totes.
    public var idle = Span.seconds(2)

    public init() {}
  }

  public let parallel = 1
  private let device: Device.ID
  private let names: SiteNames
  private let habits: Habits
  private var chance: SeededGenerator
  /// Totes on the conveyor, by order number, and when each comes.
  private var expected: [(order: Int, due: Instant)] = []
  /// Totes that it has told of.
  private var told: Set<Int> = []
  /// Orders that did not fit once.
  private var misfits: Set<Int> = []
  /// Orders that lacked a box once.
  private var lacking: Set<Int> = []

  public init(device: Device.ID, names: SiteNames, seed: UInt64, habits: Habits = Habits()) {
    self.device = device
    self.names = names
    self.habits = habits
    chance = SeededGenerator(seed: seed, stream: UInt64(device.index) * 2)
  }

  public mutating func forget() {
    expected = []
    told = []
  }

  public mutating func watch(at now: Instant, world: inout World) -> StationSight<PackHappening> {
    let at = device.index
    if world.totesUnderWay[at].count > expected.count {
      for order in world.totesUnderWay[at] where !expected.contains(where: { $0.order == order }) {
        expected.append((order, now + chance.span(from: habits.quickestTote, to: habits.slowestTote)))
      }
    }
    var isHere: [Int] = []
    for tote in expected where tote.due <= now { isHere.append(tote.order) }
    // Another tote of an order that stands here with what was in the first.
    for order in isHere where world.totesAt[at].contains(order) { told.remove(order) }
    if !isHere.isEmpty {
      expected.removeAll { $0.due <= now }
      world.totesUnderWay[at].removeAll { isHere.contains($0) }
      world.totesAt[at] += isHere.filter { !world.totesAt[at].contains($0) }
    }
    var sight = StationSight<PackHappening>(again: now + habits.idle)
    for order in world.totesAt[at] where told.insert(order).inserted {
      sight.happenings.append(.toteArrived(PackHappening.ToteArrived(order: WireNumber(ID(order)))))
    }
    return sight
  }

  public mutating func begin(_ work: PackOrder, world: inout World) -> StationStart<PackHappening> {
    guard case .pack(let pack) = work else { return .ends(.failed("not understood")) }
    if let obstacle = obstacle(to: pack, world) { return .ends(obstacle) }
    let gifts = pack.contents.count { $0.gift == true }
    return .takes(habits.base + habits.unit * Int64(pack.contents.count) + habits.gift * Int64(gifts))
  }

  public mutating func finish(_ work: PackOrder, world: inout World) -> StationEnd<PackHappening> {
    guard case .pack(let pack) = work else { return .failed("not understood") }
    if let obstacle = obstacle(to: pack, world) { return obstacle }
    if let differs = clear(pack, &world) { return differs }
    guard let keys = keys(of: pack), let planned = box(of: pack), let rest = rest(of: pack, world),
      case .packStation(let place) = names.site.device(device).place
    else { return .failed("the contents are not in the tote") }
    let order = pack.order.id.index
    let fill = height(of: pack, keys, world)
    let seen = checks(of: pack, keys, fill, world)
    let isTooHigh = planned != Box.own && (fill ?? 0) > names.site.boxes[planned.index].inner.height + Self.slack
    // A wrong record shows again and again; bad luck once an order at most.
    if isTooHigh || (planned != Box.own && chance.chance(habits.misfit) && misfits.insert(order).inserted) {
      return refused(pack, .doesNotFit, seen)
    }
    var box = planned
    if planned != Box.own, chance.chance(habits.missing), lacking.insert(order).inserted {
      guard let other = pack.alternatives?.first.flatMap({ names.boxes[$0] }) else {
        return refused(pack, .boxMissing, seen)
      }
      box = other
    }
    if rest.isEmpty {
      world.orderTotes[order] = nil
      world.totesAt[device.index].removeAll { $0 == order }
      told.remove(order)
    } else {
      world.orderTotes[order] = rest
    }
    world.parcelContents[pack.parcel.id.index] = keys
    world.packedIn[pack.parcel.id.index] = box
    world.induction[place.sorter.index].append(pack.parcel.id)
    return .done(packed(pack, box, keys, world), before: seen)
  }

  /// Every unit of the tote is scanned; what does not belong there is labelled and put on the hold shelf. Where something is
  /// missing, the tote waits for another with the rest, unless it is empty.
  private mutating func clear(_ pack: PackOrder.Pack, _ world: inout World) -> StationEnd<PackHappening>? {
    let order = pack.order.id.index
    guard let amiss = world.amiss.removeValue(forKey: order) else { return nil }
    var strange: [StrangeUnit] = []
    for (number, key) in amiss.strange.enumerated() {
      guard let at = world.orderTotes[order]?.lastIndex(of: key) else { continue }
      world.orderTotes[order]?.remove(at: at)
      let plate = "PS-\(pack.parcel)-\(number)"
      world.holdShelf.append(World.Arrival(plate: plate, key: key, defect: nil))
      strange.append(StrangeUnit(plate: plate, key: key))
    }
    if !amiss.missing.isEmpty { world.toteDestinations[order] = nil }
    if world.orderTotes[order]?.isEmpty == true {
      world.orderTotes[order] = nil
      world.totesAt[device.index].removeAll { $0 == order }
      told.remove(order)
    }
    world.toteNotes[pack.parcel.id.index] = (amiss.missing, strange)
    return differs(pack, world)
  }

  /// What was found while the parcel was to be filled; nil: nothing was wrong.
  private func differs(_ pack: PackOrder.Pack, _ world: World) -> StationEnd<PackHappening>? {
    world.toteNotes[pack.parcel.id.index].map { note in
      .failed(
        "TOTE_DIFFERS",
        .toteDiffers(
          PackHappening.Differs(
            parcel: pack.parcel, missing: note.missing.map { names.goods($0) },
            strange: note.strange.map { .init(plate: $0.plate, goods: names.goods($0.key)) })))
    }
  }

  /// What gives way when a box is closed, in millimetres.
  private static let slack: Millimetres = 3

  private func refused(
    _ pack: PackOrder.Pack, _ reason: PackReason, _ seen: [PackHappening]
  ) -> StationEnd<PackHappening> {
    .failed(
      reason.rawValue, .packRefused(PackHappening.Refused(parcel: pack.parcel, reason: reason)), before: seen)
  }

  /// How high the goods stand: each where the plan has it, as high as it really is. Nil: there is no plan.
  private func height(of pack: PackOrder.Pack, _ keys: [StockKey], _ world: World) -> Millimetres? {
    var top: Millimetres = 0
    for (unit, key) in zip(pack.contents, keys) {
      guard let position = unit.position, let size = unit.size else { return nil }
      let real = world.size(of: key.sku)
      let planned = [size.length, size.width, size.height].sorted()
      let rank = planned.firstIndex(of: size.height) ?? 0
      let wrap = unit.gift == true ? 2 * (names.site.packing.giftWrap?.thickness ?? 0) : 0
      // What is folded is folded to its extents.
      let high = unit.folded == true ? size.height : wrap + [real.length, real.width, real.height].sorted()[rank]
      top = max(top, position.z + high)
    }
    return top
  }

  /// Every unit is scanned, measured and weighed on its way into the box.
  private mutating func checks(
    of pack: PackOrder.Pack, _ keys: [StockKey], _ fill: Millimetres?, _ world: World
  ) -> [PackHappening] {
    var units: [PackHappening.Checked.Unit] = []
    for key in keys {
      let size = world.size(of: key.sku)
      units.append(
        PackHappening.Checked.Unit(
          sku: names.site.skus[key.sku.index].code,
          size: Size3(length: scanned(size.length), width: scanned(size.width), height: scanned(size.height)),
          mass: weighed(Int(world.mass(of: key.sku)))))
    }
    let most = PackHappening.Checked.unitsAtOnce
    return stride(from: 0, to: units.count, by: most).map { start in
      let isLast = start + most >= units.count
      return .packChecked(
        PackHappening.Checked(
          parcel: pack.parcel, fill: isLast ? fill : nil, units: Array(units[start..<min(start + most, units.count)])))
    }
  }

  /// A parcel that does not fit voids the plan of its order: the floor makes another.
  public func isVoid(_ open: PackOrder, after failed: PackOrder) -> Bool {
    guard case .pack(let other) = open, case .pack(let refused) = failed else { return false }
    return other.order == refused.order
  }

  /// Why it cannot be packed now, or that it has been.
  private mutating func obstacle(to pack: PackOrder.Pack, _ world: World) -> StationEnd<PackHappening>? {
    guard let keys = keys(of: pack), let box = box(of: pack) else { return .failed("no such goods or box") }
    let parcel = pack.parcel.id.index
    if world.parcelContents[parcel] != nil || world.sortedInto[parcel] != nil {
      return .done(packed(pack, world.packedIn[parcel] ?? box, keys, world))
    }
    guard !keys.isEmpty else { return .failed("nothing to pack") }
    if let differs = differs(pack, world) { return differs }
    guard world.totesAt[device.index].contains(pack.order.id.index) else { return .failed("the tote is not here") }
    if world.amiss[pack.order.id.index] != nil { return nil }
    return rest(of: pack, world) == nil ? .failed("the contents are not in the tote") : nil
  }

  private func box(of pack: PackOrder.Pack) -> Box.ID? {
    guard let code = pack.box else { return pack.package == PackOrder.ownContainer ? Box.own : nil }
    return names.boxes[code]
  }

  private func keys(of pack: PackOrder.Pack) -> [StockKey]? {
    var keys: [StockKey] = []
    keys.reserveCapacity(pack.contents.count)
    for unit in pack.contents {
      guard let key = try? names.key(unit.goods) else { return nil }
      keys.append(key)
    }
    return keys
  }

  /// What stays in the tote; nil: the contents are not all there.
  private func rest(of pack: PackOrder.Pack, _ world: World) -> [StockKey]? {
    guard var tote = world.orderTotes[pack.order.id.index], let keys = keys(of: pack) else { return nil }
    for key in keys {
      guard let index = tote.firstIndex(of: key) else { return nil }
      tote.remove(at: index)
    }
    return tote
  }

  private mutating func packed(
    _ pack: PackOrder.Pack, _ box: Box.ID, _ keys: [StockKey], _ world: World
  ) -> PackHappening {
    let box = box == Box.own ? nil : names.site.boxes[box.index]
    let outer = box?.outer ?? own(pack, keys, world)
    let measured = Size3(length: scanned(outer.length), width: scanned(outer.width), height: scanned(outer.height))
    let wraps = pack.contents.count { $0.gift == true } * Int(names.site.packing.giftWrap?.mass ?? 0)
    let mass = keys.reduce(Int(box?.tare ?? 0) + wraps) { $0 + Int(world.mass(of: $1.sku)) }
    return .packed(
      PackHappening.Packed(parcel: pack.parcel, box: box?.code, measured: measured, mass: weighed(mass)))
  }

  /// The outside of a unit that goes as it is, wrapped where it is a gift.
  private func own(_ pack: PackOrder.Pack, _ keys: [StockKey], _ world: World) -> Size3 {
    let size = world.size(of: keys[0].sku)
    let wrap = pack.contents[0].gift == true ? 2 * (names.site.packing.giftWrap?.thickness ?? 0) : 0
    return Size3(length: size.length + wrap, width: size.width + wrap, height: size.height + wrap)
  }

  private mutating func scanned(_ side: Millimetres) -> Millimetres {
    max(1, side + Millimetres(chance.below(2 * habits.scannerError + 1) - habits.scannerError))
  }

  private mutating func weighed(_ mass: Int) -> Grams {
    let error = chance.below(2 * habits.scaleError + 1) - habits.scaleError
    return Grams(max(1, mass + mass * error / 1000))
  }
}
