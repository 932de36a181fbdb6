import FloorConfig
import FloorModel
import Foundation

/// A floor of the demo site's kind for any number of drive units: blocks of storage two deep between one-way aisles, stow
/// stations along the top, pick stations along the bottom, a charger for about each tenth unit. It grows in width, so that
/// there are as many stations for each unit whatever the size.
struct BigSite {
  let units: Int

  /// Eight columns each: a pair of one-way lanes and six storage cells.
  private var blocks: Int { max(3, units * 6 / 100) }
  private static let bands = 14
  /// Behind each station's queue, six rows of lanes and a double highway.
  private static let head = 5

  private var width: Int { 1 + blocks * 8 + 2 + 1 }

  /// Writes the site beside links to the demo's catalogue, boxes and velocities.
  /// - Returns: the site file's path.
  func write(to directory: URL, config: URL) throws -> String {
    let files = FileManager.default
    try files.createDirectory(at: directory.appendingPathComponent("sites"), withIntermediateDirectories: true)
    for name in ["catalogue", "boxes", "velocity"] {
      let link = directory.appendingPathComponent(name)
      try? files.removeItem(at: link)
      try files.createSymbolicLink(at: link, withDestinationURL: config.appendingPathComponent(name))
    }
    let path = directory.appendingPathComponent("sites/big-\(units).yaml")
    try Data(text.utf8).write(to: path)
    return path.path
  }

  private func count(from first: Int, every step: Int) -> Int { (width - 4 - first) / step + 1 }
  private var stowStations: Int { count(from: 5, every: 10) }
  private var pickStations: Int { count(from: 3, every: 6) }

  // MARK: The map

  private var rows: [String] {
    var rows = [String(repeating: "#", count: width), stations("s", "v", from: 5, every: 10, laneFirst: true)]
    rows += Array(repeating: stations("q", "v", from: 5, every: 10, laneFirst: true), count: Self.head - 1)
    rows += [aisle("<"), aisle(">")]
    for band in 0..<Self.bands {
      rows += [storage(left: "c", right: "#"), storage(left: "#", right: "c"), aisle(band % 2 == 0 ? "<" : ">")]
    }
    rows += [aisle(Self.bands % 2 == 0 ? "<" : ">"), aisle(Self.bands % 2 == 0 ? ">" : "<")]
    rows += Array(repeating: stations("q", "^", from: 3, every: 6, laneFirst: false), count: Self.head - 1)
    rows += [stations("p", "^", from: 3, every: 6, laneFirst: false), String(repeating: "#", count: width)]
    return rows
  }

  private func aisle(_ arrow: Character) -> String {
    "#" + String(repeating: ".." + String(repeating: arrow, count: 6), count: blocks) + "..#"
  }

  private func storage(left: String, right: String) -> String {
    left + String(repeating: "v^SSSSSS", count: blocks) + "v^" + right
  }

  private func stations(_ mark: Character, _ lane: Character, from first: Int, every step: Int, laneFirst: Bool)
    -> String
  {
    var row = Array(repeating: Character("#"), count: width)
    for index in 0..<count(from: first, every: step) {
      row[first + index * step] = laneFirst ? lane : mark
      row[first + index * step + 1] = laneFirst ? mark : lane
    }
    return String(row)
  }

  // MARK: The file

  private var text: String {
    let pods = blocks * 6 * 2 * Self.bands * 9 / 10
    let chilled = pods / 25
    let sorters = max(1, units / 100)
    var lines = ["site: big", "cell_size: 1000", "floor:", "  map: |"] + rows.map { "    " + $0 }
    lines += [
      "drive_units:", "  - {name: \"du-%04d\", count: \(units), start: storage, heading: north, speed: 1500}",
      "stow_stations:", "  - {name: \"stow-%d\", count: \(stowStations), side: north, exit: west, slots: 2}",
      "pick_stations:", "  - {name: \"pick-%d\", count: \(pickStations), side: south, exit: east, slots: 8}",
      "tunnels:", "  - {name: \"tunnel-%d\", count: \(max(1, units / 100)), cameras: 1, feeds: all}", "sorters:",
    ]
    for sorter in 1...sorters {
      lines += [
        "  - name: sorter-\(sorter)", "    max_mass: 30000", "    max_side: 800", "    chutes:",
        "      - {name: \"C%02d\", count: 8, destinations: [NORTH, EAST, SOUTH, WEST]}",
      ]
    }
    lines += ["pack_stations:"]
    for sorter in 1...sorters {
      lines += [
        "  - {name: \"pack-%d\", count: 4, from: \(sorter * 4 - 3), slots: 20, sorter: sorter-\(sorter)}"
      ]
    }
    lines += [
      "pods:", "  - name: \"P%05d\"", "    count: \(pods - chilled)", "    home: storage", "    faces:",
      "      - {side: front, bins: 2, inner: [480, 450, 350], max_load: 20000}",
      "      - {side: back, bins: 1, inner: [480, 450, 350], max_load: 20000}",
      "      - {side: back, bins: 1, inner: [480, 450, 550], max_load: 25000}", "  - name: \"P%05d\"",
      "    count: \(chilled)", "    from: \(pods - chilled + 1)", "    home: storage", "    faces:",
      "      - {side: front, bins: 4, inner: [480, 420, 320], max_load: 20000, temperature: chilled}", "catalogue:",
      "  file: ../catalogue/demo-skus.csv", "boxes:", "  file: ../boxes/demo-boxes.csv", "owners: [house]", "velocity:",
      "  file: ../velocity/demo-velocity.csv", "stock:", "  fill: {seed: 7, days: 14, level: 0.6, skus_per_bin: 6}",
      "demand:", "  inbound_per_hour: \(units * 4)", "  orders_per_hour: [\(units * 12)]",
      "  lines_per_order: [0.62, 0.24, 0.09, 0.035, 0.015]", "  units_per_line: [0.8, 0.13, 0.05, 0.02]",
      "  defect_rate: 0.01", "  bin_error_rate: 0", "  destinations:",
    ]
    for name in ["NORTH", "EAST", "SOUTH", "WEST"] {
      lines.append("    - {code: \(name), weight: 1, first_pull: 4h, every: 4h}")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
