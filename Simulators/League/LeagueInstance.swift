public import FloorModel

/// A problem of the League of Robot Runners: a map, where the units start, and each unit's own list of tasks.
public struct LeagueInstance: Sendable {
  /// Every free cell is an aisle: what endpoints (`E`) and shelves (`S`) are for, only tasks and pods say.
  public let grid: Grid
  public let starts: [Cell]
  /// Where pods are stored.
  public let pods: [Cell]
  /// Task `i` is for unit `i` modulo their number ("roundrobin"); a list that is used up begins again. A task is one place
  /// to go to, or several one after the other: a pod's place, a station and the pod's place again.
  public let tasks: [[Cell]]

  /// - Parameters:
  ///   - folder: where `maps`, `agents` and `tasks` lie; of tasks, those named after the map.
  ///   - units: how many; if the problem names fewer, the rest start at free cells drawn from a fixed sequence.
  ///   - hasPods: whether to read the pods' map beside the map.
  /// - Throws: the first thing that cannot be read, or for which the units could not do their tasks.
  public init(folder: String, map: String, agents: String, units: Int, hasPods: Bool = false) throws(LeagueFault) {
    try self.init(
      map: LeagueText(reading: "\(folder)/maps/\(map).map"),
      agents: LeagueText(reading: "\(folder)/agents/\(agents).agents"),
      tasks: LeagueText(reading: "\(folder)/tasks/\(map).tasks"),
      pods: hasPods ? LeagueText(reading: "\(folder)/maps/\(map).pods.map") : nil, units: units)
  }

  /// - Parameters: see `init(folder:map:agents:units:hasPods:)`; here as the files' texts.
  /// - Throws: the first thing that cannot be understood, or for which the units could not do their tasks.
  public init(map: LeagueText, agents: LeagueText, tasks: LeagueText, pods: LeagueText? = nil, units: Int)
    throws(LeagueFault)
  {
    precondition(units > 0, "a problem has one unit at least")
    let floor = try map.map()
    let kinds = floor.marks.map { LeagueText.walls.contains($0) ? CellKind.blocked : .aisle }
    let grid = Grid(width: floor.width, height: floor.height, kinds: kinds)
    let starts = try agents.starts(on: grid).prefix(units)
    let tasks = try tasks.entries(on: grid)
    try Self.checkStarts(starts, on: grid)
    for task in tasks {
      if let place = task.places.first(where: { $0.cell(on: grid) == nil }) { throw .goalInWall(place) }
    }
    let island = Self.island(of: starts.first.map { grid.cell(x: $0.x, y: $0.y) }, grid)
    for place in Array(starts) + tasks.flatMap(\.places) where !island[grid.cell(x: place.x, y: place.y).index] {
      throw .island(place)
    }
    self.grid = grid
    self.pods = try pods?.pods(on: grid) ?? []
    self.starts = try Self.fill(starts.map { grid.cell(x: $0.x, y: $0.y) }, to: units, island)
    self.tasks = tasks.map { $0.places.map { grid.cell(x: $0.x, y: $0.y) } }
  }

  /// The places of a unit's task, in order.
  ///
  /// - Parameter number: how many tasks the unit had before.
  public func task(_ number: Int, of unit: Int) -> [Cell] { tasks[(unit + number * starts.count) % tasks.count] }

  private static func checkStarts(_ starts: ArraySlice<LeaguePlace>, on grid: Grid) throws(LeagueFault) {
    var taken: [Cell: LeaguePlace] = [:]
    for start in starts {
      guard let cell = start.cell(on: grid) else { throw .startInWall(start) }
      if let first = taken.updateValue(start, forKey: cell) { throw .sharedStart(start, firstLine: first.line) }
    }
  }

  /// Per cell whether one can drive there from the first unit's start.
  private static func island(of start: Cell?, _ grid: Grid) -> [Bool] {
    var found = [Bool](repeating: false, count: grid.count)
    var queue = start.map { [$0] } ?? []
    for cell in queue { found[cell.index] = true }
    while let cell = queue.popLast() {
      for heading in Heading.allCases {
        guard let next = grid.step(from: cell, heading), !found[next.index] else { continue }
        found[next.index] = true
        queue.append(next)
      }
    }
    return found
  }

  private static func fill(_ starts: [Cell], to units: Int, _ island: [Bool]) throws(LeagueFault) -> [Cell] {
    let free = island.count { $0 }
    guard units <= free else { throw .moreUnitsThanCells(units: units, cells: free) }
    var starts = starts
    var taken = Set(starts)
    var state: UInt64 = 1
    while starts.count < units {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let cell = Cell(Int((state >> 33) % UInt64(island.count)))
      if island[cell.index], taken.insert(cell).inserted { starts.append(cell) }
    }
    return starts
  }
}

extension LeaguePlace {
  /// The cell, if one can stand there.
  fileprivate func cell(on grid: Grid) -> Cell? {
    let cell = grid.cell(x: x, y: y)
    return grid.kind(cell) == .blocked ? nil : cell
  }
}
