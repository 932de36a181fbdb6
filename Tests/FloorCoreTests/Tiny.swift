import FloorCore
import FloorModel

/// One machine of each role, two pods, two products: the smallest site on which an order can be shipped.
///
/// ```
/// . p . . s .      p, s: pick and stow station, worked on from the north
/// q . . . . q      q: where pods wait for them
/// . A . B . +      A, B: pods; +: free storage
/// u . . . . c      u: the unit (further ones to its east); c: charger
/// ```
enum Tiny {
  static let unit = Device.ID(0)
  static let stow = Device.ID(1)
  static let pick = Device.ID(2)
  static let tunnel = Device.ID(3)
  static let pack = Device.ID(4)
  static let sorter = Device.ID(5)
  static let stations = [stow, pick, tunnel, pack, sorter]

  static let tea = StockKey(sku: ID(0))
  static let cup = StockKey(sku: ID(1))
  static let teaBin = Bin.ID(0)
  static let emptyBin = Bin.ID(1)
  static let otherTeaBin = Bin.ID(2)
  static let cupBin = Bin.ID(3)
  static let small = Box.ID(0)
  static let large = Box.ID(1)

  static let width = 6
  static func cell(_ x: Int, _ y: Int) -> Cell { Cell(y * width + x) }
  static let pickCell = cell(1, 0)
  static let stowCell = cell(4, 0)
  static let podA = Pod.ID(0)
  static let podB = Pod.ID(1)
  static let homeA = cell(1, 2)
  static let homeB = cell(3, 2)
  static let free = cell(5, 2)

  /// - Parameter units: from 1 to 4 drive units; those after the first come last among the devices.
  static func site(units: Int = 1) -> Site {
    var kinds = Array(repeating: CellKind.aisle, count: width * 4)
    for cell in [pickCell, stowCell] { kinds[cell.index] = .station }
    for cell in [cell(0, 1), cell(5, 1)] { kinds[cell.index] = .queue }
    for cell in [homeA, homeB, free] { kinds[cell.index] = .storage }
    kinds[cell(5, 3).index] = .charger
    return Site(
      name: "tiny", grid: Grid(width: width, height: 4, kinds: kinds), cellSize: 1000,
      devices: [driveUnit(0)] + stationDevices + (1..<max(units, 1)).map { driveUnit($0) },
      pods: [
        Pod(name: "A", home: homeA, heading: .north, firstBin: ID(0), binCount: 2),
        Pod(name: "B", home: homeB, heading: .north, firstBin: ID(2), binCount: 2),
      ],
      bins: [bin("A/front", podA, 0), bin("A/back", podA, 2), bin("B/front", podB, 0), bin("B/back", podB, 2)],
      skus: [
        SKU(code: "tea", name: "Tea", size: Size3(length: 80, width: 60, height: 120), mass: 250),
        SKU(code: "cup", name: "Cup", size: Size3(length: 100, width: 100, height: 110), mass: 400),
      ],
      boxes: [box("S", 240), box("L", 480)], owners: ["acme"],
      openingStock: [
        StockLine(bin: teaBin, key: tea, quantity: 5), StockLine(bin: otherTeaBin, key: tea, quantity: 3),
        StockLine(bin: cupBin, key: cup, quantity: 2),
      ],
      velocity: [10, 1],
      demand: DemandProfile(
        inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [],
        defectRate: 0, binErrorRate: 0))
  }

  private static func driveUnit(_ number: Int) -> Device {
    Device(
      name: "unit-\(number)", family: "drive-unit",
      place: .driveUnit(DriveUnitPlace(start: cell(number, 3), heading: .east)))
  }

  private static var stationDevices: [Device] {
    [
      podStation("stow", .stow, stowCell, queue: cell(5, 1)), podStation("pick", .pick, pickCell, queue: cell(0, 1)),
      Device(name: "tunnel", family: "tunnel", place: .tunnel(TunnelPlace(cameras: 2, feeds: [stow]))),
      Device(name: "pack", family: "pack-station", place: .packStation(PackStationPlace(slots: 4, sorter: sorter))),
      Device(
        name: "sorter", family: "arm-sorter",
        place: .sorter(
          SorterPlace(
            chutes: ["NORTH", "SOUTH"].map { Chute(name: $0, destination: $0, maxMass: 20_000, maxSide: 800) },
            maxMass: 20_000, maxSide: 800))),
    ]
  }

  private static func podStation(_ name: String, _ work: PodStationPlace.Work, _ cell: Cell, queue: Cell) -> Device {
    Device(
      name: name, family: "\(name)-station",
      place: .podStation(PodStationPlace(work: work, cell: cell, side: .north, queue: [queue], slots: 4)))
  }

  private static func bin(_ name: String, _ pod: Pod.ID, _ face: UInt8) -> Bin {
    Bin(name: name, pod: pod, face: face, inner: Size3(length: 400, width: 300, height: 300), maxLoad: 20_000)
  }

  private static func box(_ code: String, _ side: Millimetres) -> Box {
    Box(
      code: code, inner: Size3(length: side, width: side, height: side),
      outer: Size3(length: side + 10, width: side + 10, height: side + 10), tare: 100, maxLoad: 10_000, costCents: 20)
  }

  static func order(
    _ code: String, _ lines: [(StockKey, Int32)], due: Span = .hours(2), to destination: String = "NORTH"
  ) -> OrderRequest {
    OrderRequest(
      code: code, lines: lines.map { OrderLine(sku: $0.0.sku, owner: $0.0.owner, quantity: $0.1) },
      destination: destination, due: .zero + due)
  }
}

/// The numbers of a test that draws: the same on every run.
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// Uniform in `0..<bound`.
  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(truncatingIfNeeded: (state >> 16) % UInt64(bound))
  }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
