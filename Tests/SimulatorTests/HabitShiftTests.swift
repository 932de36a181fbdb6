import FloorCore
import FloorModel
import Simulators
import Testing

/// Shifts in which one drive unit does what real ones do wrong. The others ship; nobody collides; nobody is shouted at.
@Suite("Bad habits")
struct HabitShiftTests {
  /// A unit that has never said where it is may be anywhere: then nothing drives until a person withdraws it.
  private static let heard = BadHabit.allCases.filter { $0 != .mute }

  @Test("a unit that never says where it is stops the floor, and an alarm says why")
  func mute() throws {
    let site = try Package.site("small")
    let unit = try #require(site.devices.first { $0.role == .drive })
    let shift = try VirtualShift.run(site, seed: 3, .minutes(10)) { $0.habits = [unit.name: [.mute]] }
    #expect(shift.floor.alarms.standing.contains { $0.cause == .waitingForReports })
    expectSound(shift, "mute")
  }

  @Test("one badly behaved unit does no harm", arguments: heard)
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
