import FloorModel
import Simulators
import Testing

@Suite("Bad links")
struct FaultTests {
  @Test("lost, repeated and overtaking messages change nothing that counts", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func badLink(seed: UInt64) throws {
    let shift = try VirtualShift.run(Package.site("small"), seed: seed, .hours(1.5)) {
      $0.link.loss = 0.02
      $0.link.repetition = 0.02
      $0.link.jitter = .milliseconds(200)
      $0.calmAfter = .hours(1)
      $0.keepsJournal = true
    }
    expectSound(shift, "seed \(seed)")
    expectFinished(shift, "seed \(seed)")
    #expect(shift.shipped > 10)
  }
}
