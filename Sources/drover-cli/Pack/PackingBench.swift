import Cartons
import FloorModel
import Foundation

func fixed(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }

func microseconds(_ duration: Duration) -> Double {
  let parts = duration.components
  return Double(parts.seconds) * 1e6 + Double(parts.attoseconds) / 1e12
}

/// Processor time of this thread: the machine may be shared, and packing is one thread's work without waiting.
func processorTime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// The value below which a share of the values lies; 0 when there are none.
func quantile(_ share: Double, of values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

/// Orders with known answers: parcels, utilisation, gap to the proven optimum, and time.
struct PackingBench {
  let files: PackFiles

  private struct Reference: Decodable {
    var id: String
    var parcels: Int
    var volume: Int64
  }

  private struct Row {
    var orders = 0
    var (optimal, faulty, parcels, theirParcels) = (0, 0, 0, 0)
    var (boxVolume, itemVolume, theirVolume) = (0.0, 0.0, 0.0)
    var times: [Double] = []
  }

  /// What BoxPacker reaches, of the optimum and in microseconds, measured beforehand on such sets.
  private static let peer = ["A": "94.3 %, 400", "B": "64 %", "C": "29.5 %", "D": "81.3 %", "E": "87 parcels"]

  func run() throws {
    let boxes = try PackFiles.boxes(files.path("catalogue.json"))
    let references = Dictionary(
      try PackFiles.lines(files.path("reference.jsonl"), as: Reference.self).map { ($0.id, $0) }
    ) { $1 }
    let cartonizer = Cartonizer(catalogue: boxes)
    let checker = PackingChecker(catalogue: boxes)
    var rows: [String: Row] = [:]
    for order in try PackFiles.orders(files.path("orders.jsonl")) {
      guard let reference = references[order.id] else { continue }
      var row = rows[order.stratum ?? "?", default: Row()]
      let items = order.packItems
      let start = processorTime()
      let plan = try? cartonizer.plan(items)
      row.times.append(microseconds(processorTime() - start))
      row.orders += 1
      row.theirParcels += reference.parcels
      if let plan {
        let volume = plan.parcels.reduce(Int64(0)) { $0 + boxes[$1.box].inner.volume }
        row.optimal += plan.parcels.count == reference.parcels && volume == reference.volume ? 1 : 0
        row.faulty += checker.faults(in: plan, for: items).isEmpty ? 0 : 1
        row.parcels += plan.parcels.count
        row.boxVolume += Double(volume)
        row.theirVolume += Double(reference.volume)
        row.itemVolume += items.reduce(0) { $0 + Double($1.size.volume) }
      }
      rows[order.stratum ?? "?"] = row
    }
    tell(
      "set  orders  equal to reference  parcels (reference)  filled   gap in volume  faulty  p50 µs  p99 µs  BoxPacker")
    for (name, row) in rows.sorted(by: { $0.key < $1.key }) { tell(text(name, row)) }
  }

  private func text(_ name: String, _ row: Row) -> String {
    let cells = [
      (name, 3), ("\(row.orders)", 8), (fixed(100 * Double(row.optimal) / Double(row.orders)) + " %", 20),
      ("\(row.parcels) (\(row.theirParcels))", 21), (fixed(100 * row.itemVolume / row.boxVolume) + " %", 8),
      (fixed(100 * (row.boxVolume / row.theirVolume - 1), 2) + " %", 16), ("\(row.faulty)", 8),
      (fixed(quantile(0.5, of: row.times)), 8), (fixed(quantile(0.99, of: row.times)), 8),
    ]
    let line = cells.map { String(repeating: " ", count: max(0, $1 - $0.count)) + $0 }.joined()
    return line + "  " + (Self.peer[name] ?? "")
  }
}
