import FloorCore
import FloorHTTP
import FloorModel
import Foundation
import PlannerFeed

/// Tells the floor what day it is, in the zone of this machine, and planners what has expired with it.
///
/// The floor's own clock says nothing of days. The floor takes no note of a minute that it knows. A wall clock that was wrong and
/// is put right brings back what it had taken out of sale.
struct DayDesk: Sendable {
  static let who = "calendar"
  private static let interval = Duration.seconds(30)
  /// Passes between two looks for stock whose date was learned after it had expired: half an hour.
  private static let passes = 60

  let names: FeedNames
  let memory: FeedMemory
  let access: any FloorAccess
  let submit: @Sendable (Event) -> Void
  let log: @Sendable (String) -> Void

  /// Until the process ends.
  func watch() async {
    var passesToLook = 0
    while !Task.isCancelled {
      await pass(&passesToLook)
      try? await Task.sleep(for: Self.interval)
    }
  }

  /// One look at the clock on the wall.
  /// - Parameter passesToLook: until the next look for stock that has expired.
  func pass(_ passesToLook: inout Int, at wall: Date = Date(), in zone: TimeZone = .current) async {
    let day = Self.today(at: wall, in: zone)
    // While the floor does not answer, nothing is known.
    submit(.planning(.minuteOfDay(Self.minute(at: wall, in: zone)), by: Self.who))
    guard let known = try? await access.read({ $0.books.lots.today?.number ?? .min }) else { return }
    if known != day.number {
      log("it is \(day)")
      submit(.planning(.day(day), by: Self.who))
      passesToLook = 0
    } else if passesToLook == 0 {
      await tell()
      passesToLook = Self.passes
    } else {
      passesToLook -= 1
    }
  }

  static func today(at wall: Date = Date(), in zone: TimeZone = .current) -> CalendarDay {
    CalendarDay(wallMilliseconds: local(wall, zone))
  }

  static func minute(at wall: Date = Date(), in zone: TimeZone = .current) -> Int32 {
    let minutes = local(wall, zone) / 60_000 % 1_440
    return Int32(minutes < 0 ? minutes + 1_440 : minutes)
  }

  /// Milliseconds since 1970 as the zone's clocks count them.
  private static func local(_ wall: Date, _ zone: TimeZone) -> Int64 {
    Int64(wall.timeIntervalSince1970 * 1000) + Int64(zone.secondsFromGMT(for: wall)) * 1000
  }

  /// The ids of these events follow from what they say: told again, they are the same events.
  private func tell() async {
    let found = try? await access.read { floor in
      floor.books.ledger.bins.enumerated().flatMap { bin, lines in
        lines.compactMap { line in
          floor.books.lots.isExpired(line.key)
            ? ExpiredLine(
              bin: Bin.ID(bin), key: line.key, quantity: line.quantity, day: floor.books.lots.expiry(of: line.key))
            : nil
        }
      }
    }
    let events = (found ?? []).compactMap { line in
      line.day.map { names.expired(line.quantity, of: line.key, in: line.bin, on: $0) }
    }
    guard !events.isEmpty else { return }
    _ = try? memory.capture(events.map { CapturedEvent(number: 0, id: $0.id, event: $0.json) })
  }

  private struct ExpiredLine: Sendable {
    var bin: Bin.ID
    var key: StockKey
    var quantity: Int32
    var day: CalendarDay?
  }
}
