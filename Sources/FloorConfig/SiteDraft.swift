import FloorModel
import Yams

/// A site while it is being read: what is there so far, where it is written, and what is wrong with it.
struct SiteDraft {
  let root: Section
  /// Where relative paths of data files begin.
  let directory: String
  let map: FloorMap
  var marks: SiteMarks
  var devices: [Device] = []
  var lanes: [QueueLane] = []
  var pods: [Pod] = []
  var bins: [Bin] = []
  var skus: [SKU] = []
  var boxes: [Box] = []
  var owners: [String] = []
  var stock: [StockLine] = []
  var lots: [Lot] = []
  var velocity: [Double] = []

  /// The sizes of bins and boxes can be believed; otherwise every product would seem not to fit.
  var hasSoundSpaces = true

  var log: FaultLog { root.log }

  init(root: Section, directory: String, map: FloorMap) {
    self.root = root
    self.directory = directory
    self.map = map
    marks = SiteMarks(site: root.mark(at: "site"), map: map.place)
  }

  // MARK: - Names

  /// The names of a section that may stand for many things: `name: pick-%d`, `count: 6`, and if wanted `from: 0`.
  func names(_ section: Section, limit: Int = 100_000) -> [String] {
    let count = section.integer("count", in: 1...limit, default: 1)
    let from = section.integer("from", in: 0...1_000_000, default: 1)
    let pattern = section.text("name", example: count > 1 ? "thing-%d" : "thing-1")
    guard count > 1, !Names.isPattern(pattern) else { return (0..<count).map { Names.expand(pattern, from + $0) } }
    if section.has("name") {
      log.error(
        section.mark(at: "name"), "\(count) things cannot all be called '\(pattern)'",
        remedy: "put a number into the name: '\(pattern)-%d', or '\(pattern)-%03d' for leading zeros")
    }
    return (0..<count).map { "\(pattern)-\(from + $0)" }
  }

  // MARK: - Cells

  /// Cells that are written as `[x, y]` or as a list of those.
  func cells(_ section: Section, _ key: String) -> [(cell: Cell, mark: SourceMark)] {
    let items = section.items(key, example: "[[3, 4], [3, 5]]")
    let nodes = items.allSatisfy { $0.sequence == nil } ? [section.value(key)].compactMap { $0 } : items
    return nodes.compactMap { node in
      let mark = Section.mark(of: node, in: section.file)
      let numbers = (node.sequence.map(Array.init) ?? []).compactMap { $0.scalar.flatMap { Int($0.string) } }
      guard numbers.count == 2, node.sequence?.count == 2 else {
        log.error(
          mark, "'\(key)' of \(section.what) is not a cell",
          remedy: "write [x, y], counted from 0 at the map's upper left corner")
        return nil
      }
      guard map.contains(x: numbers[0], y: numbers[1]) else {
        log.error(
          mark, "cell (\(numbers[0]),\(numbers[1])) is outside the map of \(map.width) × \(map.height)",
          remedy: "use x from 0 to \(map.width - 1) and y from 0 to \(map.height - 1)")
        return nil
      }
      return (map.cell(x: numbers[0], y: numbers[1]), mark)
    }
  }

  /// As many cells as are asked for, from a list, or spread evenly over the free cells of a kind.
  func places(
    _ section: Section, _ key: String, count: Int, taken: Set<Cell>, kinds: KeyValuePairs<String, CellKind>,
    default fallback: CellKind?
  ) -> [(cell: Cell, mark: SourceMark)] {
    if section.value(key)?.sequence != nil {
      let listed = cells(section, key)
      if listed.count != count, !listed.isEmpty {
        log.error(
          section.mark(at: key), "\(listed.count) cells are listed, \(count) are needed",
          remedy: "list \(count) cells, or change 'count'")
      }
      return listed
    }
    let kind = section.choice(key, kinds, example: kinds[0].key, default: fallback)
    let free = map.kinds.indices.filter { map.kinds[$0] == kind && !taken.contains(Cell($0)) }
    guard free.count >= count else {
      log.error(
        section.mark(at: "count"), "\(count) \(kind) cells are needed, \(free.count) are free",
        remedy: "lower 'count', or draw more \(kind) cells")
      return []
    }
    let mark = section.mark(at: section.has(key) ? key : "name")
    return (0..<count).map { (Cell(free[$0 * free.count / count]), mark) }
  }

  /// The index of a device of one role by name.
  func device(_ name: String, role: Role, mark: SourceMark) -> Device.ID? {
    if let index = devices.firstIndex(where: { $0.name == name && $0.role == role }) { return Device.ID(index) }
    if let other = devices.first(where: { $0.name == name }) {
      log.error(mark, "'\(name)' is a device for \(other.role), not for \(role)", remedy: "name a device for \(role)")
      return nil
    }
    let names = devices.filter { $0.role == role }.map(\.name)
    log.error(
      mark, "unknown device '\(name)'",
      remedy: Names.suggestion(
        for: name, among: names, otherwise: "add it, or name one of: \(names.joined(separator: ", "))"))
    return nil
  }
}
