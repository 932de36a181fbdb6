import Cartons
import FloorModel

/// Orders far beyond what a shop sells at once: what the time per order comes to at the limit.
struct LargeBench {
  var budget = PackingBudget.default

  private static let catalogue = [(300, 200, 150), (400, 300, 250), (600, 400, 400)].map { (l, w, h) in
    let size = Size3(length: Int32(l), width: Int32(w), height: Int32(h))
    return Box(code: "\(l)", inner: size, outer: size, tare: 100, maxLoad: 30_000, costCents: 10)
  }

  func run() {
    print("items  parcels  utilisation  s (processor)")
    let cartonizer = Cartonizer(catalogue: Self.catalogue)
    var state: UInt64 = 1
    func draw(_ range: ClosedRange<Int32>) -> Int32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int32(state >> 33) % (range.upperBound - range.lowerBound + 1)
    }
    for count in [50, 100, 200, 500, 1000] {
      let items = (0..<count).map { _ in
        PackItem(
          size: Size3(length: draw(30...300), width: draw(30...250), height: draw(10...150)), mass: draw(20...900))
      }
      let start = processorTime()
      guard let plan = try? cartonizer.plan(items, budget: budget) else { continue }
      let time = processorTime() - start
      let faults = PackingChecker(catalogue: Self.catalogue).faults(in: plan, for: items)
      if !faults.isEmpty { print("FAULTY \(faults.prefix(3))") }
      let room = plan.parcels.reduce(Int64(0)) { $0 + Self.catalogue[$1.box].inner.volume }
      let contents = items.reduce(Int64(0)) { $0 + $1.size.volume }
      print(
        padded("\(count)", 5), padded("\(plan.parcels.count)", 8),
        padded(fixed(100 * Double(contents) / Double(room)) + " %", 12),
        padded(fixed(Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds), 3), 14))
    }
  }
}
