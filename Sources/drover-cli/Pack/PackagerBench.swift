import Cartons
import FloorCore
import FloorModel

/// How long the line waits for the floor's packager: a product that was never seen, one that the book knows, and orders of
/// several known products, all of one site.
struct PackagerBench {
  let site: Site

  /// Products that are tried.
  private static let products = 1_000
  /// What a known product may take at the 99th percentile, in microseconds.
  static let budget = 1_000.0

  func run() {
    let packager = Packager(site: site)
    var (fresh, known, several) = ([Double](), [Double](), [Double]())
    var book: [KnownPackage] = []
    for sku in site.skus.indices.prefix(Self.products) {
      let unit = StockKey(sku: SKU.ID(sku))
      var request = CartonRequest(order: Order.ID(0), units: [unit])
      let (answer, first) = timed { packager.answer(request) }
      guard case .decided(let made, _) = answer, let decision = made.first else { continue }
      fresh.append(first)
      let package = KnownPackage(
        sku: unit.sku, kind: PackageKind(rank: decision.decision.rank), fit: decision.fit,
        model: decision.decision.model)
      book.append(package)
      request.known = [package]
      known.append(timed { packager.answer(request) }.time)
    }
    for start in stride(from: 0, to: book.count - 3, by: 3) {
      let some = Array(book[start..<start + 3])
      let request = CartonRequest(order: Order.ID(0), units: some.map { StockKey(sku: $0.sku) }, known: some)
      several.append(timed { packager.answer(request) }.time)
    }
    tell("")
    tell("the floor's packager on \(site.name), \(site.boxes.count) packages; time of an answer, p50 and p99 in µs")
    tell("  product never seen   " + text(fresh))
    tell("  known product        " + text(known) + "   budget: p99 \(Int(Self.budget))")
    tell("  3 known products     " + text(several))
  }

  private func timed(_ work: () -> CartonOutcome) -> (outcome: CartonOutcome, time: Double) {
    let start = processorTime()
    let outcome = work()
    return (outcome, microseconds(processorTime() - start))
  }

  private func text(_ times: [Double]) -> String {
    "\(fixed(quantile(0.5, of: times))) / \(fixed(quantile(0.99, of: times)))   (\(times.count) orders)"
  }
}
