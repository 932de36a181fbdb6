import Devices
import FloorCore
import FloorModel
import Testing

/// The driver alone: commands to messages.
@Suite struct DriverTests {
  private var driver = DriveUnits.makeDriver(for: Rig.unit, names: Rig.names)

  private mutating func order(_ work: Command.Work, at now: Instant = .zero) throws -> DriveUnits.Order {
    try Self.order(&driver, work, at: now)
  }

  private static func order(
    _ driver: inout any DeviceDriver, _ work: Command.Work, at now: Instant
  ) throws -> DriveUnits.Order {
    let messages = driver.perform(Command(id: CommandID(.route, 1), device: Rig.unit, work: work), at: now)
    #expect(messages.count == 1 && messages[0].channel == "order")
    return try #require(messages[0].body as? DriveUnits.Order)
  }

  @Test mutating func aRouteBecomesAnOrder() throws {
    let order = try order(
      Rig.route(12, update: 3, from: 4, [(3, 1), (3, 2), (4, 2)], horizon: 2, heading: .north, action: .lift(ID(0))))
    #expect((order.orderID, order.orderUpdateID) == ("r12", 3))
    #expect(order.nodes.map(\.nodeID) == ["x3y1", "x3y2", "x4y2"])
    #expect(order.nodes.map(\.sequenceID) == [8, 10, 12])
    #expect(order.nodes.map(\.released) == [true, true, false])
    #expect(order.edges.map(\.edgeID) == ["x3y1s", "x3y2e"])
    #expect(order.edges.map(\.sequenceID) == [9, 11])
    #expect(order.edges.map(\.released) == [true, false])
    #expect(order.edges.map(\.startNodeID) == ["x3y1", "x3y2"] && order.edges.map(\.endNodeID) == ["x3y2", "x4y2"])
    #expect(order.nodes[0].position == DriveUnits.NodePosition(x: 3.5, y: 4.5, mapID: "hall"))
    #expect(order.nodes[2].position?.theta == .pi / 2)
    let action = order.nodes[2].actions[0]
    #expect((action.actionType, action.actionID, action.blockingType) == ("pick", "r12a6l", .hard))
    #expect(action.text("loadId") == "p1" && action.text("stationName") == "x4y2")
  }

  @Test mutating func aTurnIsAnEdgeFromACellToItself() throws {
    let order = try order(Rig.route(5, [(1, 1)], heading: .north))
    #expect(order.nodes.map(\.nodeID) == ["x1y1", "x1y1"] && order.nodes.map(\.sequenceID) == [0, 2])
    #expect(order.nodes.map(\.position?.theta) == [nil, .pi / 2])
    #expect(order.edges.map(\.edgeID) == ["x1y1o"] && order.edges.map(\.sequenceID) == [1])
    #expect(order.nodes.allSatisfy(\.released) && order.edges.allSatisfy(\.released))
  }

  @Test(arguments: [
    (DriveAction.lift(ID(1)), "pick", "r1a0l"), (.set(ID(1)), "drop", "r1a0s"),
    (.startCharging, "startCharging", "r1a0c"), (.stopCharging, "stopCharging", "r1a0u"),
  ])
  mutating func everyActionHasItsWordAndId(action: DriveAction, word: String, id: String) throws {
    let order = try order(Rig.route(1, [(0, 0)], action: action))
    #expect(order.edges.isEmpty)
    #expect(order.nodes[0].actions.map(\.actionType) == [word])
    #expect(order.nodes[0].actions.map(\.actionID) == [id])
  }

  @Test mutating func theSameUpdateAgainIsTheSameOrder() throws {
    let work = Rig.route(1, [(0, 0), (1, 0)], action: .lift(ID(0)))
    let first = try order(work)
    var again = try order(work, at: Instant(milliseconds: 5000))
    #expect(again.header.headerID == first.header.headerID + 1)
    again.header = first.header
    #expect(again == first)
  }

