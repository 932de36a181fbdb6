import FloorModel

/// Computes fields: a search from the goal backward over (cell, heading), with a ring of buckets as its queue.
///
/// Given a unit, the search is directed at it (A*) and ends soon after it got there. What lies in the class is room to
/// work in; nothing in it outlives a search.
final class RouteSearch: @unchecked Sendable {
  /// More than any step costs, so that a ring of that many buckets is a queue.
  private static let ring = 256
  /// How much dearer a way than the best is still looked at.
  private static let margin: Int32 = 128

  let grid: Grid
  let tileMap: TileMap
  private let width: Int32
  private let cellCount: Int
  private var heads = [Int32](repeating: -1, count: ring)
  private var entries: UnsafeMutablePointer<(state: Int32, next: Int32)>
  private var capacity: Int
  private var used = 0
  /// Per state, the number of the search that reached it and the distance that it found.
  private let marks: UnsafeMutablePointer<UInt32>
  private var number: UInt32 = 0
  private let tileMarks: UnsafeMutablePointer<UInt32>
  private var keptTiles: [Int32] = []

  init(grid: Grid) {
    self.grid = grid
    tileMap = TileMap(grid: grid)
    width = Int32(grid.width)
    cellCount = grid.count
    capacity = 4096
    entries = .allocate(capacity: capacity)
    marks = .allocate(capacity: cellCount * 4)
    marks.initialize(repeating: 0, count: cellCount * 4)
    tileMarks = .allocate(capacity: tileMap.count)
    tileMarks.initialize(repeating: 0, count: tileMap.count)
  }

  deinit {
    entries.deallocate()
    marks.deallocate()
    tileMarks.deallocate()
  }

  /// - Parameters:
  ///   - origin: the state (`cell * 4 + heading`) of the unit that asks, or nil for distances from everywhere.
  ///   - exits: per cell, the headings in which such a unit may leave it.
  ///   - costs: what that costs, by cell and heading.
  func field(
    to goal: Goal, from origin: Int32?, exits: UnsafePointer<UInt8>, costs: UnsafePointer<UInt8>
  ) -> RouteField {
    startOver()
    if !expand(to: goal, from: origin, exits: exits, costs: costs), origin != nil {
      keptTiles.removeAll(keepingCapacity: true)
    }
    return packed()
  }

  private func startOver() {
    number += 1
    used = 0
    keptTiles.removeAll(keepingCapacity: true)
    for place in 0..<Self.ring { heads[place] = -1 }
    guard number > 0xFFFF else { return }
    number = 1
    marks.update(repeating: 0, count: cellCount * 4)
    tileMarks.update(repeating: 0, count: tileMap.count)
  }

  @inline(__always) private func distance(_ state: Int32) -> UInt16 {
    let mark = marks[Int(state)]
    return mark >> 16 == number ? UInt16(truncatingIfNeeded: mark) : RouteField.unreachable
  }

  @inline(__always) private func push(_ state: Int32, total: Int32) {
    if used == capacity {
      let larger = UnsafeMutablePointer<(state: Int32, next: Int32)>.allocate(capacity: capacity * 2)
      larger.moveInitialize(from: entries, count: used)
      entries.deallocate()
      entries = larger
      capacity *= 2
    }
    let place = Int(total & 255)
    entries[used] = (state, heads[place])
    heads[place] = Int32(truncatingIfNeeded: used)
    used += 1
  }

  /// Fills `marks`, and says whether it got to `origin`.
  private func expand(
    to goal: Goal, from origin: Int32?, exits: UnsafePointer<UInt8>, costs: UnsafePointer<UInt8>
  ) -> Bool {
    let unit = Int32(RouteField.unit)
    let aim = origin ?? 0
    let weight = origin == nil ? 0 : unit
    let (aimX, aimY, aimHeading) = ((aim >> 2) % width, (aim >> 2) / width, aim & 3)
    // Drives and quarter turns that are left at least; each costs a step or more.
    func least(_ x: Int32, _ y: Int32, _ heading: Int32) -> Int32 {
      let turn = (heading &- aimHeading) & 3
      return weight &* (abs(x &- aimX) &+ abs(y &- aimY) &+ (turn == 3 ? 1 : turn))
    }
    let back: SIMD4<Int32> = [-1, -width, 1, width]
    let (backX, backY): (SIMD4<Int32>, SIMD4<Int32>) = ([-1, 0, 1, 0], [0, -1, 0, 1])
    let (goalX, goalY) = (Int32(goal.cell.index) % width, Int32(goal.cell.index) / width)
    var total = Int32.max
    for heading: Int32 in 0..<4 where goal.heading.map({ Int32($0.rawValue) == heading }) ?? true {
      let state = Int32(goal.cell.index) << 2 | heading
      marks[Int(state)] = number << 16
      keepTile(of: state)
      total = min(total, least(goalX, goalY, heading))
      push(state, total: least(goalX, goalY, heading))
    }
    var limit = Int32.max
    var empty = 0
    while empty < Self.ring, total <= limit {
      let head = heads[Int(total & 255)]
      guard head >= 0 else {
        total += 1
        empty += 1
        continue
      }
      empty = 0
      let state = entries[Int(head)].state
      heads[Int(total & 255)] = entries[Int(head)].next
      let (cell, heading) = (state >> 2, state & 3)
      let (x, y) = (cell % width, cell / width)
      let reached = Int32(distance(state))
      guard reached &+ least(x, y, heading) == total else { continue }
      if state == origin { limit = min(limit, total &+ Self.margin) }
      guard reached < Int32(UInt16.max) - 256 else { continue }
      for turned in [(heading &+ 1) & 3, (heading &+ 3) & 3] {
        relax(cell << 2 | turned, reached &+ unit, least(x, y, turned))
      }
      let from = cell &+ back[Int(heading)]
      guard from >= 0, from < cellCount, exits[Int(from)] & (1 << UInt8(heading)) != 0 else { continue }
      let behind = from << 2 | heading
      relax(
        behind, reached &+ Int32(costs[Int(behind)]),
        least(x &+ backX[Int(heading)], y &+ backY[Int(heading)], heading))
    }
    return limit < .max
  }

  @inline(__always) private func relax(_ state: Int32, _ reached: Int32, _ least: Int32) {
    guard reached < Int32(distance(state)) else { return }
    marks[Int(state)] = number << 16 | UInt32(reached)
    keepTile(of: state)
    push(state, total: reached &+ least)
  }

  @inline(__always) private func keepTile(of state: Int32) {
    let tile = tileMap.slots[Int(state >> 2)] >> 4
    guard tileMarks[Int(tile)] != number else { return }
    tileMarks[Int(tile)] = number
    keptTiles.append(tile)
  }

  private func packed() -> RouteField {
    let field = RouteField(floorTiles: tileMap.count, kept: keptTiles.count)
    for (place, tile) in keptTiles.enumerated() {
      field.directory[Int(tile)] = UInt16(place + 1)
      let entries = field.cells + (place + 1) * TileMap.cellsPerTile
      let cells = tileMap.cells + Int(tile) * TileMap.cellsPerTile
      for index in 0..<TileMap.cellsPerTile where cells[index] >= 0 {
        let state = cells[index] << 2
        entries[index] = RouteField.entry(
          [distance(state), distance(state | 1), distance(state | 2), distance(state | 3)])
      }
    }
    return field
  }
}
