public import FloorModel

/// Packs whole orders under a site's rules; how the goods lie in a box is the `Cartonizer`'s work.
///
/// What ships as it is goes by itself, goods that may not mix are set apart, and each of these groups is planned by itself.
/// The same for any order of the items, as the cartonizer's plans are.
public struct OrderPacker: Sendable {
  public let catalogue: [Box]
  public var rules: PackingRules
  private let minimumSupportPermille: Int32
  /// Thicknesses that a mailer is tried at.
  private static let bulges: Int32 = 8
  /// Plans in which what is overloaded is kept free above, before all that bears little is.
  private static let pressRounds = 3
  /// Items that are packed again, one plan with another, to see what need not be folded, and what goes with its likes: more would
  /// keep a large order for seconds. A larger one than the latter is packed as if nothing were alike.
  private static let unfoldedItems = 1_000
  private static let joinedItems = 2_000
  private static let likenessLimit = 200

  public init(catalogue: [Box], rules: PackingRules = PackingRules(), minimumSupportPermille: Int32 = 0) {
    precondition(rules.stock.map { $0.count == catalogue.count } ?? true, "a stock is said for each box")
    self.catalogue = catalogue
    self.rules = rules
    self.minimumSupportPermille = minimumSupportPermille
  }

  /// - Throws: `PackingRefusal`, naming items by their index in `items`.
  public func plan(_ items: [OrderItem], budget: PackingBudget = .default) throws(PackingRefusal) -> PackedOrder {
    guard !items.isEmpty else { throw .noItems }
    guard items.count <= Cartonizer.itemLimit else {
      throw .tooManyItems(count: items.count, limit: Cartonizer.itemLimit)
    }
    var result = PackedOrder(parts: [], folded: [], isProvenOptimal: true)
    var stock = rules.stock ?? Array(repeating: Int.max, count: catalogue.count)
    for index in items.indices where items[index].shipsAsIs {
      try checkReal(items[index].item, index)
      let size = shape(of: items[index], isFolded: false).size
      let placement = Placement(item: index, position: Position3(x: 0, y: 0, z: 0), size: size)
      result.parts.append(PackedOrder.Part(container: .asIs, placements: [placement]))
    }
    let groups = groups(of: items)
    // How goods of dangerous classes are best set apart is not proven.
    result.isProvenOptimal = rules.forbidden.isEmpty || groups.count < 2
    for group in groups {
      let packed = try pack(group, items, &stock, budget)
      result.parts += packed.parts
      result.folded += packed.folded
      result.isProvenOptimal = result.isProvenOptimal && packed.isProvenOptimal
    }
    result.folded.sort()
    return result
  }

  private func checkReal(_ item: PackItem, _ index: Int) throws(PackingRefusal) {
    let size = item.size
    guard min(size.length, size.width, size.height) > 0, size.longest <= Cartonizer.longestSide,
      1...Cartonizer.greatestMass ~= item.mass
    else { throw .impossibleItem(item: index, size: size, mass: item.mass) }
  }

  /// Items that may lie together, so few groups as first fit finds; the classes are looked at in a fixed order.
  private func groups(of items: [OrderItem]) -> [[Int]] {
    let open = items.indices.filter { !items[$0].shipsAsIs }.sorted {
      let (a, b) = (items[$0], items[$1])
      if a.climate != b.climate { return a.climate.rawValue < b.climate.rawValue }
      return a.hazards == b.hazards ? $0 < $1 : a.hazards > b.hazards
    }
    var groups: [[Int]] = []
    for index in open {
      let fitting = groups.firstIndex { $0.allSatisfy { rules.mayMix(items[$0], items[index]) } }
      if let fitting { groups[fitting].append(index) } else { groups.append([index]) }
    }
    return groups
  }

  // MARK: One group

  private struct Packed {
    var parts: [PackedOrder.Part]
    var folded: [Int] = []
    var isProvenOptimal: Bool
  }

