public import Cartons
public import FloorModel

/// All that is remembered of packages: what was decided for each product, how it turned out, and which boxes are left.
public struct PackagingBook: Equatable, Sendable, Codable {
  /// By product code and quantity; ranks are those of `PackageKind`.
  public internal(set) var decisions = DecisionBook()
  public internal(set) var fits: FitBook
  public internal(set) var shelf: BoxShelf

  /// Questions about packages that people are asked at a time; a decision of little confidence beyond them stands unasked.
  static let reviewLimit = 20

  init(site: Site) {
    fits = FitBook(boxes: site.boxes.count)
    shelf = BoxShelf(boxes: site.boxes.count)
  }

  /// The decision that stands for so many units of a product.
  public func standing(_ sku: SKU.ID, _ quantity: Int32, on site: Site) -> DecisionBook.Entry? {
    let entry = decisions.entry(of: DecisionBook.Key(product: site.skus[sku.index].code, quantity: quantity))
    return entry?.doubt == nil ? entry : nil
  }

  /// One unit, as it was measured last or else as the catalogue says.
  public func measures(of sku: SKU.ID, on site: Site) -> (size: Size3, mass: Grams) {
    let product = site.skus[sku.index]
    let history = decisions.history(of: product.code)
    return (history?.size ?? product.size, history?.mass ?? product.mass)
  }

  /// The rank of protection that a parcel has; a container of its own protects as a carton does.
  public func rank(of plan: ParcelPlan, on site: Site) -> Int32 {
    Int32((plan.kind ?? site.container(of: plan).kind).rawValue)
  }

  /// What became of all shipments, for the training of a damage model; by product.
  public func shipments(on site: Site) -> [ProductShipments] {
    var products: [String: SKU] = [:]
    for sku in site.skus { products[sku.code] = sku }
    return decisions.shipments { code in products[code].map { ProductProfile($0) } }
  }

  // MARK: Measures

  /// What a pack station saw of a parcel.
  mutating func note(_ check: PackCheck, of plan: ParcelPlan, on site: Site) {
    if let fill = check.fill, let planned = plan.height, plan.box != Box.own {
      fits.boxes[plan.box.index].gauged += 1
      fits.boxes[plan.box.index].plannedHeight += Int64(planned)
      fits.boxes[plan.box.index].realHeight += Int64(fill)
      fits.boxes[plan.box.index].heightError += Int64((fill - planned).magnitude)
    }
    for unit in check.units {
      let (size, mass) = fits.with(unit.sku) { $0.note(unit) }
      let known = measures(of: unit.sku, on: site)
      let newSize = size.flatMap { DecisionBook.differs($0, from: known.size) ? $0 : nil }
      let newMass = mass.flatMap { DecisionBook.differs($0, from: known.mass) ? $0 : nil }
      guard newSize != nil || newMass != nil else { continue }
      fits.with(unit.sku) { $0.suspicion = .measures(newSize, newMass) }
      believe(newSize ?? known.size, newMass ?? known.mass, of: unit.sku, on: site)
    }
  }

  /// A tunnel's measure of a unit that is as it should be. One that differs is believed when the next one agrees with it.
  mutating func noteTunnel(_ size: Size3, of sku: SKU.ID, on site: Site) {
    guard size.isReal else { return }
    let known = measures(of: sku, on: site)
    guard DecisionBook.differs(size, from: known.size) else {
      // The record is right, or has been put right: the doubt is over.
      guard let fit = fits.fit(of: sku), fit.suspicion != nil || !fit.tunnel.isEmpty else { return }
      fits.with(sku) { fit in
        fit.tunnel = []
        fit.suspicion = nil
        fit.misfits = 0
      }
      return
    }
    let seen = fits.with(sku) { fit in
      fit.tunnel = fit.tunnel.filter { !DecisionBook.differs($0, from: size) } + [size.ranked]
      return fit.tunnel
    }
    guard seen.count >= FitBook.ProductFit.tunnelAgreement else { return }
    believe(Size3(medianOf: seen), known.mass, of: sku, on: site)
    fits.with(sku) { fit in
      fit.tunnel = []
      fit.checks = []
      fit.suspicion = nil
      fit.misfits = 0
    }
  }

  /// Decisions that were made for other measures are made anew.
  mutating func believe(_ size: Size3, _ mass: Grams, of sku: SKU.ID, on site: Site) {
    let product = site.skus[sku.index]
    decisions.take(PackingEvidence(product: product.code, .measured(size.named(like: product.size), mass)))
  }

  // MARK: Parcels

  /// A parcel did not go in as planned.
  mutating func noteRefused(_ plan: ParcelPlan, _ reason: PackFailure, on site: Site) {
    switch reason {
    case .doesNotFit:
      if plan.box != Box.own { fits.boxes[plan.box.index].misfits += 1 }
      let products = plan.contents.perProduct()
      for (sku, _) in products {
        fits.with(sku) { fit in
          fit.misfits += 1
          if fit.misfits >= FitBook.ProductFit.misfitLimit, fit.suspicion == nil {
            fit.suspicion = .misfits(fit.misfits)
          }
        }
      }
      // Of several products, nobody knows which did not fit.
      guard products.count == 1 else { return }
      let product = site.skus[products[0].sku.index].code
      decisions.take(PackingEvidence(product: product, .didNotFit(rank: rank(of: plan, on: site))))
    case .boxMissing where plan.box == Box.own: break
    case .boxMissing:
      fits.boxes[plan.box.index].missing += 1
      shelf.set(plan.box, to: 0)
    case .damaged: break
    }
  }

  /// A parcel was closed in a box: the planned one, or one that the station took instead.
  mutating func notePacked(_ plan: ParcelPlan, in box: Box.ID) {
    if box != Box.own { fits.boxes[box.index].parcels += 1 }
    if box != plan.box, plan.box != Box.own { fits.boxes[plan.box.index].replaced += 1 }
    for (sku, _) in plan.contents.perProduct() { fits.with(sku) { $0.parcels += 1 } }
    shelf.giveBack(plan.box)
    shelf.use(box)
  }

  /// A parcel is on its way to the customer.
  mutating func noteShipped(_ plan: ParcelPlan, on site: Site) {
    let rank = rank(of: plan, on: site)
    for (sku, _) in plan.contents.perProduct() {
      decisions.take(PackingEvidence(product: site.skus[sku.index].code, .shipped(rank: rank, count: 1)))
    }
  }
}

extension ParcelPlan {
  /// How high the goods stand by the plan; nil: there is none.
  public var height: Millimetres? {
    guard placements.count == contents.count else { return nil }
    return placements.map { $0.position.z + $0.size.height }.max()
  }
}

extension Size3 {
  /// Sides that a product can have.
  var isReal: Bool { [length, width, height].allSatisfy { 1...Cartonizer.longestSide ~= $0 } }
}
