public import Cartons
public import FloorModel

/// Answers the floor's question how an order is packed: the same answer in the daemon and in a simulated shift.
///
/// A product that the book knows is answered from the book, unless a trained model stands here that did not make that
/// decision: then it is looked at again. For any other the package is decided here, by expected cost,
/// and the decision goes back with the answer.
public struct Packager: Sendable {
  public let site: Site
  public let chooser: PackageChooser
  /// What the site says of the carrier's prices, or else what the chooser takes for granted.
  public let tariff: Tariff
  private let flexible: [Bool]
  /// What each product is like, where the site keeps like goods together.
  private let likeness: [Int32?]
  /// The classes of dangerous goods that the site keeps apart.
  public let classes: HazardClasses
  /// By product: the bit of its class.
  private let hazards: [UInt32]

  /// - Parameter chooser: of all kinds in `PackageKind.allCases`; nil: with a model that has seen no shipment yet.
  public init(site: Site, chooser: PackageChooser? = nil) {
    let ranks = PackageKind.allCases.count
    self.site = site
    self.chooser = chooser ?? PackageChooser(model: .untrained(rankCount: ranks))
    precondition(self.chooser.types.count == ranks, "a type is chosen for each kind of package")
    tariff = site.packing.shipping ?? self.chooser.tariff
    flexible = site.boxes.map { $0.kind <= .padded }
    likeness = Self.likeness(on: site)
    let classes = HazardClasses(keepingApart: site.packing.keepsApart)
    self.classes = classes
    hazards = site.skus.map { classes.bit(of: $0.hazard) }
  }

  private static func likeness(on site: Site) -> [Int32?] {
    switch site.packing.keepsTogether {
    case .none: return site.skus.map { _ in nil }
    case .product: return site.skus.indices.map { Int32($0) }
    case .category:
      var numbers: [String: Int32] = [:]
      return site.skus.map { sku in
        guard let category = sku.category else { return nil }
        let number = numbers[category] ?? Int32(numbers.count)
        numbers[category] = number
        return number
      }
    }
  }

  public func answer(_ request: CartonRequest) -> CartonOutcome {
    // What ships in its own container needs nothing decided.
    let counts = request.units.filter { !shipsAsIs($0.sku, request) }.perProduct()
    var made: [MadeDecision] = []
    var kind = PackageKind.bag
    var fit: PackedUnits?
    for (sku, count) in counts {
      let known = request.known.first { $0.sku == sku }
      if let known, !chooser.reconsiders(known.model) {
        (kind, fit) = (max(kind, known.kind), known.fit)
      } else if let decision = decide(sku, count, request, incumbent: known?.kind) {
        made.append(decision)
        fit = decision.fit
        kind = max(kind, PackageKind(rank: decision.decision.rank))
      } else if let known {
        (kind, fit) = (max(kind, known.kind), known.fit)
      } else {
        // Too many of them for one package: in several, they are sent in the usual way.
        (kind, fit) = (max(kind, .carton), nil)
      }
    }
    do throws(PackingRefusal) {
      let plans: [ParcelPlan]
      // Wrapped, units are thicker than when the book's box was found for them.
      if counts.count == 1, request.gifts.isEmpty, let alone = self.alone(fit, kind, request) {
        plans = [alone]
      } else {
        plans = try packed(request, kind, only: counts.count == 1 ? fit : nil)
      }
      return made.isEmpty ? .parcels(plans) : .decided(made, plans)
    } catch {
      return .none(reason: reason(error, request))
    }
  }

  /// The refusal for people: the product by its name, and the boxes that there were to choose from.
  private func reason(_ refusal: PackingRefusal, _ request: CartonRequest) -> String {
    let free = site.boxes.indices.filter { !request.without.contains(Box.ID($0)) }
    let missing = request.without.filter { $0 != Box.own }.map { site.boxes[$0.index].code }.joined(separator: ", ")
    guard !free.isEmpty || site.boxes.isEmpty else { return "no box is left: \(missing) are out, or did not fit" }
    let sentence = refusal.sentence(catalogue: free.map { site.boxes[$0] }) {
      site.skus[request.units[$0].sku.index].code
    }
    return missing.isEmpty ? sentence : sentence + "; without \(missing), out of stock or refused before"
  }

  // MARK: From the book

