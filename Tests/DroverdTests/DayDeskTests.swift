import FloorCore
import FloorHTTP
import FloorModel
import Foundation
import PlannerFeed
import Testing

@testable import droverd

/// What day it is, and what has expired with it.
@Suite("Day desk") struct DayDeskTests {
  private static let utc = TimeZone(secondsFromGMT: 0)!

  private static func wall(_ text: String) throws -> Date {
    try Date(text, strategy: .iso8601)
  }

  private func desk(_ floor: StubFloor) -> DayDesk {
    let names = FeedNames(site: StubFloor.site, clock: FeedClock(epoch: FeedTime(milliseconds: 0)))
    return DayDesk(names: names, memory: floor.memory, access: floor, submit: { floor.tell($0) }, log: { _ in })
  }

  private func days(_ floor: StubFloor) -> [CalendarDay] {
    floor.told.compactMap { if case .planning(.day(let day), by: DayDesk.who) = $0 { day } else { nil } }
  }

  @Test("the day and the minute are those of the zone, also where its midnight is another day's and before 1970")
  func zones() throws {
    let auckland = try #require(TimeZone(secondsFromGMT: 13 * 3_600))
    let honolulu = try #require(TimeZone(secondsFromGMT: -10 * 3_600))
    let noon = try Self.wall("2027-03-31T12:30:00Z")
    #expect(DayDesk.today(at: noon, in: Self.utc) == CalendarDay("2027-03-31"))
    #expect(DayDesk.minute(at: noon, in: Self.utc) == 750)
    #expect(DayDesk.today(at: noon, in: auckland) == CalendarDay("2027-04-01"))
    #expect(DayDesk.minute(at: noon, in: auckland) == 90)
    #expect(DayDesk.today(at: noon, in: honolulu) == CalendarDay("2027-03-31"))
    #expect(DayDesk.minute(at: noon, in: honolulu) == 150)
    let old = Date(timeIntervalSince1970: -60)
    #expect("\(DayDesk.today(at: old, in: Self.utc))" == "1969-12-31")
    #expect(DayDesk.minute(at: old, in: Self.utc) == 1_439)
  }

  @Test("the day is told when the floor does not know it, and not again until it changes")
  func tellsTheDay() async throws {
    let floor = try StubFloor()
    let desk = desk(floor)
    var passes = 0
    for time in ["22:00:00", "22:00:30", "23:59:30"] {
      await desk.pass(&passes, at: try Self.wall("2027-03-31T\(time)Z"), in: Self.utc)
    }
    #expect(days(floor) == [StubFloor.lastDay])
    await desk.pass(&passes, at: try Self.wall("2027-04-01T00:00:00Z"), in: Self.utc)
    #expect(days(floor) == [StubFloor.lastDay, CalendarDay("2027-04-01")!])
    let minutes = floor.told.compactMap { if case .planning(.minuteOfDay(let minute), _) = $0 { minute } else { nil } }
    #expect(minutes == [1_320, 1_320, 1_439, 0])
  }

  @Test("planners are told once what has expired, on the pass after midnight, and nothing before")
  func tellsWhatHasExpired() async throws {
    let floor = try StubFloor()
    let desk = desk(floor)
    var passes = 0
    for _ in 0..<3 { await desk.pass(&passes, at: try Self.wall("2027-03-31T23:00:00Z"), in: Self.utc) }
    #expect(try floor.memory.captured(after: 0, limit: 10).isEmpty)
    for minute in 0..<5 {
      await desk.pass(&passes, at: try Self.wall("2027-04-01T00:0\(minute):00Z"), in: Self.utc)
    }
    let told = try floor.memory.captured(after: 0, limit: 10)
    #expect(told.count == 1)
    #expect(told.first?.event["disposition"]?.text == "expired")
    // Half an hour later it looks again: what it says then is the same event.
    for _ in 0..<70 { await desk.pass(&passes, at: try Self.wall("2027-04-01T01:00:00Z"), in: Self.utc) }
    #expect(try floor.memory.captured(after: 0, limit: 10).count == 1)
  }

  @Test("a floor that does not answer is told the minute and no day: nothing is known of it")
  func silence() async throws {
    let floor = try StubFloor()
    floor.fallSilent()
    var passes = 0
    await desk(floor).pass(&passes, at: try Self.wall("2027-04-01T00:00:00Z"), in: Self.utc)
    #expect(floor.told == [.planning(.minuteOfDay(0), by: DayDesk.who)])
  }

  @Test("a clock that is put right brings back what it had taken out of sale")
  func putRight() async throws {
    let floor = try StubFloor()
    let desk = desk(floor)
    var passes = 0
    let sellable: @Sendable (borrowing Floor) -> Int32 = { $0.books.unexpired(of: SKU.ID(0)) }
    await desk.pass(&passes, at: try Self.wall("2028-01-01T08:00:00Z"), in: Self.utc)
    #expect(try await floor.read(sellable) == 0)
    await desk.pass(&passes, at: try Self.wall("2027-03-01T08:00:00Z"), in: Self.utc)
    #expect(try await floor.read(sellable) == 4)
  }
}
