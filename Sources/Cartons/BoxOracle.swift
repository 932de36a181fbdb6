internal import FloorModel

/// Answers whether items fit together into one box: cheaply where it can, by search where it must.
final class BoxOracle {
  enum Verdict {
    case fits([Laid])
    case never
    case unknown
  }

  let goods: Goods
  let catalogue: [Box]
  let packer: GreedyPacker
  private let exact: ExactFit
  private let guillotine: GuillotineFit
  private let corner: CornerSearch
  private let settling: Settling?
  private var misfits: [Int] = []

  init(goods: Goods, catalogue: [Box], minimumSupportPermille: Int32) {
    self.goods = goods
    self.catalogue = catalogue
    settling =
      minimumSupportPermille > 0 ? Settling(goods: goods, minimumSupportPermille: minimumSupportPermille) : nil
    packer = GreedyPacker(
      goods: goods, load: Load(itemLimit: goods.count), minimumSupportPermille: minimumSupportPermille)
    exact = ExactFit(goods: goods, settling: settling)
    guillotine = GuillotineFit(goods: goods)
    corner = CornerSearch(goods: goods, load: packer.load, minimumSupportPermille: minimumSupportPermille)
  }

  /// Whether nothing speaks against the items in this box at first sight: volume, mass, each item alone.
  func mayHold(_ items: [Int], _ box: Box) -> Bool {
    var (volume, mass) = (Int64(0), Int64(0))
    for item in items {
      volume += goods.volume[item]
      mass += Int64(goods.mass[item])
      if !fits(item, box) { return false }
    }
    return volume <= box.inner.volume && mass <= Int64(box.maxLoad)
  }

  func fits(_ item: Int, _ box: Box) -> Bool { packer.fits(item, box) }

  /// A few greedy attempts.
  func glance(_ items: [Int], _ box: Box) -> [Laid]? {
    for rule in GreedyPacker.Rule.allCases {
      packer.fill(box, order: items, rule: rule, stopAtMisfit: true, misfits: &misfits)
      if misfits.isEmpty { return packer.load.bodies }
    }
    guard goods.hasFragile else { return nil }
    // Fragile items last: they lie on others, others not on them.
    let order = items.filter { !goods.fragile[$0] } + items.filter { goods.fragile[$0] }
    for rule in GreedyPacker.Rule.allCases {
      packer.fill(box, order: order, rule: rule, stopAtMisfit: true, misfits: &misfits)
      if misfits.isEmpty { return packer.load.bodies }
    }
    return nil
  }

  /// One round of search; each round works about three times as long as the one before.
  ///
  /// - Parameter steps: what may be spent; what was spent is subtracted.
  func search(_ items: [Int], _ box: Box, round: Int, steps: inout Int) -> Verdict {
    let scale = Self.scales[min(round, Self.scales.count - 1)]
    let volume = items.reduce(0) { $0 + goods.volume[$1] }
    let isTight = volume * 100 > box.inner.volume * 86
    if isTight && items.count <= ExactFit.itemLimit {
      if let bodies = tight(items, box, round: round, scale: scale, steps: &steps) { return .fits(bodies) }
    }
    if let bodies = spend(
      &steps, (settling == nil ? 300 : 900) * scale, { shuffle(items, box, round: round, steps: &$0) })
    {
      return .fits(bodies)
    }
    if items.count <= ExactFit.itemLimit {
      switch spend(&steps, 150 * scale, { exact.run(items, in: box.inner, steps: &$0) }) {
      case .never: return .never
      case .fits: return .fits(exact.bodies)
      case .exhausted: break
      }
    }
    if !isTight && settling == nil && items.count <= ExactFit.itemLimit {
      let skips = 2 + round % 2
      let bodies = spend(&steps, 150 * scale) { corner.run(items, in: box.inner, skips: skips, steps: &$0) }
      if let bodies { return .fits(bodies) }
    }
    if !isTight && items.count <= GuillotineFit.itemLimit {
      let bodies = spend(&steps, 200 * scale) { guillotine.run(items, in: box.inner, width: 4 << round, steps: &$0) }
      if let bodies, let held = held(bodies, box) { return .fits(held) }
    }
    return .unknown
  }

  /// Searches that gain from there being next to no room to spare.
  private func tight(_ items: [Int], _ box: Box, round: Int, scale: Int, steps: inout Int) -> [Laid]? {
    for skips in 0...1 {
      let bodies = spend(&steps, 200 * scale) { corner.run(items, in: box.inner, skips: skips, steps: &$0) }
      if let bodies { return bodies }
    }
    guard items.count <= GuillotineFit.itemLimit else { return nil }
    let bodies = spend(&steps, 800 * scale) {
      guillotine.run(items, in: box.inner, width: 4 << (round / 2), steps: &$0)
    }
    return bodies.flatMap { held($0, box) }
  }

  /// The layout if it needs no support, or once it has come to rest.
  private func held(_ bodies: [Laid], _ box: Box) -> [Laid]? {
    guard let settling else { return bodies }
    return settling.settle(bodies, box: Turn(x: box.inner.length, y: box.inner.width, z: box.inner.height))
  }

  private static let scales = [1, 3, 9, 27, 81, 243]

  /// Gives `work` at most `share` of the steps.
  private func spend<Result>(_ steps: inout Int, _ share: Int, _ work: (inout Int) -> Result) -> Result {
    let given = min(steps, share)
    var left = given
    let result = work(&left)
    steps -= given - max(0, left)
    return result
  }

  /// Greedy attempts in orders that bring what found no place nearer to the front.
  private func shuffle(_ items: [Int], _ box: Box, round: Int, steps: inout Int) -> [Laid]? {
    var order = items
    var dice = Dice(round)
    packer.whim.restart(round)
    defer { packer.whim.isOn = false }
    var rule = 0
    while steps > 0 {
      packer.fill(
        box, order: order, rule: GreedyPacker.Rule.allCases[rule], stopAtMisfit: true, misfits: &misfits)
      guard let misfit = misfits.first else { return packer.load.bodies }
      steps -= misfit + 1
      rule = dice.draw(3)
      packer.whim.isOn = items.count <= ExactFit.itemLimit && dice.draw(2) == 0
      if dice.draw(8) == 0 {
        order = items
        for _ in 0..<2 { order.swapAt(dice.draw(order.count), dice.draw(order.count)) }
      } else if misfit > 0 {
        let item = order.remove(at: misfit)
        order.insert(item, at: dice.draw(misfit))
      } else {
        order.swapAt(0, dice.draw(order.count))
      }
    }
    return nil
  }
}
