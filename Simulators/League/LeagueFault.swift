/// A cell that a line of a file names.
public struct LeaguePlace: Hashable, Sendable {
  public var file: String
  /// From 1.
  public var line: Int
  /// From the left, and from the top; both from 0.
  public var x: Int
  public var y: Int

  public init(file: String, line: Int, x: Int, y: Int) {
    (self.file, self.line, self.x, self.y) = (file, line, x, y)
  }
}

/// Why a problem cannot be run: what is wrong, where, and what to do about it.
public enum LeagueFault: Error, Hashable, Sendable {
  /// The file is not there, or no text.
  case unreadable(file: String)
  /// A map's head or one of its rows is not as the format has it.
  case badMap(file: String, line: Int, why: String)
  /// The head of a list of starts or tasks, or one of its lines, is not as the format has it.
  case badList(file: String, line: Int, why: String)
  /// Cells that can be driven to from the first start are counted.
  case moreUnitsThanCells(units: Int, cells: Int)
  case startInWall(LeaguePlace)
  /// Two units start in one cell.
  case sharedStart(LeaguePlace, firstLine: Int)
  case goalInWall(LeaguePlace)
  /// The floor is not in one piece, and this start or goal cannot be driven to from the first start.
  case island(LeaguePlace)
  case podInWall(LeaguePlace)
}

extension LeaguePlace: CustomStringConvertible {
  public var description: String { "\(file):\(line): cell \(x),\(y)" }
}

extension LeagueFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let file): "\(file): no such file, or no UTF-8 text: look at the folder and the name"
    case .badMap(let file, let line, let why), .badList(let file, let line, let why): "\(file):\(line): \(why)"
    case .moreUnitsThanCells(let units, let cells):
      "\(units) units, but only \(cells) cells that can be driven to: ask for \(cells) units at most"
    case .startInWall(let place): "\(place) is a wall, where no unit can start: name a free cell"
    case .sharedStart(let place, let first): "\(place) is where the unit of line \(first) starts: name another cell"
    case .goalInWall(let place): "\(place) is a wall, where no unit can go: name a free cell"
    case .island(let place):
      "\(place) cannot be driven to from the first unit's start: open a way in the map, or name another cell"
    case .podInWall(let place): "\(place) is a wall, where no pod can stand: mark a cell that is free in the map"
    }
  }
}
