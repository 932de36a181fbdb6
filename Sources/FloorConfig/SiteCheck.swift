import FloorModel

/// Finds what makes a site unfit to run although every line of it can be read.
struct SiteCheck {
  let site: Site
  let marks: SiteMarks
  /// Whether the sizes of bins and boxes can be believed.
  let hasSoundSpaces: Bool
  private(set) var found: [SiteFault] = []

  init(site: Site, marks: SiteMarks, hasSoundSpaces: Bool = true) {
    self.site = site
    self.marks = marks
    self.hasSoundSpaces = hasSoundSpaces
  }

  /// All faults, in no particular order.
  consuming func faults() -> [SiteFault] {
    checkRoles()
    checkNames()
    checkDriveUnits()
    checkPods()
    checkStations()
    checkDestinations()
    checkFloor()
    checkProducts()
    checkBoxes()
    if hasSoundSpaces {
      checkFits()
      checkOpeningStock()
    }
    checkNumbers()
    return found
  }

  mutating func error(_ mark: SourceMark, _ message: String, remedy: String) {
    found.append(SiteFault(.error, at: mark, message, remedy: remedy))
  }

  mutating func warning(_ mark: SourceMark, _ message: String, remedy: String) {
    found.append(SiteFault(.warning, at: mark, message, remedy: remedy))
  }

  /// A cell as people and messages write it.
  func name(_ cell: Cell) -> String { "(\(site.grid.x(of: cell)),\(site.grid.y(of: cell)))" }

  func mapMark(_ cell: Cell) -> SourceMark {
    marks.map.mark(x: site.grid.x(of: cell), y: site.grid.y(of: cell))
  }

  /// A floor for one purpose may do without a role, but mostly it was forgotten.
  private mutating func checkRoles() {
    let needs: KeyValuePairs<Role, (key: String, loss: String)> = [
      .drive: ("drive_units", "no pod can be moved"), .stow: ("stow_stations", "nothing can be stowed"),
      .pick: ("pick_stations", "no order can be picked"), .inspect: ("tunnels", "nothing can come in"),
      .pack: ("pack_stations", "nothing can be packed"), .sort: ("sorters", "no parcel can leave"),
    ]
    for (role, need) in needs where !site.devices.contains(where: { $0.role == role }) {
      warning(marks.site, "the site has no device to \(role.rawValue), so \(need.loss)", remedy: "add '\(need.key)'")
    }
  }

  // MARK: - Names

  private mutating func checkNames() {
    checkTopic(site.name, "site name", at: marks.site)
    var names: [String: SourceMark] = [:]
    for (device, mark) in zip(site.devices, marks.devices) {
      checkTopic(device.name, "device name", at: mark.name)
      checkTopic(device.family, "family", at: mark.name)
      if case .driveUnit(let unit) = device.place { checkTopic(unit.manufacturer, "manufacturer", at: mark.name) }
      checkUnique(device.name, "device", at: mark.name, seen: &names)
    }
    names = [:]
    for (pod, mark) in zip(site.pods, marks.pods) {
      checkTopic(pod.name, "pod name", at: mark.name)
      if let bin = pod.bins.last, Names.refusal(of: pod.name) == nil {
        checkTopic(site.bins[bin].name, "bin name", at: mark.name)
      }
      checkUnique(pod.name, "pod", at: mark.name, seen: &names)
    }
    names = [:]
    for (sku, mark) in zip(site.skus, marks.skus) {
      checkTopic(sku.code, "SKU code", at: mark)
      checkUnique(sku.code, "SKU", at: mark, seen: &names)
    }
    names = [:]
    for (box, mark) in zip(site.boxes, marks.boxes) {
      checkTopic(box.code, "box code", at: mark)
      checkUnique(box.code, "box", at: mark, seen: &names)
    }
    names = [:]
    for (owner, mark) in zip(site.owners, marks.owners) {
      checkTopic(owner, "owner", at: mark)
      checkUnique(owner, "owner", at: mark, seen: &names)
    }
    names = [:]
    for (destination, mark) in zip(site.demand.destinations, marks.destinations) {
      checkTopic(destination.code, "destination", at: mark)
      checkUnique(destination.code, "destination", at: mark, seen: &names)
    }
  }

  mutating func checkTopic(_ name: String, _ what: String, at mark: SourceMark) {
    guard let refusal = Names.refusal(of: name) else { return }
    error(mark, "\(what) '\(name)' \(refusal)", remedy: "use 1 to \(Names.limit) letters, digits, '-', '_' and '.'")
  }

  mutating func checkUnique(_ name: String, _ what: String, at mark: SourceMark, seen: inout [String: SourceMark]) {
    guard let first = seen[name] else {
      seen[name] = mark
      return
    }
    let place = first.file == mark.file ? "on line \(first.line)" : "in \(first.file):\(first.line)"
    error(mark, "\(what) '\(name)' is already there, \(place)", remedy: "give each its own name, or remove one")
  }

  // MARK: - Drive units and pods

  private mutating func checkDriveUnits() {
    let free = site.grid.kinds.count { $0 != .blocked }
    let units = site.devices.count { $0.role == .drive }
    if units > free {
      error(
        marks.devices[0].name, "\(units) drive units, but only \(free) cells that are not blocked",
        remedy: "remove units, or enlarge the map")
    }
    var starts: [Cell: String] = [:]
    for (device, mark) in zip(site.devices, marks.devices) {
      guard case .driveUnit(let unit) = device.place else { continue }
      if site.grid.kind(unit.start) == .blocked {
        error(
          mark.place, "\(device.name) starts at \(name(unit.start)), which is a wall",
          remedy: "move it to a free cell or change the map")
      }
      if let other = starts[unit.start] {
        error(
          mark.place, "\(device.name) starts at \(name(unit.start)), where \(other) starts",
          remedy: "give each unit its own cell")
      }
      starts[unit.start] = device.name
    }
  }

  private mutating func checkPods() {
    let storage = site.grid.kinds.count { $0 == .storage }
    if site.pods.count > storage {
      error(
        marks.pods[0].name, "\(site.pods.count) pods, but only \(storage) storage cells",
        remedy: "remove pods, or draw more 'S'")
    }
    var homes: [Cell: String] = [:]
    for (pod, mark) in zip(site.pods, marks.pods) {
      let kind = site.grid.kind(pod.home)
      if kind != .storage {
        error(
          mark.home, "\(pod.name) stands at \(name(pod.home)), which is \(kind.phrase), not storage",
          remedy: "move it to an 'S' of the map, or draw one there")
      }
      if let other = homes[pod.home] {
        error(
          mark.home, "\(pod.name) stands at \(name(pod.home)), where \(other) stands",
          remedy: "give each pod its own cell")
      }
      homes[pod.home] = pod.name
    }
  }
}

extension CellKind {
  /// "a wall", "an aisle": for sentences.
  var phrase: String {
    switch self {
    case .aisle: "an aisle"
    case .storage: "a storage cell"
    case .queue: "a queue cell"
    case .station: "a station"
    case .charger: "a charger"
    case .blocked: "a wall"
    }
  }
}
