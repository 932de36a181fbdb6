/// A day of the calendar, as labels on goods name it: without a clock and without a zone.
public struct CalendarDay: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public var number: Int32

  public init(number: Int32) { self.number = number }

  /// - Parameter milliseconds: since 1970-01-01T00:00:00, in the zone of the site.
  public init(wallMilliseconds milliseconds: Int64) {
    number = Int32(clamping: milliseconds.floorDivided(by: 86_400_000).quotient)
  }

  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }

  public init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(Int32.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }
}

extension CalendarDay {
  /// Years that a label can mean.
  static let years = 1970...2199

  /// A day of the Gregorian calendar.
  /// - Returns: nil for a day that there is not.
  public init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), (1...12).contains(month), (1...Self.length(of: month, in: year)).contains(day)
    else { return nil }
    var days = 365 * (year - 1970) + Self.leapDays(before: year) - Self.leapDays(before: 1970)
    for earlier in 1..<month { days += Self.length(of: earlier, in: year) }
    number = Int32(days + day - 1)
  }

  /// `2027-03-31` (ISO 8601), or `270331` as a GS1 element string writes it (application identifiers 15 and 17): of this
  /// century, and day 00 is the month's last.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].reduce(0 as Int?) { sum, byte in
        guard let sum, (48...57).contains(byte) else { return nil }
        return sum * 10 + Int(byte) - 48
      }
    }
    if bytes.count == 10, bytes[4] == 45, bytes[7] == 45 {
      guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
      self.init(year: year, month: month, day: day)
    } else if bytes.count == 6 {
      guard let year = number(0..<2), let month = number(2..<4), (1...12).contains(month), let day = number(4..<6)
      else { return nil }
      self.init(year: 2000 + year, month: month, day: day == 0 ? Self.length(of: month, in: 2000 + year) : day)
    } else {
      return nil
    }
  }

  /// As ISO 8601 writes it.
  public var description: String {
    var year = 1970
    var rest = Int(number)
    while rest < 0 || rest >= Self.length(of: year) {
      if rest < 0 {
        year -= 1
        rest += Self.length(of: year)
      } else {
        rest -= Self.length(of: year)
        year += 1
      }
    }
    var month = 1
    while rest >= Self.length(of: month, in: year) {
      rest -= Self.length(of: month, in: year)
      month += 1
    }
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(rest + 1, 2))"
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
  private static func length(of year: Int) -> Int { isLeap(year) ? 366 : 365 }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Leap days in the years before this one.
  private static func leapDays(before year: Int) -> Int {
    let last = year - 1
    return last / 4 - last / 100 + last / 400
  }
}

extension Int64 {
  /// Quotient and remainder with a remainder that is never negative.
  fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

/// What is known of a delivery of one product that came in together.
public struct Lot: Hashable, Sendable, Codable {
  public var sku: SKU.ID
  /// As in `StockKey.lot`; never 0.
  public var number: Int32
  /// The last day on which it may be sold.
  public var expires: CalendarDay
  /// Whom it comes from, by any name that the site uses; nil: nobody has said.
  public var supplier: String?

  public init(sku: SKU.ID, number: Int32, expires: CalendarDay, supplier: String? = nil) {
    self.sku = sku
    self.number = number
    self.expires = expires
    self.supplier = supplier
  }

  private enum CodingKeys: CodingKey { case sku, number, expires, supplier }

  /// Without a word of the supplier where nobody has said: as lots were written before there were any.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sku, forKey: .sku)
    try container.encode(number, forKey: .number)
    try container.encode(expires, forKey: .expires)
    if supplier != nil { try container.encodeIfPresent(supplier, forKey: .supplier) }
  }

  /// Bytes of a supplier's name, at most.
  public static let supplierLimit = 80

  /// Whether a text can be a supplier's name: not empty, not long, and on one line.
  public static func isSupplier(_ name: String) -> Bool {
    (1...supplierLimit).contains(name.utf8.count) && !name.utf8.contains { $0 < 32 || $0 == 127 }
  }
}
