import FloorCore
import FloorModel
import Testing

/// Drive units are asked how they are whenever they may have become another.
@Suite("Contact")
struct ContactTests {
  private static let elsewhere = Tiny.cell(4, 3)

  private func asked(_ effects: [Effect]) -> [Device.ID] {
    effects.commands.filter { $0.work == .report }.map(\.device)
  }

  @Test("a unit that connects after the daemon is asked, and so is one that was started anew")
  func connects() {
    var rig = Rig()
    #expect(asked(rig.handle(.connection(Tiny.unit, .online))) == [Tiny.unit])
    rig.drive(DriveReport(cell: Tiny.cell(0, 3), heading: .east))
    // No word of its end between two sessions: the broker had not noticed it.
    #expect(asked(rig.handle(.connection(Tiny.unit, .online))) == [Tiny.unit])
    rig.handle(.connection(Tiny.unit, .broken))
    #expect(asked(rig.handle(.connection(Tiny.unit, .online))) == [Tiny.unit])
  }

  @Test("a report is answer enough, and stations are not asked: they tell all by themselves")
  func notAsked() {
    var rig = Rig()
    #expect(asked(rig.drive(DriveReport(cell: Tiny.cell(0, 3), heading: .east))) == [])
    #expect(asked(rig.handle(.connection(Tiny.pick, .online))) == [])
    #expect(asked(rig.handle(.connection(Tiny.unit, .offline))) == [])
  }

  @Test("reports that cannot be are an alarm with the unit's name until one comes that can; the others drive on")
  func refused() {
    var fleet = TestFleet(units: 2, seed: 4)
    fleet.reportAll()
    let device = fleet.units[1].device
    let refused = fleet.rig.handle(.refused(device, reason: .impossible))
    #expect(refused.alarms == [.invalidEvent(device, .impossible)])
    #expect(fleet.rig.handle(.refused(device, reason: .impossible)).alarms == [], "told once")
    fleet.rig.handle(.order(Tiny.order("S1", [(Tiny.tea, 1)])))
    for _ in 0..<400 {
      fleet.deliver(fleet.rig.tick())
      fleet.units[0].step(on: fleet.rig.floor.site.grid)
      fleet.deliver(fleet.rig.handle(fleet.units[0].event))
      fleet.rig.handle(.refused(device, reason: .impossible))
    }
    #expect(fleet.rig.floor.books.tasks.count { $0.stage == .done } == 1)
    fleet.rig.handle(fleet.units[1].event)
    #expect(!fleet.rig.floor.alarms.standing.contains { $0.cause == .invalidEvent(device, .impossible) })
  }
}