  /// The parcel as it was packed before, if its box is at hand.
  private func alone(_ fit: PackedUnits?, _ kind: PackageKind, _ request: CartonRequest) -> ParcelPlan? {
    guard let fit, fit.placements.count == request.units.count, site.boxes.indices.contains(Int(fit.box)),
      !request.without.contains(Box.ID(Int(fit.box)))
    else { return nil }
    return plan(Box.ID(Int(fit.box)), fit.placements, request, kind)
  }

  private func plan(
    _ box: Box.ID, _ placements: [Placement], _ request: CartonRequest, _ kind: PackageKind
  ) -> ParcelPlan {
    let gifts = placements.indices.filter { request.gifts.contains(placements[$0].item) }
    let folded = placements.indices.filter { place in
      isFolded(placements[place].size, request.units[placements[place].item].sku, isGift: gifts.contains(place))
    }
    return ParcelPlan(
      box: box, contents: placements.map { request.units[$0.item] },
      placements: placements.enumerated().map { place, placement in
        Placement(item: place, position: placement.position, size: placement.size)
      }, kind: kind == .reinforced && box != Box.own ? .reinforced : nil, gifts: gifts.map { Int32($0) },
      folded: folded.map { Int32($0) })
  }

  /// Whether a unit that lies so is folded or squashed.
  private func isFolded(_ size: Size3, _ sku: SKU.ID, isGift: Bool) -> Bool {
    guard let folded = site.skus[sku.index].folded else { return false }
    let wrap = isGift ? 2 * (site.packing.giftWrap?.thickness ?? 0) : 0
    return size.ranked
      == Size3(length: folded.length + wrap, width: folded.width + wrap, height: folded.height + wrap).ranked
  }

  /// Whether a product's units go in their own container; not where a pack station could not send the order's so.
  private func shipsAsIs(_ sku: SKU.ID, _ request: CartonRequest) -> Bool {
    site.skus[sku.index].shipsAsIs && !request.without.contains(Box.own)
  }

  // MARK: Packing

  /// Everything in packages that protect as well as the most delicate product asks; where none holds it, in any.
  private func packed(
    _ request: CartonRequest, _ kind: PackageKind, only fit: PackedUnits?
  ) throws(PackingRefusal) -> [ParcelPlan] {
    var items = request.units.map { item($0.sku, request) }
    for unit in request.gifts { items[unit].isWrapped = true }
    let free = site.boxes.indices.filter { !request.without.contains(Box.ID($0)) }
    if let fit, free.contains(Int(fit.box)), let plans = try? pack(items, [Int(fit.box)], kind, request) {
      return plans
    }
    let boxes = free.filter { site.boxes[$0].kind >= min(kind, .carton) }
    if kind == .reinforced, let plans = try? pack(items, boxes, .reinforced, request) { return plans }
    if let plans = try? pack(items, boxes, .carton, request) { return plans }
    return try pack(items, free, .carton, request)
  }

  private func pack(
    _ items: [OrderItem], _ boxes: [Int], _ kind: PackageKind, _ request: CartonRequest
  ) throws(PackingRefusal) -> [ParcelPlan] {
    try fit(items, in: boxes, kind).parts.map { part in
      switch part.container {
      case .box(let box): plan(Box.ID(box), part.placements, request, kind)
      case .asIs: plan(Box.own, part.placements, request, kind)
      }
    }
  }

  /// How things lie in some of the site's boxes by the site's rules, of which the cost of a package is one: where no cost is
  /// known, least inner volume is best.
  ///
  /// - Parameters:
  ///   - boxes: indices of the boxes to choose from. The parts of the answer name boxes by their index on the site.
  ///   - kind: `reinforced`: with dunnage on every side.
  public func fit(
    _ items: [OrderItem], in boxes: [Int], _ kind: PackageKind = .carton
  ) throws(PackingRefusal) -> PackedOrder {
    var rules = PackingRules()
    rules.flexible = Set(boxes.indices.filter { flexible[boxes[$0]] })
    if kind == .reinforced { rules.padding = PackageKind.dunnage }
    rules.centresMass = site.packing.balancesLoads
    if let wrap = site.packing.giftWrap { (rules.wrapThickness, rules.wrapMass) = (wrap.thickness, wrap.mass) }
    rules.forbidden = classes.forbidden
    if site.statesCosts { rules.objective = .cost(tariff) }
    var order = try OrderPacker(catalogue: boxes.map { site.boxes[$0] }, rules: rules).plan(items)
    for part in order.parts.indices {
      if case .box(let box) = order.parts[part].container { order.parts[part].container = .box(boxes[box]) }
    }
    return order
  }

