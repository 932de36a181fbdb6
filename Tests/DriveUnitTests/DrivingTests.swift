import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

@Suite struct DrivingTests {
  @Test func aRouteIsDrivenNodeByNode() throws {
    var rig = try Rig()
    #expect(rig.connections == [.online])
    rig.send(Rig.route(1, [(0, 0), (1, 0), (2, 0), (3, 0)]))
    #expect(rig.report.isDriving)
    #expect(rig.report.ahead == [Rig.cell(1, 0), Rig.cell(2, 0), Rig.cell(3, 0)])
    #expect(rig.run { $0.sequence == 3 })
    // 3 m at 1 m/s² up to 1.5 m/s: 1.125 m to get there, as much to stop, 0.75 m between.
    #expect(rig.now == Instant(milliseconds: 3500))
    #expect(rig.states.dropFirst(2).map(\.state.lastNodeID) == ["x1y0", "x2y0", "x3y0"])
    #expect(rig.report == rig.reports.last)
    #expect(!rig.report.isDriving && rig.report.ahead.isEmpty && rig.report.route == 1)
    #expect(rig.world.unitCells == [Rig.cell(3, 0)])
    #expect(rig.refusals.isEmpty)
  }
}
