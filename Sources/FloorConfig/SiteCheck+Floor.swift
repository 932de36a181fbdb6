import FloorModel

extension SiteCheck {
  /// Cells of one kind of fault that are named one by one; a wrong arrow can cut off half a floor.
  private static let cellsNamed = 20

  // MARK: - Stations

  mutating func checkStations() {
    var stations: [Cell: String] = [:]
    var queued: [Cell: String] = [:]
    for (device, mark) in zip(site.devices, marks.devices) {
      guard case .podStation(let station) = device.place else { continue }
      if let other = stations[station.cell] {
        error(
          mark.place, "\(device.name) stands at \(name(station.cell)), where \(other) stands",
          remedy: "give each station its own cell")
      }
      stations[station.cell] = device.name
      checkWorker(of: station, device.name, at: mark.place)
      if station.queue.isEmpty {
        error(
          mark.name, "\(device.name) has no queue cell",
          remedy: "draw a line of 'q' that ends next to it, or list cells: 'queue: [[x, y], …]'")
      }
      for (cell, mark) in zip(station.queue, mark.parts) {
        let kind = site.grid.kind(cell)
        if kind != .queue {
          error(
            mark, "queue cell \(name(cell)) of \(device.name) is \(kind.phrase)",
            remedy: kind == .blocked
              ? "move it to a free cell or change the map" : "draw 'q' there, or move it to a 'q' of the map")
        }
        if let other = queued[cell] {
          error(
            mark, "queue cell \(name(cell)) of \(device.name) already serves \(other)",
            remedy: "give each station its own queue")
        }
        queued[cell] = device.name
      }
    }
  }

  private mutating func checkWorker(of station: PodStationPlace, _ device: String, at mark: SourceMark) {
    guard let beside = site.grid.neighbour(of: station.cell, station.side), site.grid.kind(beside) != .blocked
    else { return }
    error(
      mark, "the worker of \(device) would stand at \(name(beside)), which is \(site.grid.kind(beside).phrase)",
      remedy: "turn 'side' towards a wall, or draw '#' there")
  }

  // MARK: - Destinations

  /// Every parcel must find a chute at the sorter that its pack station sends it to.
  mutating func checkDestinations() {
    let codes = site.demand.destinations.map(\.code)
    let known = Set(codes)
    var served: [Device.ID: Set<String>] = [:]
    for (index, (device, mark)) in zip(site.devices, marks.devices).enumerated() {
      guard case .sorter(let sorter) = device.place else { continue }
      served[Device.ID(index)] = Set(sorter.chutes.map(\.destination))
      var names: [String: SourceMark] = [:]
      for (chute, mark) in zip(sorter.chutes, mark.parts) {
        checkTopic(chute.name, "chute name", at: mark)
        checkUnique(chute.name, "chute of \(device.name)", at: mark, seen: &names)
        if !known.contains(chute.destination) {
          error(
            mark, "chute \(chute.name) of \(device.name) serves unknown destination '\(chute.destination)'",
            remedy: Names.suggestion(
              for: chute.destination, among: codes, otherwise: "add it to the demand's destinations, or remove it"))
        }
      }
      for box in site.boxes where box.outer.longest > sorter.maxSide {
        warning(
          mark.name,
          "\(device.name) takes sides up to \(sorter.maxSide) mm, box \(box.code) has \(box.outer.longest) mm",
          remedy: "raise 'max_side', or remove the box")
      }
    }
    let packs = site.devices.compactMap { device -> Device.ID? in
      guard case .packStation(let pack) = device.place else { return nil }
      return pack.sorter
    }
    for sorter in Set(packs).sorted() {
      guard let served = served[sorter] else { continue }
      for (destination, mark) in zip(site.demand.destinations, marks.destinations)
      where !served.contains(destination.code) {
        error(
          mark, "destination '\(destination.code)' has no chute at \(site.device(sorter).name)",
          remedy: "add it to the destinations of one of its chutes, or remove it")
      }
    }
  }

