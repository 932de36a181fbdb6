import Cartons
import Devices
import FloorCore
import FloorModel
import Simulators

/// One station of every family, one pod with two faces, one unit that carries it.
enum TestSite {
  static let unit = Device.ID(0)
  static let stow = Device.ID(1)
  static let otherStow = Device.ID(2)
  static let pick = Device.ID(3)
  static let tunnel = Device.ID(4)
  static let pack = Device.ID(5)
  static let sorter = Device.ID(6)
  static let otherPack = Device.ID(7)
  /// Tests that want it start it.
  static let portal = Device.ID(8)
  static let eye = Device.ID(9)
  static let stations = [stow, otherStow, pick, tunnel, pack, sorter, otherPack]

  static let frontBin = Bin.ID(0)
  static let backBin = Bin.ID(1)
  static let tea = StockKey(sku: ID(0), owner: ID(0))
  static let cup = StockKey(sku: ID(1), owner: ID(1), lot: 7)
  static let smallBox = Box.ID(0)

  static let site: Site = {
    let grid = Grid(width: 5, height: 2, kinds: Array(repeating: .aisle, count: 10))
    func podStation(_ name: String, _ work: PodStationPlace.Work, _ cell: Int) -> Device {
      Device(
        name: name, family: work == .stow ? "stow-station" : "pick-station",
        place: .podStation(PodStationPlace(work: work, cell: Cell(cell), side: .north, queue: [], slots: 4)))
    }
    return Site(
      name: "test", grid: grid, cellSize: 1000,
      devices: [
        Device(name: "unit-1", family: "test-drive", place: .driveUnit(DriveUnitPlace(start: Cell(9), heading: .east))),
        podStation("stow-1", .stow, 0),
        podStation("stow-2", .stow, 4),
        podStation("pick-1", .pick, 2),
        Device(
          name: "tunnel-1", family: "tunnel", place: .tunnel(TunnelPlace(cameras: 4, feeds: [ID(1), ID(2)]))),
        Device(
          name: "pack-1", family: "pack-station", place: .packStation(PackStationPlace(slots: 4, sorter: ID(6)))),
        Device(
          name: "sorter-1", family: "arm-sorter",
          place: .sorter(
            SorterPlace(
              chutes: ["north", "south"].map { Chute(name: $0, destination: $0, maxMass: 20_000, maxSide: 800) },
              maxMass: 20_000, maxSide: 800))),
        Device(
          name: "pack-2", family: "pack-station", place: .packStation(PackStationPlace(slots: 4, sorter: ID(6)))),
        Device(name: "gate-1", family: "rfid-portal", place: .portal(PortalPlace(before: ID(5)))),
        Device(name: "eye-1", family: "bin-camera", place: .binCamera(BinCameraPlace(cell: Cell(9)))),
      ],
      pods: [Pod(name: "pod-1", home: Cell(9), heading: .north, firstBin: ID(0), binCount: 2)],
      bins: [
        Bin(
          name: "pod-1/a", pod: ID(0), face: 0, inner: Size3(length: 400, width: 300, height: 300),
          maxLoad: 20_000),
        Bin(
          name: "pod-1/b", pod: ID(0), face: 2, inner: Size3(length: 400, width: 300, height: 300),
          maxLoad: 20_000),
      ],
      skus: [
        SKU(
          code: "tea", name: "Tea", size: Size3(length: 80, width: 60, height: 120), mass: 250, gtin: "2941000000172",
          isTagged: true),
        SKU(code: "cup", name: "Cup", size: Size3(length: 100, width: 100, height: 110), mass: 400),
      ],
      boxes: [
        Box(
          code: "S", inner: Size3(length: 240, width: 180, height: 130),
          outer: Size3(length: 250, width: 190, height: 140), tare: 120, maxLoad: 10_000, costCents: 40)
      ],
      owners: ["acme", "globex"], openingStock: [], velocity: [1, 1],
      demand: DemandProfile(
        inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [],
        defectRate: 0, binErrorRate: 0))
  }()

  static let names = SiteNames(site)

  /// Drive units speak another contract; these tests only need one that stands under the pod.
  enum TestDrive: DeviceFamily {
    static let name = "test-drive"
    static let role = Role.drive
    static let inbound: [Channel] = []
    static let outbound: [Channel] = []
    static func topicPrefix(of device: Device, in site: Site) -> String { "test/\(device.name)" }
    static func makeDriver(for device: Device.ID, names: SiteNames) -> any DeviceDriver { Driver() }

    struct Driver: DeviceDriver {
      mutating func receive(
        _ body: any WireBody, on channel: String, at now: Instant
      ) throws(RefusalReason) -> [Event] { throw .unknownTopic }
      mutating func perform(_ command: Command, at now: Instant) -> [WireMessage] { [] }
      mutating func acknowledge(stream: Int64, sequence: Int64, at now: Instant) -> [WireMessage] { [] }
    }
  }

  static let families: [any DeviceFamily.Type] = [
    TestDrive.self, StowStation.self, PickStation.self, Tunnel.self, PackStation.self, ArmSorter.self,
    RFIDPortal.self, BinCamera.self,
  ]

  static func hub() -> DeviceHub {
    do {
      return try DeviceHub(site: site, catalog: families)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  static func command(_ id: CommandID, _ device: Device.ID, _ work: Command.Work) -> Command {
    Command(id: id, device: device, work: work)
  }

  static func divert(_ plate: String, to lane: Lane, number: Int64, attempt: Int32 = 0) -> Command {
    command(CommandID(.divert, number, attempt: attempt), tunnel, .divert(plate: plate, lane: lane))
  }

  static func stow(
    _ plate: String, task: Int, into bin: Bin.ID = frontBin, key: StockKey = tea, at station: Device.ID = stow
  ) -> Command {
    command(CommandID(.stow, Int64(task)), station, .stow(task: ID(task), plate: plate, key: key, bin: bin))
  }

  static func pick(
    task: Int, order: Int, _ quantity: Int32, key: StockKey = tea, from bin: Bin.ID = frontBin, isLast: Bool = false
  ) -> Command {
    command(
      CommandID(.pick, Int64(task)), pick,
      .pick(task: ID(task), order: ID(order), key: key, bin: bin, quantity: quantity, isLast: isLast))
  }

  static func close(order: Int, to destination: Device.ID = pack, attempt: Int32 = 0) -> Command {
    command(
      CommandID(.closeTote, Int64(order), attempt: attempt), pick,
      .closeTote(order: ID(order), destination: destination))
  }

  static func pack(parcel: Int, order: Int, _ contents: [StockKey], attempt: Int32 = 0) -> Command {
    command(
      CommandID(.pack, Int64(parcel), attempt: attempt), pack,
      .pack(
        PackWork(
          parcel: ID(parcel), order: ID(order), box: smallBox, contents: contents,
          placements: contents.indices.map { index in
            Placement(
              item: index, position: Position3(x: Int32(index) * 80, y: 0, z: 0),
              size: Size3(length: 80, width: 60, height: 120))
          })))
  }

  static func sort(parcel: Int, chute: Int32, attempt: Int32 = 0) -> Command {
    command(
      CommandID(.sort, Int64(parcel), attempt: attempt), sorter, .sort(parcel: ID(parcel), chute: chute))
  }
}