  /// Which of two daemons spoke first is all that tells a late order of the first from one of the second.
  @Test func aLateOrderOfAnEarlierDaemonIsToldFromThoseOfTheNext() throws {
    var first = DriveUnits.makeDriver(for: Rig.unit, names: Rig.names)
    var next = DriveUnits.makeDriver(for: Rig.unit, names: Rig.names)
    let began = Instant.zero + .seconds(1_795_000_000)
    var late: DriveUnits.Header?
    for second in 0..<400 {
      late = try Self.order(&first, Rig.route(1, [(0, 0)]), at: began + .seconds(Double(second))).header
    }
    var watch = HeaderWatch()
    watch.note(try Self.order(&next, Rig.route(2, [(0, 0)]), at: began + .seconds(401)).header)
    #expect(watch.isStale(try #require(late)))
    #expect(!watch.isStale(try Self.order(&next, Rig.route(2, [(0, 0)]), at: began + .seconds(402)).header))
  }

  @Test func headerIdsFitIntoThirtyTwoBits() throws {
    for began in [-1e15, -1, 0, 1_795_000_000, 429_496_729, 1e15] {
      var driver = DriveUnits.makeDriver(for: Rig.unit, names: Rig.names)
      let header = try Self.order(&driver, Rig.route(1, [(0, 0)]), at: .zero + .seconds(began)).header
      #expect((0..<(1 << 32)).contains(header.headerID))
      let second = try Self.order(&driver, Rig.route(1, [(0, 0)]), at: .zero + .seconds(began)).header
      #expect(second.headerID == (header.headerID + 1) % (1 << 32))
    }
  }

  @Test mutating func reportsAreAskedForUntilAFactsheetIsThere() throws {
    let report = Command(id: CommandID(.report, 0), device: Rig.unit, work: .report)
    func types(_ messages: [WireMessage]) -> [String] {
      messages.flatMap { ($0.body as? DriveUnits.InstantActions)?.actions.map(\.actionType) ?? [] }
    }
    #expect(types(driver.perform(report, at: .zero)) == ["stateRequest", "factsheetRequest"])
    _ = try driver.receive(try Samples.body("factsheet.full"), on: "factsheet", at: .zero)
    #expect(types(driver.perform(report, at: .zero)) == ["stateRequest"])
  }

  /// A vehicle that is given one id twice may fall silent for good.
  @Test mutating func requestsOfOneInstantAreTwoActions() {
    let report = Command(id: CommandID(.report, 0), device: Rig.unit, work: .report)
    let ids = (0..<2).flatMap { _ in
      driver.perform(report, at: .zero).compactMap { $0.body as? DriveUnits.InstantActions }.flatMap(\.actions)
    }.map(\.actionID)
    #expect(ids.count == 4 && Set(ids).count == 4)
  }

