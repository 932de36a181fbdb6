public import FloorModel

/// One thing wrong with a packed order. Parts are counted from 0.
public enum OrderFault: Hashable, Sendable {
  /// Something lies where it cannot, or not at all; a parcel is a part.
  case lying(PackingFault)
  /// Goods that may not share a parcel.
  case mixed(part: Int, first: Int, second: Int)
  /// More lies above an item than it bears.
  case overloaded(part: Int, item: Int, mass: Int64, limit: Grams)
  /// It goes in its own container, and is not made for it or not alone.
  case notAsIs(part: Int)
  /// It ships in its own container, and lies in a box.
  case boxed(part: Int, item: Int)
  /// It lies folded and is not said to be, or the other way round.
  case folding(item: Int)
  /// More boxes of a kind than there are.
  case beyondStock(box: Int, used: Int)
}

/// Judges a packed order by a site's rules. It shares no code with the packer, so that neither hides the other's faults.
public struct OrderChecker: Sendable {
  public let catalogue: [Box]
  public let rules: PackingRules
  public let minimumSupportPermille: Int32

  public init(catalogue: [Box], rules: PackingRules, minimumSupportPermille: Int32 = 0) {
    self.catalogue = catalogue
    self.rules = rules
    self.minimumSupportPermille = minimumSupportPermille
  }

  /// Every fault of the order; empty when it can be carried out as it stands.
  public func faults(in order: PackedOrder, for items: [OrderItem]) -> [OrderFault] {
    var faults: [OrderFault] = []
    var bodies = items.map { body($0, $0.item.size) }
    for placement in order.parts.flatMap(\.placements) where items.indices.contains(placement.item) {
      let item = items[placement.item]
      let isFolded = isFolded(placement, item)
      if isFolded, let folded = item.folded { bodies[placement.item] = body(item, folded) }
      if isFolded != order.folded.contains(placement.item) { faults.append(.folding(item: placement.item)) }
    }
    var spaces: [Box] = []
    var parcels: [Parcel] = []
    for (index, part) in order.parts.enumerated() {
      let known = part.placements.filter { items.indices.contains($0.item) }
      switch part.container {
      case .asIs:
        if known.count != 1 || !known.allSatisfy({ items[$0.item].shipsAsIs }) { faults.append(.notAsIs(part: index)) }
        let size = known.first.map { bodies[$0.item].size } ?? Size3(length: 0, width: 0, height: 0)
        spaces.append(Box(code: "own", inner: size, outer: size, tare: 0, maxLoad: .max, costCents: 0))
        parcels.append(Parcel(box: index, placements: part.placements))
      case .box(let box):
        for stray in known where items[stray.item].shipsAsIs { faults.append(.boxed(part: index, item: stray.item)) }
        guard catalogue.indices.contains(box) else {
          faults.append(.lying(.unknownBox(parcel: index)))
          continue
        }
        spaces.append(space(box, part.placements))
        parcels.append(Parcel(box: spaces.count - 1, placements: part.placements.map(inward)))
      }
      faults += mixed(known, items, index) + pressed(known, items, bodies, index)
    }
    let plan = PackingPlan(parcels: parcels, isProvenOptimal: false)
    faults += PackingChecker(catalogue: spaces, minimumSupportPermille: minimumSupportPermille)
      .faults(in: plan, for: bodies).map { .lying($0) }
    return faults + beyondStock(order)
  }

  // MARK: Bodies and spaces

  /// An item with these sides, wrapped where it is a gift.
  private func body(_ item: OrderItem, _ size: Size3) -> PackItem {
    var body = item.item
    body.size = size
    guard item.isWrapped else { return body }
    for side in [\Size3.length, \.width, \.height] { body.size[keyPath: side] += 2 * rules.wrapThickness }
    body.mass += rules.wrapMass
    return body
  }

  private func isFolded(_ placement: Placement, _ item: OrderItem) -> Bool {
    func sides(_ size: Size3) -> [Millimetres] { [size.length, size.width, size.height].sorted() }
    guard let folded = item.folded else { return false }
    let lies = sides(placement.size)
    return lies == sides(body(item, folded).size) && lies != sides(body(item, item.item.size).size)
  }

  /// The room that the goods may take, from the padding inward. A mailer is as much narrower as its contents are thick.
  private func space(_ box: Int, _ placements: [Placement]) -> Box {
    var space = catalogue[box]
    if rules.flexible.contains(box) {
      let thickness = placements.map { $0.position.z + $0.size.height + rules.padding }.max() ?? 0
      space.inner.length -= thickness
      space.inner.width -= thickness
    }
    for side in [\Size3.length, \.width, \.height] { space.inner[keyPath: side] -= 2 * rules.padding }
    return space
  }

  private func inward(_ placement: Placement) -> Placement {
    var placement = placement
    for axis in [\Position3.x, \.y, \.z] { placement.position[keyPath: axis] -= rules.padding }
    return placement
  }

  // MARK: Rules

  private func mixed(_ placements: [Placement], _ items: [OrderItem], _ part: Int) -> [OrderFault] {
    var faults: [OrderFault] = []
    for (later, second) in placements.enumerated() {
      for first in placements[..<later] {
        let (a, b) = (items[first.item], items[second.item])
        let clash = rules.forbidden.contains { one, other in
          (a.hazards & one != 0 && b.hazards & other != 0) || (b.hazards & one != 0 && a.hazards & other != 0)
        }
        if clash || a.climate != b.climate {
          faults.append(.mixed(part: part, first: first.item, second: second.item))
        }
      }
    }
    return faults
  }

  private func pressed(
    _ placements: [Placement], _ items: [OrderItem], _ bodies: [PackItem], _ part: Int
  ) -> [OrderFault] {
    var faults: [OrderFault] = []
    for low in placements {
      guard let limit = items[low.item].maxOnTop else { continue }
      var mass: Int64 = 0
      for high in placements where high.position.z >= low.position.z + low.size.height {
        let apart =
          high.position.x >= low.position.x + low.size.length || low.position.x >= high.position.x + high.size.length
          || high.position.y >= low.position.y + low.size.width || low.position.y >= high.position.y + high.size.width
        if !apart { mass += Int64(bodies[high.item].mass) }
      }
      if mass > Int64(limit) {
        faults.append(.overloaded(part: part, item: low.item, mass: mass, limit: limit))
      }
    }
    return faults
  }

  private func beyondStock(_ order: PackedOrder) -> [OrderFault] {
    guard let stock = rules.stock else { return [] }
    var used = Array(repeating: 0, count: stock.count)
    for part in order.parts {
      if case .box(let box) = part.container, used.indices.contains(box) { used[box] += 1 }
    }
    return used.indices.filter { used[$0] > stock[$0] }.map { .beyondStock(box: $0, used: used[$0]) }
  }
}
