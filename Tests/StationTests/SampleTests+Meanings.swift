import Cartons
import FloorCore
import FloorModel

extension SampleTests {
  private static func event(_ device: Device.ID, _ sequence: Int64, _ body: DeviceEvent.Body) -> [Event] {
    [.device(DeviceEvent(device: device, stream: 7211, sequence: sequence, body: body))]
  }

  private static func state(_ report: StationReport) -> [Event] {
    [.connection(TestSite.stow, .online), .station(TestSite.stow, report)]
  }

  /// What each good message from a station is to the floor.
  static let meanings: [String: [Event]] = [
    "StationProfile/full.connection.online": [.connection(TestSite.stow, .online)],
    "StationProfile/full.connection.offline": [.connection(TestSite.stow, .offline)],
    "StationProfile/full.connection.will": [.connection(TestSite.stow, .broken)],
    "StationProfile/minimal.connection.will": [.connection(TestSite.stow, .broken)],
    "StationProfile/full.factsheet.all": [],
    "StationProfile/minimal.factsheet.family-only": [],
    "StationProfile/full.state.busy": state(
      StationReport(
        state: .execute, open: [CommandID(.stow, 12), CommandID(.stow, 13)], failed: [CommandID(.stow, 11)])),
    "StationProfile/minimal.state.idle": state(StationReport(state: .idle)),
    "StationProfile/minimal.state.foreign-commands": state(StationReport(state: .held)),
    "StowStations/full.event.stowed": event(TestSite.stow, 1, .stowed(task: ID(12), bin: TestSite.frontBin)),
    "StowStations/full.event.stowRefused": event(TestSite.stow, 2, .stowRefused(task: ID(12), reason: .doesNotFit)),
    "StowStations/minimal.event.stowed": event(TestSite.stow, 1, .stowed(task: ID(12), bin: TestSite.frontBin)),
    "PickStations/full.event.picked": event(
      TestSite.pick, 1, .picked(task: ID(12), bin: TestSite.frontBin, quantity: 2)),
    "PickStations/full.event.picked-last": event(
      TestSite.pick, 1, .zeroChecked(task: ID(12), bin: TestSite.frontBin, quantity: 3, isEmpty: true)),
    "PickStations/full.event.picked-not-empty": event(
      TestSite.pick, 1, .zeroChecked(task: ID(12), bin: TestSite.frontBin, quantity: 3, isEmpty: false)),
    "PickStations/full.event.toteClosed": event(TestSite.pick, 2, .toteClosed(order: ID(34))),
    "PickStations/minimal.event.picked-nothing": event(
      TestSite.pick, 1, .picked(task: ID(12), bin: TestSite.frontBin, quantity: 0)),
    "Tunnels/full.event.presented": event(TestSite.tunnel, 1, .presented(plate: "LP1", key: TestSite.cup)),
    "Tunnels/full.event.presented-expires": [
      .planning(.lotRead(Lot(sku: TestSite.cup.sku, number: 7, expires: CalendarDay("2027-03-31")!)), by: "tunnel-1")
    ] + event(TestSite.tunnel, 1, .presented(plate: "LP1", key: TestSite.cup)),
    "Tunnels/full.event.diverted-stow": event(
      TestSite.tunnel, 2, .diverted(plate: "LP1", lane: .stow(TestSite.stow))),
    "Tunnels/full.event.diverted-hold": event(TestSite.tunnel, 3, .diverted(plate: "LP1", lane: .hold)),
    "Tunnels/full.event.diverted-returned": event(
      TestSite.tunnel, 4, .diverted(plate: "LP1", lane: .returned(from: TestSite.stow))),
    "Tunnels/minimal.event.presented": event(TestSite.tunnel, 1, .presented(plate: "LP1", key: TestSite.tea)),
    "Tunnels/minimal.event.diverted-hold": event(TestSite.tunnel, 1, .diverted(plate: "LP1", lane: .hold)),
    "Tunnels/full.event.presented-supplier": event(
      TestSite.tunnel, 1, .presentedFrom(supplier: "Acme Mills", plate: "LP1", key: TestSite.cup)),
    "Tunnels/full.dock.two-units": [
      .dock(
        TestSite.tunnel,
        [DockUnit(plate: "LP1", key: TestSite.cup), DockUnit(plate: "LP2", key: TestSite.cup)])
    ],
    "Tunnels/minimal.dock.empty": [.dock(TestSite.tunnel, [])],
    "Tunnels/full.frame.one-pixel": [],
    "BinCameras/full.frame.one-pixel": [],
    "BinCameras/full.event.podSeen": event(TestSite.eye, 2, .podSeen(ID(0))),
    "BinCameras/minimal.event.podSeen": event(TestSite.eye, 1, .podSeen(ID(0))),
    "PackStations/full.event.toteArrived": event(TestSite.pack, 1, .toteArrived(order: ID(34))),
    "PackStations/full.event.packed": event(
      TestSite.pack, 2,
      .packed(
        parcel: ID(56), box: TestSite.smallBox, measured: Size3(length: 251, width: 189, height: 140), mass: 772)),
    "PackStations/full.event.packed-own-container": event(
      TestSite.pack, 2,
      .packed(parcel: ID(56), box: Box.own, measured: Size3(length: 251, width: 189, height: 140), mass: 772)),
    "PackStations/full.event.packRefused": event(TestSite.pack, 3, .packRefused(parcel: ID(56), reason: .boxMissing)),
    "PackStations/full.event.toteDiffers": event(
      TestSite.pack, 4,
      .toteDiffers(
        parcel: ID(56), missing: [TestSite.tea], strange: [StrangeUnit(plate: "PS-p56-0", key: TestSite.cup)])),
    "PackStations/full.event.packChecked": event(
      TestSite.pack, 2,
      .packChecked(
        parcel: ID(56),
        PackCheck(
          fill: 121,
          units: [
            UnitCheck(sku: TestSite.cup.sku, size: Size3(length: 100, width: 101, height: 110), mass: 402),
            UnitCheck(sku: TestSite.tea.sku, size: Size3(length: 80, width: 60, height: 120), mass: 249),
          ]))),
    "PackStations/minimal.event.packChecked": event(
      TestSite.pack, 1,
      .packChecked(
        parcel: ID(56), PackCheck(fill: nil, units: [UnitCheck(sku: TestSite.cup.sku, size: nil, mass: nil)]))),
    "PackStations/minimal.event.toteArrived": event(TestSite.pack, 1, .toteArrived(order: ID(0))),
    "ArmSorters/full.event.inducted": event(TestSite.sorter, 1, .inducted(parcel: ID(56))),
    "ArmSorters/full.event.sorted": event(TestSite.sorter, 2, .sorted(parcel: ID(56), chute: 1)),
    "ArmSorters/full.event.sortRefused": event(TestSite.sorter, 3, .sortRefused(parcel: ID(56), reason: .dropped)),
    "ArmSorters/full.event.sortRefused-mispick": event(
      TestSite.sorter, 5, .sortRefused(parcel: ID(56), reason: .mispick)),
    "ArmSorters/full.event.sortRefused-double": event(
      TestSite.sorter, 6, .sortRefused(parcel: ID(56), reason: .doublePick)),
    "ArmSorters/full.event.cartChanged": event(TestSite.sorter, 4, .cartChanged(chute: 1)),
    "ArmSorters/minimal.event.inducted": event(TestSite.sorter, 1, .inducted(parcel: ID(56))),
    "RFIDPortals/full.event.tagsRead-tote": event(
      TestSite.portal, 1,
      .tagsRead(TagReading(subject: .tote(ID(34)), counts: [.init(sku: ID(0), quantity: 2)], strangers: 1))),
    "RFIDPortals/full.event.tagsRead-pod": event(
      TestSite.portal, 2, .tagsRead(TagReading(subject: .pod(ID(0)), counts: []))),
    "RFIDPortals/minimal.event.tagsRead": event(
      TestSite.portal, 1, .tagsRead(TagReading(subject: .tote(ID(34)), counts: [.init(sku: ID(0), quantity: 1)]))),
  ]

