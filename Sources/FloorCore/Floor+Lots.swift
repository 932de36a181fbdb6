import FloorModel

/// Dates in; which picks have to be made elsewhere for them.
extension Floor {
  func refusal(of lots: [Lot]) -> String? {
    for lot in lots {
      guard site.skus.indices.contains(lot.sku.index) else { return "there is no such product" }
      guard lot.number > 0 else { return "lot \(lot.number) of \(site.skus[lot.sku.index].code) is no lot's number" }
    }
    return books.lots.lots.count + lots.count > LotBook.limit ? "more lots than \(LotBook.limit) are not followed" : nil
  }

  /// A label that says other than a planner, or than another label, is not believed: somebody has to look which is right.
  func refusal(ofReading lot: Lot) -> String? {
    if let refusal = refusal(of: [lot]) { return refusal }
    guard let known = books.lots.expiry(of: StockKey(sku: lot.sku, lot: lot.number)) else { return nil }
    return known == lot.expires ? nil : "lot \(lot.number) is known to expire on \(known)"
  }

  /// Whether it says what the books have: every unit of a lot carries the same label.
  func isKnown(_ planning: Planning) -> Bool {
    switch planning {
    case .lotRead(let lot): books.lots.expiry(of: StockKey(sku: lot.sku, lot: lot.number)) == lot.expires
    case .day(let day): books.lots.today == day
    case .minuteOfDay(let minute):
      // Around midnight the two are far apart in number and near in time.
      [0, 1, 2, 1_438, 1_439].contains(abs(books.lots.minuteOfDay(at: now) - minute))
    case .velocities, .restoreVelocities, .count, .observation, .sighting, .lots, .packaging: false
    }
  }

  /// Picks of what has expired are off: their orders look for other stock.
  mutating func followCalendar() {
    for bin in books.ledger.touched { followVoided(in: bin) }
  }
}
