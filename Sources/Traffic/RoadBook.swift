import FloorModel

/// Where units may drive and what it costs: what a planner remembers of the terrain.
struct RoadBook: Sendable {
  /// What became of the roads since the last look.
  enum Change {
    /// Another floor: nothing remembered holds.
    case everything
    /// Cells that loaded units (and where `forAll` is set, all units) may no longer enter, and whether others opened.
    case cells(shut: [(cell: Int, forAll: Bool)], opened: Bool)
  }

  private var terrain: Terrain?
  /// For each cell the headings in which an unloaded unit may leave it; then the same for a loaded one.
  private(set) var exits: [UInt8] = []
  private(set) var guidance: Guidance?

  /// Takes note of changes of the terrain.
  mutating func follow(_ now: Terrain, contraflow: UInt8) -> Change {
    guard let before = terrain, before.grid == now.grid else {
      terrain = now
      guidance = Guidance(grid: now.grid, contraflow: contraflow)
      exits = now.grid.exits + now.grid.exits
      for cell in now.pods.indices where now.pods[cell] || now.closed[cell] { reopen(cell) }
      return .everything
    }
    guard before.pods != now.pods || before.closed != now.closed else { return .cells(shut: [], opened: false) }
    terrain = now
    var shut: [(cell: Int, forAll: Bool)] = []
    var opened = false
    for cell in now.pods.indices where before.pods[cell] != now.pods[cell] || before.closed[cell] != now.closed[cell] {
      reopen(cell)
      if now.pods[cell] && !before.pods[cell] || now.closed[cell] && !before.closed[cell] {
        shut.append((cell, now.closed[cell] && !before.closed[cell]))
      }
      if before.pods[cell] && !now.pods[cell] || before.closed[cell] && !now.closed[cell] { opened = true }
    }
    return .cells(shut: shut, opened: opened)
  }

  /// Sets the ways into one cell by what stands in it now.
  private mutating func reopen(_ index: Int) {
    guard let terrain else { return }
    for heading in Heading.allCases {
      guard let from = terrain.grid.neighbour(of: Cell(index), heading.opposite),
        terrain.grid.mayLeave(from, heading)
      else { continue }
      let bit: UInt8 = 1 << heading.rawValue
      for (first, loaded) in [(0, false), (terrain.grid.count, true)] {
        if terrain.mayEnter(Cell(index), loaded: loaded) {
          exits[first + from.index] |= bit
        } else {
          exits[first + from.index] &= ~bit
        }
      }
    }
  }
}
