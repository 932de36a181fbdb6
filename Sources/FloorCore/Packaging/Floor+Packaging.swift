public import Cartons
import FloorModel

/// What is packed in what, and what becomes of it.
extension Floor {
  /// An order's question to the packager, with what the books know of its products.
  func cartonRequest(for id: Order.ID) -> CartonRequest {
    let units = books.unitsToPack(id)
    let out = books.packaging.shelf.out
    var request = CartonRequest(
      order: id, units: units, without: (books.orders[id.index].refusedBoxes + out).sortedOnce(),
      gifts: books.gifts(among: units, of: id))
    for (sku, count) in units.perProduct() {
      let standing = books.packaging.standing(sku, count, on: site)
      if let standing {
        request.known.append(
          KnownPackage(
            sku: sku, kind: PackageKind(rank: standing.decision.rank), fit: standing.fit,
            model: standing.decision.model))
      }
      guard let history = books.packaging.decisions.history(of: site.skus[sku.index].code),
        history.size != nil || !history.tallies.isEmpty
      else { continue }
      request.learned.append(
        LearnedProduct(
          sku: sku, size: history.size, mass: history.mass,
          tallies: books.packaging.decisions.tallies(of: history.product)))
    }
    return request
  }

  mutating func receive(_ packaging: Packaging) {
    switch packaging {
    case .boxesLeft(let box, let count):
      if count == 0 { raise(.boxesOut(box)) } else { clear(.boxesOut(box)) }
    case .measured(let sku, _, _): clear(.masterData(sku))
    case .override, .returned: break
    }
  }

  /// Raises and clears the doubt about products' master data.
  mutating func watchMeasures(of skus: [SKU.ID]) {
    for sku in skus {
      if books.packaging.fits.isSuspect(sku) { raise(.masterData(sku)) } else { clear(.masterData(sku)) }
    }
  }

  mutating func followRefusedPack(_ parcel: Parcel.ID, _ reason: PackFailure, at device: Device.ID) {
    guard books.parcels.indices.contains(parcel.index) else { return }
    let order = books.parcels[parcel.index].order
    for id in books.orders[order.index].parcels { settle(.pack, id.index, at: device) }
    let plan = books.parcels[parcel.index].plan
    watchMeasures(of: plan.contents.perProduct().map(\.sku))
    guard reason == .boxMissing else { return }
    // There are other boxes: no person is needed as long as one of them holds it.
    if plan.box != Box.own { raise(.boxesOut(plan.box)) }
    requestCartons(for: order)
  }

  /// Why something about packages cannot be taken in, as a sentence for whoever sent it; nil: it can.
  func refusal(of packaging: Packaging) -> String? {
    switch packaging {
    case .override(let sku, let quantity, let kind, let box, _):
      return refusal(ofOverride: sku, quantity, kind, box)
    case .returned(let sku, let order, let kind, _, let count):
      guard site.skus.indices.contains(sku.index) else { return "there is no such product" }
      guard 1...PackingEvidence.countLimit ~= count else { return "\(count) units cannot have come back" }
      guard books.rank(of: sku, in: order, or: kind, site: site) != nil else {
        return order == nil
          ? "nothing says what it was sent in: name the order or the kind of package"
          : "no parcel of that order held it"
      }
      return nil
    case .boxesLeft(let box, let count):
      guard site.boxes.indices.contains(box.index) else { return "there is no such box" }
      guard let count else { return nil }
      return 0...BoxShelf.limit ~= count ? nil : "\(count) boxes cannot be left"
    case .measured(let sku, let size, let mass):
      guard site.skus.indices.contains(sku.index) else { return "there is no such product" }
      guard size.isReal, 1...Cartonizer.greatestMass ~= mass else {
        return "\(size.length) × \(size.width) × \(size.height) mm and \(mass) g cannot be: each side is 1 to "
          + "\(Cartonizer.longestSide) mm, the mass 1 to \(Cartonizer.greatestMass) g"
      }
      return nil
    }
  }

  private func refusal(
    ofOverride sku: SKU.ID, _ quantity: Int32, _ kind: PackageKind, _ box: Box.ID?
  ) -> String? {
    guard site.skus.indices.contains(sku.index) else { return "there is no such product" }
    let code = site.skus[sku.index].code
    guard !site.skus[sku.index].shipsAsIs else {
      return "\(code) ships in its own container: change 'ships_as_is' in the catalogue"
    }
    guard let entry = books.packaging.decisions.entry(of: DecisionBook.Key(product: code, quantity: quantity)) else {
      return "nothing was decided yet for \(quantity) of \(code)"
    }
    guard entry.decision.weighed.contains(where: { $0.rank == Int32(kind.rawValue) }) else {
      return "no \(kind.code) of this site holds \(quantity) of \(code)"
    }
    guard let box else { return nil }
    guard site.boxes.indices.contains(box.index) else { return "there is no such box" }
    let named = site.boxes[box.index]
    guard named.kind == min(kind, .carton) else { return "box \(named.code) is a \(named.kind.code)" }
    let (size, mass) = books.packaging.measures(of: sku, on: site)
    guard size.ranked.length <= named.inner.ranked.length, Int64(mass) * Int64(quantity) <= Int64(named.maxLoad) else {
      return "box \(named.code) does not hold \(quantity) of \(code)"
    }
    return nil
  }

  /// Why a parcel goes in what it goes in; in the order of its products.
  func whyPacked(_ id: Parcel.ID) -> [String] {
    let plan = books.parcels[id.index].plan
    if plan.box == Box.own {
      return plan.contents.first.map { ["parcel \(id): \(site.skus[$0.sku.index].code) in its own container"] } ?? []
    }
    let box = site.boxes[plan.box.index]
    let kind = plan.kind ?? box.kind
    var lines: [String] = []
    for (sku, count) in plan.contents.perProduct() {
      let code = site.skus[sku.index].code
      let start = "parcel \(id): \(count) of \(code) in \(kind.code) \(box.code)"
      guard let entry = books.packaging.decisions.entry(of: DecisionBook.Key(product: code, quantity: count)) else {
        lines.append(start + ", packed with the rest of its order")
        continue
      }
      lines.append(start + ": " + entry.sentence)
    }
    return lines
  }
}

extension DecisionBook.Entry {
  /// The decision in a sentence, with what led to it.
  public var sentence: String {
    var text = "decision \(version)"
    if case .person(let name, let reason) = source {
      text += " by \(name) (\(reason))"
    } else {
      text += " by model \(String(decision.model, radix: 16)), \(Int((decision.confidence * 100).rounded())) % sure"
    }
    text += " for \(PackageKind(rank: decision.rank).code)"
    if let weighed = decision.weighed.first(where: { $0.rank == decision.rank }) {
      let damages = Int((weighed.damage * 1_000).rounded())
      text += ", \(Int(weighed.expectedCents.rounded())) cents with \(damages) in 1000 damaged"
    }
    let reasons = decision.reasons.map(\.description).joined(separator: "; ")
    return reasons.isEmpty ? text : text + "; " + reasons
  }
}

extension [Box.ID] {
  /// Ascending, each once.
  fileprivate func sortedOnce() -> [Box.ID] {
    var once: [Box.ID] = []
    for box in sorted() where once.last != box { once.append(box) }
    return once
  }
}
