import FloorModel
import Testing

@testable import Simulators

@Suite struct SpeedProfileTests {
  @Test func aShortDriveNeverReachesItsLimit() {
    let profile = SpeedProfile(from: 0, over: 1, limit: 1.5, acceleration: 1)
    #expect(abs(profile.time(to: 1) - 2) < 1e-9)
    #expect(abs(profile.progress(after: 1).speed - 1) < 1e-9)
  }

  /// A process that is late asks for a node that it has passed already.
  @Test func aPointBehindIsReachedAtOnce() {
    let profile = SpeedProfile(from: 1.2, over: 3, limit: 1.5, acceleration: 1)
    #expect(profile.time(to: -0.8) == 0)
  }

  @Test func aLongDriveCruises() {
    let profile = SpeedProfile(from: 0, over: 10, limit: 1.5, acceleration: 1)
    #expect(abs(profile.time(to: 10) - (1.5 + 7.75 / 1.5 + 1.5)) < 1e-9)
    #expect(profile.progress(after: 4).speed == 1.5)
  }

  /// Over many drives: time and place are inverse, nothing exceeds the limits, and it ends standing at the end.
  @Test func whateverTheDrivePhysicsHolds() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2000 {
      let (limit, acceleration) = (0.5 + 2 * generator.unit(), 0.3 + generator.unit())
      let speed = limit * generator.unit()
      let nearest = SpeedProfile.stoppingDistance(from: speed, acceleration: acceleration)
      let distance = nearest + 0.001 + 20 * generator.unit()
      let profile = SpeedProfile(from: speed, over: distance, limit: limit, acceleration: acceleration)
      let total = profile.time(to: distance)
      var last = (driven: 0.0, speed: speed)
      for step in 1...50 {
        let time = total * Double(step) / 50
        let (driven, now) = profile.progress(after: time)
        #expect(driven >= last.driven && driven <= distance + 1e-9)
        #expect(now <= limit + 1e-9 && now >= -1e-6)
        #expect(abs(now - last.speed) <= acceleration * total / 50 + 1e-6)
        if step < 50 { #expect(abs(profile.time(to: driven) - time) < 1e-5) }
        last = (driven, now)
      }
      #expect(abs(last.driven - distance) < 1e-9 && abs(last.speed) < 1e-5)
    }
  }
}
