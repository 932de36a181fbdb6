public import FloorModel

/// A moment on the wall's clock, milliseconds since 1970-01-01T00:00:00Z: how feeds label what happened.
public struct FeedTime: Hashable, Comparable, Sendable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

  /// Reads an `xsd:dateTimeStamp`: date, time and offset, all required. Beyond milliseconds the fourth decimal rounds half
  /// up, and what it carries goes all the way: `23:59:59.9996` is the next day (CBV 2.0 section 8.9.2, rule 9).
  public init?(_ text: some StringProtocol) {
    var reader = DigitReader(text)
    guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
      let day = reader.digits(2), reader.take("T") || reader.take("t"), let hour = reader.digits(2), reader.take(":"),
      let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2),
      (1...12).contains(month), (1...Self.days(of: month, year)).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction: Int64 = 0
    if reader.take(".") {
      guard let read = reader.thousandths() else { return nil }
      fraction = read
    }
    guard let offset = reader.offset(), reader.isAtEnd else { return nil }
    let days = Self.days(to: year, month, day)
    milliseconds = ((days * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + fraction
  }

  /// `2026-03-01T10:15:30.123Z`.
  public var iso: String {
    let day = milliseconds.quotient(by: 86_400_000)
    let rest = milliseconds - day * 86_400_000
    let (year, month, date) = Self.date(of: day)
    func pad(_ number: Int64, _ width: Int = 2) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let clock = "\(pad(rest / 3_600_000)):\(pad(rest / 60_000 % 60)):\(pad(rest / 1000 % 60)).\(pad(rest % 1000, 3))"
    return "\(pad(year, 4))-\(pad(month))-\(pad(date))T\(clock)Z"
  }

  private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func days(of month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 in the Gregorian calendar. Counting years from March puts the leap day last.
  private static func days(to year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.quotient(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(of day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = shifted.quotient(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
  }
}

extension Int64 {
  /// Division that rounds down, for dates before the epoch too.
  fileprivate func quotient(by divisor: Int64) -> Int64 {
    self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
  }
}

/// The wall's label for the floor's clock.
public struct FeedClock: Equatable, Sendable {
  /// The wall's time at `Instant.zero`. Kept with the journal: another one would give every event another id.
  public var epoch: FeedTime

  public init(epoch: FeedTime) { self.epoch = epoch }

  public func time(_ at: Instant) -> FeedTime { FeedTime(milliseconds: epoch.milliseconds + at.milliseconds) }
}

/// Reads a timestamp from left to right.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: some StringProtocol) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func digits(_ count: Int) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
    rest.removeFirst()
    return Int64(byte - 0x30)
  }

  /// Decimals as milliseconds, 0 to 1000.
  mutating func thousandths() -> Int64? {
    var decimals: [Int64] = []
    while let digit = digit() { decimals.append(digit) }
    guard !decimals.isEmpty else { return nil }
    let padded = decimals + [0, 0, 0]
    let whole = padded[0] * 100 + padded[1] * 10 + padded[2]
    return decimals.count > 3 && decimals[3] >= 5 ? whole + 1 : whole
  }

  /// Minutes east of Greenwich.
  mutating func offset() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let hours = digits(2), take(":"), let minutes = digits(2), hours <= 14, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (isWest ? -1 : 1)
  }
}
