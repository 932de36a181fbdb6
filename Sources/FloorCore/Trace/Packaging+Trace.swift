public import Cartons
import FloorModel

extension Packaging: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .override(let sku, let quantity, let kind, let box, let reason):
      hash.fold(1 as Int64)
      hash.fold(sku)
      hash.fold(quantity)
      hash.fold(Int64(kind.rawValue))
      hash.fold(box)
      hash.fold(reason)
    case .returned(let sku, let order, let kind, let reason, let count):
      hash.fold(2 as Int64)
      hash.fold(sku)
      hash.fold(order)
      hash.fold(Int64(kind?.rawValue ?? 9))
      hash.fold(Int64(reason.rawValue))
      hash.fold(count)
    case .boxesLeft(let box, let count):
      hash.fold(3 as Int64)
      hash.fold(box)
      hash.fold(count)
    case .measured(let sku, let size, let mass):
      hash.fold(4 as Int64)
      hash.fold(sku)
      hash.fold(size)
      hash.fold(mass)
    }
  }
}

extension CartonOutcome: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .parcels(let plans):
      hash.fold(1 as Int64)
      hash.fold(plans)
    case .none(let reason):
      hash.fold(2 as Int64)
      hash.fold(reason)
    case .decided(let made, let plans):
      hash.fold(3 as Int64)
      hash.fold(made)
      hash.fold(plans)
    }
  }
}

extension PackCheck: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(fill)
    hash.fold(Int64(units.count))
    for unit in units {
      hash.fold(unit.sku)
      hash.fold(unit.size == nil ? 0 : 1 as Int64)
      if let size = unit.size { hash.fold(size) }
      hash.fold(unit.mass)
    }
  }
}

extension ParcelLabel: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(destination)
    hash.fold(due.milliseconds)
    hash.fold(chuteClass.rawValue)
    hash.fold(size)
    hash.fold(mass)
  }
}

extension KnownPackage: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(sku)
    hash.fold(Int64(kind.rawValue))
    hash.fold(fit: fit)
    hash.fold(model)
  }
}

extension LearnedProduct: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(sku)
    hash.fold(size == nil ? 0 : 1 as Int64)
    if let size { hash.fold(size) }
    hash.fold(mass)
    hash.fold(Int64(tallies.count))
    for tally in tallies {
      hash.fold(tally.rank)
      hash.fold(tally.shipped.bitPattern)
      hash.fold(tally.damaged.bitPattern)
    }
  }
}

extension MadeDecision: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(key.product)
    hash.fold(key.quantity)
    hash.fold(decision.rank)
    hash.fold(Int64(decision.weighed.count))
    for one in decision.weighed {
      hash.fold(one.rank)
      for part in [one.cents, one.damage, one.damageLow, one.damageHigh, one.expectedCents] {
        hash.fold(part.bitPattern)
      }
    }
    for part in [decision.doubtCents, decision.confidence] { hash.fold(part.bitPattern) }
    hash.fold(decision.needsPerson ? 1 : 0 as Int64)
    hash.fold(decision.model)
    for reason in decision.reasons { hash.fold(reason.description) }
    hash.fold(profile.text)
    hash.fold(profile.category)
    hash.fold(profile.size)
    hash.fold(profile.mass)
    hash.fold(profile.price?.bitPattern ?? 0)
    hash.fold(Int64(profile.fragility.rawValue))
    hash.fold(fit: fit)
  }
}

extension TraceHash {
  mutating func fold(fit: PackedUnits?) {
    fold(fit?.box)
    if let fit { fold(fit.placements) }
  }

  /// Units by their place; nothing for none, as before there were any.
  mutating func fold(gifts: [some BinaryInteger]) {
    guard !gifts.isEmpty else { return }
    fold(-Int64(gifts.count))
    for place in gifts { fold(Int64(place)) }
  }

  mutating func fold(_ placements: [Placement]) {
    fold(Int64(placements.count))
    for placement in placements {
      fold(Int64(placement.item))
      fold(Int64(placement.position.x) << 40 | Int64(placement.position.y) << 20 | Int64(placement.position.z))
      fold(placement.size)
    }
  }
}
