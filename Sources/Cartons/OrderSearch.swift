internal import FloorModel

/// One search for one order's plan.
final class OrderSearch {
  private let cartonizer: Cartonizer
  private let goods: Goods
  private let oracle: BoxOracle
  private var stepsLeft: Int
  /// Items for which a budget is meant; each further dozen has half as much again, which finds what as much would.
  private static let dozen = 12

  init(cartonizer: Cartonizer, goods: Goods, budget: PackingBudget) {
    self.cartonizer = cartonizer
    self.goods = goods
    // Large orders are rarer, and a step of theirs settles less.
    stepsLeft = budget.clamped * (max(1, goods.count / Self.dozen) + 1) / 2
    oracle = BoxOracle(
      goods: goods, catalogue: cartonizer.catalogue, minimumSupportPermille: cartonizer.minimumSupportPermille)
  }

  func run() -> PackingPlan {
    let all = Array(0..<goods.count)
    let single = oneParcel(all)
    if let found = single.found {
      return PackingPlan(parcels: [parcel(box: found.box, found.bodies)], isProvenOptimal: single.isProven)
    }
    return split(isSingleRuledOut: single.isProven)
  }

  /// Several parcels: every way to split when that is quick, else by climbing.
  private func split(isSingleRuledOut: Bool) -> PackingPlan {
    let search = SplitSearch(goods: goods, oracle: oracle, bySize: cartonizer.bySize)
    var given = stepsLeft / 2
    let before = given
    let complete = search.run(steps: &given)
    stepsLeft -= before - given
    if let complete, complete.isProven {
      return PackingPlan(
        parcels: complete.parcels.map { parcel(box: $0.box, $0.bodies) }, isProvenOptimal: isSingleRuledOut)
    }
    let climb = SplitClimb(
      goods: goods, packer: oracle.packer, catalogue: cartonizer.catalogue, bySize: cartonizer.bySize)
    var parcels = climb.run(steps: &stepsLeft).map { oneParcel($0.bodies.map(\.item)).found ?? $0 }
    if let complete, rank(complete.parcels) <= rank(parcels) { parcels = complete.parcels }
    return PackingPlan(parcels: parcels.map { parcel(box: $0.box, $0.bodies) }, isProvenOptimal: false)
  }

  /// Fewer parcels first, then less inner volume.
  private func rank(_ parcels: [(box: Int, bodies: [Laid])]) -> (Int, Int64) {
    (parcels.count, parcels.reduce(0) { $0 + cartonizer.catalogue[$1.box].inner.volume })
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
