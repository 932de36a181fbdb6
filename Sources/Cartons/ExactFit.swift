internal import FloorModel

/// Decides whether a few items fit into one box, completely: a "no" is a proof.
///
/// Two items that share no volume are separated along some axis. The search turns one item after another and decides,
/// for every pair, along which axis and in which sequence it is separated; each item has a window of positions on each
/// axis that narrows as sequences are decided, and the pair with the fewest choices left goes first (after Pisinger and
/// Sigurd 2007, "Using decomposition techniques and constraint programming for the bin-packing problem").
final class ExactFit {
  /// More items than this are not tried.
  static let itemLimit = 16

  /// Steps that it costs to let a layout come to rest.
  private static let settlingCost = 4

  enum Outcome { case fits, never, exhausted }

  /// What is decided so far: windows and sequences on each axis, slot `axis * 16 + item`.
  private struct State {
    var low: InlineArray<48, Int32> = .init(repeating: 0)
    var high: InlineArray<48, Int32> = .init(repeating: 0)
    var extent: InlineArray<48, Int32> = .init(repeating: 0)
    /// Decided sequences: bit `k` of `after[i]` says that `i` ends before `k` begins; `before` is the same backwards.
    var after: InlineArray<48, UInt16> = .init(repeating: 0)
    var before: InlineArray<48, UInt16> = .init(repeating: 0)
    /// Bit `i` of slot `k`: the two are not separated yet; `i` is less than `k`.
    var open: InlineArray<16, UInt16> = .init(repeating: 0)
    var count = 0
  }

  private let goods: Goods
  private var items: [Int] = []
  private var box = Turn(x: 0, y: 0, z: 0)
  private var stepsLeft = 0
  private var mirrors = (x: false, y: false, z: false)
  private var final = State()
  /// What a layout must come through, if anything.
  private let settling: Settling?
  private var settled: [Laid]?
  private var isSomeRefused = false

  init(goods: Goods, settling: Settling?) {
    self.goods = goods
    self.settling = settling
  }

  /// - Parameters:
  ///   - items: at most `itemLimit`; each must fit the empty box in some turn.
  ///   - steps: decisions that may be made; those made are subtracted.
  func run(_ items: [Int], in inner: Size3, steps: inout Int) -> Outcome {
    self.items = items
    box = Turn(x: inner.length, y: inner.width, z: inner.height)
    stepsLeft = steps
    settled = nil
    isSomeRefused = false
    defer { steps = max(0, stepsLeft) }
    let state = State()
    if insert(state) { return .fits }
    return stepsLeft > 0 && !isSomeRefused ? .never : .exhausted
  }

  /// Where the items lie after `.fits`.
  var bodies: [Laid] { settled ?? layout }

  private var layout: [Laid] {
    items.indices.map { slot in
      let (x, y, z) = (final.low[unchecked: slot], final.low[unchecked: 16 + slot], final.low[unchecked: 32 + slot])
      return Laid(
        item: items[slot],
        body: Cuboid(
          x0: x, y0: y, z0: z, x1: x + final.extent[unchecked: slot], y1: y + final.extent[unchecked: 16 + slot],
          z1: z + final.extent[unchecked: 32 + slot]))
    }
  }

  private func side(_ axis: Int) -> Int32 { axis == 0 ? box.x : axis == 1 ? box.y : box.z }

  /// Turns the next item in every way.
  private func insert(_ state: State) -> Bool {
    let slot = state.count
    guard slot < items.count else {
      final = state
      guard let settling else { return true }
      isSomeRefused = true
      stepsLeft -= Self.settlingCost
      settled = settling.settle(layout, box: box)
      return settled != nil
    }
    let item = items[slot]
    for index in item * 6..<item * 6 + goods.turnCount[item] {
      let turn = goods.turns[index]
      guard turn.x <= box.x && turn.y <= box.y && turn.z <= box.z else { continue }
      var next = state
      next.count = slot + 1
      next.open[unchecked: slot] = (1 << UInt16(slot)) - 1
      for axis in 0..<3 {
        let extent = axis == 0 ? turn.x : axis == 1 ? turn.y : turn.z
        let at = axis * 16 + slot
        next.extent[unchecked: at] = extent
        next.low[unchecked: at] = 0
        next.high[unchecked: at] = side(axis) - extent
        if slot == 0 && mayMirror(axis) { next.high[unchecked: at] /= 2 }
      }
      if decide(next) { return true }
      if stepsLeft <= 0 { return false }
    }
    return false
  }