  /// The command behind each command sample.
  static let commands: [String: Command] = [
    "StationProfile/full.command.report": Command(
      id: CommandID(.report, 4), device: TestSite.stow, work: .report),
    "StowStations/full.command.stow": TestSite.stow("LP1", task: 12, key: TestSite.cup),
    "PickStations/full.command.pick": TestSite.pick(task: 12, order: 34, 3, key: TestSite.cup),
    "PickStations/full.command.pick-last": TestSite.pick(task: 12, order: 34, 3, key: TestSite.cup, isLast: true),
    "PickStations/full.command.closeTote": TestSite.close(order: 34),
    "Tunnels/full.command.divert-stow": TestSite.divert("LP1", to: .stow(TestSite.stow), number: 21),
    "Tunnels/full.command.lineUp": TestSite.command(CommandID(.lineUp, 0), TestSite.tunnel, .lineUp(["LP2", "LP1"])),
    "Tunnels/full.command.divert-hold": TestSite.divert("LP1", to: .hold, number: 21, attempt: 1),
    "Tunnels/full.command.divert-returned": TestSite.divert(
      "LP1", to: .returned(from: TestSite.stow), number: 21, attempt: 1),
    "PackStations/full.command.pack": TestSite.pack(parcel: 56, order: 34, [TestSite.cup, TestSite.tea]),
    "PackStations/full.command.pack-as-it-comes": Command(
      id: CommandID(.pack, 57, attempt: 2), device: TestSite.pack,
      work: .pack(
        PackWork(
          parcel: ID(57), order: ID(34), box: TestSite.smallBox, contents: [TestSite.cup], placements: []))),
    "PackStations/full.command.pack-with-label": labelledPack,
    "PackStations/full.command.pack-own-container": ownPack,
    "ArmSorters/full.command.sort": TestSite.sort(parcel: 56, chute: 1),
    "ArmSorters/full.command.sort-with-label": Command(
      id: CommandID(.sort, 56, attempt: 2), device: TestSite.sorter, work: .sort(parcel: ID(56), chute: 1),
      label: label),
    "ArmSorters/full.command.changeCart": TestSite.command(
      CommandID(.cart, 1, attempt: 3), TestSite.sorter, .changeCart(chute: 1)),
  ]

  private static let label = ParcelLabel(
    destination: "south", due: .zero + .hours(9), size: Size3(length: 250, width: 190, height: 140), mass: 770)

  private static var ownPack: Command {
    var command = TestSite.pack(parcel: 59, order: 35, [TestSite.tea])
    guard case .pack(var work) = command.work else { return command }
    work.box = Box.own
    work.folded = [0]
    command.work = .pack(work)
    return command
  }

  private static var labelledPack: Command {
    var command = TestSite.pack(parcel: 58, order: 34, [TestSite.cup, TestSite.tea])
    command.label = label
    guard case .pack(var work) = command.work else { return command }
    work.kind = .reinforced
    work.alternatives = [TestSite.smallBox]
    work.gifts = [1]
    command.work = .pack(work)
    return command
  }
}
