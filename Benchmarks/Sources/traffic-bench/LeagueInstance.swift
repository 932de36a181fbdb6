import FloorModel
import Foundation

/// A problem of the League of Robot Runners: a map, where the units start, and each unit's own list of tasks.
struct LeagueInstance {
  enum Fault: Error {
    case unreadable(String)
    case badMap(String)
    /// A line of a list of tasks or agents that is not made of cells on the floor.
    case badCell(file: String, line: Int)
    case moreUnitsThanCells(units: Int, cells: Int)
    case startInWall(unit: Int)
    case sharedStart(unit: Int)
    case goalInWall(task: Int)
    /// The floor is not in one piece, and this start or goal is not on the same island as the first unit.
    case island(Cell)
  }

  let grid: Grid
  let starts: [Cell]
  /// Where pods are stored.
  let pods: [Cell]
  /// Task `i` is for unit `i` modulo their number ("roundrobin"); a list that is used up begins again. A task is one place
  /// to go to, or a pod's place, a station and the pod's place again.
  let tasks: [[Cell]]

  /// - Parameters:
  ///   - folder: where `maps`, `agents` and `tasks` lie.
  ///   - units: how many; if the problem names fewer, the rest start at free cells drawn from a fixed sequence.
  init(folder: String, map: String, agents: String, units: Int, hasPods: Bool) throws {
    grid = try Self.grid(lines: Self.lines("\(folder)/maps/\(map).map"))
    tasks = try Self.cells("\(folder)/tasks/\(map).tasks", grid)
    let named = try Self.cells("\(folder)/agents/\(agents).agents", grid).map { $0[0] }
    pods = hasPods ? try Self.pods(lines: Self.lines("\(folder)/maps/\(map).pods.map")) : []
    starts = try Self.fill(Array(named.prefix(units)), to: units, grid)
    try check()
  }

  /// - Throws: the first thing for which the units could not do their tasks.
  private func check() throws {
    var taken: Set<Cell> = []
    for (unit, start) in starts.enumerated() {
      guard grid.kind(start) != .blocked else { throw Fault.startInWall(unit: unit) }
      guard taken.insert(start).inserted else { throw Fault.sharedStart(unit: unit) }
    }
    if let task = tasks.firstIndex(where: { $0.contains { grid.kind($0) == .blocked } }) {
      throw Fault.goalInWall(task: task)
    }
    guard let first = starts.first else { return }
    var found: Set<Cell> = [first]
    var queue = [first]
    while let cell = queue.popLast() {
      for heading in Heading.allCases {
        if let next = grid.step(from: cell, heading), found.insert(next).inserted { queue.append(next) }
      }
    }
    if let lost = (starts + tasks.joined()).first(where: { !found.contains($0) }) { throw Fault.island(lost) }
  }

  func task(_ number: Int, of unit: Int) -> [Cell] { tasks[(unit + number * starts.count) % tasks.count] }

  private static func lines(_ path: String) throws -> [Substring] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw Fault.unreadable(path) }
    return text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
  }

  /// A movingai map: `@` and `T` are walls, everything else is free.
  private static func grid(lines: [Substring]) throws -> Grid {
    guard let start = lines.firstIndex(of: "map") else { throw Fault.badMap("no line \"map\"") }
    let rows = lines[(start + 1)...]
    let width = rows.first?.count ?? 0
    guard width > 0, rows.allSatisfy({ $0.count == width }) else { throw Fault.badMap("rows differ in length") }
    let kinds = rows.joined().map { $0 == "@" || $0 == "T" ? CellKind.blocked : .aisle }
    return Grid(width: width, height: rows.count, kinds: kinds)
  }

  /// A list of cells a line, after a line that says how many lines there are.
  private static func cells(_ path: String, _ grid: Grid) throws -> [[Cell]] {
    let cells = try lines(path).dropFirst().enumerated().map { number, line in
      try line.split(separator: ",").map { text in
        guard let index = Int(text), (0..<grid.count).contains(index) else {
          throw Fault.badCell(file: path, line: number + 2)
        }
        return Cell(index)
      }
    }
    guard !cells.isEmpty, !cells.contains(where: \.isEmpty) else { throw Fault.badCell(file: path, line: 1) }
    return cells
  }

  /// The cells marked `P`.
  private static func pods(lines: [Substring]) throws -> [Cell] {
    guard let start = lines.firstIndex(of: "map") else { throw Fault.badMap("no line \"map\"") }
    return lines[(start + 1)...].joined().enumerated().filter { $0.element == "P" }.map { Cell($0.offset) }
  }

  private static func fill(_ starts: [Cell], to units: Int, _ grid: Grid) throws -> [Cell] {
    let free = grid.kinds.count { $0 != .blocked }
    guard units <= free else { throw Fault.moreUnitsThanCells(units: units, cells: free) }
    var starts = starts
    var taken = Set(starts)
    var state: UInt64 = 1
    while starts.count < units {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let cell = Cell(Int((state >> 33) % UInt64(grid.count)))
      if grid.kind(cell) != .blocked, taken.insert(cell).inserted { starts.append(cell) }
    }
    return starts
  }
}
