internal import FloorModel

/// One search for one order's plan.
final class OrderSearch {
  private let cartonizer: Cartonizer
  private let goods: Goods
  private let packer: GreedyPacker
  private var misfits: [Int] = []

  init(cartonizer: Cartonizer, items: [PackItem], goods: Goods, budget: PackingBudget) {
    self.cartonizer = cartonizer
    self.goods = goods
    packer = GreedyPacker(
      goods: goods, load: Load(itemLimit: goods.count), minimumSupportPermille: cartonizer.minimumSupportPermille)
  }

  func run() -> PackingPlan {
    let all = Array(0..<goods.count)
    if let single = oneParcel(all) {
      return PackingPlan(parcels: [single.parcel], isProvenOptimal: single.isProven)
    }
    var left = all
    var parcels: [Parcel] = []
    while !left.isEmpty {
      let taken = fullest(left)
      let parcel = oneParcel(taken.items)?.parcel ?? taken.parcel
      parcels.append(parcel)
      left.removeAll { taken.items.contains($0) }
    }
    return PackingPlan(parcels: parcels, isProvenOptimal: false)
  }

  /// The smallest box found to hold all of `items`.
  private func oneParcel(_ items: [Int]) -> (parcel: Parcel, isProven: Bool)? {
    let volume = items.reduce(0) { $0 + goods.volume[$1] }
    let mass = items.reduce(0) { $0 + Int64(goods.mass[$1]) }
    // Fragile items last: they lie on others, others not on them.
    let orders =
      goods.hasFragile ? [items, items.filter { !goods.fragile[$0] } + items.filter { goods.fragile[$0] }] : [items]
    var isProven = true
    for index in cartonizer.bySize {
      let box = cartonizer.catalogue[index]
      guard volume <= box.inner.volume, mass <= Int64(box.maxLoad), items.allSatisfy({ fits($0, box) }) else {
        continue
      }
      for order in orders {
        for rule in GreedyPacker.Rule.allCases {
          packer.fill(box, order: order, rule: rule, stopAtMisfit: true, misfits: &misfits)
          if misfits.isEmpty { return (parcel(box: index), isProven) }
        }
      }
      isProven = false
    }
    return nil
  }

  /// The box and the part of `items`, the first among them, that fill most.
  private func fullest(_ items: [Int]) -> (items: [Int], parcel: Parcel) {
    var best: (items: [Int], parcel: Parcel)?
    var bestVolume: Int64 = 0
    for index in cartonizer.bySize {
      let box = cartonizer.catalogue[index]
      guard fits(items[0], box) && goods.mass[items[0]] <= box.maxLoad else { continue }
      for rule in GreedyPacker.Rule.allCases {
        packer.fill(box, order: items, rule: rule, stopAtMisfit: false, misfits: &misfits)
        let laid = (0..<packer.load.laidCount).map { packer.load.laidItem[$0] }
        let volume = laid.reduce(0) { $0 + goods.volume[$1] }
        if volume > bestVolume {
          bestVolume = volume
          best = (laid, parcel(box: index))
        }
      }
    }
    guard let best else { preconditionFailure("every item was checked to fit some box alone") }
    return best
  }

  private func fits(_ item: Int, _ box: Box) -> Bool {
    for turn in item * 6..<item * 6 + goods.turnCount[item] {
      let size = goods.turns[turn]
      if size.x <= box.inner.length && size.y <= box.inner.width && size.z <= box.inner.height { return true }
    }
    return false
  }

  /// What was just laid, in an order that can be carried out from above: whatever lies above another begins higher.
  private func parcel(box: Int) -> Parcel {
    var placements: [Placement] = []
    for index in 0..<packer.load.laidCount {
      let body = packer.load.laid[index]
      placements.append(
        Placement(
          item: goods.original[packer.load.laidItem[index]], position: Position3(x: body.x0, y: body.y0, z: body.z0),
          size: Size3(length: body.x1 - body.x0, width: body.y1 - body.y0, height: body.z1 - body.z0)))
    }
    placements.sort { a, b in
      let (p, q) = (a.position, b.position)
      return (p.z, p.y, p.x) < (q.z, q.y, q.x)
    }
    return Parcel(box: box, placements: placements)
  }
}
