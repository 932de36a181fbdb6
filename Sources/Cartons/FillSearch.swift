internal import FloorModel

/// The beam search behind `BoxFiller`.
final class FillSearch {
  private let kinds: [FillKind]
  private let box: Turn
  private let list: BlockList
  private let tables: FillTables
  private let scratch: FillState
  private let best: FillState
  /// Work that is left of what was given: some four nanoseconds each, in any instance. What costs time is charged: finding
  /// a space, holding a body against each one that lies, and looking through the blocks that are left after each that is laid.
  /// Were candidates counted instead, instances of many kinds would take twice the time of those of few.
  private(set) var steps = 0

  private static let choiceSteps = 32
  private static let contactSteps = 8
  /// Most blocks, and the least share of a block that its items take, in thousandths.
  private static let blockLimit = 10_000
  private static let densityPermille: Int64 = 980

  private struct Choice {
    var worth: Double
    var block: Int
    var body: Cuboid
  }

  private struct Child {
    var parent: Int
    var choice: Choice
    /// What it came to when completed greedily.
    var volume: Int64
  }

  init(kinds: [FillKind], box: Turn) {
    self.kinds = kinds
    self.box = box
    list = BlockList(kinds: kinds, box: box, limit: Self.blockLimit, densityPermille: Self.densityPermille)
    tables = FillTables(list: list, kinds: kinds, box: box)
    scratch = FillState(list: list, kinds: kinds)
    best = FillState(list: list, kinds: kinds)
  }

  /// - Returns: single items, by kind.
  func run(steps: Int) -> [(kind: Int, body: Cuboid)] {
    self.steps = steps
    best.empty(box: box)
    // There is an answer, whatever the budget.
    while let choice = choices(for: best, width: 1).first { lay(choice, in: best) }
    var width = 1
    let everything = kinds.reduce(Int64(0)) { $0 + $1.volume * Int64($1.count) }
    let limit = min(everything, Int64(box.x) * Int64(box.y) * Int64(box.z))
    while self.steps > 0 && best.volume < limit {
      pass(width: width)
      width += max(1, width / 2)
    }
    var result: [(kind: Int, body: Cuboid)] = []
    for index in 0..<best.load.laidCount {
      let body = best.load.laid[index]
      result += list.items(of: best.load.laidItem[index], at: Position3(x: body.x0, y: body.y0, z: body.z0))
    }
    return result
  }

  /// One pass: from the empty box to full ones, keeping the `width` most promising at each step.
  private func pass(width: Int) {
    var beam = [FillState(list: list, kinds: kinds)]
    beam[0].empty(box: box)
    var spare: [FillState] = []
    while steps > 0 {
      var children: [Child] = []
      for (index, state) in beam.enumerated() {
        for choice in choices(for: state, width: width) {
          scratch.copy(state)
          lay(choice, in: scratch)
          complete(scratch)
          children.append(Child(parent: index, choice: choice, volume: scratch.volume))
          if scratch.volume > best.volume { best.copy(scratch) }
          if steps <= 0 { return }
        }
      }
      if children.isEmpty { return }
      let chosen = promising(children, width: width)
      var next: [FillState] = []
      for child in chosen {
        let state = spare.popLast() ?? FillState(list: list, kinds: kinds)
        state.copy(beam[child.parent])
        lay(child.choice, in: state)
        next.append(state)
      }
      spare += beam
      beam = next
    }
  }

  /// The best children by their completion. Of several that came to the same, one stands for all: most likely they are
  /// one packing reached in different sequences.
  private func promising(_ children: [Child], width: Int) -> [Child] {
    let order = children.indices.sorted {
      children[$0].volume == children[$1].volume ? $0 < $1 : children[$0].volume > children[$1].volume
    }
    var chosen: [Child] = []
    for index in order {
      if let last = chosen.last, last.volume == children[index].volume { continue }
      chosen.append(children[index])
      if chosen.count == width { break }
    }
    return chosen
  }

  /// Fills on with the best block each time until no space takes any, or the budget is spent.
  private func complete(_ state: FillState) {
    while steps > 0, let choice = choices(for: state, width: 1).first { lay(choice, in: state) }
  }

  private func lay(_ choice: Choice, in state: FillState) {
    steps -= state.aliveCount
    state.lay(choice.block, as: choice.body)
  }

  /// The best `width` blocks for the next space that takes any, best first. Spaces that take none are given up.
  private func choices(for state: FillState, width: Int) -> [Choice] {
    while state.aliveCount > 0, let (index, corner) = state.nextSpace() {
      let found = best(width, for: state, in: state.load.spaces[index], corner: corner)
      if !found.isEmpty { return found }
      state.load.forget(index)
    }
    return []
  }

  private func best(_ width: Int, for state: FillState, in space: Cuboid, corner: Int) -> [Choice] {
    let (rx, ry, rz) = (space.x1 - space.x0, space.y1 - space.y0, space.z1 - space.z0)
    let perRoom = 1 / Double(Int64(rx) * Int64(ry) * Int64(rz))
    var found: [Choice] = []
    var least = 0.0
    let (candidates, alive, count) = (tables.candidates, state.alive, state.aliveCount)
    var contacts = 0
    for slot in 0..<count {
      let block = candidates[Int(alive[slot])]
      // Neither waste nor contact makes a block worth more than it is alone.
      if block.worth <= least { break }
      if block.x > rx || block.y > ry || block.z > rz { continue }
      var worth = tables.worth(block, rx, ry, rz, perRoom)
      if worth <= least { continue }
      let body = FillState.body(block, in: space, corner: corner)
      worth *= tables.contact(body, state.load)
      contacts += 1
      if worth <= least { continue }
      let choice = Choice(worth: worth, block: Int(alive[slot]), body: body)
      let place = found.firstIndex { $0.worth < worth } ?? found.count
      found.insert(choice, at: place)
      if found.count > width { found.removeLast() }
      if found.count == width { least = found[width - 1].worth }
    }
    steps -= Self.choiceSteps + contacts * state.load.laidCount * Self.contactSteps
    return found
  }
}