  // MARK: - Ways

  mutating func checkFloor() {
    let grid = site.grid
    let everywhere = FloorReach(grid) { grid.kind($0) != .blocked }
    var broken = Set<Cell>()
    var traps: [Cell] = []
    var unreachable: [Cell] = []
    var islands: [Cell] = []
    for index in 0..<grid.count where grid.kinds[index] != .blocked && !everywhere.core[index] {
      let cell = Cell(index)
      broken.insert(cell)
      switch (everywhere.from[index], everywhere.to[index]) {
      case (true, _): traps.append(cell)
      case (false, true): unreachable.append(cell)
      case (false, false): islands.append(cell)
      }
    }
    report(traps, "can be entered but never left", remedy: "turn an arrow round, or open a way out")
    report(unreachable, "can never be entered", remedy: "turn an arrow round, or open a way in")
    report(islands, "is cut off from the rest of the floor", remedy: "open a way to it, or draw '#' there")
    for (device, mark) in zip(site.devices, marks.devices) {
      guard case .driveUnit(let unit) = device.place, broken.contains(unit.start) else { continue }
      error(
        mark.place, "\(device.name) starts at \(name(unit.start)), which is not connected both ways to the floor",
        remedy: "move it, or change the map")
    }
    checkLoadedWays(except: broken)
  }

  private mutating func report(_ cells: [Cell], _ message: String, remedy: String) {
    for cell in cells.prefix(Self.cellsNamed) {
      let kind = site.grid.kind(cell).phrase.split(separator: " ").dropFirst().joined(separator: " ")
      error(mapMark(cell), "\(kind) \(name(cell)) \(message)", remedy: remedy)
    }
    let more = cells.dropFirst(Self.cellsNamed)
    if let cell = more.first {
      error(mapMark(cell), "\(name(cell)) and \(more.count - 1) more: \(message)", remedy: remedy)
    }
  }

  /// A pod must come from every storage cell to every station and back although all other storage cells are full. So
  /// its ways lie in aisles only, and in the station's own queue.
  private mutating func checkLoadedWays(except broken: Set<Cell>) {
    let grid = site.grid
    let isAisle = grid.kinds.map { $0 == .aisle }
    let aisles = FloorReach(grid) { isAisle[$0.index] }
    var closedIn: [Cell] = []
    var closedOut: [Cell] = []
    for index in 0..<grid.count where grid.kinds[index] == .storage && !broken.contains(Cell(index)) {
      let cell = Cell(index)
      let next = Heading.allCases.compactMap { FloorReach.step(cell, $0, on: grid, backwards: false) }
      let before = Heading.allCases.compactMap { FloorReach.step(cell, $0, on: grid, backwards: true) }
      if !next.contains(where: { aisles.to[$0.index] }) {
        closedIn.append(cell)
      } else if !before.contains(where: { aisles.from[$0.index] }) {
        closedOut.append(cell)
      }
    }
    let remedy = "put an aisle next to it; storage can be two deep between aisles, not more"
    report(closedIn, "cannot be left by a loaded unit when the storage around it is full", remedy: remedy)
    report(closedOut, "cannot be reached by a loaded unit when the storage around it is full", remedy: remedy)

    for (device, mark) in zip(site.devices, marks.devices) {
      guard case .podStation(let station) = device.place, !broken.contains(station.cell) else { continue }
      func mayPass(_ cell: Cell) -> Bool { isAisle[cell.index] || station.queue.contains(cell) }
      if !FloorReach.finds(aisles.to, from: station.cell, on: grid, through: mayPass, backwards: false) {
        error(
          mark.place, "no loaded unit can drive from \(device.name) to the aisles",
          remedy: "connect its 'exit' side with an aisle")
      }
      if !FloorReach.finds(aisles.from, from: station.cell, on: grid, through: mayPass, backwards: true) {
        error(
          mark.place, "no loaded unit can drive from the aisles to \(device.name)",
          remedy: "connect the far end of its queue with an aisle")
      }
    }
  }
}
