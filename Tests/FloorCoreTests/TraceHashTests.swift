import Cartons
import FloorCore
import FloorModel
import Testing

@Suite("Trace hash")
struct TraceHashTests {
  private func hash<Part: Traced>(_ part: Part) -> UInt64 {
    var hash = TraceHash()
    hash.fold(part)
    return hash.value
  }

  private static func device(_ body: DeviceEvent.Body, sequence: Int64 = 1, stream: Int64 = 1) -> Event {
    .device(DeviceEvent(device: Tiny.stow, stream: stream, sequence: sequence, body: body))
  }

  private static func drive(_ change: (inout DriveReport) -> Void) -> Event {
    var report = DriveReport(cell: Cell(1), heading: .east)
    change(&report)
    return .drive(Tiny.unit, report)
  }

  private static let plan = ParcelPlan(
    box: ID(0), contents: [Tiny.tea],
    placements: [
      Placement(item: 0, position: Position3(x: 1, y: 2, z: 3), size: Size3(length: 4, width: 5, height: 6))
    ])

  private static var giftPlan: ParcelPlan {
    var gift = plan
    gift.gifts = [0]
    return gift
  }

  static let deviceEvents: [Event] = [
    device(.presented(plate: "A", key: Tiny.tea)), device(.presented(plate: "B", key: Tiny.tea)),
    device(.presentedFrom(supplier: "A", plate: "A", key: Tiny.tea)),
    device(.presentedFrom(supplier: "B", plate: "A", key: Tiny.tea)),
    device(.presentedFrom(supplier: "A", plate: "B", key: Tiny.tea)),
    device(.presentedFrom(supplier: "A", plate: "A", key: Tiny.cup)),
    device(.presented(plate: "A", key: Tiny.cup)), device(.presented(plate: "A", key: StockKey(sku: ID(0), lot: 1))),
    device(.diverted(plate: "A", lane: .hold)), device(.diverted(plate: "A", lane: .stow(ID(0)))),
    device(.stowed(task: ID(1), bin: ID(2))), device(.stowRefused(task: ID(1), reason: .wrongPod)),
    device(.picked(task: ID(1), bin: ID(2), quantity: 0)), device(.picked(task: ID(1), bin: ID(2), quantity: 1)),
    device(.zeroChecked(task: ID(1), bin: ID(2), quantity: 1, isEmpty: true)),
    device(.zeroChecked(task: ID(1), bin: ID(2), quantity: 1, isEmpty: false)),
    device(.tagsRead(TagReading(subject: .tote(ID(1)), counts: []))),
    device(.tagsRead(TagReading(subject: .pod(ID(1)), counts: []))),
    device(.podSeen(ID(1))),
    device(.podSeen(ID(2))),
    device(.tagsRead(TagReading(subject: .tote(ID(1)), counts: [], strangers: 1))),
    device(.tagsRead(TagReading(subject: .tote(ID(1)), counts: [.init(sku: ID(1), quantity: 1)]))),
    device(.toteClosed(order: ID(1))), device(.toteArrived(order: ID(1))),
    device(.packed(parcel: ID(1), box: ID(0), measured: Size3(length: 1, width: 2, height: 3), mass: 4)),
    device(.packed(parcel: ID(1), box: ID(0), measured: Size3(length: 1, width: 2, height: 3), mass: 5)),
    device(.packChecked(parcel: ID(1), PackCheck(fill: nil, units: []))),
    device(.packChecked(parcel: ID(1), PackCheck(fill: 9, units: []))),
    device(.packChecked(parcel: ID(1), PackCheck(fill: nil, units: [UnitCheck(sku: ID(0), size: nil, mass: 5)]))),
    device(.cartChanged(chute: 0)), device(.cartChanged(chute: 1)),
    device(.toteDiffers(parcel: ID(1), missing: [Tiny.tea], strange: [])),
    device(.toteDiffers(parcel: ID(1), missing: [], strange: [StrangeUnit(plate: "S", key: Tiny.tea)])),
    device(.toteDiffers(parcel: ID(1), missing: [], strange: [StrangeUnit(plate: "S", key: Tiny.cup)])),
    device(.packRefused(parcel: ID(1), reason: .damaged)), device(.inducted(parcel: ID(1))),
    device(.sorted(parcel: ID(1), chute: 0)), device(.sorted(parcel: ID(1), chute: 1)),
    device(.sortRefused(parcel: ID(1), reason: .dropped)), device(.invalid(reason: .malformed)),
    device(.toteClosed(order: ID(1)), sequence: 2), device(.toteClosed(order: ID(1)), stream: 2),
  ]

