public import FloorModel

/// A timestamp on the wire: ISO 8601 in UTC, to the millisecond. It is a label; nothing is decided by it but which of two
/// messages is the older.
///
/// Typed messages carry the floor's own clock; text is made only when a message becomes JSON.
public struct StationTime: Hashable, Comparable, Sendable {
  public var instant: Instant

  public init(_ instant: Instant) { self.instant = instant }

  /// Days from 1970-01-01 to the floor's epoch, 2026-01-01T00:00:00.000Z.
  private static let epochDay: Int64 = 20_454
  private static let dayLength: Int64 = 86_400_000

  /// The instant whose label is a time of day.
  public static func instant(unixMilliseconds: Int64) -> Instant {
    Instant(milliseconds: unixMilliseconds - epochDay * dayLength)
  }

  public static func < (a: Self, b: Self) -> Bool { a.instant < b.instant }
}

extension StationTime: CustomStringConvertible {
  /// `2026-01-01T00:00:00.000Z`
  public var description: String {
    let (day, rest) = instant.milliseconds.flooredDivision(by: Self.dayLength)
    let (year, month, dayOfMonth) = Self.civil(fromDay: day + Self.epochDay)
    var text = ""
    text.reserveCapacity(24)
    text.appendDecimal(year, width: 4)
    for (mark, value) in [("-", month), ("-", dayOfMonth), ("T", rest / 3_600_000), (":", rest / 60_000 % 60)] {
      text += mark
      text.appendDecimal(value, width: 2)
    }
    text += ":"
    text.appendDecimal(rest / 1000 % 60, width: 2)
    text += "."
    text.appendDecimal(rest % 1000, width: 3)
    return text + "Z"
  }

  /// Reads what vendors write: any number of decimals (cut to milliseconds), `Z`, an offset, or no zone at all (then UTC).
  public init?(_ text: String) {
    var scanner = DigitScanner(text)
    guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
      let day = scanner.number(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
      let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2), scanner.skip(":"),
      let second = scanner.number(2), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
      second <= 60
    else { return nil }
    var fraction: Int64 = 0
    if scanner.skip(".") || scanner.skip(",") {
      guard let read = scanner.milliseconds() else { return nil }
      fraction = read
    }
    guard let offset = scanner.zoneMinutes(), scanner.isAtEnd else { return nil }
    let days = Self.day(year: year, month: month, day: day) - Self.epochDay
    instant = Instant(
      milliseconds: days * Self.dayLength + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction)
  }

  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": the year begins in March, so that the leap day is its
  // last, and 400 years are one era of 146,097 days.

  private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (day + 719_468).flooredDivision(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
    let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension StationTime: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 time")
    }
    self = time
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

extension String {
  fileprivate mutating func appendDecimal(_ value: Int64, width: Int) {
    let digits = String(value)
    for _ in digits.utf8.count..<max(width, digits.utf8.count) { append("0") }
    append(digits)
  }
}

/// Reads fixed-width numbers from ASCII text.
private struct DigitScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ mark: Character) -> Bool {
    guard let first = rest.first, first == mark.asciiValue else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int64? {
    guard rest.count >= width else { return nil }
    var value: Int64 = 0
    for digit in rest.prefix(width) {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 48)
    }
    rest.removeFirst(width)
    return value
  }

  mutating func milliseconds() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while let digit = rest.first, (48...57).contains(digit) {
      if count < 3 { value = value * 10 + Int64(digit - 48) }
      count += 1
      rest.removeFirst()
    }
    guard count > 0 else { return nil }
    for _ in min(count, 3)..<3 { value *= 10 }
    return value
  }

  /// Minutes east of UTC; no zone counts as UTC.
  mutating func zoneMinutes() -> Int64? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let sign: Int64
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(2) else { return nil }
    _ = skip(":")
    guard isAtEnd || rest.count == 2, let minutes = isAtEnd ? 0 : number(2) else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
