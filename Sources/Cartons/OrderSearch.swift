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
    let climb = SplitClimb(
      goods: goods, packer: oracle.packer, catalogue: cartonizer.catalogue, bySize: cartonizer.bySize)
    let parcels = climb.run(steps: &stepsLeft).map { filled in
      let smaller = oneParcel(filled.bodies.map(\.item)).found ?? filled
      return parcel(box: smaller.box, smaller.bodies)
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
    // Where no box is known to hold everything, half is kept for splitting the order.
    let reserve = found == nil ? stepsLeft / 2 : 0
    var round = 0
    while stepsLeft > reserve && !open.isEmpty {
      var unknown: [Int] = []
      search: for index in open {
        var given = max(0, stepsLeft - reserve)
        let before = given
        let verdict = oracle.search(items, cartonizer.catalogue[index], round: round, steps: &given)
        stepsLeft -= before - given
        switch verdict {
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
