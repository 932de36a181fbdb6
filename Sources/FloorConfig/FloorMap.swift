import FloorModel
import Yams

/// The floor as it is drawn in a site file, one character a cell, the north edge first.
///
/// | character | cell |
/// |---|---|
/// | `.` | aisle; also where one-way aisles cross |
/// | `^` `v` `<` `>` | one-way aisle: may be turned off and turned into, but never driven backwards |
/// | `S` | storage |
/// | `#` | blocked |
/// | `q` | queue |
/// | `s` `p` | the cell of a stow or a pick station |
/// | `c` | charger |
struct FloorMap {
  /// Cells; far above any building, and what still fits into memory many times over.
  static let limit = 4_000_000

  private(set) var width = 0
  private(set) var height = 0
  private(set) var kinds: [CellKind] = []
  private(set) var arrows: [Heading?] = []
  private(set) var letters: [Character] = []
  let place: MapPlace

  /// Reads `map:` of the floor section. Faults go to the section's log; nil when there is nothing to go on with.
  init?(_ floor: Section, source: [Substring]) {
    guard let node = floor.value("map"), case .scalar(let scalar) = node else {
      floor.missing("map", example: "|' and below it the drawing, one character a cell, indented by two")
      return nil
    }
    var rows = scalar.string.split(separator: "\n", omittingEmptySubsequences: false)
    while rows.last?.isEmpty == true { rows.removeLast() }
    let width = rows.map(\.count).max() ?? 0
    guard width > 0, width * rows.count <= Self.limit else {
      floor.log.error(
        floor.mark(at: "map"), "the map has \(width) × \(rows.count) cells",
        remedy: "draw between 1 and \(Self.limit) cells, one character each")
      return nil
    }
    let place = MapPlace(block: floor.mark(at: "map"), isLiteral: scalar.style == .literal, source: source)
    self.init(rows: rows, place: place, log: floor.log)
  }

  /// - Parameter rows: at least one cell.
  init(rows: [Substring], place: MapPlace, log: FaultLog) {
    self.place = place
    height = rows.count
    width = rows.map(\.count).max() ?? 0
    for (y, row) in rows.enumerated() {
      if row.count != width {
        log.error(
          place.mark(x: row.count, y: y), "row \(y) of the map has \(row.count) cells, the widest has \(width)",
          remedy: "fill it up with '#'")
      }
      for (x, letter) in row.enumerated() { append(letter, at: place.mark(x: x, y: y), log: log) }
      for _ in row.count..<width { append("#", at: place.mark(x: 0, y: y), log: log) }
    }
  }

  private mutating func append(_ letter: Character, at mark: SourceMark, log: FaultLog) {
    var kind = CellKind.aisle
    var arrow: Heading?
    switch letter {
    case ".": break
    case "^": arrow = .north
    case ">": arrow = .east
    case "v": arrow = .south
    case "<": arrow = .west
    case "S": kind = .storage
    case "#": kind = .blocked
    case "q": kind = .queue
    case "s", "p": kind = .station
    case "c": kind = .charger
    default:
      kind = .blocked
      log.error(
        mark, "'\(letter)' is not a cell of the map",
        remedy: "use . aisle, ^v<> one-way aisle, S storage, # blocked, q queue, s stow, p pick or c charger")
    }
    letters.append(letter)
    kinds.append(kind)
    arrows.append(arrow)
  }

  func cell(x: Int, y: Int) -> Cell { Cell(y * width + x) }
  func contains(x: Int, y: Int) -> Bool { x >= 0 && y >= 0 && x < width && y < height }
  func mark(_ cell: Cell) -> SourceMark { place.mark(x: cell.index % width, y: cell.index / width) }
  func name(_ cell: Cell) -> String { "(\(cell.index % width),\(cell.index / width))" }

  func cells(where isWanted: (Character) -> Bool) -> [Cell] {
    letters.indices.filter { isWanted(letters[$0]) }.map { Cell($0) }
  }

  /// The cells that touch `cell`, in the order of headings.
  func neighbours(of cell: Cell) -> [(heading: Heading, cell: Cell)] {
    let (x, y) = (cell.index % width, cell.index / width)
    let all: [(Heading, Int, Int)] = [(.east, x + 1, y), (.south, x, y + 1), (.west, x - 1, y), (.north, x, y - 1)]
    return all.filter { contains(x: $0.1, y: $0.2) }.map { ($0.0, self.cell(x: $0.1, y: $0.2)) }
  }

  /// The heading of the step from one cell to another that touches it.
  func heading(from: Cell, to: Cell) -> Heading? { neighbours(of: from).first { $0.cell == to }?.heading }

  /// The grid with the rules of its one-way aisles, queue lanes and station exits.
  func grid(lanes: [QueueLane]) -> Grid {
    var only = [Heading?](repeating: nil, count: kinds.count)
    var entrance = [Cell?](repeating: nil, count: kinds.count)
    for lane in lanes {
      only[lane.station.index] = lane.exit
      guard lane.isConnected(on: self) else { continue }
      var next = lane.station
      for cell in lane.queue {
        only[cell.index] = heading(from: cell, to: next)
        entrance[next.index] = cell
        next = cell
      }
    }
    return Grid(width: width, height: height, kinds: kinds) { cell, heading in
      guard let next = neighbours(of: cell).first(where: { $0.heading == heading })?.cell else { return false }
      if arrows[cell.index] == heading.opposite || arrows[next.index] == heading.opposite { return false }
      if only[next.index] == heading.opposite { return false }
      if let only = only[cell.index], only != heading { return false }
      if let entrance = entrance[next.index], entrance != cell { return false }
      return true
    }
  }
}

/// A station's cell with the cells in which loaded units wait for it, the nearest first.
///
/// When each touches the next, they are a lane: a unit enters at the far end, may leave only towards the station, and
/// the station is entered only through it.
struct QueueLane {
  var station: Cell
  var queue: [Cell]
  /// The only heading in which the station may be left; nil for any but back into the lane.
  var exit: Heading?

  func isConnected(on map: FloorMap) -> Bool {
    !queue.isEmpty && queue.allSatisfy { map.kinds[$0.index] == .queue }
      && zip([station] + queue, queue).allSatisfy { map.heading(from: $1, to: $0) != nil }
  }
}

/// Where a map's characters stand in their file.
struct MapPlace {
  private let block: SourceMark
  private let indent: Int?

  /// - Parameters:
  ///   - block: where YAML says that the map's value starts: at the `|`.
  ///   - isLiteral: a block drawn with `|`; in any other style single cells cannot be pointed at.
  init(block: SourceMark, isLiteral: Bool, source: [Substring]) {
    self.block = block
    guard isLiteral, block.line < source.count else {
      indent = nil
      return
    }
    indent = source[block.line].prefix { $0 == " " }.count
  }

  func mark(x: Int, y: Int) -> SourceMark {
    guard let indent else { return block }
    return SourceMark(file: block.file, line: block.line + 1 + y, column: indent + 1 + x)
  }
}
