import FloorCore
import FloorModel
import PlannerFeed

/// Every unit on the site, by kind and by what may be done with it.
struct DispositionSums: Sendable {
  private var sums: [StockKey: [StockDisposition: Int32]] = [:]

  init(_ books: borrowing Books) {
    for (bin, lines) in books.ledger.bins.enumerated() {
      for line in lines {
        let isHeld = books.heldBins[bin] || books.isLookedAtAgain(line.key, in: Bin.ID(bin))
        add(
          line.available, line.key,
          books.lots.isExpired(line.key) ? .expired : isHeld ? .held : .sellable)
        add(line.reserved, line.key, .reserved)
      }
    }
    for (place, key, quantity) in books.ledger.outsideBins {
      guard place != .shipped else { continue }
      let disposition = StockDisposition(of: place)
      // What is on its way to a customer or not there at all cannot be kept from being sold.
      let isKept = disposition == .sellable || disposition == .held
      add(quantity, key, isKept && books.lots.isExpired(key) ? .expired : disposition)
    }
    // In totes of stow stations lie units that are looked at again.
    for item in books.items where item.verdict != .pass {
      switch item.stage {
      case .inTote, .stowing, .diverting(.returned):
        guard !books.lots.isExpired(item.key) else { continue }
        add(-1, item.key, .sellable)
        add(1, item.key, .held)
      case .presented, .diverting, .held, .stowed: continue
      }
    }
    // On the shelf lie units that wait for a person, and those that were found damaged.
    for item in books.items where item.stage == .held && item.verdict == .reject {
      add(-1, item.key, books.lots.isExpired(item.key) ? .expired : .held)
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
