import FloorModel

/// Where idle units wait, so that the next pod that is wanted has one near.
///
/// The floor is cut into square tiles; each has a share of the visits that are expected. A set of waiting units is as good as
/// the mean distance from the next visit to the nearest of them (the p-median problem; Hakimi 1964). It is improved one move
/// at a time: the unit that is missed least goes where one is missed most (the exchange of Teitz and Bart 1968).
struct RestPlan {
  /// Cells along the side of a tile: nearer than that, units are as good as one another.
  static let tileSide = 6
  /// A move must make the way to the next visit this much shorter, in cells, on the mean.
  static let leastGain = 0.5
  /// And over so many visits it must save what it costs to drive there.
  static let visitsToPay = 20.0
  /// Tiles looked at for a move, those that are served worst.
  static let candidateLimit = 64

  struct Move: Equatable {
    var unit: Int
    var tile: Int
  }

  let columns: Int
  let rows: Int
  /// Per tile: its share of expected visits; all together 1, or 0 where none is expected.
  private(set) var shares: [Double]

  init(grid: Grid) {
    columns = (grid.width + Self.tileSide - 1) / Self.tileSide
    rows = (grid.height + Self.tileSide - 1) / Self.tileSide
    shares = Array(repeating: 0, count: columns * rows)
  }

  func tile(of cell: Cell, on grid: Grid) -> Int {
    grid.y(of: cell) / Self.tileSide * columns + grid.x(of: cell) / Self.tileSide
  }

  /// Expects visits in a tile; any unit of measure, as long as it is always the same.
  mutating func expect(_ visits: Double, in tile: Int) { shares[tile] += visits }

  mutating func normalize() {
    let sum = shares.reduce(0, +)
    guard sum > 0 else { return }
    for tile in shares.indices { shares[tile] /= sum }
  }

  private func distance(_ a: Int, _ b: Int) -> Double {
    Double(abs(a % columns - b % columns) + abs(a / columns - b / columns)) * Double(Self.tileSide)
  }

  /// Cells from the next visit to the nearest unit, on the mean. +∞ without units.
  func response(of units: [Int]) -> Double {
    shares.indices.reduce(0) { sum, tile in
      shares[tile] > 0 ? sum + shares[tile] * (units.map { distance($0, tile) }.min() ?? .infinity) : sum
    }
  }

  /// The best move of one unit, if any pays.
  /// - Parameters:
  ///   - units: tiles of the units that wait, or are on their way to where they will.
  ///   - mayMove: per unit: whether it can be sent.
  ///   - isOpen: per tile: whether there is a place to wait in.
  func move(_ units: [Int], mayMove: [Bool], isOpen: [Bool]) -> Move? {
    guard units.count > 0, shares.contains(where: { $0 > 0 }) else { return nil }
    var nearest = Array(repeating: (unit: 0, distance: Double.infinity), count: shares.count)
    var second = Array(repeating: Double.infinity, count: shares.count)
    for tile in shares.indices where shares[tile] > 0 {
      for (unit, place) in units.enumerated() {
        let way = distance(place, tile)
        if way < nearest[tile].distance {
          second[tile] = nearest[tile].distance
          nearest[tile] = (unit, way)
        } else if way < second[tile] {
          second[tile] = way
        }
      }
    }
    guard let unit = leastMissed(units.count, mayMove, nearest, second) else { return nil }
    // What remains when it is gone; alone, it is compared with itself.
    let rest = shares.indices.map { nearest[$0].unit == unit && units.count > 1 ? second[$0] : nearest[$0].distance }
    let now = mean { nearest[$0].distance }
    var best: (tile: Int, response: Double)?
    for tile in candidates(rest, isOpen) {
      let response =
        units.count > 1 ? mean { min(rest[$0], distance(tile, $0)) } : mean { distance(tile, $0) }
      if response < best?.response ?? .infinity { best = (tile, response) }
    }
    guard let best, best.tile != units[unit] else { return nil }
    let gain = now - best.response
    guard gain >= Self.leastGain, gain * Self.visitsToPay >= distance(units[unit], best.tile) else { return nil }
    return Move(unit: unit, tile: best.tile)
  }

  private func mean(_ way: (Int) -> Double) -> Double {
    shares.indices.reduce(0) { shares[$1] > 0 ? $0 + shares[$1] * way($1) : $0 }
  }

  private func leastMissed(
    _ count: Int, _ mayMove: [Bool], _ nearest: [(unit: Int, distance: Double)], _ second: [Double]
  ) -> Int? {
    var losses = Array(repeating: 0.0, count: count)
    for tile in shares.indices where shares[tile] > 0 {
      let (unit, way) = nearest[tile]
      // With one unit there is no second; it may move all the same.
      losses[unit] += shares[tile] * (second[tile].isFinite ? second[tile] - way : 0)
    }
    var best: Int?
    for unit in 0..<count where mayMove[unit] && losses[unit] < best.map({ losses[$0] }) ?? .infinity { best = unit }
    return best
  }

  private func candidates(_ rest: [Double], _ isOpen: [Bool]) -> [Int] {
    let open = shares.indices.filter { shares[$0] > 0 && isOpen[$0] }
    guard open.count > Self.candidateLimit else { return open }
    let misses = open.map { (tile: $0, miss: rest[$0].isFinite ? shares[$0] * rest[$0] : shares[$0]) }
    return misses.sorted { ($1.miss, $0.tile) < ($0.miss, $1.tile) }.prefix(Self.candidateLimit).map(\.tile)
  }
}
