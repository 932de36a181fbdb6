import FloorModel
import Yams

extension SiteDraft {
  private static let common = ["name", "count", "from", "family"]

  mutating func readDevices() {
    readDriveUnits()
    readPodStations("stow_stations", work: .stow, letter: "s", family: "stow-station", slots: 2)
    readPodStations("pick_stations", work: .pick, letter: "p", family: "pick-station", slots: 6)
    claimMap()
    readSorters()
    readTunnels()
    readPackStations()
    readPortals()
    readBinCameras()
  }

  mutating func add(
    _ name: String, _ section: Section, family: String, place: DevicePlace, at mark: SourceMark? = nil,
    parts: [SourceMark] = []
  ) {
    let family = section.text("family", example: family, default: family)
    devices.append(Device(name: name, family: family, place: place))
    let nameMark = section.mark(at: "name")
    marks.devices.append(SiteMarks.DeviceMarks(name: nameMark, place: mark ?? nameMark, parts: parts))
  }

  // MARK: - Drive units

  private mutating func readDriveUnits() {
    let keys = Self.common + ["start", "heading", "speed", "manufacturer", "vda5050", "map"]
    var taken: Set<Cell> = []
    for section in root.sections("drive_units", what: "a drive unit", keys: keys) {
      let names = names(section)
      let heading = section.heading("heading", default: .north)
      let speed = Millimetres(section.integer("speed", in: 1...20_000, default: 1500))
      let manufacturer = section.text("manufacturer", example: "drover", default: "drover")
      let version = section.choice(
        "vda5050", ["2.0.0": VDA5050Version.v2_0, "2.1.0": .v2_1, "3.0.0": .v3_0], example: "2.1.0", default: .v2_1)
      let map = vehicleMap(section)
      let kinds: KeyValuePairs<String, CellKind> = ["storage": .storage, "charger": .charger, "aisle": .aisle]
      let starts = places(section, "start", count: names.count, taken: taken, kinds: kinds, default: .storage)
      taken.formUnion(starts.map(\.cell))
      for (name, start) in zip(names, starts) {
        let place = DriveUnitPlace(
          start: start.cell, heading: heading, speed: speed, manufacturer: manufacturer, version: version,
          map: map)
        add(name, section, family: "drive-unit", place: .driveUnit(place), at: start.mark)
      }
    }
  }

  /// `map: {id: hall-2, x: 12.5, y: -3, turn: 90}`: where the floor's lower left corner lies on the vehicle's map.
  private func vehicleMap(_ section: Section) -> VehicleMap? {
    guard let node = section.value("map") else { return nil }
    let map = Section(
      node, what: "a vehicle's map", file: section.file, log: section.log, keys: ["id", "x", "y", "turn"])
    let id = map.text("id", example: "hall-2")
    let (x, y) = (map.metres("x"), map.metres("y"))
    let quarters: KeyValuePairs<String, Int32> = ["0": 0, "90": 1, "180": 2, "270": 3]
    return VehicleMap(id: id, x: x, y: y, quarters: map.choice("turn", quarters, example: "90", default: 0))
  }

  // MARK: - Stations for pods

  private mutating func readPodStations(
    _ key: String, work: PodStationPlace.Work, letter: Character, family: String, slots: Int
  ) {
    let keys = Self.common + ["cell", "side", "exit", "queue", "slots"]
    var drawn = map.cells { $0 == letter }
    for section in root.sections(key, what: "a \(work.rawValue) station", keys: keys) {
      let names = names(section, limit: 10_000)
      let side = section.heading("side", default: nil)
      let exit = section.has("exit") ? section.heading("exit", default: nil) : nil
      let slots = section.integer("slots", in: 1...1_000, default: slots)
      let places = stationCells(section, names: names, letter: letter, drawn: &drawn)
      for (name, place) in zip(names, places) {
        let queue = queue(section, station: place.cell, name: name, many: names.count > 1)
        let station = PodStationPlace(
          work: work, cell: place.cell, side: side, queue: queue.map(\.cell), slots: slots)
        lanes.append(QueueLane(station: place.cell, queue: queue.map(\.cell), exit: exit))
        add(name, section, family: family, place: .podStation(station), at: place.mark, parts: queue.map(\.mark))
      }
    }
  }

  /// The cells of a section's stations: listed, or the next ones that the map shows, row by row.
  private func stationCells(_ section: Section, names: [String], letter: Character, drawn: inout [Cell])
    -> [(cell: Cell, mark: SourceMark)]
  {
    if section.has("cell") {
      let listed = cells(section, "cell")
      if listed.count != names.count, !listed.isEmpty {
        log.error(
          section.mark(at: "cell"), "\(listed.count) cells are listed, \(names.count) are needed",
          remedy: "list \(names.count) cells, or change 'count'")
      }
      for place in listed where map.letters[place.cell.index] != letter {
        log.error(
          place.mark,
          "\(section.what) stands at \(map.name(place.cell)), where the map has "
            + "'\(map.letters[place.cell.index])'", remedy: "draw '\(letter)' there, or correct the cell")
      }
      drawn.removeAll { cell in listed.contains { $0.cell == cell } }
      return listed
    }
    guard drawn.count >= names.count else {
      log.error(
        section.mark(at: "count"), "\(names.count) cells '\(letter)' are needed, the map has \(drawn.count) left",
        remedy: "draw '\(letter)' where each stands, or lower 'count'")
      return []
    }
    let next = drawn.prefix(names.count)
    drawn.removeFirst(names.count)
    return next.map { ($0, map.mark($0)) }
  }

