import Cartons
import FloorModel
import Foundation

/// Orders that nobody tuned for: items drawn from the anchors' orders, and cartons cut anew.
struct FreshBench {
  let anchors: Anchors
  var seed: UInt64 = 1
  var budget = PackingBudget.default
  /// How much more a plan may cost that ours is held against.
  private static let patience = 20
  private static let orders = 150

  func run() throws {
    let boxes = try JSONDecoder().decode([CatalogueEntry].self, from: anchors.data("catalogue.json")).map(\.box)
    let pool = try anchors.lines("orders.jsonl", as: OrderEntry.self).filter { "ABD".contains($0.stratum) }
      .flatMap(\.packItems)
    let cartonizer = Cartonizer(catalogue: boxes)
    var draw = Draw(state: seed)
    print("set    orders  as good as \(Self.patience) times the budget  proven  p50 µs   p99 µs")
    for (name, sizes) in [("1-6", 1...6), ("7-12", 7...12)] {
      let orders = (0..<Self.orders).map { _ in
        (0..<draw.number(sizes)).map { _ in pool[draw.number(0...pool.count - 1)] }
      }
      try report(name, orders, cartonizer)
    }
    try report("cut", (0..<Self.orders).map { _ in cut(boxes, &draw) }, cartonizer)
  }

  private func report(_ name: String, _ orders: [[PackItem]], _ cartonizer: Cartonizer) throws {
    var (equal, proven, times) = (0, 0, Times())
    for items in orders {
      let start = processorTime()
      let plan = try cartonizer.plan(items, budget: budget)
      times.add(processorTime() - start)
      let better =
        plan.isProvenOptimal
        ? plan
        : try cartonizer.plan(items, budget: PackingBudget(iterations: Self.patience * budget.iterations))
      equal += cost(plan, cartonizer) == cost(better, cartonizer) ? 1 : 0
      proven += plan.isProvenOptimal ? 1 : 0
    }
    let share = { (number: Int) in fixed(100 * Double(number) / Double(orders.count)) + " %" }
    print(
      padded(name, 5), padded("\(orders.count)", 7), padded(share(equal), 32), padded(share(proven), 7),
      padded(fixed(times.quantile(0.5)), 7), padded(fixed(times.quantile(0.99)), 8))
  }

  private func cost(_ plan: PackingPlan, _ cartonizer: Cartonizer) -> [Int64] {
    [Int64(plan.parcels.count), plan.parcels.reduce(0) { $0 + cartonizer.catalogue[$1.box].inner.volume }]
  }

  /// A carton cut into pieces from face to face, each shortened a little.
  private func cut(_ boxes: [Box], _ draw: inout Draw) -> [PackItem] {
    var pieces = [boxes[draw.number(0...boxes.count - 1)].inner]
    for _ in 1..<draw.number(2...12) {
      pieces.sort { $0.volume > $1.volume }
      let piece = pieces.removeFirst()
      let share = Int32(draw.number(25...75))
      var (near, far) = (piece, piece)
      if piece.longest == piece.length {
        near.length = piece.length * share / 100
        far.length -= near.length
      } else if piece.longest == piece.width {
        near.width = piece.width * share / 100
        far.width -= near.width
      } else {
        near.height = piece.height * share / 100
        far.height -= near.height
      }
      pieces += [near, far]
    }
    let loss = draw.number(0...4)
    return pieces.map { piece in
      func shortened(_ side: Int32) -> Int32 { max(1, side - side * Int32(draw.number(0...loss)) / 100) }
      return PackItem(
        size: Size3(
          length: shortened(piece.length), width: shortened(piece.width), height: shortened(piece.height)), mass: 50)
    }
  }
}

/// Numbers that depend on the seed alone.
struct Draw {
  var state: UInt64

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Int(state >> 33) % range.count
  }
}
