public import FloorModel

/// Items alike, of which as many as possible go into one box.
public struct FillItem: Hashable, Sendable {
  /// Which sides of an item may stand vertical.
  public struct Uprights: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let length = Uprights(rawValue: 1)
    public static let width = Uprights(rawValue: 2)
    public static let height = Uprights(rawValue: 4)
    public static let any: Uprights = [.length, .width, .height]
  }

  public var size: Size3
  public var count: Int
  public var uprights: Uprights

  public init(size: Size3, count: Int, uprights: Uprights = .any) {
    self.size = size
    self.count = count
    self.uprights = uprights
  }
}

/// Fills one large box, a roll container or a trailer, with as much volume as it finds room for.
///
/// A beam search over blocks of items: each step fills the space nearest to a corner of the box, every candidate is
/// judged by completing it greedily, and the beam widens with each pass until the budget is spent (Araya and Riff 2014,
/// "A beam search approach to the container loading problem"; Araya et al. 2017 for the measure of a block). Mass,
/// fragility and support are not looked at.
public struct BoxFiller: Sendable {
  /// Most items, of all kinds together, that are looked at.
  public static let itemLimit = 5_000

  public init() {}

  /// - Parameters:
  ///   - items: kinds of items; a placement's `item` is the index of its kind.
  ///   - inner: the box's inside.
  ///   - budget: one iteration is work of some four microseconds, in any instance. It is kept to within one block's choice, once
  ///     there is a first answer.
  /// - Returns: what was laid, lowest first; empty when nothing fits or a side is not positive.
  public func fill(_ inner: Size3, with items: [FillItem], budget: PackingBudget) -> [Placement] {
    let total = items.reduce(0) { $0 + max(0, $1.count) }
    let sides = [inner.length, inner.width, inner.height]
    guard total <= Self.itemLimit, sides.allSatisfy({ 1...Cartonizer.longestSide ~= $0 }) else { return [] }
    let box = Turn(x: inner.length, y: inner.width, z: inner.height)
    let kinds = items.enumerated().compactMap { FillKind($1, index: $0, box: box) }
    guard !kinds.isEmpty else { return [] }
    let search = FillSearch(kinds: kinds, box: box)
    let bodies = search.run(steps: max(1, budget.clamped) * 1000)
    return bodies.map { kind, body in
      Placement(
        item: kinds[kind].index, position: Position3(x: body.x0, y: body.y0, z: body.z0),
        size: Size3(length: body.x1 - body.x0, width: body.y1 - body.y0, height: body.z1 - body.z0))
    }.sorted {
      let (p, q) = ($0.position, $1.position)
      return (p.z, p.y, p.x) < (q.z, q.y, q.x)
    }
  }
}

/// A kind of item as the search sees it.
struct FillKind {
  let index: Int
  let turns: [Turn]
  let count: Int32
  let volume: Int64

  /// Nil when there is none of it, or it does not fit the empty box.
  init?(_ item: FillItem, index: Int, box: Turn) {
    let (l, w, h) = (item.size.length, item.size.width, item.size.height)
    guard min(l, w, h) > 0, item.size.longest <= Cartonizer.longestSide, item.count > 0 else { return nil }
    var turns: [Turn] = []
    for (side, a, b, up) in [
      (FillItem.Uprights.height, l, w, h), (.width, l, h, w), (.length, w, h, l),
    ] where item.uprights.contains(side) {
      for turn in [Turn(x: a, y: b, z: up), Turn(x: b, y: a, z: up)] {
        if !turns.contains(turn) && turn.x <= box.x && turn.y <= box.y && turn.z <= box.z { turns.append(turn) }
      }
    }
    guard !turns.isEmpty else { return nil }
    self.index = index
    self.turns = turns
    count = Int32(item.count)
    volume = item.size.volume
  }
}
