import FloorModel

/// The trade item that an RFID tag names, in the three ways in which readers write its EPC (GS1 EPC Tag Data Standard 2.0).
public struct TagCode: Equatable, Sendable {
  /// Thirteen digits; 14-digit GTINs of cartons have none.
  public var gtin: String
  public var serial: String

  /// - Returns: nil for what is no serialised trade item.
  public init?(_ text: String) {
    guard text.utf8.count <= 256 else { return nil }
    if text.hasPrefix(Self.urn) {
      self.init(urn: text.dropFirst(Self.urn.count))
    } else if text.utf8.count == 24 {
      self.init(hexadecimal: text)
    } else {
      self.init(link: text)
    }
  }

  /// The pure identity URI of a unit, as a reader writes it.
  /// - Parameter prefixDigits: how many of the GTIN's digits are the company's, 6 to 12.
  public static func uri(gtin: String, serial: Int, prefixDigits: Int = 7) -> String {
    // A GTIN-13 is a GTIN-14 with indicator 0; the indicator stands before the item reference.
    let digits = gtin.dropLast()
    return "\(urn)\(digits.prefix(prefixDigits)).0\(digits.dropFirst(prefixDigits)).\(serial)"
  }

  private static let urn = "urn:epc:id:sgtin:"

  /// `0614141.112345.400`: company prefix, indicator and item reference, serial.
  private init?(urn: Substring) {
    let parts = urn.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count + parts[1].utf8.count == 13, !parts[2].isEmpty else { return nil }
    self.init(prefix: parts[0], reference: parts[1], serial: String(parts[2]))
  }

  private init?(prefix: some StringProtocol, reference: some StringProtocol, serial: String) {
    guard reference.first == "0" else { return nil }
    let body = "\(prefix)\(reference.dropFirst())"
    guard body.utf8.allSatisfy({ (48...57).contains($0) }), let check = GTIN.checkDigit(of: body) else { return nil }
    gtin = "\(body)\(check)"
    self.serial = serial
  }

  /// `…/01/09506000134352/21/12345`.
  private init?(link: String) {
    let parts = link.split(separator: "/")
    guard let at = parts.firstIndex(of: "01"), at + 3 < parts.count, parts[at + 2] == "21",
      parts[at + 1].utf8.count == 14, parts[at + 1].first == "0"
    else { return nil }
    let digits = String(parts[at + 1].dropFirst())
    guard GTIN.isValid13(digits) else { return nil }
    gtin = digits
    serial = String(parts[at + 3])
  }

  /// Bits of the company prefix and of the indicator with the item reference, and the prefix's digits, by partition value
  /// (table 14-2 of the standard).
  private static let partitions: [(prefix: Int, reference: Int, digits: Int)] = [
    (40, 4, 12), (37, 7, 11), (34, 10, 10), (30, 14, 9), (27, 17, 8), (24, 20, 7), (20, 24, 6),
  ]

  /// SGTIN-96: header 0x30, filter (3 bits), partition (3), prefix, reference (44 together), serial (38).
  private init?(hexadecimal text: String) {
    let half = text.index(text.startIndex, offsetBy: 12)
    guard let high = UInt64(text[..<half], radix: 16), let low = UInt64(text[half...], radix: 16), high >> 40 == 0x30
    else { return nil }
    let partition = Int(high >> 34 & 7)
    guard partition < Self.partitions.count else { return nil }
    let layout = Self.partitions[partition]
    // The 44 bits of prefix and reference: the last 34 of the upper half, the first 10 of the lower.
    let both = (high & 0x3_FFFF_FFFF) << 10 | low >> 38
    let prefix = Self.digits(both >> UInt64(layout.reference), layout.digits)
    let reference = Self.digits(both & ((1 << UInt64(layout.reference)) - 1), 13 - layout.digits)
    guard let prefix, let reference else { return nil }
    self.init(prefix: prefix, reference: reference, serial: String(low & 0x3F_FFFF_FFFF))
  }

  /// A number with leading zeros; nil when it has more digits than that.
  private static func digits(_ number: UInt64, _ count: Int) -> String? {
    let text = String(number)
    return text.count <= count ? String(repeating: "0", count: count - text.count) + text : nil
  }
}
