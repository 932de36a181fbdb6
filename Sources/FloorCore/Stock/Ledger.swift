public import FloorModel

/// Units of one kind in one bin, and how many of them picks have spoken for.
public struct BinLine: Hashable, Sendable, Codable {
  public var key: StockKey
  public var quantity: Int32
  public var reserved: Int32

  public var available: Int32 { quantity - reserved }
}

/// Sums over the whole site, kept while stock moves. Units, not lines.
public struct StockTotals: Equatable, Sendable, Codable {
  public var initial: Int64 = 0
  public var inbound: Int64 = 0
  public var onHand: Int64 = 0
  public var held: Int64 = 0
  public var shipped: Int64 = 0
  public var missing: Int64 = 0

  /// Nothing is lost and nothing is doubled.
  public var balances: Bool { initial + inbound == onHand + held + shipped + missing }
}

/// Double-entry stock: units only ever move from one place to another, so their number cannot change by mistake.
public struct Ledger: Equatable, Sendable, Codable {
  /// Per bin, ascending by key. Lines with nothing in them are removed.
  public private(set) var bins: [[BinLine]]
  /// Everywhere else.
  private var elsewhere: [Place: [StockKey: Int32]] = [:]
  /// Per SKU: bins that hold it, in the order in which it came there.
  public private(set) var binsOfSKU: [[Bin.ID]]
  /// Per SKU: units in bins that no pick has spoken for.
  public private(set) var available: [Int32]
  public private(set) var totals = StockTotals()
  /// Sequence number of the last stock change.
  public private(set) var lastChange: Int64 = 0
  /// Bins whose lines the last record has changed, stock or reservations, each once.
  public private(set) var touched: [Bin.ID] = []

  public init(bins: Int, skus: Int) {
    self.bins = Array(repeating: [], count: bins)
    binsOfSKU = Array(repeating: [], count: skus)
    available = Array(repeating: 0, count: skus)
  }

  /// Puts the site's opening stock in. It is where counting starts, so it is no change.
  public mutating func open(with lines: [StockLine]) {
    for line in lines where line.quantity > 0 {
      add(line.quantity, of: line.key, to: .bin(line.bin))
      totals.initial += Int64(line.quantity)
    }
    touched = []
  }

  /// A new record is about to be applied.
  mutating func begin() {
    // A journal that is read again applies millions of records: keep the room.
    touched.removeAll(keepingCapacity: true)
  }

  /// What may be done with the content of a bin has changed, though not the content.
  mutating func note(_ bin: Bin.ID) { touch(bin) }

  private mutating func touch(_ bin: Bin.ID) {
    if !touched.contains(bin) { touched.append(bin) }
  }

  public func quantity(of key: StockKey, at place: Place) -> Int32 {
    switch place {
    case .outside: .max
    case .bin(let bin): bins[bin.index].first { $0.key == key }?.quantity ?? 0
    default: elsewhere[place]?[key] ?? 0
    }
  }

  /// Moves units, as a device has confirmed.
  /// - Returns: the change, or nil when `from` does not hold as many (nothing has moved then).
  public mutating func move(_ quantity: Int32, of key: StockKey, from: Place, to: Place) -> StockChange? {
    guard quantity > 0, from != to, self.quantity(of: key, at: from) >= quantity else { return nil }
    if from == .outside { totals.inbound += Int64(quantity) } else { remove(quantity, of: key, from: from) }
    add(quantity, of: key, to: to)
    lastChange += 1
    return StockChange(sequence: lastChange, key: key, quantity: quantity, from: from, to: to)
  }

  /// Sets units in a bin aside for a pick.
  /// - Returns: false, and nothing changes, when fewer are free.
  public mutating func reserve(_ quantity: Int32, of key: StockKey, in bin: Bin.ID) -> Bool {
    guard let at = bins[bin.index].firstIndex(where: { $0.key == key }),
      bins[bin.index][at].available >= quantity
    else { return false }
    bins[bin.index][at].reserved += quantity
    available[key.sku.index] -= quantity
    touch(bin)
    return true
  }

  public mutating func release(_ quantity: Int32, of key: StockKey, in bin: Bin.ID) {
    guard let at = bins[bin.index].firstIndex(where: { $0.key == key }) else { return }
    let freed = min(quantity, bins[bin.index][at].reserved)
    bins[bin.index][at].reserved -= freed
    available[key.sku.index] += freed
    touch(bin)
  }

  /// Units that are in no bin, by place and key. In no order that means anything: sum them, or sort them.
  public var outsideBins: [(place: Place, key: StockKey, quantity: Int32)] {
    elsewhere.flatMap { place, lines in lines.map { (place, $0.key, $0.value) } }
  }

  private mutating func add(_ quantity: Int32, of key: StockKey, to place: Place) {
    count(place, by: Int64(quantity))
    guard case .bin(let bin) = place else {
      elsewhere[place, default: [:]][key, default: 0] += quantity
      return
    }
    touch(bin)
    available[key.sku.index] += quantity
    let at = bins[bin.index].firstIndex { $0.key >= key } ?? bins[bin.index].count
    if at < bins[bin.index].count, bins[bin.index][at].key == key {
      bins[bin.index][at].quantity += quantity
      return
    }
    if !bins[bin.index].contains(where: { $0.key.sku == key.sku }) { binsOfSKU[key.sku.index].append(bin) }
    bins[bin.index].insert(BinLine(key: key, quantity: quantity, reserved: 0), at: at)
  }

  private mutating func remove(_ quantity: Int32, of key: StockKey, from place: Place) {
    count(place, by: -Int64(quantity))
    guard case .bin(let bin) = place else {
      elsewhere[place]?[key]? -= quantity
      if elsewhere[place]?[key] == 0 { elsewhere[place]?[key] = nil }
      if elsewhere[place]?.isEmpty == true { elsewhere[place] = nil }
      return
    }
    guard let at = bins[bin.index].firstIndex(where: { $0.key == key }) else { return }
    touch(bin)
    let before = bins[bin.index][at].available
    bins[bin.index][at].quantity -= quantity
    bins[bin.index][at].reserved = min(bins[bin.index][at].reserved, bins[bin.index][at].quantity)
    available[key.sku.index] += bins[bin.index][at].available - before
    if bins[bin.index][at].quantity == 0 {
      bins[bin.index].remove(at: at)
      if !bins[bin.index].contains(where: { $0.key.sku == key.sku }) {
        binsOfSKU[key.sku.index].removeAll { $0 == bin }
      }
    }
  }

  private mutating func count(_ place: Place, by quantity: Int64) {
    switch place {
    case .outside: break
    case .holdShelf: totals.held += quantity
    case .shipped: totals.shipped += quantity
    case .missing: totals.missing += quantity
    case .tunnel, .stowTote, .bin, .orderTote, .parcel: totals.onHand += quantity
    }
  }

  /// Counts every unit again from the lines themselves. The sums of `totals` must equal this at all times.
  public func recount() -> StockTotals {
    var sums = StockTotals(initial: totals.initial, inbound: totals.inbound)
    sums.onHand = bins.reduce(0) { $0 + $1.reduce(0) { $0 + Int64($1.quantity) } }
    for (place, lines) in elsewhere {
      // Adding integers gives the same sum in any order.
      let units = lines.values.reduce(Int64(0)) { $0 + Int64($1) }
      switch place {
      case .holdShelf: sums.held += units
      case .shipped: sums.shipped += units
      case .missing: sums.missing += units
      case .outside: break
      case .tunnel, .stowTote, .bin, .orderTote, .parcel: sums.onHand += units
      }
    }
    return sums
  }
}