  static let driveEvents: [Event] = [
    drive { _ in }, drive { $0.cell = Cell(2) }, drive { $0.heading = .west }, drive { $0.route = 1 },
    drive { $0.update = 1 }, drive { $0.sequence = 1 }, drive { $0.ahead = [Cell(2)] },
    drive { $0.ahead = [Cell(2), Cell(3)] }, drive { $0.isDriving = true }, drive { $0.load = ID(0) },
    drive { $0.action = .running }, drive { $0.batteryPermille = 1 }, drive { $0.isCharging = true },
    drive { $0.isAutomatic = false }, drive { $0.fault = .orderRejected }, drive { $0.fault = .blocked },
  ]

  private static let zone = Zone(x: 1, y: 2, width: 3, height: 4)

  static let otherEvents: [Event] = [
    .tick, .station(Tiny.stow, StationReport(state: .idle)), .station(Tiny.stow, StationReport(state: .held)),
    .station(Tiny.stow, StationReport(state: .idle, open: [CommandID(.stow, 1)])),
    .station(Tiny.stow, StationReport(state: .idle, failed: [CommandID(.stow, 1)])),
    .connection(Tiny.stow, .online), .connection(Tiny.stow, .broken),
    .inspected(ID(0), Inspection(findings: [])), .inspected(ID(0), Inspection(findings: [], gtin: "1")),
    .inspected(ID(0), Inspection(findings: [], measured: Size3(length: 1, width: 1, height: 1))),
    .inspected(ID(0), Inspection(findings: [Finding(kind: .dent, permille: 1)])),
    .inspected(ID(0), Inspection(findings: [Finding(kind: .dent, permille: 1, view: 1)])),
    .inspected(ID(0), Inspection(findings: [], checks: [CheckScore(.print, oddness: 1)])),
    .inspected(ID(0), Inspection(findings: [], checks: [CheckScore(.shade, oddness: 1)])),
    .inspected(ID(0), Inspection(findings: [], checks: [CheckScore(.print, view: 1, oddness: 1)])),
    .inspected(
      ID(0),
      Inspection(findings: [Finding(kind: .dent, permille: 1, region: Region(x: 0, y: 0, width: 0, height: 0))])),
    .cartonized(ID(0), .none(reason: "")), .cartonized(ID(0), .parcels([])), .cartonized(ID(0), .parcels([plan])),
    .order(Tiny.order("S1", [(Tiny.tea, 1)])), .order(Tiny.order("S1", [(Tiny.tea, 2)])),
    .order(Tiny.order("S1", [(Tiny.tea, 1)], due: .hours(3))), .order(Tiny.order("S1", [(Tiny.tea, 1)], to: "SOUTH")),
    .velocity([]), .velocity([VelocityLine(sku: ID(0), unitsPerDay: 0)]),
    .review(ID(0), .pass, by: "a"),
    .review(ID(0), .pass, by: "b"), .review(ID(0), .reject, by: "a"), .review(ID(0), .useBox(ID(0)), by: "a"),
    .dock(ID(0), []), .dock(ID(1), []), .dock(ID(0), [DockUnit(plate: "A", key: Tiny.tea)]),
    .dock(ID(0), [DockUnit(plate: "B", key: Tiny.tea)]), .dock(ID(0), [DockUnit(plate: "A", key: Tiny.cup)]),
    .climate(.left(ID(0), .outside)), .climate(.left(ID(1), .outside)), .climate(.left(ID(0), .tooWarmOnAverage)),
    .climate(.back(ID(0), .outside)), .climate(.lost(node: "a")), .climate(.lost(node: "b")),
    .climate(.found(node: "a")),
    .camera(ID(0), view: 0, [.dim]), .camera(ID(0), view: 1, [.dim]), .camera(ID(0), view: 0, []),
    .review(ID(0), .pickAgain, by: "a"), .review(ID(0), .shipRest, by: "a"),
    .review(ID(0), .usePackage(.bag), by: "a"), .review(ID(0), .usePackage(.carton), by: "a"),
    .cartonized(ID(0), .decided([], [plan])),
    .planning(.packaging(.boxesLeft(ID(0), 3)), by: "a"), .planning(.packaging(.boxesLeft(ID(0), nil)), by: "a"),
    .planning(.packaging(.returned(ID(0), order: nil, .bag, .damaged, count: 1)), by: "a"),
    .planning(.packaging(.returned(ID(0), order: nil, .bag, .late, count: 1)), by: "a"),
    .planning(.packaging(.override(ID(0), quantity: 1, .bag, box: nil, reason: "")), by: "a"),
    .planning(.packaging(.override(ID(0), quantity: 1, .bag, box: ID(0), reason: "")), by: "a"),
    .planning(.packaging(.measured(ID(0), Size3(length: 1, width: 2, height: 3), 4)), by: "a"),
    .review(ID(0), .relabel(.tear), by: "a"), .review(ID(0), .relabel(.stain), by: "a"),
    .intervention(.pauseAll, by: "a"), .intervention(.resumeAll, by: "a"), .intervention(.withdraw(ID(1)), by: "a"),
    .intervention(.restore(ID(1)), by: "a"), .intervention(.stopAll, by: "a"), .intervention(.stop(ID(1)), by: "a"),
    .intervention(.go(ID(1)), by: "a"), .intervention(.withdrawNow(ID(1)), by: "a"),
    .intervention(.declareClear(ID(1)), by: "a"), .intervention(.stopZone(zone), by: "a"),
    .intervention(.goZone(zone), by: "a"), .intervention(.closeZone(zone), by: "a"),
    .intervention(.openZone(zone), by: "a"), .intervention(.openZone(Zone(x: 1, y: 2, width: 4, height: 3)), by: "a"),
    .intervention(.acknowledgeAlarm(1), by: "a"),
    .intervention(.holdBin(ID(1)), by: "a"), .intervention(.releaseBin(ID(1)), by: "a"),
    .planning(.lots([]), by: "a"), .planning(.lots([lot(1)]), by: "a"), .planning(.lots([lot(2)]), by: "a"),
    .planning(.lotRead(lot(1)), by: "a"), .planning(.lotRead(lot(2)), by: "a"),
    .planning(.day(CalendarDay(number: 1)), by: "a"), .planning(.day(CalendarDay(number: 2)), by: "a"),
    .planning(.minuteOfDay(1), by: "a"), .planning(.minuteOfDay(2), by: "a"),
    .refused(nil, reason: .malformed), .refused(ID(0), reason: .malformed), .refused(nil, reason: .stale),
    .certificate(.daemon, .good), .certificate(.daemon, .expired), .certificate(.broker, .good),
    .certificate(.authority, .good), .certificate(.device(ID(1)), .good), .certificate(.device(ID(2)), .good),
  ]

