internal import Foundation
internal import Glibc

/// One line of an authority's index: to whom a certificate was issued, and until when it is good.
public struct IssuedCertificate: Equatable, Sendable {
  public var name: String
  /// In hexadecimal.
  public var serial: String
  /// Seconds since 1970 at which it ends.
  public var expires: Int64
  public var isRevoked: Bool

  /// Bytes of an index at most: 10,000 machines renewed every year for ten years fit in.
  static let longestIndex = 16 << 20

  /// Reads an index as `openssl ca` writes it, oldest first.
  public static func read(index path: String) throws(BrokerError) -> [IssuedCertificate] {
    let text: String
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      guard data.count <= longestIndex else { throw BrokerError.badFile(path: path, reason: "it is too long") }
      text = String(decoding: data, as: UTF8.self)
    } catch let error as BrokerError {
      throw error
    } catch {
      throw .badFile(path: path, reason: "\(error.localizedDescription)")
    }
    var certificates: [IssuedCertificate] = []
    for line in text.split(separator: "\n") {
      guard let certificate = IssuedCertificate(line: line) else {
        throw .badFile(path: path, reason: "a line is not openssl's: \(line.prefix(80))")
      }
      certificates.append(certificate)
    }
    return certificates
  }

  /// Fields: state, end, end by revocation, serial, file, subject.
  init?(line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 6, let expires = Self.seconds(fields[1]), !fields[3].isEmpty,
      let name = fields[5].split(separator: "/").first(where: { $0.hasPrefix("CN=") })
    else { return nil }
    self.name = String(name.dropFirst(3))
    serial = String(fields[3])
    self.expires = expires
    isRevoked = fields[0] == "R"
  }

  /// When the first certificate of a file in PEM ends, in seconds since 1970; nil when there is none to be read.
  public static func expiry(ofFile path: String) -> Int64? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let start = text.range(of: "-----BEGIN CERTIFICATE-----"),
      let end = text.range(of: "-----END CERTIFICATE-----", range: start.upperBound..<text.endIndex),
      let bytes = Data(
        base64Encoded: String(text[start.upperBound..<end.lowerBound]), options: .ignoreUnknownCharacters)
    else { return nil }
    return expiry(of: [UInt8](bytes))
  }

  /// Walks to `validity.notAfter` (RFC 5280, 4.1): version, serial number, algorithm and issuer stand before it.
  static func expiry(of certificate: [UInt8]) -> Int64? {
    var outer = DERReader(certificate[...])
    guard var body = outer.inside(0x30), var signed = body.inside(0x30) else { return nil }
    if signed.tag == 0xA0 { _ = signed.next() }
    for _ in 0..<3 { guard signed.next() != nil else { return nil } }
    guard var validity = signed.inside(0x30), validity.next() != nil, let end = validity.next() else { return nil }
    return seconds(Substring(decoding: end, as: UTF8.self))
  }

  /// UTCTime has a year of two digits, which stand for 1950 to 2049; GeneralizedTime has four.
  static func seconds(_ text: Substring) -> Int64? {
    guard text.last == "Z", text.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let isLong = text.count == 15
    guard isLong || text.count == 13 else { return nil }
    var rest = text
    func take(_ count: Int) -> Int32 {
      defer { rest = rest.dropFirst(count) }
      return Int32(rest.prefix(count)) ?? 0
    }
    var year = take(isLong ? 4 : 2)
    if !isLong { year += year < 50 ? 2000 : 1900 }
    var parts = tm()
    parts.tm_year = year - 1900
    parts.tm_mon = take(2) - 1
    parts.tm_mday = take(2)
    parts.tm_hour = take(2)
    parts.tm_min = take(2)
    parts.tm_sec = take(2)
    guard (0..<12).contains(parts.tm_mon), (1...31).contains(parts.tm_mday) else { return nil }
    return Int64(timegm(&parts))
  }

  /// A moment as GeneralizedTime.
  static func text(of seconds: Int64) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    let numbers = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
    return "\(parts.tm_year + 1900)" + numbers.map { ($0 < 10 ? "0" : "") + "\($0)" }.joined() + "Z"
  }
}

/// Steps through values in DER, as far as a certificate's dates need it. Never reads beyond its bytes.
private struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var tag: UInt8? { rest.first }

  /// The content of the next value.
  mutating func next() -> ArraySlice<UInt8>? {
    guard rest.count >= 2 else { return nil }
    let short = rest[rest.startIndex + 1]
    rest = rest.dropFirst(2)
    var length = Int(short)
    if short >= 0x80 {
      let digits = Int(short & 0x7F)
      guard (1...4).contains(digits), rest.count >= digits else { return nil }
      length = rest.prefix(digits).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(digits)
    }
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return rest.prefix(length)
  }

  /// A reader of the next value's content, when it has that tag.
  mutating func inside(_ expected: UInt8) -> DERReader? {
    guard tag == expected else { return nil }
    return next().map { DERReader($0) }
  }
}
