/// The GS1 keys that a company gives out under its prefix, as canonical Digital Link URIs.
public struct GS1Company: Hashable, Sendable {
  /// GS1 keeps prefixes from 952 on for examples: whoever has no prefix yet names things under this one, and no one else's
  /// goods are named by mistake.
  public static let demonstration = GS1Company(uncheckedPrefix: "9521321")

  /// 6 to 12 digits.
  public let prefix: String

  /// - Returns: nil when the prefix is not 6 to 12 digits.
  public init?(prefix: String) {
    guard (6...12).contains(prefix.count), GS1Digits.areDigits(prefix) else { return nil }
    self.prefix = prefix
  }

  private init(uncheckedPrefix prefix: String) { self.prefix = prefix }

  /// A global location number of 13 digits; nil when the company has not that many references.
  public func location(_ reference: Int) -> String? {
    GS1Digits.padded("\(reference)", to: 12 - prefix.count).flatMap { GS1Digits.completed(prefix + $0) }
  }

  /// A place within a location (SGLN); nil when GS1 has no room for the name: 20 characters of ASCII.
  public func place(_ name: String, in reference: Int) -> String? {
    guard let number = location(reference), let serial = DigitalLink.serial(name, upTo: 20) else { return nil }
    return "\(DigitalLink.domain)/414/\(number)/254/\(serial)"
  }

  /// A logistic unit (SSCC): a parcel, by a number that the company does not give twice.
  public func logisticUnit(_ serial: Int, extensionDigit: Int = 0) -> String? {
    GS1Digits.padded("\(serial)", to: 16 - prefix.count)
      .flatMap { GS1Digits.completed("\(extensionDigit)\(prefix)\($0)") }.map { "\(DigitalLink.domain)/00/\($0)" }
  }

  /// A returnable asset (GRAI): a tote or a pod, of a type and with a serial of up to 16 characters.
  public func returnableAsset(_ serial: String, type: Int) -> String? {
    guard let number = location(type), let serial = DigitalLink.serial(serial, upTo: 16) else { return nil }
    return "\(DigitalLink.domain)/8003/0\(number)\(serial)"
  }

  /// An individual asset (GIAI): a machine or a sensor, by a name of up to 30 characters with the prefix.
  public func asset(_ name: String) -> String? {
    DigitalLink.serial(name, upTo: 30 - prefix.count).map { "\(DigitalLink.domain)/8004/\(prefix)\($0)" }
  }

  /// A business transaction of this location, by its code: the CBV's form, which takes any text.
  public func transaction(_ code: String, at reference: Int) -> String? {
    location(reference).map { "urn:epcglobal:cbv:bt:\($0):\(Self.escaped(code))" }
  }

  /// A trade item, and its lot: `number` has 8, 12, 13 or 14 digits with a right check digit.
  public static func item(_ number: String, lot: String? = nil) -> String? {
    guard [8, 12, 13, 14].contains(number.count), GS1Digits.isValid(number),
      let padded = GS1Digits.padded(number, to: 14)
    else { return nil }
    let item = "\(DigitalLink.domain)/01/\(padded)"
    guard let lot else { return item }
    return DigitalLink.serial(lot, upTo: 20).map { "\(item)/10/\($0)" }
  }

  /// Percent-encodes what a URN may not carry.
  static func escaped(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: out.unicodeScalars.append(UnicodeScalar(byte))
      default: out += "%" + SHA256.hex([byte]).uppercased()
      }
    }
    return out
  }
}
