import Devices
import FloorCore
import FloorModel
import Testing

/// What real vehicles do to a master control, one test each. Messages are made by hand; nobody stands behind them.
@Suite struct HardCaseTests {
  private var driver = DriveUnits.makeDriver(for: Rig.unit, names: Rig.names)

  private func header(_ id: Int64, _ seconds: Double) -> DriveUnits.Header {
    DriveUnits.Header(headerID: id, timestamp: .zero + .seconds(seconds), manufacturer: "drover", serialNumber: "u1")
  }

  private func state(_ id: Int64, _ seconds: Double, _ change: (inout DriveUnits.State) -> Void = { _ in })
    -> DriveUnits.State
  {
    var state = DriveUnits.State(header: header(id, seconds))
    state.position = DriveUnits.Position(x: 0.5, y: 5.5, theta: 0, mapID: "hall")
    state.loads = []
    state.battery = DriveUnits.Battery(charge: 80)
    change(&state)
    return state
  }

  private mutating func receive(_ state: DriveUnits.State, at seconds: Double = 0) throws -> DriveReport {
    let events = try driver.receive(state, on: "state", at: .zero + .seconds(seconds))
    guard case .drive(Rig.unit, let report)? = events.last else { throw RefusalReason.malformed }
    return report
  }

  private mutating func connect(
    _ word: DriveUnits.Connection.State, _ id: Int64, stamp: Double, at seconds: Double
  ) throws -> [Event] {
    let body = DriveUnits.Connection(header: header(id, stamp), state: word)
    return try driver.receive(body, on: "connection", at: .zero + .seconds(seconds))
  }

  private mutating func send(_ route: Int32, update: Int32 = 0, action: DriveAction? = nil) {
    let work = Rig.route(route, update: update, [(0, 0)], action: action)
    _ = driver.perform(Command(id: CommandID(.route, Int64(route)), device: Rig.unit, work: work), at: .zero)
  }

  private mutating func asksForFactsheet() -> Bool {
    let messages = driver.perform(Command(id: CommandID(.report, 0), device: Rig.unit, work: .report), at: .zero)
    return messages.contains { message in
      (message.body as? DriveUnits.InstantActions)?.actions.contains { $0.actionType == "factsheetRequest" } ?? false
    }
  }

  // MARK: Late, repeated, restarted

  @Test mutating func whoStartsAnewIsAskedForItsFactsheetAgain() throws {
    _ = try connect(.online, 1, stamp: 0, at: 0)
    #expect(asksForFactsheet())
    _ = try driver.receive(DriveUnits.Factsheet(header: header(1, 1)), on: "factsheet", at: .zero)
    #expect(!asksForFactsheet())
    // What the broker has retained, said again.
    _ = try connect(.online, 1, stamp: 0, at: 5)
    #expect(!asksForFactsheet())
    _ = try connect(.online, 1, stamp: 60, at: 60)
    #expect(asksForFactsheet())
  }

  @Test mutating func aLateOrRepeatedStateIsStale() throws {
    _ = try receive(state(8, 10))
    #expect(throws: RefusalReason.stale) { try receive(state(8, 10)) }
    #expect(throws: RefusalReason.stale) { try receive(state(7, 9)) }
    _ = try receive(state(9, 10))
  }

  @Test mutating func headerIdsMayStartAgainWithANewSession() throws {
    _ = try connect(.online, 1, stamp: 0, at: 0)
    _ = try receive(state(5000, 100))
    _ = try connect(.online, 1, stamp: 120, at: 120)
    _ = try receive(state(1, 120))
    // What the old session still had under way.
    #expect(throws: RefusalReason.stale) { try receive(state(5001, 101)) }
  }

  @Test mutating func headerIdsMayStartAgainWithoutAWord() throws {
    _ = try receive(state(5000, 100))
    _ = try receive(state(1, 120))
    _ = try receive(state(2, 121))
  }

