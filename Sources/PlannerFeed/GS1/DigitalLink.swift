/// GS1 Digital Link URIs in canonical form (GS1 Digital Link: URI Syntax 1.2, section 4.11), and the way there from EPC URNs
/// (GS1 EPC Tag Data Standard) and from links on other domains.
public enum DigitalLink {
  public static let domain = "https://id.gs1.org"

  /// The one form of a URI that names something of GS1's; any other URI as it is.
  public static func canonical(_ uri: String) -> String {
    if uri.hasPrefix("urn:epc:") { return EPCName(uri)?.link ?? uri }
    if uri.hasPrefix("https://") || uri.hasPrefix("http://") { return LinkPath(uri)?.canonical ?? uri }
    return uri
  }

  /// The characters that a URN may carry bare and a link must not.
  static func escaped(_ text: some StringProtocol) -> String {
    var out = ""
    for byte in text.utf8 {
      switch UnicodeScalar(byte) {
      case "!", "(", ")", "*", "+", ",", ":":
        out += "%" + SHA256.hex([byte]).uppercased()
      default: out.unicodeScalars.append(UnicodeScalar(byte))
      }
    }
    return out
  }

  /// A name as the serial part of a key: what is not a letter, a digit, `-`, `.` or `_` is percent-encoded.
  /// - Returns: nil when GS1 gives no room for it: over `limit` characters, or a character outside of ASCII.
  public static func serial(_ name: String, upTo limit: Int) -> String? {
    guard !name.isEmpty, name.utf8.count <= limit, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return nil
    }
    var out = ""
    for byte in name.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: out.unicodeScalars.append(UnicodeScalar(byte))
      default: out += "%" + SHA256.hex([byte]).uppercased()
      }
    }
    return out
  }
}

/// The path of a link, from its primary key on.
struct LinkPath {
  /// Short names that older links carry.
  private static let aliases: [Substring: Substring] = [
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017", "gsrn": "8018",
    "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004",
    "ser": "21", "lot": "10", "cpv": "22", "glnx": "254", "cpsn": "8011",
  ]

  /// Key qualifiers that canonical links keep, the finest first.
  private static let qualifiers: [Substring: [Substring]] = [
    "01": ["21", "10", "235"], "414": ["254"], "8006": ["21", "10"], "8010": ["8011"],
  ]

  /// Of each primary key: how many digits it begins with (a check digit at the end of them), and whether more may follow.
  private static let keys: [Substring: (digits: Int, isOpen: Bool)] = [
    "00": (18, false), "01": (14, false), "253": (13, true), "255": (13, true), "402": (17, false), "414": (13, false),
    "417": (13, false), "8003": (14, true), "8006": (14, true), "8017": (18, false), "8018": (18, false),
    // A company prefix and free text: no check digit.
    "401": (4, true), "8004": (4, true), "8010": (4, true),
  ]

  let key: Substring
  let value: String
  private let qualifier: (name: Substring, value: Substring)?

  /// - Returns: nil when the URI holds no GS1 key.
  init?(_ uri: String) {
    let address = uri.prefix { $0 != "?" && $0 != "#" }
    let segments = address.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3)
      .map { Self.aliases[$0] ?? $0 }
    guard
      let at = segments.indices.dropLast().first(where: { index in
        Self.keys[segments[index]].map { Self.fits(segments[index], segments[index + 1], $0) } ?? false
      })
    else { return nil }
    key = segments[at]
    value = key == "01" ? GS1Digits.padded(segments[at + 1], to: 14) ?? "" : String(segments[at + 1])
    let rest = segments[(at + 2)...]
    qualifier =
      (Self.qualifiers[key] ?? []).lazy.compactMap { name -> (name: Substring, value: Substring)? in
        guard let found = rest.firstIndex(of: name), found + 1 < rest.endIndex else { return nil }
        return (name, rest[found + 1])
      }.first
  }

  private static func fits(_ key: Substring, _ value: Substring, _ form: (digits: Int, isOpen: Bool)) -> Bool {
    if key == "01" { return [8, 12, 13, 14].contains(value.count) && GS1Digits.areDigits(value) }
    guard value.count >= form.digits, GS1Digits.areDigits(value.prefix(form.digits)) else { return false }
    return form.isOpen || value.count == form.digits
  }

  /// Whether the key's check digit is right; true for keys that have none.
  var hasRightCheckDigit: Bool {
    switch key {
    case "401", "8004", "8010": true
    case "253", "255": GS1Digits.isValid(value.prefix(13))
    case "8003", "8006": GS1Digits.isValid(value.prefix(14))
    default: GS1Digits.isValid(value)
    }
  }

  var canonical: String {
    let head = "\(DigitalLink.domain)/\(key)/\(value)"
    return qualifier.map { "\(head)/\($0.name)/\($0.value)" } ?? head
  }
}

