import FloorClock
import FloorModel
import Testing

@Suite("The floor's clock")
struct FloorClockTests {
  @Test("starts at its base and runs at its speed")
  func speed() {
    let start = FloorClock.monotonic() - 2_000_000_000
    let clock = FloorClock(start: start, base: Instant(milliseconds: 500), speed: 20)
    // Two real seconds have passed at the least: forty on the floor, from half a second on.
    #expect(clock.now() >= Instant(milliseconds: 40_500))
  }

  @Test("never shows less than before")
  func monotonic() {
    let clock = FloorClock(start: FloorClock.monotonic(), base: .zero, speed: 1_000)
    var last = clock.now()
    for _ in 0..<1_000 {
      let now = clock.now()
      #expect(now >= last)
      last = now
    }
  }

  @Test("waits real time for floor time, and not at all for what is past")
  func waiting() {
    let clock = FloorClock(start: FloorClock.monotonic(), base: .zero, speed: 10)
    let wait = clock.wait(until: clock.now() + .seconds(100))
    #expect(wait > .seconds(9) && wait <= .seconds(11))
    #expect(clock.wait(until: .zero - .seconds(1)) == .zero)
  }
}
