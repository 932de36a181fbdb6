internal import FloorModel

/// Splits an order of any size over parcels by climbing: attempts in changed sequences, of which the better are kept.
final class SplitClimb {
  typealias Filled = (box: Int, bodies: [Laid])

  private let goods: Goods
  private let packer: GreedyPacker
  private let catalogue: [Box]
  private let bySize: [Int]
  private var dice = Dice()
  private var misfits: [Int] = []
  private var steps = 0

  init(goods: Goods, packer: GreedyPacker, catalogue: [Box], bySize: [Int]) {
    self.goods = goods
    self.packer = packer
    self.catalogue = catalogue
    self.bySize = bySize
  }

  /// - Parameter steps: what may be spent; what was spent is subtracted. The first attempts are made in any case.
  func run(steps: inout Int) -> [Filled] {
    self.steps = steps
    defer { steps = max(0, self.steps) }
    dice = Dice()
    let fewest = climbToFewest()
    return climbToLeast(fewest)
  }

  private func volume(_ parcels: [Filled]) -> Int64 {
    parcels.reduce(0) { $0 + catalogue[$1.box].inner.volume }
  }

  /// No plan has fewer parcels, by volume and by mass.
  private var bound: Int {
    let room = catalogue.reduce(Int64(1)) { max($0, $1.inner.volume) }
    let strength = catalogue.reduce(Int64(1)) { max($0, Int64($1.maxLoad)) }
    return max(1, Int((goods.totalVolume + room - 1) / room), Int((goods.totalMass + strength - 1) / strength))
  }

  private func climbToFewest() -> [Filled] {
    var order = Array(0..<goods.count)
    var best = attempt(order, isFirst: true)
    var kept = rank(best)
    // A third of the steps; the rest goes into smaller boxes.
    let reserve = steps * 2 / 3
    while best.count > max(2, bound) && steps > reserve {
      let changed = change(order, last: best[best.count - 1].bodies.map(\.item))
      let next = attempt(changed, isFirst: false)
      let rank = rank(next)
      guard rank <= kept else { continue }
      order = changed
      kept = rank
      if next.count < best.count || volume(next) <= volume(best) { best = next }
    }
    return best
  }

  /// Fewer parcels first; then the least that is left for the last one, by volume and by mass.
  private func rank(_ parcels: [Filled]) -> Double {
    let rest = parcels[parcels.count - 1].bodies.map(\.item)
    let volume = rest.reduce(0) { $0 + goods.volume[$1] }
    let mass = rest.reduce(0) { $0 + Int64(goods.mass[$1]) }
    return Double(parcels.count) + Double(volume) / Double(2 * goods.totalVolume)
      + Double(mass) / Double(2 * goods.totalMass + 1)
  }

  private func change(_ order: [Int], last: [Int]) -> [Int] {
    var result = order
    if dice.draw(4) == 0 {
      // Everything of one kind goes elsewhere.
      let kind = goods.kind[order[dice.draw(order.count)]]
      let alike = result.filter { goods.kind[$0] == kind }
      result.removeAll { goods.kind[$0] == kind }
      result.insert(contentsOf: alike, at: dice.draw(result.count + 1))
      return result
    }
    if dice.draw(2) == 0, !last.isEmpty {
      // What came last comes earlier.
      let item = last[dice.draw(last.count)]
      if let at = result.firstIndex(of: item) {
        result.remove(at: at)
        result.insert(item, at: dice.draw(at + 1))
      }
    }
    for _ in 0...dice.draw(3) { result.swapAt(dice.draw(result.count), dice.draw(result.count)) }
    return result
  }

  /// Fills one box after another, each with as much as goes in.
  private func attempt(_ order: [Int], isFirst: Bool) -> [Filled] {
    var left = order
    var parcels: [Filled] = []
    while let first = left.first {
      let boxes = bySize.filter { packer.fits(first, catalogue[$0]) && goods.mass[first] <= catalogue[$0].maxLoad }
      guard let largest = boxes.last else { preconditionFailure("every item was checked to fit some box alone") }
      let isBold = !isFirst && dice.draw(4) != 0
      let filled = fullest(
        left, of: isFirst ? boxes : [isBold ? largest : boxes[dice.draw(boxes.count)]],
        rules: isFirst ? GreedyPacker.Rule.allCases : [GreedyPacker.Rule.allCases[dice.draw(3)]])
      parcels.append(filled)
      left.removeAll { item in filled.bodies.contains { $0.item == item } }
    }
    return parcels
  }

