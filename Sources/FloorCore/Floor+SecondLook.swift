public import FloorModel

/// A burst of one finding casts doubt on what came with it and has passed already: that is called back.
extension Floor {
  /// Units that one burst calls back, the last that came in, and how long ago they may have.
  public static let siblingLimit = 24
  public static let siblingsWithin = Span.hours(8)

  /// What the last units of a product, and of a supplier, share.
  struct Bursts: Equatable {
    var product: FindingKind?
    var supplier: FindingKind?
  }

  func bursts(around unit: Item) -> Bursts {
    Bursts(
      product: books.quality.burst(of: unit.key.sku),
      supplier: unit.supplier.flatMap { books.quality.burst(ofSupplier: $0) })
  }

  /// Calls siblings of a unit back when it has begun a burst.
  mutating func callBackSiblings(of unit: Item, before: Bursts) {
    let after = bursts(around: unit)
    if let kind = after.product, kind != before.product {
      callBack(siblings { $0.key.sku == unit.key.sku }, QualityBook.doubt(about: site.skus[unit.key.sku.index], kind))
    }
    if let kind = after.supplier, kind != before.supplier, let supplier = unit.supplier {
      callBack(siblings { $0.supplier == supplier }, QualityBook.doubt(aboutGoodsFrom: supplier, kind))
    }
  }

  /// Units that passed and are still here, the last that came in first. What a person has looked at already is left alone.
  private func siblings(_ isLike: (Item) -> Bool) -> [Item.ID] {
    let looked = Set(books.reviews.lazy.compactMap(\.item))
    var found: [Item.ID] = []
    for index in books.items.indices.reversed() {
      let other = books.items[index]
      guard found.count < Self.siblingLimit, now - other.presented <= Self.siblingsWithin else { break }
      if other.verdict == .pass, isLike(other), !looked.contains(Item.ID(index)) { found.append(Item.ID(index)) }
    }
    let bins = books.bins(of: found)
    return found.filter { id in
      guard books.items[id.index].stage == .stowed else { return true }
      return bins[id].map { books.ledger.quantity(of: books.items[id.index].key, at: .bin($0)) > 0 } ?? false
    }
  }

  private mutating func callBack(_ units: [Item.ID], _ reason: String) {
    guard !units.isEmpty else { return }
    recallStows(of: units)
    commit(.calledBack(units, reason: reason))
    for station in layout.stow { totes[station.index].removeAll { books.items[$0.index].verdict != .pass } }
    passedAndHeld.removeAll { books.items[$0.index].verdict != .pass }
    for look in (books.secondLooks ?? []).filter({ units.contains($0.item) }) { followVoided(in: look.bin) }
  }

  /// Stows that no station has been told of are off; the others go on, and their bins are held.
  private mutating func recallStows(of units: [Item.ID]) {
    let tasks = units.compactMap { id -> WorkTask.ID? in
      guard case .stowing(let task) = books.items[id.index].stage, !mayBeTold(task) else { return nil }
      return task
    }
    guard !tasks.isEmpty else { return }
    commit(.stowsRecalled(tasks))
    for task in tasks { drop(task) }
  }

  /// A person has answered about a unit; where it is on its way, what follows waits until it has come.
  mutating func follow(_ answer: ReviewAnswer, about item: Item.ID) {
    switch books.items[item.index].stage {
    case .held: if answer == .pass { divertHeld(item) }
    case .inTote(let station): settle(item, inToteOf: station)
    case .stowed:
      for wish in books.beliefs.wishes where wish.reason == .damaged { raise(.countWanted(wish.bin)) }
    // Before the tunnel has put it on the hold shelf, the lane is chosen when it has.
    case .presented, .diverting, .stowing: break
    }
  }

  /// A unit lies in a stow station's tote: what passed is stowed, what is unfit goes to the hold shelf, what is in doubt stays.
  mutating func settle(_ item: Item.ID, inToteOf station: Device.ID) {
    switch books.items[item.index].verdict {
    case .pass: totes[station.index].append(item)
    case .reject: divert(item, to: .returned(from: station))
    case .review, nil: break
    }
  }

  /// A unit is back in its tote, and is the next to be stowed if it is well.
  mutating func takeBack(_ item: Item.ID, inToteOf station: Device.ID) {
    if books.items[item.index].verdict == .pass {
      totes[station.index].insert(item, at: 0)
    } else {
      settle(item, inToteOf: station)
    }
  }
}

extension Review {
  fileprivate var item: Item.ID? {
    if case .item(let id) = subject { id } else { nil }
  }
}
