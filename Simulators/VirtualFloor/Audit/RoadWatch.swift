import FloorModel

/// Which cells belong to which drive unit: where it stands, and what it has taken in as its base. No cell has two masters,
/// and nobody is where it was not allowed to go.
struct RoadWatch {
  private let site: Site
  /// Per cell: the device that it belongs to.
  private var owners: [Int32]
  /// Per device: its cells, the one where it stands first.
  private var cells: [[Cell]]

  init(site: Site) {
    self.site = site
    owners = Array(repeating: -1, count: site.grid.count)
    cells = Array(repeating: [], count: site.devices.count)
  }

  /// - Returns: what is wrong, if anything is.
  mutating func note(_ base: [Cell], of device: Device.ID, at cell: Cell?) -> String? {
    guard let cell else { return nil }
    let before = cells[device.index]
    let isSame = before.count == base.count + 1 && before[0] == cell && before.dropFirst().elementsEqual(base)
    guard !isSame else { return nil }
    var fault: String?
    if !before.isEmpty, !before.contains(cell) {
      fault = "\(name(device.index)) drove to \(name(of: cell)), outside its released base"
    }
    for old in before where owners[old.index] == Int32(device.index) { owners[old.index] = -1 }
    cells[device.index] = [cell] + base
    for new in cells[device.index] {
      let owner = owners[new.index]
      if owner >= 0, owner != Int32(device.index) {
        fault = "cell \(name(of: new)) is released to \(name(Int(owner))) and to \(name(device.index))"
      }
      owners[new.index] = Int32(device.index)
    }
    return fault
  }

  private func name(_ device: Int) -> String { site.devices[device].name }
  private func name(of cell: Cell) -> String { "(\(site.grid.x(of: cell)), \(site.grid.y(of: cell)))" }
}