  @Test mutating func aClockMayBeSetBack() throws {
    _ = try receive(state(10, 100))
    _ = try receive(state(11, 98))
    _ = try receive(state(12, 99))
    // Far back, and the ids with it: a restart without a clock battery, and without ONLINE.
    _ = try receive(state(1, -1_000_000))
    _ = try receive(state(2, -999_999))
  }

  @Test(arguments: [2000.0, -2000]) mutating func whatWasUnderWayWhenAClockLeaptIsLate(leap: Double) throws {
    _ = try receive(state(10, 5000))
    _ = try receive(state(12, 5002))
    _ = try receive(state(13, 5003 + leap))
    #expect(throws: RefusalReason.stale) { try receive(state(11, 5001)) }
    _ = try receive(state(14, 5004 + leap))
    // Set right again.
    _ = try receive(state(15, 5005))
  }

  @Test mutating func aRetainedOnlineWithAnOldHeaderCounts() throws {
    #expect(try connect(.online, 500, stamp: 100, at: 100) == [.connection(Rig.unit, .online)])
    #expect(try connect(.online, 1, stamp: 90, at: 110) == [.connection(Rig.unit, .online)])
    _ = try receive(state(1, 90.5))
  }

  @Test mutating func aRedeliveredOnlineBeginsNoSession() throws {
    _ = try connect(.online, 1, stamp: 0, at: 0)
    _ = try receive(state(50, 100))
    #expect(try connect(.online, 1, stamp: 0, at: 101) == [.connection(Rig.unit, .online)])
    #expect(throws: RefusalReason.stale) { try receive(state(49, 99)) }
  }

  @Test mutating func onlyACancellationThatDidSomethingEndsARoute() throws {
    func progress(_ id: Int64, _ action: String, _ status: DriveUnits.ActionState.Status) throws -> ActionProgress {
      try receive(
        state(id, Double(id)) {
          ($0.orderID, $0.orderUpdateID) = ("r12", 3)
          $0.actionStates = [.init(actionID: action, actionType: "cancelOrder", status: status)]
        }
      ).action
    }
    #expect(try progress(1, "c12u3", .running) == .none)
    #expect(try progress(2, "c12u3", .failed) == .none)
    #expect(try progress(3, "c1u3", .finished) == .none)
    #expect(try progress(4, "c12u3", .finished) == .cancelled)
  }

  // MARK: Connections

  @Test mutating func theGhostOfAnEarlierSessionIsIgnored() throws {
    _ = try connect(.online, 1, stamp: 0, at: 0)
    _ = try connect(.online, 1, stamp: 100, at: 100)
    #expect(throws: RefusalReason.stale) { try connect(.broken, 0, stamp: -1, at: 121.9) }
    #expect(throws: RefusalReason.stale) { try connect(.offline, 2, stamp: 50, at: 122) }
    // No second connection event: nothing had broken.
    #expect(try driver.receive(state(1, 122), on: "state", at: .zero + .seconds(122)).count == 1)
  }

  @Test mutating func anOldWillIsBelievedWhenTheSessionIsNotYoung() throws {
    _ = try connect(.online, 1, stamp: 100, at: 100)
    #expect(try connect(.broken, 0, stamp: 50, at: 161) == [.connection(Rig.unit, .broken)])
  }

  @Test mutating func aWillOfItsOwnSessionIsBelieved() throws {
    _ = try connect(.online, 2, stamp: 100, at: 100)
    #expect(try connect(.broken, 1, stamp: 99.9, at: 101) == [.connection(Rig.unit, .broken)])
  }

  @Test mutating func aStateShowsThatAUnitIsBack() throws {
    _ = try connect(.online, 1, stamp: 0, at: 0)
    _ = try receive(state(1, 1))
    _ = try connect(.broken, 0, stamp: 0, at: 90)
    let events = try driver.receive(state(2, 95), on: "state", at: .zero + .seconds(95))
    #expect(events.first == .connection(Rig.unit, .online) && events.count == 2)
    // The will of the session before comes after it.
    #expect(throws: RefusalReason.stale) { try connect(.broken, 0, stamp: 0, at: 110) }
  }

