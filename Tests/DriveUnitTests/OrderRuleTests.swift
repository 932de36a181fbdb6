import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// What the twin accepts and refuses, what a cancellation does, what a wire may lose.
@Suite struct OrderRuleTests {
  private func errorTypes(_ rig: Rig) -> [String] { rig.states.last?.state.errors.map(\.type) ?? [] }

  /// An order by hand, past the driver.
  private func deliver(
    _ work: Command.Work, to rig: inout Rig, _ change: (inout DriveUnits.Order) -> Void
  ) throws {
    var messages = rig.hub.perform(Command(id: CommandID(.route, 1), device: Rig.unit, work: work), at: rig.now)
    var order = try #require(messages[0].body as? DriveUnits.Order)
    change(&order)
    messages[0].body = order
    rig.deliver(messages[0])
  }

  /// One fault in an order, and the error type that it must bring.
  struct Wrong: Sendable {
    let type: String
    let change: @Sendable (inout DriveUnits.Order) -> Void

    init(_ type: String, _ change: @escaping @Sendable (inout DriveUnits.Order) -> Void) {
      self.type = type
      self.change = change
    }
  }

  @Test(arguments: [
    Wrong("validationError") { $0.edges.removeAll() },
    Wrong("validationError") { $0.nodes.removeAll() },
    Wrong("validationError") { $0.nodes[1].sequenceID = 3 },
    Wrong("validationError") { $0.edges[0].endNodeID = "x9y9" },
    Wrong("validationError") { $0.nodes[0].released = false },
    Wrong("validationError") { $0.nodes[1].released = false },
    Wrong("validationError") { $0.nodes[1].position?.mapID = "elsewhere" },
    Wrong("validationError") { $0.nodes[1].position?.x = .nan },
    Wrong("noRouteError") { $0.nodes[2].position?.x = 4.5 },
    Wrong("noRouteError") { ($0.nodes, $0.edges) = (Array($0.nodes.dropFirst()), Array($0.edges.dropFirst())) },
    Wrong("orderError") { $0.nodes[1].actions = [DriveUnits.Action("dance", id: "d1")] },
    Wrong("orderError") { $0.edges[0].actions = [DriveUnits.Action("pick", id: "d1")] },
  ])
  func aWrongOrderIsRefused(wrong: Wrong) throws {
    var rig = try Rig()
    try deliver(Rig.route(1, [(0, 0), (1, 0), (1, 1)]), to: &rig, wrong.change)
    #expect(errorTypes(rig) == [wrong.type])
    #expect(rig.report.fault == .orderRejected && rig.report.route == 0)
    rig.run(.minutes(1))
    #expect(rig.world.unitCells == [Rig.cell(0, 0)])
    rig.send(Rig.route(2, [(0, 0), (1, 0)]))
    #expect(errorTypes(rig) == [] && rig.report.fault == nil)
    #expect(rig.run { $0.sequence == 1 })
  }

