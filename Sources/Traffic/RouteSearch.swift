import FloorModel

/// Computes fields: a search from the goal backward over (cell, heading), with a ring of buckets as its queue.
///
/// Given a unit, the search is directed at it (A*) and ends soon after it got there. What lies in the class is room to
/// work in; nothing in it outlives a search.
final class RouteSearch: @unchecked Sendable {
  /// More than any step changes the estimate of a whole way, so that a ring of that many buckets is a queue.
  static let ring = 1024
  /// How much dearer a way than the best is still looked at: ten steps.
  static let margin = Int32(10 * RouteField.unit)
  /// Cells that a way may lead beyond the rectangle between a unit and its goal, unless there is no other.
  static let reach: Int32 = 12

  let grid: Grid
  let tileMap: TileMap
  private let motion: Motion
  private let width: Int32
  private let cellCount: Int
  /// Per bucket its last entry, or -1.
  private let heads: UnsafeMutablePointer<Int32>
  private let entries: UnsafeMutablePointer<Entry>
  /// Per state, the number of the search that reached it and the distance that it found.
  private let marks: UnsafeMutablePointer<UInt32>
  private var number: UInt32 = 0
  private let tileMarks: UnsafeMutablePointer<UInt32>
  private let keptTiles: UnsafeMutablePointer<Int32>

  private struct Entry {
    var state: Int32
    var next: Int32
  }

  init(grid: Grid, motion: Motion = .turning) {
    self.grid = grid
    self.motion = motion
    tileMap = TileMap(grid: grid)
    width = Int32(grid.width)
    cellCount = grid.count
    // Each state is entered at most once from each of its three successors, or of four where there is one state a cell.
    let capacity = cellCount * 4 * 3 + 4
    heads = .allocate(capacity: Self.ring)
    entries = .allocate(capacity: capacity)
    marks = .allocate(capacity: cellCount * 4)
    marks.initialize(repeating: 0, count: cellCount * 4)
    tileMarks = .allocate(capacity: tileMap.count)
    tileMarks.initialize(repeating: 0, count: tileMap.count)
    keptTiles = .allocate(capacity: tileMap.count)
  }

  deinit {
    heads.deallocate()
    entries.deallocate()
    marks.deallocate()
    tileMarks.deallocate()
    keptTiles.deallocate()
  }

  /// - Parameters:
  ///   - origin: the state (`cell * 4 + heading`) of the unit that asks, or nil for distances from everywhere.
  ///   - entrances: per cell, the headings in which such a unit may drive into it.
  ///   - costs: what it costs to leave a cell, by cell and heading.
  func field(
    to goal: Goal, from origin: Int32?, entrances: UnsafePointer<UInt8>, costs: UnsafePointer<UInt8>,
    beacons: Beacons? = nil
  ) -> RouteField {
    var run = newRun()
    guard let origin else {
      _ = run.expand(to: goal, from: nil, entrances: entrances, costs: costs)
      return packed(run.kept)
    }
    run.confine(to: goal, from: origin, reach: Self.reach)
    if let sight = beacons?.sight(from: origin, past: goal) { (run.beacon, run.sight) = sight }
    if run.expand(to: goal, from: origin, entrances: entrances, costs: costs) {
      return packed(run.kept)
    }
    run = newRun()
    return packed(run.expand(to: goal, from: origin, entrances: entrances, costs: costs) ? run.kept : 0)
  }

  /// Fills `distances`, by state, with how far it is to a cell from everywhere.
  func measure(
    to cell: Int, entrances: UnsafePointer<UInt8>, costs: UnsafePointer<UInt8>,
    into distances: UnsafeMutablePointer<UInt16>
  ) {
    var run = newRun()
    _ = run.expand(to: Goal(cell: Cell(cell)), from: nil, entrances: entrances, costs: costs)
    // Also for headings that the search left out, as nobody comes that way: the estimates of neighbours must not differ by more
    // than the ring holds.
    let (turn, about) = (SIMD4<UInt16>(repeating: UInt16(RouteField.turn)), UInt16(2 * RouteField.turn))
    for cell in 0..<cellCount {
      let (a, b) = (distance(Int32(cell << 2)), distance(Int32(cell << 2 | 1)))
      let (c, d) = (distance(Int32(cell << 2 | 2)), distance(Int32(cell << 2 | 3)))
      var all = SIMD4(a, b, c, d)
      let least = all.min()
      if least != RouteField.unreachable {
        all.replace(with: least + about, where: all .> least + about)
        let sides = pointwiseMin(SIMD4(all.y, all.z, all.w, all.x), SIMD4(all.w, all.x, all.y, all.z)) &+ turn
        all = pointwiseMin(all, sides)
      }
      for heading in 0..<4 { distances[cell << 2 + heading] = all[heading] }
    }
  }

