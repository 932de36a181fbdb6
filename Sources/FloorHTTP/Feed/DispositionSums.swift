import FloorCore
import FloorModel
import PlannerFeed

/// Every unit on the site, by kind and by what may be done with it.
struct DispositionSums: Sendable {
  private var sums: [StockKey: [StockDisposition: Int32]] = [:]

  init(_ books: borrowing Books) {
    for (bin, lines) in books.ledger.bins.enumerated() {
      for line in lines {
        add(line.available, line.key, books.heldBins[bin] ? .held : .sellable)
        add(line.reserved, line.key, .reserved)
      }
    }
    for (place, key, quantity) in books.ledger.outsideBins {
      if place != .shipped { add(quantity, key, StockDisposition(of: place)) }
    }
    // On the shelf lie units that wait for a person, and those that were found damaged.
    for item in books.items where item.stage == .held && item.verdict == .reject {
      add(-1, item.key, .held)
      add(1, item.key, .damaged)
    }
  }

  private mutating func add(_ quantity: Int32, _ key: StockKey, _ disposition: StockDisposition) {
    if quantity != 0 { sums[key, default: [:]][disposition, default: 0] += quantity }
  }

  /// By key.
  var rows: [(key: StockKey, units: [StockDisposition: Int32])] {
    sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