  @Test func aNewOrderWaitsForTheEndOfTheOld() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0)], horizon: 2))
    rig.send(Rig.route(2, [(0, 0), (0, 1)]))
    #expect(errorTypes(rig) == ["orderUpdateError"] && rig.report.fault == .orderRejected)
    rig.run { $0.sequence == 1 }
    // It stands, but a horizon is left.
    rig.send(Rig.route(3, [(1, 0), (1, 1)]))
    #expect(errorTypes(rig) == ["orderUpdateError"])
    #expect(rig.states.last?.state.errors[0].reference("orderId") == "r3")
    #expect(rig.report.route == 1)
  }

  @Test func anUpdateMustFitTheEndOfTheBase() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)], horizon: 3))
    for work in [
      Rig.route(1, update: 1, from: 3, [(3, 0), (4, 0)]), Rig.route(1, update: 1, from: 1, [(1, 0), (2, 0)]),
      Rig.route(1, update: 1, from: 4, [(2, 0), (3, 0)]),
    ] {
      rig.send(work)
      #expect(rig.report.fault == .orderRejected && rig.report.update == 0)
    }
    rig.send(Rig.route(1, update: 1, from: 2, [(2, 0), (3, 0)]))
    #expect(rig.report.fault == nil && rig.report.update == 1)
    #expect(rig.run { $0.sequence == 3 })
  }

  @Test func anOldUpdateIsRefusedAndDoesNoHarm() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0)]))
    rig.send(Rig.route(1, update: 2, from: 1, [(1, 0), (2, 0)]))
    rig.send(Rig.route(1, update: 1, from: 2, [(2, 0), (3, 0)]))
    #expect(errorTypes(rig) == ["orderUpdateError"])
    #expect(rig.run { $0.sequence == 2 } && rig.world.unitCells == [Rig.cell(2, 0)])
  }

  // MARK: Cancellation

  @Test func aCancelledDriveEndsAtTheNextNodeWhereItCan() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, (0..<11).map { ($0, 0) }))
    // It is 1.275 m on at 1.5 m/s and needs 1.125 m to stop: not at the node at 2 m, but at the next.
    rig.run(until: Instant(milliseconds: 1600))
    rig.send(.cancelRoute)
    #expect(rig.report.ahead == [Rig.cell(2, 0), Rig.cell(3, 0)])
    #expect(rig.states.last?.state.actionStates.map(\.status) == [.running])
    rig.run { !$0.isDriving }
    #expect(rig.report.cell == Rig.cell(3, 0) && rig.report.ahead.isEmpty)
    #expect(rig.states.last?.state.actionStates.map(\.status) == [.finished])
    // It cannot be continued, only followed by another.
    rig.send(Rig.route(1, update: 1, from: 3, [(3, 0), (4, 0)]))
    #expect(rig.report.fault == .orderRejected)
    rig.send(Rig.route(2, [(3, 0), (3, 1)]))
    #expect(rig.run { $0.route == 2 && $0.sequence == 1 })
  }

  @Test func aCancelledOrderLeavesItsActionsUndone() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)], action: .lift(ID(0))))
    rig.send(.cancelRoute)
    #expect(rig.run { $0.action == .failed })
    #expect(rig.report.load == nil && rig.report.cell == Rig.cell(1, 0))
  }

  @Test func aCancelledActionIsFinishedFirst() throws {
    var rig = try Rig()
    rig.world.podPlaces[0] = .cell(Rig.cell(0, 0))
    rig.send(Rig.route(1, [(0, 0)], action: .lift(ID(0))))
    rig.send(.cancelRoute)
    #expect(rig.states.last?.state.actionStates.map(\.status) == [.running, .running])
    rig.run { $0.action == .finished }
    #expect(rig.report.load == ID(0))
    #expect(rig.states.last?.state.actionStates.map(\.status) == [.finished, .finished])
  }

  @Test func thereMustBeSomethingToCancel() throws {
    var rig = try Rig()
    rig.send(.cancelRoute)
    #expect(errorTypes(rig) == ["noOrderToCancel"] && rig.report.fault == nil)
    rig.send(Rig.route(1, [(0, 0), (1, 0)]))
    #expect(rig.run { $0.sequence == 1 })
  }

  @Test func aLateCancellationDoesNotHitTheNextOrder() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0)]))
    rig.send(.cancelRoute)
    let cancellation = rig.sent[rig.sent.count - 1]
    rig.run { !$0.isDriving }
    rig.send(Rig.route(2, [(1, 0), (2, 0)]))
    rig.deliver(WireMessage(device: Rig.unit, channel: "instantActions", body: cancellation))
    #expect(rig.run { $0.route == 2 && $0.sequence == 1 })
  }

  // MARK: The wire

  @Test func aLostOrderIsSentAgain() throws {
    var rig = try Rig()
    let work = Rig.route(1, [(0, 0), (1, 0)])
    rig.loses = ["order"]
    rig.send(work)
    rig.run(.seconds(20))
    #expect(rig.report.route == 0)
    rig.loses = []
    rig.send(work)
    #expect(rig.run { $0.sequence == 1 })
  }

  @Test func aLostAnswerIsGivenAgain() throws {
    var rig = try Rig()
    let work = Rig.route(1, [(0, 0), (1, 0)])
    rig.loses = ["state"]
    rig.send(work)
    rig.run(.seconds(1))
    rig.loses = []
    rig.send(work)
    #expect((rig.report.route, rig.report.fault) == (1, nil))
    rig.run { $0.sequence == 1 }
    // As if it had been sent once.
    #expect(rig.now == Instant(milliseconds: 2000))
  }

  @Test func aStateAndAFactsheetCanBeAskedFor() throws {
    var rig = try Rig()
    rig.asBytes = true
    let count = rig.reports.count
    rig.send(.report)
    #expect(rig.reports.count == count + 1)
    #expect(rig.others.contains { $0 is DriveUnits.Factsheet })
    #expect(rig.refusals.isEmpty)
    for _ in 0..<50 {
      rig.run(.milliseconds(10))
      rig.send(.report)
    }
    // Requests that are long done are not mentioned for ever.
    #expect(rig.states[rig.states.count - 1].state.actionStates.count <= 11)
  }

  @Test func everythingTheTwinSaysIsValid() throws {
    var rig = try Rig(visualization: .seconds(1))
    rig.send(.report)
    rig.world.podPlaces[0] = .cell(Rig.cell(1, 0))
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0)], horizon: 2))
    rig.send(Rig.route(2, [(1, 0)]))
    rig.run { $0.sequence == 1 }
    rig.send(Rig.route(1, update: 1, from: 1, [(1, 0)], heading: .north, action: .lift(ID(0))))
    rig.run { $0.load == ID(0) }
    rig.send(.cancelRoute)
    let states = rig.states.map { ("state", WireCoding.encode($0.state)) }
    let others = rig.others.map { body in
      (Samples.channels.first { $0.body == type(of: body) }!.name, WireCoding.encode(body))
    }
    #expect(Set(others.map(\.0)) == ["connection", "factsheet", "visualization"])
    let will = try #require(DriveUnits.lastWill(of: Rig.unit, names: Rig.names))
    guard
      let errors = try Samples.schemaErrors(in: states + others + [(will.channel, WireCoding.encode(will.body))])
    else { return }
    #expect(errors == [])
  }
}
