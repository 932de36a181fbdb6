import FloorModel
import Foundation

/// One file of a problem: a map in movingai's format, or a list of starts or tasks.
///
/// Lines that are empty or begin with `#` say nothing.
public struct LeagueText: Sendable {
  /// Marks of a map: what nobody drives into, and what is free (`E` an endpoint, `S` a shelf, `P` a stored pod).
  static let walls: Set<Character> = ["@", "O", "T"]
  static let free: Set<Character> = [".", "E", "G", "P", "S"]

  /// Its name, for faults.
  public let file: String
  /// Those that say something, with their numbers from 1.
  private let lines: [(number: Int, text: Substring)]

  public init(file: String, text: String) {
    self.file = file
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    lines = all.enumerated().compactMap { index, line in
      let text = line.trimmed()
      return text.isEmpty || text.hasPrefix("#") ? nil : (index + 1, text)
    }
  }

  /// - Throws: `LeagueFault.unreadable`.
  public init(reading path: String) throws(LeagueFault) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .unreadable(file: path) }
    self.init(file: path, text: text)
  }

  /// A map's size and marks, row by row.
  struct Map {
    var width: Int
    var height: Int
    var marks: [Character]
    /// Per row its line.
    var lines: [Int]
  }

  /// Reads a map: a head with `type`, `height` and `width` in any order, the word `map`, and the rows.
  func map() throws(LeagueFault) -> Map {
    guard let start = lines.firstIndex(where: { $0.text == "map" }) else {
      throw badMap(lines.last?.number ?? 1, "no line \"map\": the rows come after it")
    }
    let (height, width) = (try size("height", before: start), try size("width", before: start))
    let rows = lines[(start + 1)...]
    guard rows.count == height else {
      throw badMap(rows.last?.number ?? lines[start].number, "\(rows.count) rows, but the head says height \(height)")
    }
    for row in rows {
      guard row.text.count == width else {
        throw badMap(row.number, "a row of \(row.text.count) cells, but the head says width \(width)")
      }
      if let mark = row.text.first(where: { !Self.walls.contains($0) && !Self.free.contains($0) }) {
        throw badMap(row.number, "\"\(mark)\" marks no cell: walls are @ O T, free cells . E G P S")
      }
    }
    return Map(width: width, height: height, marks: rows.flatMap(\.text), lines: rows.map(\.number))
  }

  private func size(_ name: String, before end: Int) throws(LeagueFault) -> Int {
    for line in lines[..<end] {
      let words = line.text.split(separator: " ")
      guard words.first == name[...] else { continue }
      guard words.count == 2, let size = Int(words[1]), size > 0 else {
        throw badMap(line.number, "\"\(line.text)\" is no size: write \"\(name) N\" with N from 1")
      }
      return size
    }
    throw badMap(lines[end].number, "no line \"\(name) N\" before \"map\": add it")
  }

  /// A line of a list: places to go to one after the other.
  struct Entry {
    var line: Int
    var places: [LeaguePlace]
  }

  /// Reads a list: how many entries there are, then an entry a line, its cells (`y * width + x`) between commas.
  func entries(on grid: Grid) throws(LeagueFault) -> [Entry] {
    guard let head = lines.first, let count = Int(head.text), count > 0 else {
      throw badList(lines.first?.number ?? 1, "the first line has to say how many follow, from 1")
    }
    guard lines.count == count + 1 else {
      throw badList(head.number, "says \(count), but \(lines.count - 1) follow: correct it, or the file is cut short")
    }
    var entries: [Entry] = []
    for line in lines.dropFirst() {
      var places: [LeaguePlace] = []
      for text in line.text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let index = Int(text.trimmed()), (0..<grid.count).contains(index) else {
          let range = "\(grid.width) × \(grid.height), so 0 to \(grid.count - 1)"
          throw badList(line.number, "\"\(text)\" is no cell of the floor: \(range)")
        }
        places.append(LeaguePlace(file: file, line: line.number, x: index % grid.width, y: index / grid.width))
      }
      entries.append(Entry(line: line.number, places: places))
    }
    return entries
  }

  /// Reads a list of one cell a line.
  func starts(on grid: Grid) throws(LeagueFault) -> [LeaguePlace] {
    var starts: [LeaguePlace] = []
    for entry in try entries(on: grid) {
      guard entry.places.count == 1 else {
        throw badList(entry.line, "\(entry.places.count) cells, but a unit starts in one")
      }
      starts += entry.places
    }
    return starts
  }

  /// The cells that a map of pods marks with `P`.
  func pods(on grid: Grid) throws(LeagueFault) -> [Cell] {
    let map = try map()
    guard (map.width, map.height) == (grid.width, grid.height) else {
      throw badMap(
        map.lines[0], "pods on \(map.width) × \(map.height) cells, but the map has \(grid.width) × \(grid.height)")
    }
    let pods = map.marks.indices.filter { map.marks[$0] == "P" }
    if let pod = pods.first(where: { grid.kinds[$0] == .blocked }) {
      let (x, y) = (pod % grid.width, pod / grid.width)
      throw .podInWall(LeaguePlace(file: file, line: map.lines[y], x: x, y: y))
    }
    return pods.map { Cell($0) }
  }

  private func badMap(_ line: Int, _ why: String) -> LeagueFault { .badMap(file: file, line: line, why: why) }
  private func badList(_ line: Int, _ why: String) -> LeagueFault { .badList(file: file, line: line, why: why) }
}

extension Substring {
  fileprivate func trimmed() -> Substring {
    let head = drop { $0.isWhitespace }
    return head.lastIndex { !$0.isWhitespace }.map { head[...$0] } ?? ""
  }
}
