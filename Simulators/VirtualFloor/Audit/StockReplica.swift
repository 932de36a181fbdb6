import FloorCore
import FloorModel

/// Stock as a planner's system has it that read the feed from its beginning: opening stock, then every change in order.
struct StockReplica {
  private var places: [Place: [StockKey: Int32]] = [:]
  private(set) var inbound: [StockKey: Int64] = [:]
  private(set) var lastChange: Int64 = 0

  init(opening: [StockLine]) {
    for line in opening where line.quantity > 0 {
      places[.bin(line.bin), default: [:]][line.key, default: 0] += line.quantity
    }
  }

  func quantity(of key: StockKey, at place: Place) -> Int32 { places[place]?[key] ?? 0 }

  /// - Returns: what is wrong with the change, if anything is.
  mutating func apply(_ change: StockChange) -> String? {
    let expected = lastChange + 1
    lastChange = change.sequence
    guard change.sequence == expected else {
      return "the feed goes from change \(expected - 1) to \(change.sequence)"
    }
    guard change.quantity > 0, change.from != change.to else { return "change \(change.sequence) moves nothing" }
    if change.from == .outside {
      inbound[change.key, default: 0] += Int64(change.quantity)
    } else {
      let there = quantity(of: change.key, at: change.from)
      guard there >= change.quantity else {
        return "change \(change.sequence) takes \(change.quantity) of \(change.key.sku) from where \(there) are"
      }
      places[change.from]?[change.key] = there == change.quantity ? nil : there - change.quantity
    }
    if change.to != .outside { places[change.to, default: [:]][change.key, default: 0] += change.quantity }
    return nil
  }

  /// Units by kind, everywhere together. Sums do not depend on the order of a dictionary's entries.
  func census() -> [StockKey: Int64] {
    var sums: [StockKey: Int64] = [:]
    for lines in places.values { for (key, quantity) in lines { sums[key, default: 0] += Int64(quantity) } }
    return sums
  }

  /// Kinds in places, ascending: what was shipped, held or lost.
  func lines(at place: Place) -> [(key: StockKey, quantity: Int32)] {
    (places[place] ?? [:]).map { ($0.key, $0.value) }.sorted { $0.key < $1.key }
  }
}
