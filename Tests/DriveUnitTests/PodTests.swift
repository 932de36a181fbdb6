import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// Pods, chargers and batteries.
@Suite struct PodTests {
  private static let p1 = Pod.ID(0)

  /// The unit stands under a pod.
  private func rigUnderPod(habits: Set<BadHabit> = []) throws -> Rig {
    var rig = try Rig(habits: habits)
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0), (3, 1), (3, 2)]))
    rig.run { $0.sequence == 5 }
    return rig
  }

  @Test func aPodIsLiftedCarriedTurnedAndSet() throws {
    var rig = try rigUnderPod()
    rig.send(Rig.route(2, [(3, 2)], action: .lift(Self.p1)))
    #expect(rig.report.action == .running && rig.report.load == nil)
    let began = rig.now
    #expect(rig.run { $0.action == .finished })
    #expect(rig.now - began == .milliseconds(2200))
    #expect(rig.report.load == Self.p1)
    #expect(rig.world.podPlaces[0] == .carried(by: Rig.unit))
    #expect(rig.world.pod(at: Rig.cell(3, 2)) == Self.p1)

    // It looks south; two rights to the north, as the pod with it.
    rig.send(Rig.route(3, [(3, 2), (3, 1), (4, 1)]))
    rig.run { $0.sequence == 2 }
    #expect(rig.report.heading == .east)
    #expect(rig.world.podHeadings[0] == Heading.north.turned(by: Heading.east.relative(to: .south)))

    rig.send(Rig.route(4, [(4, 1)], action: .set(Self.p1)))
    rig.run { $0.action == .finished }
    #expect(rig.report.load == nil)
    #expect(rig.world.podPlaces[0] == .cell(Rig.cell(4, 1)))
    #expect(rig.world.podHeadings[0] == .west)
    #expect(rig.refusals.isEmpty)
  }

  @Test func aPodThatIsNotThereCannotBeLifted() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0)], action: .lift(Self.p1)))
    rig.run { $0.action == .failed }
    #expect(rig.report.load == nil && rig.world.podPlaces[0] == .cell(Rig.cell(3, 2)))
    // It stands, and takes the next order.
    rig.send(Rig.route(2, [(0, 0), (1, 0)]))
    #expect(rig.run { $0.sequence == 1 } && rig.report.action == .none)
  }

  @Test func aPodIsNotSetOnAnother() throws {
    var rig = try rigUnderPod()
    rig.send(Rig.route(2, [(3, 2)], action: .lift(Self.p1)))
    rig.run { $0.load == Self.p1 }
    rig.world.podPlaces[1] = .cell(Rig.cell(3, 2))
    rig.send(Rig.route(3, [(3, 2)], action: .set(Self.p1)))
    rig.run { $0.action == .failed }
    #expect(rig.report.load == Self.p1 && rig.world.podPlaces[0] == .carried(by: Rig.unit))
  }

  @Test func aRouteDoesNotGoOnAfterAFailedAction() throws {
    var rig = try Rig()
    var nodes = [RouteNode(sequence: 0, cell: Rig.cell(0, 0), released: true, action: .lift(Self.p1))]
    nodes.append(RouteNode(sequence: 1, cell: Rig.cell(1, 0), released: true))
    rig.send(.route(RouteUpdate(route: 1, update: 0, nodes: nodes)))
    rig.run(.minutes(2))
    #expect(rig.world.unitCells == [Rig.cell(0, 0)] && rig.report.ahead == [Rig.cell(1, 0)])
    rig.send(.cancelRoute)
    #expect(rig.report.ahead.isEmpty)
    rig.send(Rig.route(2, [(0, 0), (1, 0)]))
    #expect(rig.run { $0.sequence == 1 })
  }

  @Test func aRepeatedOrderLiftsOnce() throws {
    var rig = try rigUnderPod()
    let lift = Rig.route(2, [(3, 2)], action: .lift(Self.p1))
    rig.send(lift)
    let first = rig.sent.count - 1
    rig.run(.seconds(1))
    rig.send(lift)
    rig.run { $0.action == .finished }
    rig.send(lift)
    #expect(rig.report.action == .finished && rig.report.fault == nil)
    rig.send(Rig.route(3, [(3, 2)], action: .set(Self.p1)))
    rig.run { $0.route == 3 && $0.action == .finished }
    // A late copy of the very first message.
    rig.deliver(WireMessage(device: Rig.unit, channel: "order", body: rig.sent[first]))
    rig.run(.minutes(1))
    #expect(rig.world.podPlaces[0] == .cell(Rig.cell(3, 2)))
  }

  @Test(arguments: [BadHabit.terse, .forgetsFinishedActions])
  func aReticentUnitStillCarriesPods(habit: BadHabit) throws {
    var rig = try rigUnderPod(habits: [habit])
    rig.asBytes = true
    rig.send(Rig.route(2, [(3, 2)], action: .lift(Self.p1)))
    rig.run(.seconds(20))
    #expect(rig.report.load == Self.p1)
    #expect(rig.refusals.isEmpty)
    if habit == .terse { #expect(rig.report.action == .finished) }
  }

  @Test func aBatteryEmptiesAndFillsAgain() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]))
    rig.run { $0.sequence == 5 }
    rig.run(.hours(30))
    let low = rig.report.batteryPermille
    #expect((480...510).contains(low))
    rig.send(Rig.route(2, [(0, 5)], action: .startCharging))
    rig.run { $0.action == .finished }
    #expect(rig.report.isCharging)
    rig.run(.minutes(30))
    #expect(rig.report.batteryPermille - low > 480)
    rig.run(.minutes(30))
    #expect(rig.report.batteryPermille == 1000)
    rig.send(Rig.route(3, [(0, 5)], action: .stopCharging))
    rig.run { $0.action == .finished }
    #expect(!rig.report.isCharging)
  }

  @Test func thereIsNoCurrentWithoutACharger() throws {
    var rig = try Rig()
    rig.send(Rig.route(1, [(0, 0)], action: .startCharging))
    rig.run { $0.action == .failed }
    #expect(!rig.report.isCharging)
  }

  @Test func anEmptyUnitStands() throws {
    var mechanics = DriveMechanics()
    mechanics.drivingTime = .seconds(4)
    var rig = try Rig(mechanics: mechanics)
    rig.send(Rig.route(1, (0..<11).map { ($0, 0) }))
    rig.run(.minutes(1))
    #expect(rig.report.batteryPermille == 0 && rig.report.fault == .hardware)
    #expect(rig.report.cell != Rig.cell(10, 0) && !rig.report.isDriving)
  }
}