  private func pack(
    _ group: [Int], _ items: [OrderItem], _ stock: inout [Int], _ budget: PackingBudget
  ) throws(PackingRefusal) -> Packed {
    let foldable = group.filter { items[$0].folded != nil }
    guard !foldable.isEmpty else { return try pack(group, items, folding: [], &stock, budget).packed }
    var before = stock
    var loose: Attempt?
    var refusal: PackingRefusal?
    do {
      loose = try pack(group, items, folding: [], &stock, budget)
    } catch { refusal = error }
    loose?.packed.isProvenOptimal = false
    guard var tight = try? pack(group, items, folding: Set(foldable), &before, budget),
      loose.map({ rank(tight.packed, items) < rank($0.packed, items) }) ?? true
    else {
      if let loose { return loose.packed }
      throw refusal ?? .noUsableBox
    }
    // As little is folded as the same parcels allow.
    var folding = Set(foldable)
    for index in foldable.prefix(Self.unfoldedItems / group.count) {
      var before = tight.before
      guard let looser = try? pack(group, items, folding: folding.subtracting([index]), &before, budget),
        rank(looser.packed, items) <= rank(tight.packed, items)
      else { continue }
      folding.remove(index)
      tight = looser
      tight.before = looser.before
    }
    stock = tight.after
    tight.packed.folded = folding.sorted()
    tight.packed.isProvenOptimal = false
    return tight.packed
  }

  /// A plan, with the boxes there were before it and after it.
  private struct Attempt {
    var packed: Packed
    var before: [Int]
    var after: [Int]
  }

  private func pack(
    _ group: [Int], _ items: [OrderItem], folding: Set<Int>, _ stock: inout [Int], _ budget: PackingBudget
  ) throws(PackingRefusal) -> Attempt {
    let before = stock
    var shapes = items.map { shape(of: $0, isFolded: false) }
    for index in group where folding.contains(index) { shapes[index] = shape(of: items[index], isFolded: true) }
    // What would be overloaded is kept free above, and after some rounds all that bears little.
    for round in 0...Self.pressRounds {
      stock = before
      var packed = try withinStock(group, shapes, items, &stock, budget)
      packed.isProvenOptimal = packed.isProvenOptimal && round == 0
      let pressed = overloaded(packed, items, shapes)
      guard !pressed.isEmpty else { return Attempt(packed: packed, before: before, after: stock) }
      let isLast = round + 1 == Self.pressRounds
      for index in isLast ? group.filter({ items[$0].maxOnTop != nil }) : pressed { shapes[index].fragile = true }
    }
    preconditionFailure("nothing lies on what bears little")
  }

  /// An item as it is packed: wrapped, folded.
  private func shape(of item: OrderItem, isFolded: Bool) -> PackItem {
    var shape = item.item
    if isFolded, let folded = item.folded { shape.size = folded }
    guard item.isWrapped, shape.size.longest <= Cartonizer.longestSide, shape.mass <= Cartonizer.greatestMass else {
      return shape
    }
    shape.size.length += 2 * rules.wrapThickness
    shape.size.width += 2 * rules.wrapThickness
    shape.size.height += 2 * rules.wrapThickness
    shape.mass += rules.wrapMass
    return shape
  }

  /// Plans again without the boxes that ran out, for what they do not hold.
  private func withinStock(
    _ group: [Int], _ shapes: [PackItem], _ items: [OrderItem], _ stock: inout [Int], _ budget: PackingBudget
  ) throws(PackingRefusal) -> Packed {
    var result = Packed(parts: [], isProvenOptimal: true)
    var rest = group
    while !rest.isEmpty {
      let plan = try planned(rest, shapes, items, stock, budget)
      var short: [Int] = []
      for part in plan.parts {
        guard case .box(let box) = part.container else { continue }
        if stock[box] > 0 {
          if stock[box] < .max { stock[box] -= 1 }
          result.parts.append(part)
        } else {
          short += part.placements.map(\.item)
        }
      }
      result.isProvenOptimal = result.isProvenOptimal && plan.isProvenOptimal && short.isEmpty
      rest = short.sorted()
    }
    return result
  }

  private func planned(
    _ group: [Int], _ shapes: [PackItem], _ items: [OrderItem], _ stock: [Int], _ budget: PackingBudget
  ) throws(PackingRefusal) -> Packed {
    let plain = try boxed(group, shapes, stock, budget)
    guard plain.parts.count > 1, group.count <= Self.likenessLimit,
      let alike = together(group, shapes, items, stock, budget),
      alike.parts.count <= plain.parts.count
    else { return plain }
    return alike
  }

