import FloorModel

/// Where units may drive, and how far it is: what a planner remembers of the terrain.
struct RoadBook: Sendable {
  private var grid: Grid?
  private var version: UInt64?
  private var pods: [Bool] = []
  private var closed: [Bool] = []
  /// Per cell, the headings in which an unloaded and a loaded unit may leave it.
  private(set) var exits: [[UInt8]] = [[], []]
  /// Per load, counts how often remembered distances were forgotten because they may be wrong.
  private(set) var editions = [0, 0]
  private var search = RouteSearch()
  private var fields: [RouteKey: RouteField] = [:]
  /// The keys of `fields`, in the order in which they were first asked for.
  private var asked: [RouteKey] = []
  private var cacheBytes = 0
  private var heldBytes = 0

  /// Takes note of changes of the terrain, and forgets exactly the distances that they touch.
  mutating func follow(_ terrain: Terrain, cacheBytes: Int) {
    self.cacheBytes = cacheBytes
    guard let known = grid, known.count == terrain.grid.count, known.width == terrain.grid.width,
      version.map({ $0 <= terrain.version }) == true, known == terrain.grid
    else {
      learn(terrain)
      return
    }
    guard version != terrain.version else { return }
    version = terrain.version
    let changed = terrain.closed.indices.filter { pods[$0] != terrain.pods[$0] || closed[$0] != terrain.closed[$0] }
    let anyClosed = changed.contains { closed[$0] != terrain.closed[$0] }
    (pods, closed) = (terrain.pods, terrain.closed)
    for cell in changed { reopen(cell, terrain) }
    editions[1] += 1
    if anyClosed { editions[0] += 1 }
    forget { $0.loaded || anyClosed }
  }

  private mutating func learn(_ terrain: Terrain) {
    (grid, version, pods, closed) = (terrain.grid, terrain.version, terrain.pods, terrain.closed)
    exits = Array(repeating: terrain.grid.exits, count: 2)
    for cell in terrain.pods.indices where pods[cell] || closed[cell] { reopen(cell, terrain) }
    editions = editions.map { $0 + 1 }
    forget { _ in true }
  }

  /// Sets the ways into one cell by what stands in it now.
  private mutating func reopen(_ index: Int, _ terrain: Terrain) {
    for heading in Heading.allCases {
      guard let from = terrain.grid.neighbour(of: Cell(index), heading.opposite),
        terrain.grid.mayLeave(from, heading)
      else { continue }
      for loaded in [false, true] {
        let bit: UInt8 = 1 << heading.rawValue
        if terrain.mayEnter(Cell(index), loaded: loaded) {
          exits[loaded ? 1 : 0][from.index] |= bit
        } else {
          exits[loaded ? 1 : 0][from.index] &= ~bit
        }
      }
    }
  }

  private mutating func forget(_ isStale: (RouteKey) -> Bool) {
    asked.removeAll { key in
      guard isStale(key) else { return false }
      heldBytes -= fields.removeValue(forKey: key)?.bytes ?? 0
      return true
    }
  }

  /// The distances to `goal`, computed now unless remembered.
  mutating func field(to goal: Goal, loaded: Bool) -> RouteField {
    let key = RouteKey(goal: goal, loaded: loaded)
    if let known = fields[key] { return known }
    guard let grid else { preconditionFailure("follow a terrain before asking for distances") }
    let field = exits[loaded ? 1 : 0].withUnsafeBufferPointer {
      search.field(to: goal, on: grid, exits: $0.baseAddress!)
    }
    heldBytes += field.bytes
    fields[key] = field
    asked.append(key)
    if heldBytes > cacheBytes { forgetOldest() }
    return field
  }

  /// Drops the older half, so that forgetting costs little a field.
  private mutating func forgetOldest() {
    let dropped = asked.prefix((asked.count + 1) / 2)
    for key in dropped { heldBytes -= fields.removeValue(forKey: key)?.bytes ?? 0 }
    asked.removeFirst(dropped.count)
  }
}