  @Test mutating func aStateIsEnoughToBeOnline() throws {
    let events = try driver.receive(state(1, 1), on: "state", at: .zero)
    #expect(events.first == .connection(Rig.unit, .online))
    #expect(try driver.receive(state(2, 2), on: "state", at: .zero).count == 1)
  }

  // MARK: Nonsense

  @Test mutating func whatCannotBeIsRefusedAndChangesNothing() throws {
    let before = try receive(state(1, 1))
    let nonsense: [(inout DriveUnits.State) -> Void] = [
      { $0.position?.x = .nan }, { $0.position?.y = .infinity }, { $0.position?.theta = .nan },
      { $0.position?.x = 1e300 }, { $0.position?.x = -3 }, { $0.position?.mapID = "elsewhere" },
      { $0.battery.charge = .nan }, { $0.orderUpdateID = -1 }, { $0.lastNodeSequenceID = -2 },
      { $0.nodeStates = [.init(nodeID: "x1y0", sequenceID: .min, released: true)] },
      { ($0.orderID, $0.orderUpdateID) = ("r1", .max) }, { ($0.orderID, $0.lastNodeSequenceID) = ("r1", .max - 1) },
    ]
    for change in nonsense {
      #expect(throws: RefusalReason.impossible) { try receive(state(2, 2, change)) }
    }
    #expect(try receive(state(2, 2)) == before)
  }

  @Test func headerIdsFarApartAreNoTrouble() {
    var watch = HeaderWatch()
    for (stamp, other) in [(Instant?.none, Instant?.none), (.zero + .seconds(2), .zero + .seconds(1))] {
      for (id, next) in [(Int64.max, Int64.min), (.min, .max)] {
        watch.note(
          DriveUnits.Header(headerID: id, timestamp: stamp, version: "2.1.0", manufacturer: "", serialNumber: ""))
        let header = DriveUnits.Header(
          headerID: next, timestamp: other, version: "2.1.0", manufacturer: "", serialNumber: "")
        #expect(watch.isStale(header) == (stamp != nil))
      }
    }
  }