  private func newRun() -> Run {
    startOver()
    return Run(
      turns: motion == .turning, width: width, number: number, slots: tileMap.slots, heads: heads, entries: entries,
      marks: marks, tileMarks: tileMarks, keptTiles: keptTiles)
  }

  private func startOver() {
    number += 1
    heads.initialize(repeating: -1, count: Self.ring)
    guard number > 0xFFFF else { return }
    number = 1
    marks.update(repeating: 0, count: cellCount * 4)
    tileMarks.update(repeating: 0, count: tileMap.count)
  }

  @inline(__always) private func distance(_ state: Int32) -> UInt16 {
    let mark = marks[Int(state)]
    return mark >> 16 == number ? UInt16(truncatingIfNeeded: mark) : RouteField.unreachable
  }

  private func packed(_ kept: Int) -> RouteField {
    let field = RouteField(floorTiles: tileMap.count, kept: kept)
    for place in 0..<kept {
      let tile = keptTiles[place]
      field.directory[Int(tile)] = UInt16(place + 1)
      let entries = field.cells + (place + 1) * TileMap.cellsPerTile
      let cells = tileMap.cells + Int(tile) * TileMap.cellsPerTile
      for index in 0..<TileMap.cellsPerTile where cells[index] >= 0 {
        let marks = UnsafeRawPointer(marks + Int(cells[index]) * 4).loadUnaligned(as: SIMD4<UInt32>.self)
        let distances = SIMD4<UInt16>(truncatingIfNeeded: marks)
        let isOld = SIMD4<UInt16>(truncatingIfNeeded: marks &>> 16) .!= UInt16(truncatingIfNeeded: number)
        entries[index] = RouteField.entry(distances.replacing(with: RouteField.unreachable, where: isOld))
      }
    }
    return field
  }
}

extension RouteSearch {
  /// One search, with all that it touches in local variables.
  private struct Run {
    /// Whether units turn; if not, only states of heading 0 are looked at.
    let turns: Bool
    let width: Int32
    let number: UInt32
    let slots: UnsafeMutablePointer<Int32>
    let heads: UnsafeMutablePointer<Int32>
    let entries: UnsafeMutablePointer<Entry>
    let marks: UnsafeMutablePointer<UInt32>
    let tileMarks: UnsafeMutablePointer<UInt32>
    let keptTiles: UnsafeMutablePointer<Int32>
    var used: Int32 = 0
    var kept = 0
    /// The frame out of which the search does not go.
    var left: Int32 = 0
    var top: Int32 = 0
    var spanX = UInt32.max
    var spanY = UInt32.max
    var aimX: Int32 = 0
    var aimY: Int32 = 0
    var aimHeading: Int32 = 0
    /// What a step of the estimate counts for; 0 for a search in all directions.
    var weight: Int32 = 0

    /// If given, by state the distances to a place beyond the goal, and how far it is there from where the unit is.
    var beacon: UnsafePointer<UInt16>?
    var sight: Int32 = 0

    /// Keeps the search near the rectangle between a unit and its goal.
    mutating func confine(to goal: Goal, from origin: Int32, reach: Int32) {
      let goalCell = Int32(goal.cell.index)
      let (x, y, goalX, goalY) = ((origin >> 2) % width, (origin >> 2) / width, goalCell % width, goalCell / width)
      (left, top) = (min(x, goalX) - reach, min(y, goalY) - reach)
      (spanX, spanY) = (UInt32(abs(x - goalX) + 2 * reach), UInt32(abs(y - goalY) + 2 * reach))
    }

    @inline(__always) func distance(_ state: Int32) -> Int32 {
      let mark = marks[Int(state)]
      return mark >> 16 == number ? Int32(mark & 0xFFFF) : Int32(RouteField.unreachable)
    }

    /// What is left to the unit at least.
    ///
    /// Either what is between here and there on a floor without walls, or how much nearer to a beacon this is.
    @inline(__always) func least(_ state: Int32, _ x: Int32, _ y: Int32) -> Int32 {
      if let beacon { return max(0, sight &- Int32(beacon[Int(state)])) }
      let heading = state & 3
      let turn = (heading &- aimHeading) & 3
      let turns = (turn == 3 ? 1 : turn) &* Int32(RouteField.turn)
      return weight &* (Int32(RouteField.unit) &* (abs(x &- aimX) &+ abs(y &- aimY)) &+ turns)
    }

    @inline(__always) mutating func relax(_ state: Int32, _ reached: Int32, _ least: Int32) {
      guard reached < distance(state) else { return }
      marks[Int(state)] = number &<< 16 | UInt32(truncatingIfNeeded: reached)
      let place = Int((reached &+ least) & Int32(RouteSearch.ring - 1))
      entries[Int(used)] = Entry(state: state, next: heads[place])
      heads[place] = used
      used &+= 1
    }

    @inline(__always) mutating func keep(_ cell: Int32) {
      let tile = Int(slots[Int(cell)] >> 4)
      guard tileMarks[tile] != number else { return }
      tileMarks[tile] = number
      keptTiles[kept] = Int32(truncatingIfNeeded: tile)
      kept &+= 1
    }