  /// It may have refused the first for its blocking type, which the standard leaves open before 3.0.0.
  @Test(arguments: [
    (VDA5050Version.v2_0, [DriveUnits.BlockingType.hard, .none, .hard]), (.v2_1, [.none, .hard, .none]),
    (.v3_0, [.none, .none, .none]),
  ])
  func theSameCancellationAgainIsTheSameActionSaidTheOtherWay(
    version: VDA5050Version, types: [DriveUnits.BlockingType]
  ) throws {
    var hub = try Rig(version: version).hub
    func said(_ command: Command) -> [DriveUnits.Action] {
      hub.perform(command, at: .zero).compactMap { $0.body as? DriveUnits.InstantActions }.flatMap(\.actions)
    }
    let cancel = Command(id: CommandID(.route, 12, attempt: 3), device: Rig.unit, work: .cancelRoute)
    for type in types { #expect(said(cancel) == [DriveUnits.Action("cancelOrder", id: "c12u3", blockingType: type)]) }
    // What it heeded goes for what comes next, and not for requests.
    let stop = Command(id: CommandID(.stop, 1, attempt: 1), device: Rig.unit, work: .stop)
    #expect(said(stop).map(\.blockingType) == [types[2]])
    let report = Command(id: CommandID(.report, 0), device: Rig.unit, work: .report)
    #expect(said(report).map(\.blockingType) == [.none, .none])
  }

  @Test func statesNeedNoAcknowledgement() {
    var driver = driver
    #expect(driver.acknowledge(stream: 1, sequence: 1, at: .zero).isEmpty)
  }

  @Test mutating func everythingSentIsValid() throws {
    var messages = [
      driver.perform(
        Command(
          id: CommandID(.route, 1), device: Rig.unit,
          work: Rig.route(1, [(0, 0), (1, 0), (1, 1)], horizon: 2, heading: .west, action: .lift(ID(0)))), at: .zero)
    ]
    for work in [Command.Work.report, .cancelRoute, Rig.route(2, [(0, 0)], action: .startCharging)] {
      messages.append(driver.perform(Command(id: CommandID(.route, 1), device: Rig.unit, work: work), at: .zero))
    }
    let encoded = messages.joined().map { ($0.channel, WireCoding.encode($0.body)) }
    guard let errors = try Samples.schemaErrors(in: encoded) else { return }
    #expect(errors == [])
  }

  @Test func messagesAreLabelledWithTheTimeOfDay() throws {
    let noon = StationTime.instant(unixMilliseconds: 1_790_000_000_123)
    var hub = try DeviceHub(site: Rig.site, catalog: [DriveUnits.self], timeOfDay: { noon + ($0 - .zero) })
    let command = Command(id: CommandID(.route, 1), device: Rig.unit, work: Rig.route(1, [(0, 0)]))
    let message = try #require(hub.perform(command, at: .zero + .seconds(2)).first)
    let text = String(decoding: WireCoding.encode(message.body), as: UTF8.self)
    #expect(text.contains("\"timestamp\":\"2026-09-21T14:13:22.123Z\""), "\(text)")
    // Virtual floors have no other time than their own.
    var own = try DeviceHub(site: Rig.site, catalog: [DriveUnits.self])
    let order = try #require(own.perform(command, at: .zero + .seconds(2)).first?.body as? DriveUnits.Order)
    #expect(order.header.timestamp == .zero + .seconds(2))
  }

  @Test func topicsAreTheStandards() throws {
    let hub = try DeviceHub(site: Rig.site, catalog: [DriveUnits.self])
    #expect(hub.topicPrefix(of: Rig.unit) == "uagv/v2/drover/u1")
    #expect(DriveUnits.inbound.map(\.name) == ["state", "connection", "factsheet", "visualization"])
    #expect(DriveUnits.outbound.map(\.name) == ["order", "instantActions"])
    // By the standard, QoS 1 and retained for connection, QoS 0 for the rest.
    for channel in Samples.channels {
      #expect(channel.qos == (channel.name == "connection" ? 1 : 0))
      #expect(channel.retained == (channel.name == "connection"))
    }
  }

  /// A state that was long on its way tells a new daemon where the unit was, not where it is.
  @Test mutating func noStateCountsBeforeOneAnswersTheRequest() throws {
    let sample = try #require(try Samples.body("state.minimal") as? DriveUnits.State)
    func state(_ number: Int64, answering id: String? = nil) -> DriveUnits.State {
      var state = sample
      state.header.headerID = number
      state.header.timestamp = Instant(milliseconds: number * 1_000)
      state.actionStates =
        id.map { [DriveUnits.ActionState(actionID: $0, actionType: "stateRequest", status: .finished)] } ?? []
      return state
    }
    func reports(_ events: [Event]) -> Int { events.count { if case .drive = $0 { true } else { false } } }
    #expect(reports(try driver.receive(state(1), on: "state", at: .zero)) == 1, "nothing was asked")

    let report = Command(id: CommandID(.report, 0), device: Rig.unit, work: .report)
    let asked = driver.perform(report, at: Instant(milliseconds: 5_000))
    let actions = try #require(asked[0].body as? DriveUnits.InstantActions).actions
    #expect(reports(try driver.receive(state(2), on: "state", at: .zero)) == 0)
    #expect(reports(try driver.receive(state(3, answering: "s1"), on: "state", at: .zero)) == 0, "another daemon's")
    #expect(reports(try driver.receive(state(4, answering: actions[0].actionID), on: "state", at: .zero)) == 1)
    #expect(reports(try driver.receive(state(5), on: "state", at: .zero)) == 1, "from then on all do")
  }

  @Test mutating func aVehicleThatListsNoRequestsIsBelievedInTheEnd() throws {
    let sample = try #require(try Samples.body("state.minimal") as? DriveUnits.State)
    _ = driver.perform(Command(id: CommandID(.report, 0), device: Rig.unit, work: .report), at: .zero)
    var counts: [Int] = []
    for number in 1...8 as ClosedRange<Int64> {
      var state = sample
      state.header.headerID = number
      state.header.timestamp = Instant(milliseconds: number * 1_000)
      let events = try driver.receive(state, on: "state", at: .zero)
      counts.append(events.count { if case .drive = $0 { true } else { false } })
    }
    #expect(counts == [0, 0, 0, 0, 0, 0, 1, 1])
  }
}