  /// The cells of a station's queue: listed, or the line of `q` cells that begins next to the station.
  private func queue(_ section: Section, station: Cell, name: String, many: Bool)
    -> [(cell: Cell, mark: SourceMark)]
  {
    if section.has("queue") {
      if many {
        log.error(
          section.mark(at: "queue"), "one queue cannot serve several stations",
          remedy: "leave 'queue' out, so that each takes the 'q' cells next to it, or write one entry a station")
      }
      return cells(section, "queue")
    }
    var lane: [Cell] = []
    var at = station
    while true {
      let next = map.neighbours(of: at).map(\.cell)
        .filter { map.kinds[$0.index] == .queue && !lane.contains($0) }
      if next.count > 1 {
        log.error(
          map.mark(at), "the queue of \(name) branches at \(map.name(at))",
          remedy: "draw it as one line of 'q', or list its cells: 'queue: [[x, y], …]', the nearest first")
      }
      guard next.count == 1 else { break }
      lane.append(next[0])
      at = next[0]
    }
    return lane.map { ($0, map.mark($0)) }
  }

  /// Everything drawn for stations must belong to one.
  private func claimMap() {
    let stations = Set(lanes.map(\.station))
    let queued = Set(lanes.flatMap(\.queue))
    for cell in map.cells(where: { "spq".contains($0) }) {
      switch map.kinds[cell.index] {
      case .station where !stations.contains(cell):
        let letter = map.letters[cell.index]
        log.error(
          map.mark(cell), "no station stands at the '\(letter)' of \(map.name(cell))",
          remedy: "add a \(letter == "s" ? "stow" : "pick") station or raise 'count', or draw '.' instead")
      case .queue where !queued.contains(cell):
        log.error(
          map.mark(cell), "no station uses queue cell \(map.name(cell))",
          remedy: "connect it to a station, list it in a 'queue', or draw '.' instead")
      case .aisle, .storage, .queue, .station, .charger, .blocked: break
      }
    }
  }

  // MARK: - Tunnels, pack stations, sorters

  private mutating func readTunnels() {
    for section in root.sections(
      "tunnels", what: "a tunnel", keys: Self.common + ["cameras", "feeds", "false_rejects"])
    {
      let cameras = section.integer("cameras", in: 1...6, default: 4)
      let falseRejects = section.integer("false_rejects", in: 1...200, default: Int(TunnelPlace.usualFalseRejects))
      let feeds: [Device.ID]
      if section.value("feeds")?.scalar?.string == "all" {
        feeds = devices.indices.filter { devices[$0].role == .stow }.map { Device.ID($0) }
      } else {
        feeds = section.words("feeds", example: "all, or [stow-1, stow-2]")
          .compactMap { device($0.text, role: .stow, mark: $0.mark) }
      }
      for name in names(section, limit: 10_000) {
        let place = TunnelPlace(cameras: cameras, feeds: feeds, falseRejects: Int32(falseRejects))
        add(name, section, family: "tunnel", place: .tunnel(place), at: section.mark(at: "feeds"))
      }
    }
  }

  private mutating func readPackStations() {
    for section in root.sections("pack_stations", what: "a pack station", keys: Self.common + ["slots", "sorter"]) {
      let slots = section.integer("slots", in: 1...10_000, default: 20)
      let sorter = section.text("sorter", example: "sorter-1")
      let id = section.has("sorter") ? device(sorter, role: .sort, mark: section.mark(at: "sorter")) : nil
      for name in names(section, limit: 10_000) {
        let place = PackStationPlace(slots: slots, sorter: id ?? Device.ID(0))
        add(name, section, family: "pack-station", place: .packStation(place), at: section.mark(at: "sorter"))
      }
    }
  }

  private mutating func readSorters() {
    for section in root.sections("sorters", what: "a sorter", keys: Self.common + ["max_mass", "max_side", "chutes"]) {
      let maxMass = Grams(section.integer("max_mass", in: GoodsLimits.mass))
      let maxSide = Millimetres(section.integer("max_side", in: GoodsLimits.side))
      var chutes: [Chute] = []
      var chuteMarks: [SourceMark] = []
      let keys = ["name", "count", "from", "destinations", "max_mass", "max_side", "cart_litres"]
      for entry in section.sections("chutes", what: "a chute", keys: keys) {
        let served = entry.words("destinations", example: "[NORTH, SOUTH]").map(\.text)
        guard !served.isEmpty else { continue }
        let mass = Grams(entry.integer("max_mass", in: GoodsLimits.mass, default: Int(maxMass)))
        let side = Millimetres(entry.integer("max_side", in: GoodsLimits.side, default: Int(maxSide)))
        let litres = entry.has("cart_litres") ? Int32(entry.integer("cart_litres", in: 1...100_000)) : nil
        for (index, name) in names(entry, limit: 10_000).enumerated() {
          let destination = served[index % served.count]
          chutes.append(
            Chute(name: name, destination: destination, maxMass: mass, maxSide: side, cartLitres: litres))
          chuteMarks.append(entry.mark(at: "destinations"))
        }
      }
      if !section.has("chutes") { section.missing("chutes", example: "' with at least one entry") }
      let place = SorterPlace(chutes: chutes, maxMass: maxMass, maxSide: maxSide)
      for name in names(section, limit: 10_000) {
        add(name, section, family: "arm-sorter", place: .sorter(place), parts: chuteMarks)
      }
    }
  }
}
