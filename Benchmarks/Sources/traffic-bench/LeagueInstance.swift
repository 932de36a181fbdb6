import FloorModel
import Foundation

/// A problem of the League of Robot Runners: a map, where the units start, and each unit's own list of tasks.
struct LeagueInstance {
  enum Fault: Error {
    case unreadable(String)
    case badMap(String)
  }

  let grid: Grid
  let starts: [Cell]
  /// Task `i` is for unit `i` modulo their number ("roundrobin"); a list that is used up begins again.
  let tasks: [Cell]

  /// - Parameters:
  ///   - folder: where `maps`, `agents` and `tasks` lie.
  ///   - units: how many; if the problem names fewer, the rest start at free cells drawn from a fixed sequence.
  init(folder: String, map: String, agents: String, units: Int) throws {
    grid = try Self.grid(lines: Self.lines("\(folder)/maps/\(map).map"))
    tasks = try Self.cells(lines: Self.lines("\(folder)/tasks/\(map).tasks"))
    let named = try Self.cells(lines: Self.lines("\(folder)/agents/\(agents).agents"))
    starts = Self.fill(Array(named.prefix(units)), to: units, grid)
  }

  func task(_ number: Int, of unit: Int) -> Cell { tasks[(unit + number * starts.count) % tasks.count] }

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

  private static func cells(lines: [Substring]) -> [Cell] {
    lines.dropFirst().compactMap { Int($0.prefix { $0 != "," }) }.map { Cell($0) }
  }

  private static func fill(_ starts: [Cell], to units: Int, _ grid: Grid) -> [Cell] {
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
