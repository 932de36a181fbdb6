internal import FloorModel

/// One search for one order's plan.
final class OrderSearch {
  private let cartonizer: Cartonizer
  private let goods: Goods
  private let oracle: BoxOracle
  private var stepsLeft: Int

  init(cartonizer: Cartonizer, goods: Goods, budget: PackingBudget) {
    self.cartonizer = cartonizer
    self.goods = goods
    stepsLeft = budget.iterations
    oracle = BoxOracle(
      goods: goods, catalogue: cartonizer.catalogue, minimumSupportPermille: cartonizer.minimumSupportPermille)
  }

  func run() -> PackingPlan {
    let all = Array(0..<goods.count)
    let single = oneParcel(all)
    if let found = single.found {
      return PackingPlan(parcels: [parcel(box: found.box, found.bodies)], isProvenOptimal: single.isProven)
    }
    let split = SplitSearch(goods: goods, oracle: oracle, bySize: cartonizer.bySize)
    if let best = split.run(steps: &stepsLeft) {
      return PackingPlan(
        parcels: best.parcels.map { parcel(box: $0.box, $0.bodies) },
        isProvenOptimal: single.isProven && best.isProven)
    }
    var left = all
    var parcels: [Parcel] = []
    while !left.isEmpty {
      let taken = fullest(left)
      let smaller = oneParcel(taken.bodies.map(\.item)).found ?? taken
      parcels.append(parcel(box: smaller.box, smaller.bodies))
      left.removeAll { item in taken.bodies.contains { $0.item == item } }
    }
    return PackingPlan(parcels: parcels, isProvenOptimal: false)
  }

  /// The smallest box found to hold all of `items`, and whether every smaller one is proven not to.
  private func oneParcel(_ items: [Int]) -> (found: (box: Int, bodies: [Laid])?, isProven: Bool) {
    var open: [Int] = []
    var found: (box: Int, bodies: [Laid])?
    for index in cartonizer.bySize where oracle.mayHold(items, cartonizer.catalogue[index]) {
      if let bodies = oracle.glance(items, cartonizer.catalogue[index]) {
        found = (index, bodies)
        break
      }
      open.append(index)
    }
    var round = 0
    while stepsLeft > 0 && !open.isEmpty {
      var unknown: [Int] = []
      search: for index in open {
        switch oracle.search(items, cartonizer.catalogue[index], round: round, steps: &stepsLeft) {
        case .fits(let bodies):
          found = (index, bodies)
          break search
        case .never: break
        case .unknown: unknown.append(index)
        }
      }
      open = unknown
      round += 1
    }
    return (found, open.isEmpty)
  }

  /// The box and the part of `items`, the first among them, that fill most.
  private func fullest(_ items: [Int]) -> (box: Int, bodies: [Laid]) {
    var best: (box: Int, bodies: [Laid])?
    var bestVolume: Int64 = 0
    var misfits: [Int] = []
    for index in cartonizer.bySize {
      let box = cartonizer.catalogue[index]
      guard oracle.fits(items[0], box) && goods.mass[items[0]] <= box.maxLoad else { continue }
      for rule in GreedyPacker.Rule.allCases {
        oracle.packer.fill(box, order: items, rule: rule, stopAtMisfit: false, misfits: &misfits)
        let bodies = oracle.packer.load.bodies
        let volume = bodies.reduce(0) { $0 + goods.volume[$1.item] }
        if volume > bestVolume {
          bestVolume = volume
          best = (index, bodies)
        }
      }
    }
    guard let best else { preconditionFailure("every item was checked to fit some box alone") }
    return best
  }

  /// The bodies in an order that can be carried out from above: whatever lies above another begins higher.
  private func parcel(box: Int, _ bodies: [Laid]) -> Parcel {
    var placements = bodies.map { laid in
      let body = laid.body
      return Placement(
        item: goods.original[laid.item], position: Position3(x: body.x0, y: body.y0, z: body.z0),
        size: Size3(length: body.x1 - body.x0, width: body.y1 - body.y0, height: body.z1 - body.z0))
    }
    placements.sort { a, b in
      let (p, q) = (a.position, b.position)
      return (p.z, p.y, p.x) < (q.z, q.y, q.x)
    }
    return Parcel(box: box, placements: placements)
  }
}
