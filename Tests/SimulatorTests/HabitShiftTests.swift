import FloorCore
import FloorModel
import Simulators
import Testing

/// Shifts in which one drive unit does what real ones do wrong. The others ship; nobody collides; nobody is shouted at.
@Suite("Bad habits")
struct HabitShiftTests {
  private static let span = Span.minutes(30)
  private static let good = Result { try VirtualShift.run(Package.site("small"), seed: 3, span).shippedAndSaid }

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
    let shift = try VirtualShift.run(site, seed: 3, Self.span) { $0.habits = [unit.name: [habit]] }
    let good = try Self.good.get()
    // Who drives where it may not, may hit somebody; all that a master control can do is to see it.
    if habit != .entersHorizon { expectSound(shift, "\(habit)") }
    #expect(shift.shipped * 2 >= good.shipped, "\(habit): \(shift.shipped) shipped, \(good.shipped) without it")
    #expect(Int(shift.recorder.messages) < good.messages * 2, "\(habit): no storm of messages")
  }
}

extension VirtualShift {
  fileprivate var shippedAndSaid: (shipped: Int, messages: Int) { (shipped, Int(recorder.messages)) }
}