  @Test mutating func namesThatTheSiteHasNotAreRefused() throws {
    #expect(throws: RefusalReason.unknownReference) { try receive(state(1, 1) { $0.loads = [.init(loadID: "p99")] }) }
    #expect(throws: RefusalReason.unknownReference) {
      try receive(state(1, 1) { ($0.orderID, $0.lastNodeID) = ("r1", "gate") })
    }
  }

  @Test mutating func anotherMajorVersionIsRefused() {
    var body = state(1, 1)
    for version in ["3.0.0", "1.1.0", "22.0", "two"] {
      body.header.version = version
      #expect(throws: RefusalReason.wrongVersion) { try driver.receive(body, on: "state", at: .zero) }
    }
  }

  @Test(arguments: ["2.1.0", "2.0.0", "2.0", "2", ""])
  mutating func minorVersionsAreOne(version: String) throws {
    var body = state(1, 1)
    body.header.version = version
    _ = try receive(body)
  }

  @Test mutating func blankNamesInHeadersAreForgiven() throws {
    var body = state(1, 1)
    (body.header.manufacturer, body.header.serialNumber) = ("", "")
    _ = try receive(body)
    body.header.serialNumber = "u2"
    #expect(throws: RefusalReason.unknownDevice) { try driver.receive(body, on: "state", at: .zero) }
  }

  // MARK: Errors and faults

  private func rejection(_ order: String?, _ update: String? = nil) -> DriveUnits.Fault {
    var references: [DriveUnits.Fault.Reference] = []
    if let order { references.append(.init("orderId", order)) }
    if let update { references.append(.init("orderUpdateId", update)) }
    return DriveUnits.Fault("orderUpdateError", references: references)
  }

  @Test mutating func onlyTheRejectionOfTheOrderLastSentCounts() throws {
    let old = rejection("r1", "0")
    let new = rejection("r2", "1")
    send(1)
    #expect(try receive(state(1, 1) { $0.errors = [old] }).fault == .orderRejected)
    send(2, update: 1)
    #expect(try receive(state(2, 2) { $0.errors = [old] }).fault == nil)
    #expect(try receive(state(3, 3) { $0.errors = [old, new] }).fault == .orderRejected)
    // Taken in after all.
    let accepted = state(4, 4) {
      ($0.errors, $0.orderID, $0.orderUpdateID, $0.lastNodeID) = ([old, new], "r2", 1, "x0y0")
    }
    #expect(try receive(accepted).fault == nil)
  }

  /// libVDA5050++ has words and references of its own, and keeps every error for good.
  @Test mutating func anErrorThatNamesAnActionOfTheOrderRejectsIt() throws {
    let unknown = DriveUnits.Fault("unknownActionType", references: [.init("action.actionId", "r5a0c")])
    let update = DriveUnits.Fault(
      "orderUpdateError", references: [.init("order.orderId", "r5"), .init("state.orderId", "r4")])
    func fault(_ id: Int64, _ order: String, _ errors: [DriveUnits.Fault]) throws -> DriveFault? {
      try receive(state(id, Double(id)) { ($0.orderID, $0.lastNodeID, $0.errors) = (order, "x0y0", errors) }).fault
    }
    send(5, action: .startCharging)
    #expect(try fault(1, "r4", [unknown]) == .orderRejected)
    #expect(try fault(2, "r4", [update]) == .orderRejected)
    #expect(try fault(3, "r5", [unknown, update]) == nil)
    send(6, action: .startCharging)
    #expect(try fault(4, "r5", [unknown, update]) == nil)
  }

  @Test mutating func aRejectionWithoutReferenceCountsWhenItIsNew() throws {
    send(1)
    #expect(try receive(state(1, 1) { $0.errors = [rejection(nil)] }).fault == .orderRejected)
    send(2)
    #expect(try receive(state(2, 2) { $0.errors = [rejection(nil)] }).fault == nil)
  }

  @Test mutating func faultsAreTheGravest() throws {
    func fault(_ id: Int64, _ change: (inout DriveUnits.State) -> Void) throws -> DriveFault? {
      try receive(state(id, Double(id), change)).fault
    }
    #expect(try fault(1) { $0.errors = [.init("motorHot", level: .warning)] } == nil)
    #expect(try fault(2) { $0.errors = [.init("motorHot", level: .fatal)] } == .hardware)
    #expect(try fault(3) { $0.safety.fieldViolation = true } == .blocked)
    #expect(try fault(4) { $0.paused = true } == .blocked)
    #expect(try fault(5) { $0.position?.isInitialized = false } == .positionLost)
    #expect(
      try fault(6) {
        $0.errors = [.init("motorHot", level: .fatal)]
        $0.safety.emergencyStop = .manual
      } == .emergencyStop)
    #expect(try fault(7) { $0.errors = [.init("noOrderToCancel")] } == nil)
  }

  @Test mutating func onlyAutomaticModesTakeOrders() throws {
    let modes: [(DriveUnits.OperatingMode, Bool)] = [
      (.automatic, true), (.semiautomatic, true), (.manual, false), (.service, false), (.teachIn, false),
    ]
    for (id, mode) in modes.enumerated() {
      #expect(try receive(state(Int64(id), Double(id)) { $0.operatingMode = mode.0 }).isAutomatic == mode.1)
    }
  }

  // MARK: Orders and places

  @Test mutating func aUnitThatForgotItsNodeIsWhereItsPositionIs() throws {
    let report = try receive(state(1, 1) { $0.position = .init(x: 4.4, y: 0.6, theta: -1.6, mapID: "hall") })
    #expect((report.cell, report.heading, report.route) == (Rig.cell(4, 5), .south, 0))
  }

  /// Some vehicles name no last node until they reach the second node of their first order.
  @Test mutating func aUnitThatNamesNoNodeBeginsItsRouteWhereItWasSeen() throws {
    func place(_ x: Double) -> (inout DriveUnits.State) -> Void {
      {
        ($0.orderID, $0.lastNodeID, $0.lastNodeSequenceID) = ("r1", "", 0)
        $0.nodeStates = [.init(nodeID: "x1y0", sequenceID: 2, released: true)]
        $0.position?.x = x
      }
    }
    #expect(try receive(state(1, 1)).cell == Rig.cell(0, 0))
    let underWay = try receive(state(2, 2, place(1.3)))
    #expect((underWay.cell, underWay.sequence, underWay.ahead) == (Rig.cell(0, 0), 0, [Rig.cell(1, 0)]))
    #expect(underWay.fault == nil)
    let arrived = try receive(
      state(3, 3) {
        ($0.orderID, $0.lastNodeID, $0.lastNodeSequenceID) = ("r1", "x1y0", 2)
        $0.position?.x = 1.5
      })
    #expect((arrived.cell, arrived.sequence) == (Rig.cell(1, 0), 1))
    #expect(try receive(state(4, 4, place(3.4))).cell == Rig.cell(3, 0))
  }

  @Test mutating func aUnitThatIsLostStaysWhereItWasSeen() throws {
    _ = try receive(state(1, 1) { $0.position = .init(x: 4.4, y: 0.6, theta: -1.6, mapID: "hall") })
    let report = try receive(state(2, 2) { $0.position = nil })
    #expect((report.cell, report.heading, report.fault) == (Rig.cell(4, 5), .south, .positionLost))
  }

  @Test mutating func aUnitOutsideItsBaseIsWhereItsPositionIs() throws {
    func place(_ x: Double) -> (inout DriveUnits.State) -> Void {
      {
        ($0.orderID, $0.lastNodeID, $0.lastNodeSequenceID) = ("r1", "x1y0", 2)
        $0.nodeStates = [
          .init(nodeID: "x2y0", sequenceID: 4, released: true), .init(nodeID: "x3y0", sequenceID: 6, released: false),
        ]
        $0.position?.x = x
      }
    }
    #expect(try receive(state(1, 1, place(1.9))).cell == Rig.cell(1, 0))
    #expect(try receive(state(2, 2, place(2.4))).cell == Rig.cell(1, 0))
    #expect(try receive(state(3, 3, place(3.4))).cell == Rig.cell(3, 0))
  }

  /// Some vehicles keep the node on which they stand among those ahead, and the number of the order before.
  @Test mutating func theNodeUnderAUnitIsNotAhead() throws {
    let report = try receive(
      state(1, 1) {
        ($0.orderID, $0.lastNodeID, $0.lastNodeSequenceID) = ("r2", "x0y0", 14)
        $0.nodeStates = [
          .init(nodeID: "x0y0", sequenceID: 0, released: true), .init(nodeID: "x1y0", sequenceID: 2, released: true),
        ]
      })
    #expect((report.sequence, report.ahead) == (0, [Rig.cell(1, 0)]))
  }

  @Test mutating func anotherMastersOrderIsNoneOfOurs() throws {
    let report = try receive(
      state(1, 1) {
        ($0.orderID, $0.orderUpdateID, $0.lastNodeID, $0.lastNodeSequenceID) = ("tour-7", 4, "gate", 6)
        $0.nodeStates = [.init(nodeID: "dock", sequenceID: 8, released: true)]
        $0.actionStates = [.init(actionID: "r0", actionType: nil, status: .failed)]
      })
    #expect((report.route, report.update, report.sequence, report.action) == (0, 0, 0, .none))
    #expect(report.cell == Rig.cell(0, 0) && report.ahead.isEmpty)
  }

  // MARK: Actions and loads

  @Test mutating func actionsOfOtherOrdersDoNotCount() throws {
    func progress(_ id: Int64, _ states: [(String, DriveUnits.ActionState.Status)]) throws -> ActionProgress {
      try receive(
        state(id, Double(id)) {
          ($0.orderID, $0.lastNodeID) = ("r2", "x0y0")
          $0.actionStates = states.map { .init(actionID: $0.0, actionType: nil, status: $0.1) }
        }
      ).action
    }
    #expect(try progress(1, [("r1a0l", .failed)]) == .none)
    #expect(try progress(2, [("r1a0l", .failed), ("r2a0l", .waiting)]) == .none)
    #expect(try progress(3, [("r2a0u", .finished), ("r2a4l", .initializing)]) == .running)
    #expect(try progress(4, [("r2a0u", .finished), ("r2a4l", .finished), ("s1", .running)]) == .finished)
    #expect(try progress(5, [("r2a0u", .failed), ("r2a4l", .finished)]) == .failed)
  }

  @Test mutating func aFinishedActionThatDisappearsStaysFinished() throws {
    func report(_ id: Int64, order: String, _ states: [DriveUnits.ActionState]) throws -> ActionProgress {
      try receive(
        state(id, Double(id)) { ($0.orderID, $0.lastNodeID, $0.actionStates) = (order, "x0y0", states) }
      ).action
    }
    let done = DriveUnits.ActionState(actionID: "r2a0l", actionType: "pick", status: .finished)
    #expect(try report(1, order: "r2", [done]) == .finished)
    #expect(try report(2, order: "r2", []) == .finished)
    #expect(try report(3, order: "r3", []) == .none)
  }

  @Test mutating func aUnitThatCannotTellItsLoadIsToldByItsActions() throws {
    func load(_ id: Int64, _ order: String, _ action: String, _ status: DriveUnits.ActionState.Status) throws -> Pod.ID?
    {
      try receive(
        state(id, Double(id)) {
          ($0.orderID, $0.lastNodeID, $0.loads) = (order, "x0y0", nil)
          $0.actionStates = [.init(actionID: action, actionType: nil, status: status)]
        }
      ).load
    }
    send(1, action: .lift(ID(1)))
    #expect(try load(1, "r1", "r1a0l", .running) == nil)
    #expect(try load(2, "r1", "r1a0l", .finished) == ID(1))
    send(2, action: .set(ID(1)))
    #expect(try load(3, "r2", "r2a0s", .running) == ID(1))
    #expect(try load(4, "r2", "r2a0s", .failed) == ID(1))
    #expect(try load(5, "r2", "r2a0s", .finished) == nil)
  }

  @Test mutating func aLoadThatIsNotIdentifiedIsTheOneItHad() throws {
    #expect(try receive(state(1, 1) { $0.loads = [.init(loadID: "p2")] }).load == ID(1))
    #expect(try receive(state(2, 2) { $0.loads = [.init(loadID: "")] }).load == ID(1))
    #expect(try receive(state(3, 3) { $0.loads = [] }).load == nil)
  }

  @Test func nobodyStandsInsideAWall() throws {
    var site = Rig.site
    let grid = site.grid
    var kinds = grid.kinds
    kinds[Rig.cell(3, 0).index] = .blocked
    site.grid = Grid(width: grid.width, height: grid.height, kinds: kinds)
    var driver = DriveUnits.makeDriver(for: Rig.unit, names: SiteNames(site))
    let inside = state(1, 1) { $0.position?.x = 3.5 }
    #expect(throws: RefusalReason.impossible) { try driver.receive(inside, on: "state", at: .zero) }
    let beside = state(2, 2) { $0.position?.x = 4.5 }
    #expect(try driver.receive(beside, on: "state", at: .zero).count == 2)
  }

  @Test mutating func chargeStaysWithinBounds() throws {
    #expect(try receive(state(1, 1) { $0.battery.charge = 250 }).batteryPermille == 1000)
    #expect(try receive(state(2, 2) { $0.battery.charge = -1e300 }).batteryPermille == 0)
    #expect(try receive(state(3, 3) { $0.battery = .init(charge: 63.44, isCharging: true) }).isCharging)
  }
}
