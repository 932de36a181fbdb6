import FloorModel
import Simulators
import Testing

/// Shifts in which one drive unit does what real ones do wrong. The others ship; nobody collides; nobody is shouted at.
@Suite("Bad habits")
struct HabitShiftTests {
  @Test("one badly behaved unit does no harm", arguments: BadHabit.allCases)
  func harmless(habit: BadHabit) throws {
    let site = try Package.site("small")
    let unit = try #require(site.devices.first { $0.role == .drive })
    let good = try VirtualShift.run(site, seed: 3, .hours(1))
    let shift = try VirtualShift.run(site, seed: 3, .hours(1)) { $0.habits = [unit.name: [habit]] }
    // Who drives where it may not, may hit somebody; all that a master control can do is to see it.
    if habit != .entersHorizon { expectSound(shift, "\(habit)") }
    #expect(shift.shipped * 2 >= good.shipped, "\(habit): \(shift.shipped) shipped, \(good.shipped) without it")
    #expect(shift.recorder.messages < good.recorder.messages * 2, "\(habit): no storm of messages")
  }
}