  /// Likes with likes: their parcels first, and then parcels joined where one box holds two of them.
  private func together(
    _ group: [Int], _ shapes: [PackItem], _ items: [OrderItem], _ stock: [Int], _ budget: PackingBudget
  ) -> Packed? {
    var clans: [[Int]] = []
    for index in group {
      let known = clans.firstIndex { items[$0[0]].likeness != nil && items[$0[0]].likeness == items[index].likeness }
      if let known { clans[known].append(index) } else { clans.append([index]) }
    }
    guard clans.contains(where: { $0.count > 1 }) else { return nil }
    var bins: [(items: [Int], parts: [PackedOrder.Part])] = []
    var joined = 0
    for clan in clans.sorted(by: { $0.count == $1.count ? $0[0] < $1[0] : $0.count > $1.count }) {
      var isHoused = false
      for bin in bins.indices where bins[bin].parts.count == 1 && joined < Self.joinedItems {
        joined += bins[bin].items.count + clan.count
        guard let both = try? boxed(bins[bin].items + clan, shapes, stock, .quick), both.parts.count == 1 else {
          continue
        }
        bins[bin] = (bins[bin].items + clan, both.parts)
        isHoused = true
        break
      }
      if isHoused { continue }
      guard let alone = try? boxed(clan, shapes, stock, budget) else { return nil }
      bins.append((clan, alone.parts))
    }
    return Packed(parts: bins.flatMap(\.parts), isProvenOptimal: false)
  }

  // MARK: Boxes

  /// A catalogue for the cartonizer: rigid boxes less their padding, and each mailer at several thicknesses.
  private func insides(_ stock: [Int]) -> (boxes: [Box], real: [Int]) {
    var (boxes, real): ([Box], [Int]) = ([], [])
    func add(_ index: Int, _ size: Size3) {
      let inner = catalogue[index].inner
      // Too small for any padding, a box is of no use; one that was never real is left for the cartonizer to refuse.
      guard min(size.length, size.width, size.height) > 0 || min(inner.length, inner.width, inner.height) <= 0 else {
        return
      }
      var box = catalogue[index]
      box.inner = size
      boxes.append(box)
      real.append(index)
    }
    for index in catalogue.indices where stock[index] > 0 {
      let inner = catalogue[index].inner
      let gap = 2 * rules.padding
      if rules.flexible.contains(index) {
        for step in 1...Self.bulges {
          let thick = inner.height * step / Self.bulges
          add(index, Size3(length: inner.length - thick - gap, width: inner.width - thick - gap, height: thick - gap))
        }
      } else {
        add(index, Size3(length: inner.length - gap, width: inner.width - gap, height: inner.height - gap))
      }
    }
    return (boxes, real)
  }

  private func boxed(
    _ group: [Int], _ shapes: [PackItem], _ stock: [Int], _ budget: PackingBudget
  ) throws(PackingRefusal) -> Packed {
    let (boxes, real) = insides(stock)
    let chosen = group.map { shapes[$0] }
    let plan: PackingPlan
    do {
      plan = try Cartonizer(catalogue: boxes, minimumSupportPermille: minimumSupportPermille).plan(
        chosen, budget: budget)
    } catch { throw error.renumbered(by: group) }
    var isProven = plan.isProvenOptimal && rules.flexible.isEmpty
    let parts = plan.parcels.map { parcel in
      let cheap = cheaper(parcel, chosen, boxes, budget)
      isProven = isProven && cheap.isProven
      return PackedOrder.Part(
        container: .box(real[cheap.parcel.box]),
        placements: settled(cheap.parcel, chosen, boxes[cheap.parcel.box]).map {
          Placement(item: group[$0.item], position: $0.position, size: $0.size)
        })
    }
    // Another split of the goods may cost less than the one of least volume.
    if rules.objective != .volume, parts.count > 1 { isProven = false }
    return Packed(parts: parts, isProvenOptimal: isProven)
  }

