import FloorCore
import FloorModel
import Testing

@Suite("Certificates that end")
struct CertificateTests {
  private func standing(_ rig: Rig) -> [Alarm.Cause] {
    rig.floor.alarms.standing.map(\.cause).filter { if case .certificate = $0 { true } else { false } }
  }

  @Test("one that ends soon is an alarm, one that has ended a graver one, and a new one ends both")
  func alarms() throws {
    var rig = Rig()
    let unit = CertificateHolder.device(Tiny.unit)
    let effects = rig.handle(.certificate(unit, .expiring))
    guard case .alarm(let alarm)? = effects.first else {
      Issue.record("no alarm: \(effects)")
      return
    }
    #expect(alarm.severity == .urgent && standing(rig) == [.certificate(unit, .expiring)])
    #expect(rig.floor.describe(alarm.cause).contains("ends within 30 days; enrol it anew"))
    // The same again is nothing new.
    #expect(rig.handle(.certificate(unit, .expiring)) == [])
    rig.handle(.certificate(.authority, .expired))
    rig.handle(.certificate(unit, .expired))
    #expect(standing(rig) == [.certificate(.authority, .expired), .certificate(unit, .expired)])
    #expect(rig.floor.alarms.standing.allSatisfy { $0.severity >= .urgent })
    #expect(rig.floor.describe(.certificate(.authority, .expired)).contains("the site's authority has expired"))
    rig.handle(.certificate(unit, .good))
    rig.handle(.certificate(.authority, .good))
    #expect(standing(rig) == [])
    // Soft state: nothing of it is in the journal.
    let restarted = rig.restart()
    #expect(!restarted.contains { if case .alarm = $0 { true } else { false } })
  }

  @Test("thirty days before its end the warning begins, and at its end the other")
  func bounds() {
    let day: Int64 = 86_400
    #expect(CertificateState(secondsLeft: 30 * day + 1) == .good)
    #expect(CertificateState(secondsLeft: 30 * day) == .expiring)
    #expect(CertificateState(secondsLeft: 1) == .expiring)
    #expect(CertificateState(secondsLeft: 0) == .expired)
    #expect(CertificateState(secondsLeft: -day) == .expired)
  }
}