  @Test("equal events are equal in the trace, and no two different ones are")
  func events() {
    let events = Self.deviceEvents + Self.driveEvents + Self.otherEvents
    for event in events { #expect(hash(event) == hash(event)) }
    expectDistinct(events)
  }

  private func expectDistinct<Part: Traced>(_ parts: [Part]) {
    var seen: [UInt64: Part] = [:]
    for part in parts {
      let value = hash(part)
      if let other = seen[value] { Issue.record(Comment("the trace cannot tell \(part) from \(other)")) }
      seen[value] = part
    }
  }

  private static func entry(_ record: Record, number: Int64 = 1, _ changes: [StockChange] = []) -> Effect {
    .journal(Entry(number: number, at: .zero, record: record, changes: changes))
  }

  private static func lot(_ number: Int32) -> Lot { Lot(sku: ID(0), number: number, expires: CalendarDay(number: 9)) }

  static let records: [Effect] = [
    entry(.velocity([])), entry(.velocity([]), number: 2),
    entry(
      .velocity([]), [StockChange(sequence: 1, key: Tiny.tea, quantity: 1, from: .outside, to: .tunnel(ID(1)))]),
    entry(
      .velocity([]), [StockChange(sequence: 1, key: Tiny.tea, quantity: 1, from: .outside, to: .stowTote(ID(1)))]),
    entry(.order(Tiny.order("S1", []))), entry(.review(ID(0), .pass, by: "")),
    entry(.intervention(.pauseAll, by: "")), entry(.podLifted(ID(0), by: ID(0), facing: .east)),
    entry(.podLifted(ID(0), by: ID(0), facing: .west)), entry(.podSet(ID(0), cell: Cell(0), heading: .east)),
    entry(.judged(ID(0), .pass, Inspection(findings: []))), entry(.judged(ID(0), .reject, Inspection(findings: []))),
    entry(.laneChosen(ID(0), .hold)), entry(.laneChosen(ID(0), .stow(ID(0)))),
    entry(.laneChosen(ID(0), .returned(from: ID(0)))),
    entry(.calledBack([], reason: "a")), entry(.calledBack([ID(1)], reason: "a")),
    entry(.calledBack([ID(1)], reason: "b")),
    entry(.stowPlanned(ID(0), bin: ID(0))), entry(.stowPlanned(ID(0), bin: ID(1))),
    entry(.orderReleased(ID(0), station: ID(1), picks: [])),
    entry(
      .orderReleased(ID(0), station: ID(1), picks: [PickPlan(line: 0, bin: ID(0), key: Tiny.tea, quantity: 1)])),
    entry(.picksReplaced(ID(0), picks: [])), entry(.orderShorted(ID(0))), entry(.toteRouted(ID(0), to: ID(1))),
    entry(.cartonsChosen(ID(0), [])), entry(.cartonsChosen(ID(0), [plan])), entry(.cartonsNotFound(ID(0))),
    entry(.cartonsRefused(ID(0), reason: "")), entry(.cartonsRefused(ID(0), reason: "too long")),
    entry(.cartonsChosen(ID(0), [giftPlan])),
    entry(.unitLost(ID(0), cells: [], pods: [])), entry(.unitLost(ID(0), cells: [Cell(1)], pods: [])),
    entry(.unitLost(ID(0), cells: [], pods: [ID(1)])), entry(.unitFound(ID(0))),
    entry(.picksMoved(ID(0), from: [], picks: [])), entry(.picksMoved(ID(0), from: [ID(1)], picks: [])),
    entry(.stowsRecalled([])), entry(.stowsRecalled([ID(1)])),
    entry(.chuteChosen(ID(0), chute: 0)), entry(.chuteChosen(ID(0), chute: 1)),
    entry(.device(DeviceEvent(device: ID(0), stream: 1, sequence: 1, body: .invalid(reason: .stale)))),
  ]

  private static func command(_ work: Command.Work) -> Effect {
    // One id for all: what is to be done must tell them apart by itself.
    .command(Command(id: CommandID(.report, 0), device: ID(0), work: work))
  }

  private static func node(_ sequence: Int32, _ change: (inout RouteNode) -> Void = { _ in }) -> RouteNode {
    var node = RouteNode(sequence: sequence, cell: Cell(1), released: true)
    change(&node)
    return node
  }

  static let commands: [Effect] = [
    command(.cancelRoute), command(.stop), command(.go), command(.report),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: []))),
    command(.route(RouteUpdate(route: 1, update: 1, nodes: []))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0)]))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0) { $0.released = false }]))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0) { $0.heading = .east }]))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0) { $0.action = .lift(ID(1)) }]))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0) { $0.action = .set(ID(1)) }]))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0) { $0.action = .startCharging }]))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0) { $0.action = .stopCharging }]))),
    command(.route(RouteUpdate(route: 1, update: 0, nodes: [node(0), node(1)]))),
    command(.divert(plate: "A", lane: .hold)), command(.divert(plate: "A", lane: .stow(ID(1)))),
    command(.lineUp([])), command(.lineUp(["A"])), command(.lineUp(["A", "B"])), command(.lineUp(["B", "A"])),
    command(.stow(task: ID(1), plate: "A", key: Tiny.tea, bin: ID(1))),
    command(.pick(task: ID(1), order: ID(1), key: Tiny.tea, bin: ID(1), quantity: 1)),
    command(.pick(task: ID(1), order: ID(1), key: Tiny.tea, bin: ID(1), quantity: 2)),
    command(.pick(task: ID(1), order: ID(1), key: Tiny.tea, bin: ID(1), quantity: 2, isLast: true)),
    command(.closeTote(order: ID(1), destination: ID(1))), command(.sort(parcel: ID(1), chute: 1)),
    command(.pack(PackWork(parcel: ID(1), order: ID(1), box: ID(0), contents: [], placements: []))),
    command(.pack(PackWork(parcel: ID(1), order: ID(2), box: ID(0), contents: [], placements: []))),
    command(.pack(PackWork(parcel: ID(1), order: ID(1), box: ID(0), contents: [], placements: plan.placements))),
  ]

  private static func alarm(_ cause: Alarm.Cause, cleared: Instant? = nil) -> Effect {
    var alarm = Alarm(number: 1, severity: .urgent, cause: cause, raised: .zero)
    alarm.cleared = cleared
    return .alarm(alarm)
  }

  static let others: [Effect] = [
    .acknowledge(ID(0), stream: 1, sequence: 1), .acknowledge(ID(0), stream: 1, sequence: 2),
    .acknowledge(ID(1), stream: 1, sequence: 1), .acknowledge(ID(0), stream: 2, sequence: 1),
    .inspect(InspectionRequest(item: ID(0), plate: "A", tunnel: ID(0), sku: ID(0))),
    .inspect(InspectionRequest(item: ID(0), plate: "B", tunnel: ID(0), sku: ID(0))),
    .inspect(InspectionRequest(item: ID(0), plate: "A", tunnel: ID(1), sku: ID(0))),
    .cartonize(CartonRequest(order: ID(0), units: [])), .cartonize(CartonRequest(order: ID(0), units: [Tiny.tea])),
    .cartonize(CartonRequest(order: ID(0), units: [], without: [ID(0)])), alarm(.linkLost(ID(1))), alarm(.stale(ID(1))),
    alarm(.linkLost(ID(2))), alarm(.noProgress(ID(1))), alarm(.deadlockResolved), alarm(.driveFault(ID(1), .blocked)),
    alarm(.driveFault(ID(1), .hardware)), alarm(.positionDiffers(ID(1))), alarm(.routeRejected(ID(1))),
    alarm(.invalidEvent(ID(1), .stale)), alarm(.invalidEvent(ID(1), .malformed)), alarm(.shortPick(ID(1))),
    alarm(.stowFailed(ID(1))), alarm(.noBox(ID(1))), alarm(.noChute(ID(1))), alarm(.orderLate(ID(1))),
    alarm(.lowBattery(ID(1))), alarm(.waitingForReports), alarm(.unitLost(ID(1))), alarm(.withdrawnNow(ID(1))),
    alarm(.quarantined(ID(1))),
    alarm(.journalFailing), alarm(.journalSlow),
    alarm(.podCorrected(ID(1), by: ID(1))), alarm(.podCorrected(ID(1), by: ID(2))),
    alarm(.podCorrected(ID(2), by: ID(1))), alarm(.unknownWork(ID(1))),
    alarm(.certificate(.daemon, .expiring)), alarm(.certificate(.daemon, .expired)),
    alarm(.certificate(.device(ID(1)), .expired)),
    alarm(.velocityStale), alarm(.binVariance(ID(1))), alarm(.binVariance(ID(2))), alarm(.findingBurst(ID(1), .dent)),
    alarm(.findingBurst(ID(1), .tear)),
    alarm(.findingBurst(ID(2), .dent)), alarm(.wrongItem(ID(1))), alarm(.wrongItem(ID(2))), alarm(.falseRejects),
    alarm(.cameraFault(ID(1), view: 0, .dim)), alarm(.cameraFault(ID(1), view: 1, .dim)),
    alarm(.cameraFault(ID(1), view: 0, .dirty)),
    alarm(.supplierBurst("acme", .dent)), alarm(.supplierBurst("acme", .tear)), alarm(.supplierBurst("best", .dent)),
    alarm(.climate(ID(1), .outside)), alarm(.climate(ID(2), .outside)), alarm(.climate(ID(1), .tooWarmOnAverage)),
    alarm(.sensorsLost("a")), alarm(.sensorsLost("b")),
    alarm(.linkLost(ID(1)), cleared: .zero),
  ]

  @Test("equal effects are equal in the trace, and no two different ones are")
  func effects() {
    let effects = Self.records + Self.commands + Self.others
    for effect in effects { #expect(hash(effect) == hash(effect)) }
    expectDistinct(effects)
  }

  @Test("the order counts, and the same words give the same hash on every machine")
  func words() {
    var forward = TraceHash()
    forward.fold(1 as Int64)
    forward.fold("ab")
    var backward = TraceHash()
    backward.fold("ab")
    backward.fold(1 as Int64)
    #expect(forward != backward)
    #expect(forward.description == "328d8f0cc2c29e74")
    #expect(TraceHash().description.count == 16)
  }
}
