public import FloorCore
public import FloorModel

/// What the outside world sends into a simulated building: trucks with goods, and customers' orders. Drawn from one seed,
/// whatever the floor does with it.
public struct Demand: Sendable {
  private let site: Site
  private var arrivals: SeededGenerator
  private var orders: SeededGenerator
  private let skuWeights: Cumulative
  private let tunnels: [Device.ID]
  private var plates = 0
  private var codes = 0
  private let prefix: String

  /// - Parameter prefix: begins all order codes and plates, so that two runs into one daemon do not meet.
  public init(site: Site, seed: UInt64, prefix: String = "") {
    self.site = site
    self.prefix = prefix
    arrivals = SeededGenerator(seed: seed, stream: 11)
    orders = SeededGenerator(seed: seed, stream: 12)
    skuWeights = Cumulative(site.velocity)
    tunnels = site.devices(.inspect)
  }

  /// The next inbound unit after an instant, and the tunnel that it goes to; nil when nothing comes.
  public mutating func nextArrival(after now: Instant) -> (at: Instant, tunnel: Device.ID, unit: World.Arrival)? {
    guard site.demand.inboundPerHour > 0, !tunnels.isEmpty, !skuWeights.isEmpty else { return nil }
    let at = now + gap(perHour: site.demand.inboundPerHour, &arrivals)
    plates += 1
    let sku = SKU.ID(skuWeights.draw(&arrivals))
    let isDefective = arrivals.chance(site.demand.defectRate)
    let kinds: [FindingKind] = [.dent, .crush, .tear, .stain, .openFlap, .missingLabel, .wrongColour, .wrongItem]
    let kind = kinds[arrivals.below(kinds.count)]
    let owner = ID<Owner>(site.owners.count > 1 ? arrivals.below(site.owners.count) : 0)
    let suppliers = site.demand.suppliers
    let unit = World.Arrival(
      plate: "\(prefix)L\(plates)", key: StockKey(sku: sku, owner: owner), defect: isDefective ? kind : nil,
      supplier: suppliers.isEmpty ? nil : suppliers[sku.index % suppliers.count])
    return (at, tunnels[arrivals.below(tunnels.count)], unit)
  }

  /// The next order after an instant; nil when none comes.
  public mutating func nextOrder(after now: Instant) -> (at: Instant, order: OrderRequest)? {
    let rates = site.demand.ordersPerHour
    guard !rates.isEmpty, !skuWeights.isEmpty, !site.demand.destinations.isEmpty else { return nil }
    let hour = Int(now.milliseconds / 3_600_000)
    let rate = max(rates[hour % rates.count], 0.1)
    let at = now + gap(perHour: rate, &orders)
    codes += 1
    let destination = site.demand.destinations[
      orders.pick(weights: site.demand.destinations.map(\.weight))]
    var lines: [OrderLine] = []
    for _ in 0...orders.pick(weights: site.demand.linesPerOrder) {
      let sku = SKU.ID(skuWeights.draw(&orders))
      let quantity = Int32(orders.pick(weights: site.demand.unitsPerLine) + 1)
      let owner = ID<Owner>(site.owners.count > 1 ? orders.below(site.owners.count) : 0)
      if !lines.contains(where: { $0.sku == sku }) {
        // Drawn only where there are gifts, so that the orders of other sites stay as they are.
        let isGift = site.demand.giftRate > 0 && orders.chance(site.demand.giftRate)
        lines.append(OrderLine(sku: sku, owner: owner, quantity: quantity, isGift: isGift))
      }
    }
    let order = OrderRequest(
      code: "\(prefix)S\(codes)", lines: lines, destination: destination.code, due: pull(of: destination, after: at))
    return (at, order)
  }

  /// The first truck that an order can still catch: customers are promised one that leaves an hour later or more.
  private func pull(of destination: Destination, after now: Instant) -> Instant {
    var due = Instant.zero + destination.firstPull
    let promise = now + .minutes(60)
    let every = max(destination.every.milliseconds, 60_000)
    if due < promise {
      let missed = ((promise - due).milliseconds + every - 1) / every
      due = due + Span(milliseconds: missed * every)
    }
    return due
  }

  /// Time between two arrivals of a Poisson stream, to 100 ms: a geometric draw, which needs no logarithm and so gives the
  /// same numbers with every mathematics library.
  private func gap(perHour rate: Double, _ generator: inout SeededGenerator) -> Span {
    let chance = rate / 36_000
    var tenths: Int64 = 1
    while !generator.chance(chance), tenths < 360_000 { tenths += 1 }
    return Span(milliseconds: tenths * 100)
  }
}

/// Indices drawn in proportion to weights, in the time of a binary search.
struct Cumulative: Sendable {
  private let sums: [Double]

  init(_ weights: [Double]) {
    var sum = 0.0
    sums = weights.map {
      sum += $0.isFinite ? max(0, $0) : 0
      return sum
    }
  }

  var isEmpty: Bool { (sums.last ?? 0) <= 0 }

  func draw(_ generator: inout SeededGenerator) -> Int {
    let target = generator.unit() * (sums.last ?? 0)
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
