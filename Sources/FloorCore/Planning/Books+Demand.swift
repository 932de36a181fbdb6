import FloorModel

/// Achieved velocity: each unit that a customer asks for counts once, as picked or as short, however often it is looked for.
extension Books {
  /// Units of an order that were not where they should be.
  mutating func miss(_ units: Int32, of sku: SKU.ID, _ order: Order.ID, at now: Instant) {
    guard units > 0 else { return }
    velocities.demand.note(sku, picked: 0, short: units, at: now)
    orders[order.index].short = (orders[order.index].short ?? []) + Array(repeating: sku, count: Int(units))
  }

  /// Customers have sent units back.
  mutating func noteReturn(_ packaging: Packaging, at now: Instant) {
    guard case .returned(let sku, _, _, _, let count) = packaging, count > 0 else { return }
    velocities.demand.note(sku, picked: 0, short: 0, returned: count, at: now)
  }

  /// They are looked for again, and will be told of by what is found then. Units of a pick that was given up before anybody
  /// looked were never told of as short.
  mutating func lookAgain(for units: Int32, of sku: SKU.ID, _ order: Order.ID, at now: Instant) {
    guard var short = orders[order.index].short else { return }
    var again: Int32 = 0
    while again < units, let at = short.lastIndex(of: sku) {
      short.remove(at: at)
      again += 1
    }
    guard again > 0 else { return }
    orders[order.index].short = short.isEmpty ? nil : short
    velocities.demand.note(sku, picked: 0, short: -again, at: now)
  }
}
