import FloorCore
import FloorModel
import Testing

/// What a restart finds otherwise than the record says is corrected, and every correction is said.
@Suite("Reconciliation")
struct ReconcileTests {
  @Test("a pod that was lifted while no daemon listened is where its unit says, and that is said once")
  func lifted() {
    var rig = Rig()
    rig.drive(DriveReport(cell: Tiny.homeA, heading: .east))
    _ = rig.restart()
    let effects = rig.drive(DriveReport(cell: Tiny.homeA, heading: .east, load: Tiny.podA))
    #expect(effects.alarms == [.podCorrected(Tiny.podA, by: Tiny.unit)])
    guard case .carried(Tiny.unit, _) = rig.floor.books.pods[Tiny.podA.index] else {
      Issue.record("\(rig.floor.books.pods)")
      return
    }
    #expect(rig.floor.describe(.podCorrected(Tiny.podA, by: Tiny.unit)).contains("pod A"))
    #expect(rig.drive(DriveReport(cell: Tiny.homeA, heading: .east, load: Tiny.podA)).alarms == [])
  }

  @Test("a pod that was set down meanwhile stands where its unit says")
  func set() {
    var rig = Rig()
    rig.drive(DriveReport(cell: Tiny.homeA, heading: .east))
    rig.drive(DriveReport(cell: Tiny.homeA, heading: .east, load: Tiny.podA))
    #expect(rig.floor.alarms.standing.isEmpty, "work as usual is no correction")
    _ = rig.restart()
    let effects = rig.drive(DriveReport(cell: Tiny.free, heading: .east))
    #expect(effects.alarms == [.podCorrected(Tiny.podA, by: Tiny.unit)])
    guard case .stored(Tiny.free, _) = rig.floor.books.pods[Tiny.podA.index] else {
      Issue.record("\(rig.floor.books.pods)")
      return
    }
  }

  @Test("a unit that agrees with the record corrects nothing")
  func agrees() {
    var rig = Rig()
    rig.drive(DriveReport(cell: Tiny.homeA, heading: .east))
    rig.drive(DriveReport(cell: Tiny.homeA, heading: .east, load: Tiny.podA))
    _ = rig.restart()
    #expect(rig.drive(DriveReport(cell: Tiny.homeA, heading: .east, load: Tiny.podA)).alarms == [])
  }

  @Test(
    "a station with work in hand that no record knows is shown to a person: a backup was restored, or entries are lost",
    arguments: [CommandID(.divert, 3), CommandID(.pick, 40), CommandID(.closeTote, 1), CommandID(.sort, 7)])
  func unknownWork(id: CommandID) {
    var rig = Rig()
    let report = StationReport(state: .execute, open: [id])
    #expect(rig.handle(.station(Tiny.pick, report)).alarms == [.unknownWork(Tiny.pick)])
    #expect(rig.handle(.station(Tiny.pick, report)).alarms == [], "the first report after a start is what is compared")
  }

  @Test("a station that goes on with what the record knows is no surprise")
  func knownWork() {
    var rig = Rig()
    _ = rig.released(Tiny.order("S1", [(Tiny.tea, 1)]))
    _ = rig.restart()
    let report = StationReport(state: .execute, open: [CommandID(.pick, 0), CommandID(.closeTote, 0)])
    #expect(rig.handle(.station(Tiny.pick, report)).alarms == [])
  }

  @Test("what comes late of a stream that was left is acknowledged under its own number, not the present stream's")
  func lateStream() {
    var rig = Rig()
    for plate in ["L1", "L2", "L3"] { rig.report(Tiny.tunnel, .presented(plate: plate, key: Tiny.tea)) }
    let late = rig.last(Tiny.tunnel, .presented(plate: "L3", key: Tiny.tea))
    rig.forget(Tiny.tunnel)
    rig.report(Tiny.tunnel, .presented(plate: "L4", key: Tiny.tea))
    #expect(rig.handle(.device(late)) == [.acknowledge(Tiny.tunnel, stream: 1, sequence: 3)])
  }

  @Test("a journal that fails is a FATAL alarm for as long as it does; a slow one is urgent")
  func journal() {
    var rig = Rig()
    #expect(rig.handle(.journal(.slow)).alarms == [.journalSlow])
    #expect(rig.handle(.journal(.failing)).alarms == [.journalFailing])
    #expect(rig.handle(.journal(.failing)).alarms == [], "said once")
    #expect(rig.floor.alarms.standing.map(\.severity) == [.urgent, .fatal])
    #expect(rig.handle(.journal(.well)).count == 2)
    #expect(rig.floor.alarms.standing == [])
  }
}
