import Devices
import Foundation
import Synchronization

/// `/v1/summary` of a daemon.
struct DaemonSummary: Decodable, Sendable {
  struct Numbers: Decodable, Sendable {
    var ordersReceived: Int
    var ordersWaiting: Int
    var shippedOnTime: Int
    var shippedLate: Int
    var unitsOnHand: Int64
    var unitsHeld: Int64
    var unitsMissing: Int64
    var unitsShipped: Int64
    var unitsInbound: Int64
    var balances: Bool
    var collisions: Int
    var deadlocksResolved: Int
    var unitsAtWork: Int
    var travelledCells: Int64
    var refused: Int
  }

  var nowSeconds: Double
  var numbers: Numbers

  func progress(of end: Double) -> String {
    let done = Int(nowSeconds)
    let clock = String(format: "%02d:%02d:%02d", done / 3600, done / 60 % 60, done % 60)
    return "\(clock) of \(ReportText.number(end / 3600)) h: \(numbers.ordersReceived) orders in, "
      + "\(numbers.shippedOnTime + numbers.shippedLate) shipped (\(numbers.shippedLate) late), "
      + "\(numbers.unitsInbound) units inbound, \(numbers.unitsAtWork) drive units at work"
  }

  func text(hours: Double, restarts: Int) -> String {
    let initial =
      numbers.unitsOnHand + numbers.unitsHeld + numbers.unitsShipped + numbers.unitsMissing - numbers.unitsInbound
    let open = numbers.ordersReceived - numbers.shippedOnTime - numbers.shippedLate
    return """
      Shift of \(ReportText.number(hours)) h, over a real broker
        orders   \(numbers.ordersReceived) received, \(numbers.shippedOnTime) shipped on time, \
      \(numbers.shippedLate) late, \(open) open
        units    \(initial) initial + \(numbers.unitsInbound) inbound = \(numbers.unitsOnHand) on hand + \
      \(numbers.unitsHeld) held + \(numbers.unitsShipped) shipped + \(numbers.unitsMissing) missing
        travel   \(numbers.travelledCells) cells
        safety   \(numbers.collisions) collisions, \(numbers.deadlocksResolved) deadlocks resolved, \
      \(numbers.refused) messages refused, \(restarts) restarts of the daemon
      """
  }
}

/// `/v1/stock` of a daemon.
struct StockSnapshot: Decodable, Sendable {
  struct Row: Decodable, Sendable {
    var bin: String
    var sku: String
    var owner: String
    var lot: Int32
    var quantity: Int32
  }

  var offset: Int64
  var rows: [Row]

  /// Where the bins' retained topics differ from this.
  func faults(retained bins: [String: StockTopic]) -> [String] {
    var told: [String: Int32] = [:]
    for (bin, content) in bins {
      for line in content.lines { told["\(bin)|\(line.sku)|\(line.owner)|\(line.lot)"] = line.quantity }
    }
    var faults: [String] = []
    for row in rows {
      let quantity = told.removeValue(forKey: "\(row.bin)|\(row.sku)|\(row.owner)|\(row.lot)") ?? 0
      if quantity != row.quantity {
        faults.append("the retained topic of bin \(row.bin) says \(quantity) of \(row.sku), the books \(row.quantity)")
      }
    }
    return faults + told.keys.sorted().map { "a retained topic tells of \($0), the books do not" }
  }
}

/// The daemon's books against what the twins know to be so.
struct Comparison {
  private(set) var faults: [String] = []

  init(_ numbers: DaemonSummary.Numbers, _ stock: StockSnapshot, _ reality: Reality) {
    if !numbers.balances { faults.append("the daemon's own books do not balance") }
    if numbers.collisions > 0 || reality.collisions > 0 { faults.append("two drive units stood in one cell") }
    if reality.doubled > 0 { faults.append("\(reality.doubled) parcels were shipped twice") }
    var surplus: Int64 = 0
    var real = reality.bins
    for row in stock.rows {
      let there = real.removeValue(forKey: "\(row.bin)|\(row.sku)|\(row.owner)|\(row.lot)") ?? 0
      if there > row.quantity {
        faults.append("bin \(row.bin) holds \(there) of \(row.sku), its record \(row.quantity)")
      }
      surplus += Int64(row.quantity - there)
    }
    let unrecorded = real.values.reduce(0, +)
    if unrecorded > 0 { faults.append("\(unrecorded) units lie in bins whose record does not know them") }
    if surplus != reality.phantoms - numbers.unitsMissing {
      faults.append("records exceed reality by \(surplus) units, expected \(reality.phantoms - numbers.unitsMissing)")
    }
    if reality.shipped != numbers.unitsShipped {
      faults.append("\(numbers.unitsShipped) units shipped in the books, \(reality.shipped) in reality")
    }
    if reality.held != numbers.unitsHeld {
      faults.append("\(numbers.unitsHeld) units held in the books, \(reality.held) in reality")
    }
  }
}

/// Raised once, seen by all.
final class Signalled: Sendable {
  private let state = Mutex(false)
  var isRaised: Bool { state.withLock { $0 } }
  func raise() { state.withLock { $0 = true } }
}
