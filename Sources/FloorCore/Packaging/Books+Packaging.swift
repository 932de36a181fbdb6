import Cartons
import FloorModel

extension Books {
  /// Decisions that the packager has made. One of little confidence goes to a person; the line goes on with it meanwhile.
  mutating func decide(_ made: [MadeDecision], for order: Order.ID, at now: Instant, site: Site) {
    let products = orders[order.index].picked.perProduct().map(\.sku)
    for one in made {
      guard let sku = products.first(where: { site.skus[$0.index].code == one.key.product }), one.profile.fault == nil,
        one.decision.weighed.contains(where: { $0.rank == one.decision.rank })
      else {
        invalidRecords += 1
        continue
      }
      let entry = packaging.decisions.enter(one)
      let subject = Review.Subject.package(sku, quantity: entry.key.quantity)
      guard entry.decision.needsPerson, mayAsk(subject) else { continue }
      reviews.append(Review(subject: subject, opened: now))
    }
  }

  private func mayAsk(_ subject: Review.Subject) -> Bool {
    var open = 0
    for review in reviews where review.answer == nil {
      if review.subject == subject { return false }
      if case .package = review.subject { open += 1 }
    }
    return open < PackagingBook.reviewLimit
  }

  /// A person has answered which package a product travels in.
  mutating func settlePackage(
    _ sku: SKU.ID, _ quantity: Int32, _ kind: PackageKind, by person: String, site: Site
  ) {
    let key = DecisionBook.Key(product: site.skus[sku.index].code, quantity: quantity)
    let fit = packaging.decisions.entry(of: key).flatMap { $0.decision.rank == Int32(kind.rawValue) ? $0.fit : nil }
    let entry = packaging.decisions.override(
      key, rank: Int32(kind.rawValue), by: person, reason: "asked for an answer", fit: fit)
    if entry == nil { invalidRecords += 1 }
  }

  mutating func take(_ packaging: Packaging, by person: String, site: Site) {
    switch packaging {
    case .override(let sku, let quantity, let kind, let box, let reason):
      let key = DecisionBook.Key(product: site.skus[sku.index].code, quantity: quantity)
      let fit = box.map { PackedUnits(box: Int32($0.raw)) }
      let entry = self.packaging.decisions.override(
        key, rank: Int32(kind.rawValue), by: person, reason: reason, fit: fit)
      if entry == nil { invalidRecords += 1 }
    case .returned(let sku, let order, let kind, let reason, let count):
      guard let rank = rank(of: sku, in: order, or: kind, site: site) else {
        invalidRecords += 1
        return
      }
      self.packaging.decisions.take(
        PackingEvidence(product: site.skus[sku.index].code, .returned(rank: rank, reason: reason, count: count)))
    case .boxesLeft(let box, let count): self.packaging.shelf.set(box, to: count)
    case .measured(let sku, let size, let mass):
      self.packaging.believe(size, mass, of: sku, on: site)
      if self.packaging.fits.fit(of: sku) != nil {
        self.packaging.fits.with(sku) { fit in
          fit.suspicion = nil
          fit.misfits = 0
          fit.checks = []
        }
      }
    }
  }

  /// The protection that a returned unit had: that of its parcel in the order, or of the kind that was named, or that of
  /// the decision for one of it.
  func rank(of sku: SKU.ID, in order: Order.ID?, or kind: PackageKind?, site: Site) -> Int32? {
    if let order {
      guard orders.indices.contains(order.index) else { return nil }
      return orders[order.index].parcels.map { parcels[$0.index] }
        .first { $0.stage != .cancelled && $0.plan.contents.contains { $0.sku == sku } }
        .map { packaging.rank(of: $0.plan, on: site) }
    }
    if let kind { return Int32(kind.rawValue) }
    return packaging.decisions.entry(of: DecisionBook.Key(product: site.skus[sku.index].code))?.decision.rank
  }

  /// Which of an order's units that are yet to be packed are to be wrapped, by their place: as many of each product as
  /// its lines ask for, less those that lie wrapped in closed parcels.
  func gifts(among units: [StockKey], of id: Order.ID) -> [Int] {
    let order = orders[id.index]
    guard order.request.lines.contains(where: { $0.isGift }) else { return [] }
    var wanted = order.request.lines.filter { $0.isGift }
    func take(_ key: StockKey) -> Bool {
      guard let line = wanted.firstIndex(where: { $0.sku == key.sku && $0.owner == key.owner && $0.quantity > 0 })
      else { return false }
      wanted[line].quantity -= 1
      return true
    }
    for parcel in order.parcels.map({ parcels[$0.index] }) {
      switch parcel.stage {
      case .planned, .cancelled: continue
      case .closed, .inducted, .sorting, .inChute:
        for place in parcel.plan.gifts { _ = take(parcel.plan.contents[Int(place)]) }
      }
    }
    return units.indices.filter { take(units[$0]) }
  }

  mutating func check(_ id: Parcel.ID, _ check: PackCheck, site: Site) -> [StockChange] {
    guard parcels.indices.contains(id.index) else { return refuse() }
    packaging.note(check, of: parcels[id.index].plan, on: site)
    return []
  }
}
