public import FloorModel

/// Until when each lot may be sold, and what day it is.
///
/// The floor reads no clock: the day is told to it, and journaled, so a replay expires the same goods at the same records.
public struct LotBook: Equatable, Sendable, Codable {
  /// Lots that are known at most; more are refused.
  public static let limit = 1_000_000

  /// Ascending by product and number.
  public private(set) var lots: [Lot]
  /// Nil: nobody has said, and nothing expires.
  public internal(set) var today: CalendarDay?
  /// A midnight on the floor's clock: its beginning, until somebody says how late it is.
  public internal(set) var midnight = Instant.zero

  /// Minutes since midnight, 0 to 1,439.
  public func minuteOfDay(at now: Instant) -> Int32 {
    let day = Span.hours(24).milliseconds
    let since = (now - midnight).milliseconds % day
    return Int32((since < 0 ? since + day : since) / 60_000)
  }

  init(_ known: [Lot]) {
    lots = []
    for lot in known { learn(lot) }
  }

  /// The last day on which a kind of stock may be sold; nil: not known, or it keeps.
  public func expiry(of key: StockKey) -> CalendarDay? { lot(of: key)?.expires }

  /// Whom a kind of stock comes from; nil: nobody has said.
  public func supplier(of key: StockKey) -> String? { lot(of: key)?.supplier }

  /// What is known of a kind of stock's lot.
  public func lot(of key: StockKey) -> Lot? {
    guard key.lot != 0 else { return nil }
    let at = position(key.sku, key.lot)
    return at < lots.count && lots[at].sku == key.sku && lots[at].number == key.lot ? lots[at] : nil
  }

  /// Whether it may no longer be sold.
  public func isExpired(_ key: StockKey) -> Bool {
    guard let today, let expiry = expiry(of: key) else { return false }
    return expiry < today
  }

  /// Whether any lot of a product may no longer be sold: asked often, and mostly answered by no.
  func hasExpired(_ sku: SKU.ID) -> Bool {
    guard let today else { return false }
    var at = position(sku, 0)
    while at < lots.count, lots[at].sku == sku {
      if lots[at].expires < today { return true }
      at += 1
    }
    return false
  }

  mutating func learn(_ lot: Lot) {
    let at = position(lot.sku, lot.number)
    if at < lots.count, lots[at].sku == lot.sku, lots[at].number == lot.number {
      lots[at] = lot
    } else {
      lots.insert(lot, at: at)
    }
  }

  /// Where a lot is, or would be.
  private func position(_ sku: SKU.ID, _ number: Int32) -> Int {
    var (low, high) = (0, lots.count)
    while low < high {
      let middle = (low + high) / 2
      if (lots[middle].sku, lots[middle].number) < (sku, number) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Books {
  /// Dates of lots have become known, or have been put right.
  mutating func learn(_ told: [Lot], site: Site) {
    recall(told.map(\.sku), site: site) { book in for lot in told { book.learn(lot) } }
  }

  /// A new day, or a clock that was put right.
  mutating func begin(_ day: CalendarDay, site: Site) {
    let known = lots.today?.number ?? .min
    let turning = min(known, day.number)..<max(known, day.number)
    let products = lots.lots.filter { turning.contains($0.expires.number) }.map(\.sku)
    recall(products, site: site) { $0.today = day }
  }

  /// Takes stock of these products out of sale whose time has run out by a change, and back into it.
  private mutating func recall(_ products: [SKU.ID], site: Site, _ change: (inout LotBook) -> Void) {
    var lines: [(bin: Bin.ID, key: StockKey, wasExpired: Bool)] = []
    var last: SKU.ID?
    for sku in products.sorted() where sku != last {
      last = sku
      for bin in ledger.binsOfSKU[sku.index] {
        for line in ledger.bins[bin.index] where line.key.sku == sku {
          lines.append((bin, line.key, lots.isExpired(line.key)))
        }
      }
    }
    change(&lots)
    for (bin, key, wasExpired) in lines where lots.isExpired(key) != wasExpired {
      ledger.note(bin)
      if !wasExpired { callOff(key, in: bin, of: site.bins[bin.index].pod) }
    }
  }

  /// Picks that were planned of it are off, as long as the pod is stored; `hold` says why only then.
  private mutating func callOff(_ key: StockKey, in bin: Bin.ID, of pod: Pod.ID) {
    guard case .stored = pods[pod.index] else { return }
    for index in tasks.indices where tasks[index].stage == .open && tasks[index].bin == bin && tasks[index].key == key {
      guard case .pick(let order, _) = tasks[index].kind else { continue }
      tasks[index].stage = .cancelled
      orders[order.index].openPicks -= 1
      ledger.release(tasks[index].quantity, of: key, in: bin)
    }
  }

  /// Units of a product in bins that no pick has spoken for and that may be sold as far as their dates go.
  public func unexpired(of sku: SKU.ID) -> Int32 {
    let all = ledger.available[sku.index]
    guard lots.hasExpired(sku) else { return all }
    var expired: Int32 = 0
    for bin in ledger.binsOfSKU[sku.index] {
      for line in ledger.bins[bin.index] where line.key.sku == sku && lots.isExpired(line.key) {
        expired += line.available
      }
    }
    return all - expired
  }
}
