import FloorModel
import Simulators
import Testing

@Suite("Restart")
struct RestartTests {
  @Test(
    "a daemon that is killed at any moment goes on from its journal",
    arguments: [3.0, 17.3, 61.004, 299.9, 600, 1_234.567, 1_801.25, 2_700.5])
  func killed(after seconds: Double) throws {
    let shift = try VirtualShift.run(Package.site("small"), seed: 5, .minutes(80)) {
      $0.restartAt = [.seconds(seconds)]
      $0.calmAfter = .minutes(50)
    }
    expectFinished(shift, "killed after \(seconds) s")
    expectSound(shift, "killed after \(seconds) s")
    #expect(shift.shipped > 10)
  }

  @Test("and it goes on when it is killed again and again, over a bad network", arguments: [1, 2, 3] as [UInt64])
  func killedOften(seed: UInt64) throws {
    let shift = try VirtualShift.run(Package.site("small"), seed: seed, .minutes(80)) {
      $0.restartAt = (1...12).map { .seconds(Double($0) * 211.377) }
      $0.restartTakes = .seconds(4)
      $0.link.jitter = .milliseconds(200)
      $0.link.loss = 0.02
      $0.link.repetition = 0.02
      $0.calmAfter = .minutes(50)
    }
    expectFinished(shift, "seed \(seed)")
    expectSound(shift, "seed \(seed)")
    #expect(shift.shipped > 5)
  }
}