/// An EPC URN: an instance (`urn:epc:id:…`), a lot (`urn:epc:class:…`) or all of a class (`urn:epc:idpat:…:*`).
struct EPCName {
  /// The canonical link.
  let link: String

  /// - Returns: nil when it is no EPC of a scheme known here.
  init?(_ urn: String) {
    let parts = urn.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "urn", parts[1] == "epc", ["id", "class", "idpat"].contains(parts[2]) else {
      return nil
    }
    let fields = parts[4].split(separator: ".", omittingEmptySubsequences: false)
    guard let prefix = fields.first, (6...12).contains(prefix.count), GS1Digits.areDigits(prefix), fields.count > 1,
      let path = Self.path(scheme: parts[3], prefix: prefix, fields: Array(fields.dropFirst()))
    else { return nil }
    link = DigitalLink.domain + path
  }

  /// The trade item's number: its first digit comes before the company's prefix.
  private static func item(_ prefix: Substring, _ reference: Substring) -> String? {
    guard prefix.count + reference.count == 13 else { return nil }
    return GS1Digits.completed("\(reference.prefix(1))\(prefix)\(reference.dropFirst())")
  }

  /// What stands behind the fixed fields: may itself hold dots; nothing for a pattern.
  private static func tail(_ fields: [Substring], from index: Int) -> String? {
    guard fields.count > index else { return nil }
    let text = fields[index...].joined(separator: ".")
    return text == "*" ? "" : DigitalLink.escaped(text)
  }

  private static func path(scheme: Substring, prefix: Substring, fields: [Substring]) -> String? {
    switch scheme {
    case "sgtin", "lgtin", "upui", "itip": return itemPath(scheme, prefix, fields)
    case "sscc":
      guard prefix.count + fields[0].count == 17 else { return nil }
      return GS1Digits.completed("\(fields[0].prefix(1))\(prefix)\(fields[0].dropFirst())").map { "/00/\($0)" }
    case "sgln":
      guard let number = location(prefix, fields[0]), let serial = tail(fields, from: 1) else { return nil }
      return serial == "0" || serial.isEmpty ? "/414/\(number)" : "/414/\(number)/254/\(serial)"
    case "pgln": return location(prefix, fields[0]).map { "/417/\($0)" }
    case "grai":
      guard let number = location(prefix, fields[0]), let serial = tail(fields, from: 1) else { return nil }
      return "/8003/0\(number)\(serial)"
    case "gdti", "sgcn":
      guard let number = location(prefix, fields[0]), let serial = tail(fields, from: 1) else { return nil }
      return "/\(scheme == "gdti" ? "253" : "255")/\(number)\(serial)"
    case "giai": return tail(fields, from: 0).map { "/8004/\(prefix)\($0)" }
    case "ginc": return tail(fields, from: 0).map { "/401/\(prefix)\($0)" }
    case "gsin": return GS1Digits.completed("\(prefix)\(fields[0])").map { "/402/\($0)" }
    case "gsrn": return GS1Digits.completed("\(prefix)\(fields[0])").map { "/8018/\($0)" }
    case "gsrnp": return GS1Digits.completed("\(prefix)\(fields[0])").map { "/8017/\($0)" }
    case "cpi":
      guard let serial = tail(fields, from: 1) else { return nil }
      let part = "/8010/\(prefix)\(DigitalLink.escaped(fields[0]))"
      return serial.isEmpty ? part : "\(part)/8011/\(serial)"
    default: return nil
    }
  }

  private static func itemPath(_ scheme: Substring, _ prefix: Substring, _ fields: [Substring]) -> String? {
    guard let number = item(prefix, fields[0]) else { return nil }
    if scheme == "itip" {
      guard fields.count > 3, let serial = tail(fields, from: 3) else { return nil }
      let piece = "/8006/\(number)\(fields[1])\(fields[2])"
      return serial.isEmpty ? piece : "\(piece)/21/\(serial)"
    }
    guard let serial = tail(fields, from: 1) else { return nil }
    let qualifier = scheme == "sgtin" ? "21" : scheme == "lgtin" ? "10" : "235"
    return serial.isEmpty ? "/01/\(number)" : "/01/\(number)/\(qualifier)/\(serial)"
  }

  /// Twelve digits of prefix and reference, and their check digit.
  private static func location(_ prefix: Substring, _ reference: Substring) -> String? {
    prefix.count + reference.count == 12 ? GS1Digits.completed("\(prefix)\(reference)") : nil
  }
}