  /// A mirrored packing is as good, so that the first item need only lie in the near half. Not upside down where
  /// something is fragile; not along x where items alike are kept in sequence.
  private func mayMirror(_ axis: Int) -> Bool {
    if axis == 2 { return !goods.hasFragile }
    return axis == 1 || items.count < 2 || goods.kind[items[0]] != goods.kind[items[1]]
  }

  /// Decides the pair with the fewest choices left, or turns the next item when every pair is separated.
  private func decide(_ given: State) -> Bool {
    stepsLeft -= 1
    if stepsLeft <= 0 { return false }
    var state = given
    var (first, second, choices, fewest) = (0, 0, 0, 7)
    search: for k in 1..<max(1, state.count) {
      var pairs = state.open[unchecked: k]
      while pairs != 0 {
        let i = pairs.trailingZeroBitCount
        pairs &= pairs - 1
        let open = openChoices(state, i, k)
        if open < 0 {
          state.open[unchecked: k] &= ~(1 << UInt16(i))
          continue
        }
        let number = open.nonzeroBitCount
        if number == 0 { return false }
        if number < fewest {
          (first, second, choices, fewest) = (i, k, open, number)
          if number == 1 { break search }
        }
      }
    }
    if fewest == 7 { return insert(state) }
    state.open[unchecked: second] &= ~(1 << UInt16(first))
    for choice in 0..<6 where choices & (1 << choice) != 0 {
      let (axis, isForward) = (choice >> 1, choice & 1 == 0)
      var next = state
      if sequence(&next, axis, isForward ? first : second, isForward ? second : first), decide(next) { return true }
      if stepsLeft <= 0 { return false }
    }
    return false
  }

  /// Bits `2 * axis` (i before k) and `2 * axis + 1` (k before i) still possible; -1 when the pair is separated.
  private func openChoices(_ state: borrowing State, _ i: Int, _ k: Int) -> Int {
    var open = 0
    for axis in 0..<3 {
      let (a, b) = (axis * 16 + i, axis * 16 + k)
      // Separated by their windows alone; but what lies below must not be fragile.
      if state.high[unchecked: a] + state.extent[unchecked: a] <= state.low[unchecked: b]
        && (axis < 2 || !goods.fragile[items[i]])
      {
        return -1
      }
      if state.high[unchecked: b] + state.extent[unchecked: b] <= state.low[unchecked: a]
        && (axis < 2 || !goods.fragile[items[k]])
      {
        return -1
      }
      var forward = state.low[unchecked: a] + state.extent[unchecked: a] <= state.high[unchecked: b]
      var backward = state.low[unchecked: b] + state.extent[unchecked: b] <= state.high[unchecked: a]
      if axis == 2 {
        if goods.fragile[items[i]] { forward = false }
        if goods.fragile[items[k]] { backward = false }
      } else if axis == 0 && goods.kind[items[i]] == goods.kind[items[k]] {
        // Items alike are numbered along x.
        backward = false
      }
      if forward { open |= 1 << (2 * axis) }
      if backward { open |= 2 << (2 * axis) }
    }
    return open
  }

  /// Makes `i` end before `k` begins, and narrows the windows that depend on it.
  private func sequence(_ state: inout State, _ axis: Int, _ i: Int, _ k: Int) -> Bool {
    let base = axis * 16
    state.after[unchecked: base + i] |= 1 << k
    state.before[unchecked: base + k] |= 1 << i
    return raise(&state, base, k, state.low[unchecked: base + i] + state.extent[unchecked: base + i])
      && lower(&state, base, i, state.high[unchecked: base + k] - state.extent[unchecked: base + i])
  }

  private func raise(_ state: inout State, _ base: Int, _ k: Int, _ low: Int32) -> Bool {
    guard low > state.low[unchecked: base + k] else { return true }
    if low > state.high[unchecked: base + k] { return false }
    state.low[unchecked: base + k] = low
    var rest = state.after[unchecked: base + k]
    while rest != 0 {
      let next = rest.trailingZeroBitCount
      rest &= rest - 1
      if !raise(&state, base, next, low + state.extent[unchecked: base + k]) { return false }
    }
    return true
  }

  private func lower(_ state: inout State, _ base: Int, _ i: Int, _ high: Int32) -> Bool {
    guard high < state.high[unchecked: base + i] else { return true }
    if high < state.low[unchecked: base + i] { return false }
    state.high[unchecked: base + i] = high
    var rest = state.before[unchecked: base + i]
    while rest != 0 {
      let next = rest.trailingZeroBitCount
      rest &= rest - 1
      if !lower(&state, base, next, high - state.extent[unchecked: base + next]) { return false }
    }
    return true
  }
}