  /// One unit of a product as it is packed, with measures that are better than its record's.
  public func item(_ sku: SKU.ID, size: Size3? = nil, mass: Grams? = nil) -> OrderItem {
    let product = site.skus[sku.index]
    var item = PackItem(product)
    item.size = size ?? item.size
    item.mass = mass ?? item.mass
    return OrderItem(
      item, climate: product.temperature, hazards: hazards[sku.index], maxOnTop: product.maxOnTop,
      folded: product.folded, shipsAsIs: product.shipsAsIs, likeness: likeness[sku.index])
  }

  private func item(_ sku: SKU.ID, _ request: CartonRequest) -> OrderItem {
    let learned = request.learned.first { $0.sku == sku }
    var item = item(sku, size: learned?.size, mass: learned?.mass)
    item.shipsAsIs = shipsAsIs(sku, request)
    return item
  }

  // MARK: Deciding

  /// - Returns: nil when no single package holds so many.
  private func decide(
    _ sku: SKU.ID, _ count: Int32, _ request: CartonRequest, incumbent: PackageKind?
  ) -> MadeDecision? {
    let product = site.skus[sku.index]
    let learned = request.learned.first { $0.sku == sku }
    var profile = ProductProfile(product, quantity: count)
    profile.size = learned?.size ?? product.size
    profile.mass = learned?.mass ?? product.mass
    guard profile.fault == nil else { return nil }
    let items = Array(repeating: item(sku, request), count: Int(count))
    let options = PackageKind.allCases.compactMap { option($0, items) }
    // Twice the price, as the chooser has it where nothing else is said.
    let damage = 2 * (profile.price ?? 1_000) * Double(count)
    guard
      let decision = try? chooser.decide(
        profile, among: options.map(\.option), history: learned?.tallies ?? [], damageCents: damage,
        incumbent: incumbent.map { Int32($0.rawValue) }),
      let fit = options.first(where: { $0.option.rank == decision.rank })?.fit
    else { return nil }
    return MadeDecision(
      key: DecisionBook.Key(product: product.code, quantity: count), decision: decision, profile: profile, fit: fit)
  }

  /// What a kind of package costs for these units in the best of its boxes; nil: no box of it holds them all.
  private func option(_ kind: PackageKind, _ items: [OrderItem]) -> (option: PackageOption, fit: PackedUnits)? {
    let boxes = site.boxes.indices.filter { site.boxes[$0].kind == min(kind, .carton) }
    guard !boxes.isEmpty, let parts = try? fit(items, in: boxes, kind).parts, parts.count == 1,
      case .box(let index) = parts[0].container
    else { return nil }
    let box = site.boxes[index]
    var mass = items.reduce(Int64(box.tare)) { $0 + Int64($1.item.mass) }
    var material = Double(box.costCents)
    if kind == .reinforced {
      let (plain, filled) = (chooser.types[Int(PackageKind.carton.rawValue)], chooser.types[Int(kind.rawValue)])
      material += max(0, filled.materialCents - plain.materialCents)
      mass += max(0, Int64(filled.tare) - Int64(plain.tare))
    }
    let cents = material + tariff.cents(for: box.outer, mass: mass)
    return (
      PackageOption(rank: Int32(kind.rawValue), cents: cents),
      PackedUnits(box: Int32(index), placements: parts[0].placements)
    )
  }
}

extension PackItem {
  public init(_ sku: SKU) {
    self.init(size: sku.size, mass: sku.mass, thisWayUp: sku.thisWayUp, fragile: sku.fragility == .fragile)
  }
}

extension ProductProfile {
  /// As the catalogue has it.
  public init(_ product: SKU, quantity: Int32 = 1) {
    self.init(
      text: product.name, category: product.category ?? "", size: product.size, mass: product.mass,
      price: product.priceCents.map(Double.init), fragility: product.fragility, quantity: quantity)
  }
}

extension [StockKey] {
  /// Units by product, whoever owns them; ascending.
  func perProduct() -> [(sku: SKU.ID, count: Int32)] {
    var counts: [(sku: SKU.ID, count: Int32)] = []
    for sku in map(\.sku).sorted() {
      if let last = counts.last, last.sku == sku {
        counts[counts.count - 1].count += 1
      } else {
        counts.append((sku, 1))
      }
    }
    return counts
  }
}