  private func fullest(_ items: [Int], of boxes: [Int], rules: [GreedyPacker.Rule]) -> Filled {
    var best: Filled = (boxes[0], [])
    var most: Int64 = -1
    for index in boxes {
      for rule in rules {
        steps -= items.count
        packer.fill(catalogue[index], order: items, rule: rule, stopAtMisfit: false, misfits: &misfits)
        let bodies = packer.load.bodies
        let volume = bodies.reduce(0) { $0 + goods.volume[$1.item] }
        if volume > most {
          most = volume
          best = (index, bodies)
        }
      }
    }
    return best
  }

  /// Tries every choice of as many boxes that is smaller than what is known, the smallest first, in growing rounds.
  private func climbToLeast(_ start: [Filled]) -> [Filled] {
    var best = start
    guard start.count <= Self.choiceSizeLimit else { return best }
    var choices: [(volume: Int64, boxes: [Int])] = []
    choose(start.count, from: 0, chosen: [], into: &choices)
    choices.sort { $0.volume == $1.volume ? $0.boxes.lexicographicallyPrecedes($1.boxes) : $0.volume < $1.volume }
    var attempts = 4
    while steps > 0 {
      choices.removeAll { $0.volume >= volume(best) }
      if choices.isEmpty { break }
      for choice in choices {
        if steps <= 0 { break }
        if let found = pack(into: choice.boxes, attempts: attempts) {
          best = found
          break
        }
      }
      attempts *= 2
    }
    return best
  }

  /// More parcels than this are left in the boxes they were first given.
  private static let choiceSizeLimit = 3

  private func choose(
    _ number: Int, from start: Int, chosen: [Int], into choices: inout [(volume: Int64, boxes: [Int])]
  ) {
    if number == 0 {
      let room = chosen.reduce(Int64(0)) { $0 + catalogue[$1].inner.volume }
      let strength = chosen.reduce(Int64(0)) { $0 + Int64(catalogue[$1].maxLoad) }
      let holdsEach = (0..<goods.count).allSatisfy { item in
        chosen.contains { packer.fits(item, catalogue[$0]) && goods.mass[item] <= catalogue[$0].maxLoad }
      }
      if room >= goods.totalVolume && strength >= goods.totalMass && holdsEach { choices.append((room, chosen)) }
      return
    }
    for position in start..<bySize.count {
      choose(number - 1, from: position, chosen: [bySize[position]] + chosen, into: &choices)
    }
  }

  /// Attempts at filling exactly these boxes; what finds no place comes earlier the next time.
  private func pack(into boxes: [Int], attempts: Int) -> [Filled]? {
    var order = Array(0..<goods.count)
    var kept = Int64.max
    for attempt in 0..<attempts {
      let changed = attempt == 0 ? order : change(order, last: misfits)
      // The larger box first, or the other way round.
      let sequence = dice.draw(2) == 0 ? boxes : boxes.reversed()
      let rule = GreedyPacker.Rule.allCases[dice.draw(3)]
      var left = changed
      var parcels: [Filled] = []
      for box in sequence where !left.isEmpty {
        steps -= left.count
        packer.fill(catalogue[box], order: left, rule: rule, stopAtMisfit: false, misfits: &misfits)
        if packer.load.laidCount > 0 { parcels.append((box, packer.load.bodies)) }
        left = misfits.map { left[$0] }
      }
      misfits = left
      if left.isEmpty { return parcels }
      let rest = left.reduce(0) { $0 + goods.volume[$1] }
      if rest <= kept {
        kept = rest
        order = changed
      }
      if steps <= 0 { break }
    }
    return nil
  }
}