  /// The cheapest box that holds the parcel, where cost is what counts, and whether each cheaper one that is no smaller is
  /// proven not to. That no smaller one holds it is the plan's own word.
  private func cheaper(
    _ parcel: Parcel, _ items: [PackItem], _ boxes: [Box], _ budget: PackingBudget
  ) -> (parcel: Parcel, isProven: Bool) {
    guard case .cost(let tariff) = rules.objective else { return (parcel, true) }
    let contents = parcel.placements.map(\.item)
    let mass = contents.reduce(Int64(0)) { $0 + Int64(items[$1].mass) }
    let price = { (box: Int) in
      Double(boxes[box].costCents) + tariff.cents(for: boxes[box].outer, mass: mass + Int64(boxes[box].tare))
    }
    let room = boxes[parcel.box].inner.volume
    let better = boxes.indices.filter { boxes[$0].inner.volume >= room && price($0) < price(parcel.box) }
      .sorted { price($0) == price($1) ? $0 < $1 : price($0) < price($1) }
    var isProven = true
    for box in better {
      let one = Cartonizer(catalogue: [boxes[box]], minimumSupportPermille: minimumSupportPermille)
      // What is refused has an item that is too large or too heavy for it.
      guard let plan = try? one.plan(contents.map { items[$0] }, budget: budget) else { continue }
      guard plan.parcels.count == 1 else {
        isProven = isProven && plan.isProvenOptimal
        continue
      }
      let placements = plan.parcels[0].placements.map {
        Placement(item: contents[$0.item], position: $0.position, size: $0.size)
      }
      return (Parcel(box: box, placements: placements), isProven)
    }
    return (parcel, isProven)
  }

  /// Moves a load by its padding, and towards the middle by the free space beside it.
  private func settled(_ parcel: Parcel, _ items: [PackItem], _ box: Box) -> [Placement] {
    var shift = Position3(x: rules.padding, y: rules.padding, z: rules.padding)
    if rules.centresMass {
      shift.x += slide(parcel, items, side: box.inner.length) { ($0.position.x, $0.size.length) }
      shift.y += slide(parcel, items, side: box.inner.width) { ($0.position.y, $0.size.width) }
    }
    return parcel.placements.map { placement in
      var moved = placement
      moved.position.x += shift.x
      moved.position.y += shift.y
      moved.position.z += shift.z
      return moved
    }
  }

  /// How far along one axis; never beyond the wall.
  private func slide(
    _ parcel: Parcel, _ items: [PackItem], side: Millimetres, _ span: (Placement) -> (Millimetres, Millimetres)
  ) -> Millimetres {
    var (moment, mass, end) = (Int64(0), Int64(0), Millimetres(0))
    for placement in parcel.placements {
      let (start, extent) = span(placement)
      moment += (2 * Int64(start) + Int64(extent)) * Int64(items[placement.item].mass)
      mass += Int64(items[placement.item].mass)
      end = max(end, start + extent)
    }
    let wanted = (Int64(side) - moment / max(mass, 1)) / 2
    return Millimetres(min(max(0, wanted), Int64(side - end)))
  }

  // MARK: Judging

  /// Items that bear more than they may: all that lies in vertical projection above one counts in full.
  private func overloaded(_ packed: Packed, _ items: [OrderItem], _ shapes: [PackItem]) -> [Int] {
    var found: [Int] = []
    for part in packed.parts {
      for low in part.placements {
        guard let limit = items[low.item].maxOnTop else { continue }
        let load = part.placements.reduce(Int64(0)) { sum, high in
          isAbove(high, low) ? sum + Int64(shapes[high.item].mass) : sum
        }
        if load > Int64(limit) { found.append(low.item) }
      }
    }
    return found
  }

  private func isAbove(_ high: Placement, _ low: Placement) -> Bool {
    let (a, b) = (high.position, low.position)
    return a.z >= b.z + low.size.height && a.x < b.x + low.size.length && b.x < a.x + high.size.length
      && a.y < b.y + low.size.width && b.y < a.y + high.size.width
  }

  /// Fewer parcels first, then what the rules count.
  private func rank(_ packed: Packed, _ items: [OrderItem]) -> (Int, Double) {
    let total = packed.parts.reduce(0.0) { sum, part in
      guard case .box(let index) = part.container else { return sum }
      let box = catalogue[index]
      guard case .cost(let tariff) = rules.objective else { return sum + Double(box.inner.volume) }
      let mass = part.placements.reduce(Int64(box.tare)) { $0 + Int64(items[$1.item].item.mass) }
      return sum + Double(box.costCents) + tariff.cents(for: box.outer, mass: mass)
    }
    return (packed.parts.count, total)
  }
}

extension PackingRefusal {
  /// The same refusal of a part of an order, with the order's own numbers.
  func renumbered(by group: [Int]) -> PackingRefusal {
    switch self {
    case .impossibleItem(let item, let size, let mass): .impossibleItem(item: group[item], size: size, mass: mass)
    case .fitsNoBox(let item, let size, let mass, let thisWayUp):
      .fitsNoBox(item: group[item], size: size, mass: mass, thisWayUp: thisWayUp)
    case .noItems, .tooManyItems, .noUsableBox: self
    }
  }
}