    /// Turns only to headings in which the cell can have been driven into; from others `RouteField.entry` knows how far it is.
    /// Nobody turns round half way down a corridor, except where it sets out or arrives.
    @inline(__always)
    mutating func turn(
      from cell: Int32, _ heading: Int32, _ reached: Int32, _ x: Int32, _ y: Int32, _ entrances: UInt8, isGoal: Bool
    ) {
      let turn = Int32(RouteField.turn)
      let (right, left) = ((heading &+ 1) & 3, (heading &+ 3) & 3)
      let (hasRight, hasLeft) = (entrances & (1 &<< UInt8(right)) != 0, entrances & (1 &<< UInt8(left)) != 0)
      if hasRight { relax(cell << 2 | right, reached &+ turn, least(cell << 2 | right, x, y)) }
      if hasLeft { relax(cell << 2 | left, reached &+ turn, least(cell << 2 | left, x, y)) }
      let opposite = heading ^ 2
      if isGoal, !hasRight, !hasLeft, entrances & (1 &<< UInt8(opposite)) != 0 {
        relax(cell << 2 | opposite, reached &+ 2 &* turn, least(cell << 2 | opposite, x, y))
      }
    }

    /// To where a cell is driven into from.
    @inline(__always)
    mutating func drive(
      into cell: Int32, _ heading: Int32, _ reached: Int32, _ x: Int32, _ y: Int32, _ entrances: UInt8,
      _ costs: UnsafePointer<UInt8>, turns: Bool
    ) {
      guard entrances & (1 &<< UInt8(heading)) != 0 else { return }
      let isRow = heading & 1 == 0
      let back: Int32 = heading < 2 ? -1 : 1
      let behind = (cell &+ (isRow ? back : back &* width)) << 2
      let (behindX, behindY) = (isRow ? x &+ back : x, isRow ? y : y &+ back)
      guard UInt32(bitPattern: behindX &- left) <= spanX, UInt32(bitPattern: behindY &- top) <= spanY else { return }
      let state = turns ? behind | heading : behind
      relax(state, reached &+ Int32(costs[Int(behind | heading)]), least(state, behindX, behindY))
    }

    /// Fills `marks`, and says whether it got to the cell of `origin`.
    mutating func expand(
      to goal: Goal, from origin: Int32?, entrances: UnsafePointer<UInt8>, costs: UnsafePointer<UInt8>
    ) -> Bool {
      turns
        ? expand(to: goal, from: origin, entrances, costs, turns: true)
        : expand(to: goal, from: origin, entrances, costs, turns: false)
    }

    /// The same, once for each motion: `turns` is known wherever this is called.
    @inline(__always)
    private mutating func expand(
      to goal: Goal, from origin: Int32?, _ entrances: UnsafePointer<UInt8>, _ costs: UnsafePointer<UInt8>, turns: Bool
    ) -> Bool {
      if let origin {
        (aimX, aimY, aimHeading, weight) = ((origin >> 2) % width, (origin >> 2) / width, origin & 3, 1)
      }
      let originCell = origin.map { $0 >> 2 } ?? -1
      let goalCell = Int32(goal.cell.index)
      let (goalX, goalY) = (goalCell % width, goalCell / width)
      var total = Int32.max
      for heading in 0..<Int32(turns ? 4 : 1) where goal.heading.map({ Int32($0.rawValue) == heading }) ?? true {
        let left = least(goalCell << 2 | heading, goalX, goalY)
        total = min(total, left)
        relax(goalCell << 2 | heading, 0, left)
      }
      var limit = Int32.max
      var empty = 0
      while empty < RouteSearch.ring, total <= limit {
        let bucket = Int(total & Int32(RouteSearch.ring - 1))
        let head = heads[bucket]
        guard head >= 0 else {
          total &+= 1
          empty &+= 1
          continue
        }
        empty = 0
        let state = entries[Int(head)].state
        heads[bucket] = entries[Int(head)].next
        let (cell, heading) = (state >> 2, state & 3)
        let y = cell / width
        let x = cell &- y &* width
        let reached = distance(state)
        guard reached &+ least(state, x, y) == total else { continue }
        if cell == originCell { limit = min(limit, total &+ RouteSearch.margin) }
        // Beyond this the numbers no longer fit; such a place counts as unreachable.
        guard reached < Int32(UInt16.max) &- 256 else { continue }
        keep(cell)
        let entrances = entrances[Int(cell)]
        if turns {
          turn(from: cell, heading, reached, x, y, entrances, isGoal: cell == goalCell)
          drive(into: cell, heading, reached, x, y, entrances, costs, turns: true)
        } else {
          for heading: Int32 in 0..<4 { drive(into: cell, heading, reached, x, y, entrances, costs, turns: false) }
        }
      }
      return limit < .max
    }
  }
}
