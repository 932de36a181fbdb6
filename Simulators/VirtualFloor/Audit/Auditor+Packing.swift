import Cartons
import FloorCore
import FloorModel

/// How orders are packed, judged from the site file and the question alone: no word of the packer's is believed.
extension Auditor {
  mutating func check(_ outcome: CartonOutcome, to request: CartonRequest) {
    let plans: [ParcelPlan]
    switch outcome {
    case .parcels(let chosen), .decided(_, let chosen): plans = chosen
    case .none: return
    }
    // Parcels name units by what they are; each name stands for the first such unit that is in no parcel yet.
    var open = Array(request.units.enumerated())
    var order = PackedOrder(parts: [], folded: [], isProvenOptimal: false)
    for plan in plans {
      let container: PackedOrder.Container = plan.box == Box.own ? .asIs : .box(plan.box.index)
      var part = PackedOrder.Part(container: container, placements: [])
      guard plan.placements.count == plan.contents.count else {
        return find("order \(request.order): a parcel without a plan")
      }
      for (place, key) in plan.contents.enumerated() {
        let isGift = plan.gifts.contains(Int32(place))
        guard let at = open.firstIndex(where: { $0.element == key && request.gifts.contains($0.offset) == isGift })
        else {
          return find("order \(request.order): a parcel holds a unit of \(key.sku) that was not asked for")
        }
        let unit = open.remove(at: at).offset
        let lies = plan.placements[place]
        part.placements.append(Placement(item: unit, position: lies.position, size: lies.size))
        if plan.folded.contains(Int32(place)) { order.folded.append(unit) }
      }
      if plan.kind == .reinforced, plan.box == Box.own { find("order \(request.order): dunnage without a box") }
      order.parts.append(part)
      if request.without.contains(plan.box) { find("order \(request.order): box \(plan.box) was not to be taken") }
    }
    for fault in OrderChecker(catalogue: site.boxes, rules: rules(of: plans)).faults(in: order, for: items(of: request))
    {
      find("order \(request.order) is packed wrongly: \(fault)")
    }
  }

  private func items(of request: CartonRequest) -> [OrderItem] {
    request.units.enumerated().map { place, key in
      let product = site.skus[key.sku.index]
      let learned = request.learned.first { $0.sku == key.sku }
      return OrderItem(
        PackItem(
          size: learned?.size ?? product.size, mass: learned?.mass ?? product.mass, thisWayUp: product.thisWayUp,
          fragile: product.fragility == .fragile),
        climate: product.temperature, hazards: bits(of: product), maxOnTop: product.maxOnTop, folded: product.folded,
        isWrapped: request.gifts.contains(place),
        shipsAsIs: product.shipsAsIs && !request.without.contains(Box.own))
    }
  }

  /// One bit a pair of classes and side of it that a product is on.
  private func bits(of product: SKU) -> UInt32 {
    var bits: UInt32 = 0
    for (number, pair) in site.packing.keepsApart.prefix(16).enumerated() {
      if pair.first == product.hazard { bits |= 1 << (2 * number) }
      if pair.second == product.hazard { bits |= 2 << (2 * number) }
    }
    return bits
  }

  private func rules(of plans: [ParcelPlan]) -> PackingRules {
    var rules = PackingRules()
    // Dunnage is in all boxes of an order or in none.
    let isReinforced = plans.contains { $0.kind == .reinforced }
    rules.padding = isReinforced ? PackageKind.dunnage : 0
    rules.wrapThickness = site.packing.giftWrap?.thickness ?? 0
    rules.wrapMass = site.packing.giftWrap?.mass ?? 0
    rules.flexible = Set(site.boxes.indices.filter { site.boxes[$0].kind <= .padded })
    rules.forbidden = site.packing.keepsApart.prefix(16).indices.map { (1 << (2 * UInt32($0)), 2 << (2 * UInt32($0))) }
    return rules
  }
}
