import FloorModel

/// A plain floor with the fewest machines of every role, as large as the pods need.
struct GeneratedFloor {
  private let bins: [PodBinGoods]
  private let names: [String]
  private let skus: [SKU]

  /// - Parameter names: of the bins' records; the part before the dot names the bin.
  init(bins: [PodBinGoods], names: [String], skus: [SKU]) {
    self.bins = bins
    self.names = names
    self.skus = skus
  }

  private static let binsPerPod = 2 * PodBinImport.binsPerFace
  /// Storage cells in two rows of the drawing.
  private static let cellsPerBlockRow = 24
  private static let destinations = ["NORTH", "EAST", "SOUTH", "WEST"]

  func site() -> Site {
    let podCount = (bins.count + Self.binsPerPod - 1) / Self.binsPerPod
    let map = map(pods: podCount)
    let devices = devices(on: map)
    let lanes = devices.compactMap { device -> QueueLane? in
      guard case .podStation(let station) = device.place else { return nil }
      return QueueLane(station: station.cell, queue: station.queue, exit: nil)
    }
    let storage = map.cells { $0 == "S" }
    let pods = (0..<podCount).map { index in
      let first = index * Self.binsPerPod
      return Pod(
        name: Names.expand("P%03d", index + 1), home: storage[index * storage.count / podCount], heading: .north,
        firstBin: Bin.ID(first), binCount: Int32(min(Self.binsPerPod, bins.count - first)))
    }
    let stock = bins.enumerated().flatMap { index, goods in
      goods.lines.map { StockLine(bin: Bin.ID(index), key: StockKey(sku: $0.sku), quantity: $0.quantity) }
    }
    // The records say what lies there, not what sells: a week's cover of each is as good a guess as any.
    var velocity = Array(repeating: 0.0, count: skus.count)
    for line in stock { velocity[line.key.sku.index] += Double(line.quantity) / 7 }
    return Site(
      name: "pod-bins", grid: map.grid(lanes: lanes), cellSize: 1000, devices: devices, pods: pods, bins: siteBins(),
      skus: skus, boxes: boxes(), owners: ["house"], openingStock: stock, velocity: velocity, demand: demand())
  }

  private func siteBins() -> [Bin] {
    zip(bins, names).enumerated().map { index, pair in
      let face = (index % Self.binsPerPod) / PodBinImport.binsPerFace
      let stem = pair.1.prefix { $0 != "." }
      return Bin(
        name: "B\(stem)", pod: Pod.ID(index / Self.binsPerPod), face: UInt8(face * 2), inner: pair.0.size,
        maxLoad: PodBinImport.binLoad)
    }
  }

  // MARK: - Floor

  private func map(pods: Int) -> FloorMap {
    let aisle = "#...............#"
    var rows = ["#################", "#qqqs#######pqqq#", aisle]
    // At least one cell in fourteen stays free, so that pods can change places.
    let blocks = (pods + pods / 13 + 1 + Self.cellsPerBlockRow - 1) / Self.cellsPerBlockRow
    for _ in 0..<blocks { rows += ["#.SSSSSS.SSSSSS.#", "#.SSSSSS.SSSSSS.#", aisle] }
    rows += ["#c#c#c#c#########", "#################"]
    let mark = SourceMark(file: "generated", line: 1, column: 1)
    let place = MapPlace(block: mark, isLiteral: false, source: [])
    let log = FaultLog()
    let map = FloorMap(rows: rows.map { $0[...] }, place: place, log: log)
    precondition(!log.hasErrors, "the generated map uses only known cells")
    return map
  }

  private func devices(on map: FloorMap) -> [Device] {
    var devices = map.cells { $0 == "c" }.enumerated().map { index, cell in
      let place = DriveUnitPlace(start: cell, heading: .north)
      return Device(name: "du-\(index + 1)", family: "drive-unit", place: .driveUnit(place))
    }
    let stow = PodStationPlace(
      work: .stow, cell: map.cell(x: 4, y: 1), side: .north, queue: [3, 2, 1].map { map.cell(x: $0, y: 1) }, slots: 2)
    let pick = PodStationPlace(
      work: .pick, cell: map.cell(x: 12, y: 1), side: .north, queue: [13, 14, 15].map { map.cell(x: $0, y: 1) },
      slots: 6)
    let stowID = Device.ID(devices.count)
    let sorterID = Device.ID(devices.count + 3)
    let chutes = Self.destinations.enumerated().map { index, destination in
      Chute(name: "C\(index + 1)", destination: destination, maxMass: 30_000, maxSide: 900)
    }
    devices += [
      Device(name: "stow-1", family: "stow-station", place: .podStation(stow)),
      Device(name: "pick-1", family: "pick-station", place: .podStation(pick)),
      Device(name: "tunnel-1", family: "tunnel", place: .tunnel(TunnelPlace(cameras: 4, feeds: [stowID]))),
      Device(
        name: "sorter-1", family: "arm-sorter",
        place: .sorter(SorterPlace(chutes: chutes, maxMass: 30_000, maxSide: 900))),
      Device(
        name: "pack-1", family: "pack-station", place: .packStation(PackStationPlace(slots: 20, sorter: sorterID))),
    ]
    return devices
  }

  // MARK: - Goods and demand

  private func boxes() -> [Box] {
    let sizes: [(String, Size3, Grams)] = [
      ("S", Size3(length: 250, width: 190, height: 80), 5_000),
      ("M", Size3(length: 360, width: 280, height: 160), 10_000),
      ("L", Size3(length: 480, width: 360, height: 300), 20_000),
      ("XL", Size3(length: 620, width: 470, height: 440), 30_000),
    ]
    return sizes.map { code, inner, load in
      let outer = Size3(length: inner.length + 10, width: inner.width + 10, height: inner.height + 20)
      let board = Int32(clamping: inner.volume / 100_000)
      return Box(code: code, inner: inner, outer: outer, tare: 60 + board, maxLoad: load, costCents: 15 + board / 20)
    }
  }

  private func demand() -> DemandProfile {
    let destinations = Self.destinations.enumerated().map { index, code in
      Destination(code: code, weight: 1, firstPull: .hours(2 + Double(index) / 2), every: .hours(4))
    }
    return DemandProfile(
      inboundPerHour: 30, ordersPerHour: [20], linesPerOrder: [0.62, 0.24, 0.09, 0.035, 0.015],
      unitsPerLine: [0.8, 0.13, 0.05, 0.02], destinations: destinations, defectRate: 0.01, binErrorRate: 0.01)
  }
}
