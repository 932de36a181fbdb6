import FloorCore
import FloorModel
import Testing

@Suite("Climate alarms")
struct ClimateTests {
  private func standing(_ rig: Rig) -> [Alarm.Cause] { rig.floor.alarms.standing.map(\.cause) }

  @Test("a bin that leaves its limits is an alarm with the event that says so, until it is back")
  func excursion() {
    var rig = Rig()
    #expect(rig.handle(.climate(.left(Tiny.teaBin, .outside))).alarms == [.climate(Tiny.teaBin, .outside)])
    #expect(rig.handle(.climate(.left(Tiny.teaBin, .outside))) == [])
    rig.handle(.climate(.left(Tiny.teaBin, .tooWarmOnAverage)))
    rig.handle(.climate(.left(Tiny.cupBin, .outside)))
    rig.handle(.climate(.back(Tiny.teaBin, .outside)))
    #expect(standing(rig) == [.climate(Tiny.teaBin, .tooWarmOnAverage), .climate(Tiny.cupBin, .outside)])
    #expect(
      rig.floor.describe(.climate(Tiny.cupBin, .outside)) == "bin B/back is colder or warmer than its goods may be")
    #expect(rig.floor.alarms.standing.allSatisfy { $0.severity == .urgent })
    rig.handle(.intervention(.acknowledgeAlarm(rig.floor.alarms.standing[0].number), by: "ann"))
    #expect(standing(rig).count == 2, "it lasts until it is over, whoever has seen it")
  }

  @Test("sensors that are gone are an alarm of their own, until they speak again")
  func gone() {
    var rig = Rig()
    rig.handle(.climate(.lost(node: "chilled")))
    #expect(standing(rig) == [.sensorsLost("chilled")])
    #expect(rig.floor.describe(.sensorsLost("chilled")).contains("chilled"))
    rig.handle(.climate(.found(node: "frozen")))
    #expect(standing(rig).count == 1)
    rig.handle(.climate(.found(node: "chilled")))
    #expect(standing(rig).isEmpty)
  }

  @Test("a bin that there is not is no alarm")
  func nowhere() {
    var rig = Rig()
    #expect(rig.handle(.climate(.left(ID(9_999), .outside))) == [])
  }
}
